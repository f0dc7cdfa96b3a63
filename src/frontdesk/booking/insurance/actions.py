"""A record says something else of the patient: the visits to come are theirs as it is now, and are looked at by the rules again."""

from __future__ import annotations

from ...intake.evaluation import said_on
from ...intake.events import InsuranceChanged, SeenBeforeSaid
from ...intake.standard.insurance import payer_of
from ...people.models import Patient
from ...practice import policies
from ..events import Matched, Merged, Unmerged
from ..exceptions.looking.actions import look_at
from ..judging import Judge, to_come, with_facts


def changed(event: InsuranceChanged) -> None:
    _look_again(event.patient)


def seen_before(event: SeenBeforeSaid) -> None:
    """Who is new, and who is not, is another than when they were booked."""
    _look_again(event.patient)


def merged(event: Merged) -> None:
    """Of two records one insurance, birth date and name was chosen."""
    _look_again(event.kept)


def unmerged(event: Unmerged) -> None:
    """Each has its own again."""
    _look_again(event.kept)
    _look_again(event.gone)


def matched(event: Matched) -> None:
    """What they typed filled a gap of the record."""
    _look_again(event.patient)


def _look_again(patient: Patient) -> None:
    """What the patient pays alone stays so: no payer is told.  What was decided against a rule stays decided."""
    patient = Patient.objects.select_related("payer").get(pk=patient.pk)
    policy = policies.published()
    judge = Judge(policies.file_of(policy).setup)
    for one in with_facts(to_come().filter(patient=patient)):
        payer = payer_of(patient, said_on(one.request) if one.request is not None else {})
        if not one.self_pay and one.payer_id != (payer.pk if payer else None):
            one.payer = payer
            one.save(update_fields=["payer"])
        look_at(one, policy, judge, None)
