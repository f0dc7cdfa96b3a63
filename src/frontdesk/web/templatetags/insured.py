"""How somebody is insured, as staff read it."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

from ...booking.insured import is_not_known
from ...booking.insured import member_id as member_id_billed
from ...booking.models import Appointment
from ...intake.insurance import Insurance, insurance_name, insurance_of, member_id_of
from ...intake.models import Referral
from ...people.models import Patient

register = template.Library()
register.filter(member_id_of)
register.filter("member_id", member_id_billed)


@register.filter
def insured(row: Patient | Referral) -> str:
    """The payer, that they pay themselves, or that it is none of the practice's list; '' where nobody said."""
    return insurance_name(insurance_of(row))


@register.filter
def billed(visit: Appointment) -> str:
    """Whose payer the visit goes to; where it has none, why, as the record says it; '' where nobody said."""
    if is_not_known(visit):
        return gettext("Not known any more")
    own = visit.patient
    return insurance_name(Insurance(visit.payer, own.uninsured, own.insured_elsewhere))
