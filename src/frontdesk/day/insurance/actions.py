"""A record says something else of the patient: the visits to come are theirs as it is now, and are looked at by the rules again."""

from __future__ import annotations

from ...booking.events import CountSaid, Matched, Merged, Unmerged
from ...booking.judging import Judge, appointments_to_come, with_facts
from ...intake import actions as intake
from ...intake.deciding_again.actions import approved_no_more, decide_again
from ...intake.evaluation import said_on
from ...intake.events import InsuranceChanged, SeenBeforeSaid
from ...intake.insurance import payer_of
from ...intake.models import Request
from ...people.models import Patient
from ...practice import policies
from ..exceptions.looking.actions import look_at


def changed(event: InsuranceChanged) -> None:
    _look_again(event.patient)


def seen_before(event: SeenBeforeSaid) -> None:
    """Who is new, and who is not, is another than when they were booked."""
    _look_again(event.patient)


def counted(event: CountSaid) -> None:
    """A visit that was canceled late counts, or does not: what waits was decided by the number of them, and what is booked may be an exception by it."""
    decide_again(event.patient)
    _look_again(event.patient, known_now=True)


def merged(event: Merged) -> None:
    """Of two records one insurance, birth date and name was chosen: what either asked for is decided by these."""
    decide_again(event.kept)
    _look_again(event.kept, known_now=True)


def unmerged(event: Unmerged) -> None:
    """Each has its own again."""
    for patient in (event.kept, event.gone):
        decide_again(patient)
        for request in Request.objects.filter(patient=patient, state="approved", approved_by="").order_by("pk"):
            approved_no_more(intake.locked_row(request))
    _look_again(event.kept)
    _look_again(event.gone)


def matched(event: Matched) -> None:
    """What they typed filled a gap of the record, and what they booked as a stranger is judged by the record's history."""
    _look_again(event.patient, known_now=True)


def _look_again(patient: Patient, *, known_now: bool = False) -> None:
    """What the patient pays alone stays so: no payer is told.  What was decided against a rule stays decided."""
    patient = Patient.objects.select_related("payer").get(pk=patient.pk)
    policy = policies.published()
    judge = Judge(policies.file_of(policy).setup)
    for appointment in with_facts(appointments_to_come().filter(patient=patient)):
        payer = payer_of(patient, said_on(appointment.request) if appointment.request is not None else {})
        if not appointment.self_pay and appointment.payer_id != (payer.pk if payer else None):
            appointment.payer = payer
            appointment.save(update_fields=["payer"])
        look_at(appointment, policy, judge, None, known_now=known_now)
