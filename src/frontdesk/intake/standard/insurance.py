"""Which insurance a visit goes by: the record's; where it knows none, what was said for this visit alone."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_noop

from ...people.models import Patient
from ...practice.models import Payer
from ...rules.facts import NO_INSURANCE

NOBODY_INSURES = gettext_noop("None of these / I'll pay myself")
BEFORE = "None of these, or I pay myself"  # as answers kept from before it was called so have it
SAY_NOBODY = frozenset({NOBODY_INSURES, BEFORE})
FIELD = "insurance"
OF_THE_INSURANCE = (FIELD, "member-id")


def payer_named(name: str) -> Payer | None:
    """The payer that an answer names; None for any other word."""
    return Payer.objects.filter(name=name, active=True).first() if name else None


def payer_of(patient: Patient, said: Mapping[str, str]) -> Payer | None:
    """Who pays for a visit of which that was said."""
    recorded: Payer | None = patient.payer
    return recorded if recorded or patient.uninsured else payer_named(said.get(FIELD, ""))


def payer_code(patient: Patient, said: Mapping[str, str]) -> str | None:
    """The same as rules speak of it: NO_INSURANCE where it is known that there is none, None where nothing is known."""
    payer = payer_of(patient, said)
    none = patient.uninsured or said.get(FIELD) in SAY_NOBODY
    return payer.code if payer is not None else NO_INSURANCE if none else None
