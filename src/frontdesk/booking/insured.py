"""Who pays for a visit that is booked: one answer, for the rules that speak of it, for billing and for what its patient brings."""

from __future__ import annotations

from dataclasses import replace

from ..intake.insurance import is_alone, member_id_of
from ..rules.facts import NO_INSURANCE, Facts
from .models import Appointment


def as_insured(appointment: Appointment, known: Facts) -> Facts:
    """With the insurance that it was booked with; where it has none, with what is known of its patient."""
    if appointment.self_pay:
        return replace(known, payer=NO_INSURANCE)
    return known if appointment.payer is None else replace(known, payer=appointment.payer.code)


def pays_alone(appointment: Appointment) -> bool:
    """Whether no insurance is billed for it, since its patient pays."""
    return appointment.self_pay or (appointment.payer_id is None and is_alone(appointment.patient))


def member_id(appointment: Appointment) -> str:
    """What the insurance that is billed for it calls its patient; '' where none is."""
    return "" if appointment.self_pay else member_id_of(appointment.patient)
