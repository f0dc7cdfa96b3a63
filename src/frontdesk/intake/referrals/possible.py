"""Whether any time can be offered for what a referral asks, before it is accepted: of a new patient, or of one whom we have."""

from __future__ import annotations

from dataclasses import replace

from django.utils.timezone import now

from ...availability.model import Wanted
from ...people.models import Patient
from ...practice import policies
from ...rules.facts import Facts
from ..evaluation import facts, impossible
from ..insurance import insurance_of
from ..models import Referral
from ..rules_for_patient import engine_for
from .actions import insurance_said, is_vaguer
from .minimum import facts_of, said_besides


def sentences_against(referral: Referral, patient: Patient | None = None) -> tuple[str, ...]:
    """The sentences that leave no time to it, whenever it is; none where somebody can do it.  Without `patient`: of somebody new."""
    if referral.visit_type is None:
        return ()
    known = replace(facts_of(referral), patient="new") if patient is None else _facts_with(referral, patient)
    who = str(referral.pk if patient is None else patient.pk)  # of somebody new it is known that nothing has been
    engine = engine_for(patient, policies.current().setup, known)
    return impossible(engine, Wanted(referral.visit_type.code, now(), known, patient=who))


def _facts_with(referral: Referral, patient: Patient) -> Facts:
    answers = {str(field): str(value) for field, value in said_besides(referral).items()}
    insurance = {} if is_vaguer(referral, patient) else insurance_said(referral, patient)
    said = {"reason": referral.why, **answers, **insurance}
    known = facts(patient, {field: value for field, value in said.items() if value}, "referral")
    # The record will have what the referral says, and what is asked is judged by that.
    return replace(known, payer=insurance_of(referral).code) if "insurance" in insurance else known
