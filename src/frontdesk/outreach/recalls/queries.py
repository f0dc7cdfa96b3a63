"""Reading recalls: worklists, and who a link stands for."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.timezone import now

from ...access.may import POWERS, Actor, Grant, has_power, may_any, may_for_patient, visits_seen
from ...access.query import noted, query
from ...booking.models import Recall
from ...booking.states import DUE
from ...messaging.taking_back import written_to
from ...messaging.ways import usable
from ...people.queries import of_own_patients
from ...practice import policies
from ...practice.actors import patient_actor
from ...tenancy.models import Practice
from ...tenancy.today import today_at
from .actions import INVITATIONS, MOST_TOLD, hashed

LINK_ACTIONS = frozenset({"appointment.hold:own", "appointment.book:own", "appointment.view:own", "recall.refuse:own"})


@query("recall.view")
def visible(actor: Actor) -> QuerySet[Recall]:
    recalls = Recall.objects.select_related(
        "patient__practice", "patient__payer", "visit_type", "provider", "location", "appointment"
    )
    if may_any(actor, "recall.view"):
        return recalls
    if actor.kind == "patient":
        return recalls.filter(of_own_patients(actor, "request.submit"))
    return recalls.filter(provider_id=actor.provider) if actor.provider else recalls.none()


def worklist(actor: Actor, practice: Practice, which: str) -> QuerySet[Recall]:
    """'overdue': past their window and not booked; 'due': their window is open or they were invited; 'planned': later."""
    today = today_at(practice)
    recalls = visible(actor).filter(state__in=DUE).order_by("due_on")
    overdue = Q(closes_on__lt=today)
    opened = Q(opens_on__lte=today) | Q(state="invited")
    if which == "overdue":
        return recalls.filter(overdue)
    if which == "due":
        return recalls.exclude(overdue).filter(opened)
    return recalls.exclude(overdue).exclude(opened)


@noted
def by_token(token: str) -> Recall | None:
    """The recall that a link is for, while it can still be booked, and while who got it may still be told of that visit."""
    if not token:
        return None
    rows = Recall.objects.select_related("patient", "patient__practice", "visit_type", "provider", "location")
    recall = rows.filter(token_hash=hashed(token), state="invited").first()
    return recall if recall is not None and may_still_be_told(recall) else None


def may_still_be_told(recall: Recall) -> bool:
    """Whether everybody who has the link is reached about such a visit today, as any message of it would ask before it leaves.

    Whose access has ended, or whose address is not the one to be used any more, has the link still.
    """
    has_it = _have_the_link(recall)
    return bool(has_it) and has_it <= {reached.to for reached in usable(recall.patient, recall.visit_type.code)}


def link_actor(recall: Recall) -> Actor:
    """Who follows the link: may book this one visit, see it, and refuse it, as far as everybody to whom it was sent may do so for
    the patient.  Nothing else of the patient's is theirs to see."""
    patient, code = recall.patient, recall.visit_type.code
    having = [patient_actor(contact) for contact in _have_the_link(recall)]
    powers = frozenset(power for power in POWERS if all(has_power(actor, power, patient.pk, code) for actor in having))
    limited = any(patient.pk not in actor.patients for actor in having)
    return Actor(
        "patient",
        patient.pk,
        patient.name,
        "patient",
        LINK_ACTIONS,
        frozenset() if limited else frozenset({patient.pk}),
        grants=_limits(having, patient.pk, powers, code) if limited else (),
        anew=partial(link_actor, recall),
    )


def may_book_by_link(actor: Actor, recall: Recall) -> bool:
    """Whether who follows the link may book the visit, and refuse it."""
    return may_for_patient(actor, "appointment.book", recall.patient_id, recall.visit_type.code)


def _have_the_link(recall: Recall) -> set[str]:
    return written_to(recall, recall.told_at, *INVITATIONS)


def _limits(having: list[Actor], patient: UUID, powers: frozenset[str], code: str) -> tuple[Grant, ...]:
    """What all of them may do for the visit; of the others it shows what all of them see."""
    seen = [visits for actor in having if (visits := visits_seen(actor, patient)) is not None]
    shown = frozenset.intersection(*seen) if seen else None
    visit = Grant(patient, powers, frozenset({code}))
    return (visit, Grant(patient, powers & {"see"}, shown))


def to_tell(practice: Practice) -> list[Recall]:
    """Those to invite or remind now, as the practice's file says: in time, and not too often."""
    plan = policies.current().recalls
    moment = now()
    today = moment.astimezone(practice.zone).date()
    recalls = Recall.objects.filter(
        state__in=DUE, told__lt=MOST_TOLD, patient__deceased_on=None, patient__same_as=None
    ).select_related("patient", "patient__practice")
    return [
        recall
        for recall in recalls
        if recall.due_on - plan.invite <= today <= recall.closes_on
        and (recall.told_at is None or recall.told_at + plan.remind <= moment)
    ]
