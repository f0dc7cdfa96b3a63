"""Whether a patient was seen by the practice before its visits were kept here, whose patient they are, how they are insured: staff say so, since nothing here can know it."""

from __future__ import annotations

import datetime as dt

from django.utils.timezone import now
from django.utils.translation import gettext

from ...access.may import Actor
from ...audit.action import action
from ...core.events import raise_event
from ...core.letters import as_written
from ...core.refusals import Refusal
from ...intake import actions as intake
from ...intake.events import InsuranceChanged, SeenBeforeSaid
from ...intake.models import Request
from ...people.models import Patient
from ...practice.models import Payer, Provider
from ...tenancy.today import today_at
from .. import locks
from ..models import Appointment
from ..patients import latest
from ..states import SEEN

UNDECIDED = ("requested", "awaiting_info", "awaiting_approval")
TO_COME = ("held", "booked")


class NotYet(Refusal):
    """A last visit that has not been."""

    code, status = "not_yet", 422

    @property
    def sentence(self) -> str:
        return gettext("The last visit is in the past. Enter its date, or leave it blank.")


@action("patient.seen_before", permission="patient.create")
def say_seen_before(actor: Actor, patient: Patient, *, before: bool, last_visit_on: dt.date | None = None) -> Patient:
    """They were seen before the practice's visits were kept here (last on that day, where it is known), or were not after all.

    Visits that took place here go on counting whatever is said.  What is asked and booked already is judged by it anew.  Raises NotYet.
    """
    locks.line_up(patients=[patient.pk])
    patient.refresh_from_db()
    if last_visit_on is not None and last_visit_on > today_at(patient.practice):
        raise NotYet
    here = Appointment.objects.filter(patient=patient, state="completed").order_by("-start")
    last_here = here.values_list("start", flat=True).first()
    here_on = last_here.astimezone(patient.practice.zone).date() if last_here else None
    patient.last_visit_said = last_visit_on if before else None
    patient.known_before = before
    patient.established = before or last_here is not None
    patient.last_visit_on = latest(here_on, patient.last_visit_said)
    patient.save(update_fields=["known_before", "established", "last_visit_on", "last_visit_said"])
    _judge_anew(patient)
    raise_event(SeenBeforeSaid(patient))
    return patient


@action("patient.own_provider", permission="patient.create")
def say_own_provider(actor: Actor, patient: Patient, *, provider: Provider | None) -> Patient:
    """Whose patient they are; None: nobody's.  What is asked already is judged by it anew, what is booked stays as it was agreed."""
    locks.line_up(patients=[patient.pk])
    patient.refresh_from_db()
    patient.own_provider = provider
    patient.save(update_fields=["own_provider"])
    _judge_anew(patient)
    return patient


@action("patient.insurance", permission="patient.create")
def say_insurance(
    actor: Actor, patient: Patient, *, payer: Payer | None, member_id: str, uninsured: bool = False
) -> Patient:
    """What the patient or their card says of their insurance; `uninsured`: that they have none.

    What is asked already is judged by it anew, what is to come is theirs as it is now.
    """
    locks.line_up(patients=[patient.pk])
    patient.refresh_from_db()
    patient.payer, patient.uninsured = payer, uninsured and payer is None
    patient.member_id = as_written(member_id) if payer is not None else ""
    patient.save(update_fields=["payer", "uninsured", "member_id"])
    _judge_anew(patient)
    raise_event(InsuranceChanged(patient))
    return patient


def _judge_anew(patient: Patient) -> None:
    seen_here = Appointment.objects.filter(patient=patient, state__in=SEEN, start__lte=now()).exists()
    to_come = Appointment.objects.filter(patient=patient, state__in=TO_COME, start__gt=now())
    to_come.update(new_patient=not patient.known_before and not seen_here)
    for request in Request.objects.filter(patient=patient, state__in=UNDECIDED).order_by("pk"):
        intake.judged_anew(intake.locked(request))
