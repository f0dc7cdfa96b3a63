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


def is_not_known(appointment: Appointment) -> bool:
    """Whether nobody can say who pays: it had begun without a payer, and its record has got one since.

    What is to come goes by the record as it is.  What has begun does not: they may have paid alone then, or have had another insurance.
    """
    return not appointment.self_pay and appointment.payer_id is None and appointment.patient.payer_id is not None


def member_id(appointment: Appointment) -> str:
    """What the insurance that is billed for it calls its patient; '' where none is, or where the record has the number of another by now."""
    own = appointment.patient
    of_another = own.payer_id != appointment.payer_id and bool(own.payer_id or own.insured_elsewhere)
    return "" if appointment.self_pay or of_another else member_id_of(own)
