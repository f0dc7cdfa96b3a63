"""What the rules make due is ordered, changed and taken away here; the same rules twice change nothing.

Each patient is looked at behind their own line.  What somebody was told of stays: a changed rule takes away nothing that a patient
was invited to.
"""

from __future__ import annotations

from uuid import UUID

from ....access.may import SYSTEM, Actor
from ....audit.action import action
from ....booking.events import Completed, NoShow, SetBack
from ....booking.models import Recall
from ....people import lines
from ....people.models import Patient
from ....practice.models import Location, Provider, VisitType
from ....rules.history import KEPT
from ....tenancy.context import inside_practice
from ....tenancy.each import PORTION, each_by_itself
from ....tenancy.models import Practice
from ..actions import HAD_IT, NOT_DUE_ANY_MORE, close, locked, order
from .queries import Plans, Step, Wanted, known_of, plans_in_force, steps, whom_it_is_about, whom_it_may_be_about


def plan_due(practice: Practice) -> int:
    """For how many patients something was made due, or is due no more.  Each is a transaction of its own.  Raises NoPolicy."""
    with inside_practice(practice):
        plans = plans_in_force()
        keys = whom_it_may_be_about(practice, plans)
    changed: list[UUID] = []
    for first in range(0, len(keys), PORTION):
        with inside_practice(practice):
            changed += whom_it_is_about(practice, keys[first : first + PORTION], plans)
    return each_by_itself(practice, changed, plan_for)


def plan_for(key: UUID) -> bool:
    """Whether something was done for that patient: looked at again, by the rules in force, behind their line."""
    lines.wait_for_patients([key])
    patient = Patient.objects.filter(pk=key, deceased_on=None, same_as=None).select_related("practice").first()
    if patient is None:
        return False
    plans = plans_in_force()
    to_do = steps(known_of(patient.practice, [patient], plans)[key], plans)
    return bool([_done(step, patient) for step in to_do])


def completed(event: Completed) -> None:
    """What follows from it is due at once, and what they have had now is due no more."""
    _again(event.appointment.patient_id)


def set_back(event: SetBack) -> None:
    """It did not take place after all: what followed from it is not due.  Who came on a day that is over had it, completed or not."""
    if event.state in KEPT and event.appointment.state != "no_show":  # `missed` comes when all else has heard of that
        _again(event.appointment.patient_id)


def missed(event: NoShow) -> None:
    """What followed from it is not due, and what it was booked for is due still."""
    _again(event.appointment.patient_id)


@action("recall.change_plan", permission="recall.order")
def change(actor: Actor, recall: Recall, *, wanted: Wanted) -> Recall:
    """It is due otherwise: nobody was told of it yet."""
    recall = locked(recall)
    for name, value in wanted.values.items():
        setattr(recall, name, value)
    recall.provider, recall.location = _who(wanted), _where(wanted)
    recall.save(update_fields=[*wanted.values, "provider", "location"])
    return recall


def _again(patient: UUID) -> None:
    if _any(plans_in_force(), patient):
        plan_for(patient)


def _any(plans: Plans, patient: UUID) -> bool:
    """Most practices have none, and then nothing is read."""
    return bool(plans) or Recall.objects.filter(patient=patient).exclude(plan="").exists()


def _done(step: Step, patient: Patient) -> Step:
    match step.kind:
        case "make" if step.wanted is not None:
            _make(step.wanted, patient)
        case "change" if step.wanted is not None and step.recall is not None:
            change(SYSTEM, step.recall, wanted=step.wanted)
        case "take away" if step.recall is not None:
            close(SYSTEM, step.recall, reason=NOT_DUE_ANY_MORE)
        case "over" if step.recall is not None:
            close(SYSTEM, step.recall, reason=HAD_IT)
    return step


def _make(wanted: Wanted, patient: Patient) -> None:
    order(
        SYSTEM,
        patient,
        visit_type=VisitType.objects.get(code=wanted.visit),
        due_on=wanted.due.on,
        give_days=(wanted.due.closes - wanted.due.on).days,
        plan=wanted.sentence,
        counted_from=wanted.due.counted_from,
        provider=_who(wanted),
        location=_where(wanted),
    )


def _who(wanted: Wanted) -> Provider | None:
    return Provider.objects.filter(code__in=wanted.plan.scope.providers).first()


def _where(wanted: Wanted) -> Location | None:
    return Location.objects.filter(code__in=wanted.plan.scope.locations).first()
