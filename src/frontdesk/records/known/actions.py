"""Whether a patient was seen by the practice before its visits were kept here, whose patient they are, how they are insured: staff say so, since nothing here can know it."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext

from ...access.may import Actor
from ...audit.action import action
from ...booking import locks
from ...booking.models import Appointment
from ...booking.patients import latest, new_or_not
from ...core.events import raise_event
from ...core.refusals import Refusal
from ...intake.deciding_again.actions import decide_again
from ...intake.events import InsuranceChanged, SeenBeforeSaid
from ...intake.insurance import insurance_of, member_under
from ...people.models import Patient
from ...practice.models import Payer, Provider
from ...tenancy.today import today_at


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
    actor: Actor,
    patient: Patient,
    *,
    payer: Payer | None,
    member_id: str,
    uninsured: bool = False,
    insured_elsewhere: bool = False,
) -> Patient:
    """What the patient or their card says of their insurance; `uninsured`: that they have none, `insured_elsewhere`: that it is none of our payers.

    What is asked already is judged by it anew, what is to come is theirs as it is now.
    """
    locks.line_up(patients=[patient.pk])
    patient.refresh_from_db()
    patient.payer, patient.uninsured = payer, uninsured and payer is None
    patient.insured_elsewhere = insured_elsewhere and payer is None and not uninsured
    patient.member_id = member_under(insurance_of(patient), member_id) if insurance_of(patient) else ""
    patient.save(update_fields=["payer", "uninsured", "insured_elsewhere", "member_id"])
    _judge_anew(patient)
    raise_event(InsuranceChanged(patient))
    return patient


def _judge_anew(patient: Patient) -> None:
    new_or_not(patient)
    decide_again(patient)
