"""What one record says from now on that was two, and where nothing is sent about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...booking import patients
from ...messaging.consent import agreed_for, not_agreed_by, said_no
from ...people.models import UNPROVED, Patient
from .differences import joined


def what_it_becomes(kept: Patient, gone: Patient, choices: Mapping[str, str], *, use_contact: bool) -> dict[str, Any]:
    """The fields that become something else, with their values.  Raises Differ."""
    becomes = joined(kept, gone, choices, use_contact=use_contact)
    barred = sorted({*not_agreed_by(kept, gone), *_refused_by_either(kept, gone, becomes)})
    if barred != kept.not_agreed_to:
        becomes["not_agreed_to"] = barred
    if not kept.known_before and (patients.known_otherwise(kept) or patients.known_otherwise(gone)):
        becomes["known_before"] = True
    return becomes


def _refused_by_either(kept: Patient, gone: Patient, becomes: Mapping[str, Any]) -> list[str]:
    """A no in either record is the person's no, by e-mail as by text, and nobody else's: where nothing is sent about them from now on."""
    refused = []
    for field in ("email", "phone"):
        right = becomes.get(field, getattr(kept, field))
        if not right or becomes.get(f"{field}_of", kept.whose(right)) in UNPROVED:
            continue  # it may be a stranger's, for whom nobody else says a no
        if any(_no_elsewhere(patient, getattr(patient, field), right) for patient in (kept, gone)):
            refused += [right] if any(agreed_for(patient, right) for patient in (kept, gone)) else []
    return refused


def _no_elsewhere(patient: Patient, contact: str, right: str) -> bool:
    """Whether somebody said no about that record at another address than the right one; where it may be a stranger's, it is not theirs."""
    return contact != right and patient.whose(contact) not in UNPROVED and said_no(patient, contact)
