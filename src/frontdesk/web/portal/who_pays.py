"""Said where there is no page of answers to check: that somebody pays for a visit themselves."""

from __future__ import annotations

from django.utils.translation import gettext

from ...access.may import Actor
from ...booking.models import Appointment
from ...intake.insurance import ALONE, insurance_for, insurance_of
from ...intake.models import Request
from ...intake.standard.actions import may_change_the_record
from ...people.models import Patient


def paid_alone(actor: Actor, request: Request | None, appointment: Appointment | None = None) -> str:
    """The sentence; '' where an insurance pays, nobody knows, or it stands in a record that `actor` may not read it from."""
    about = appointment or request
    if about is None:
        return ""
    patient: Patient = about.patient
    if about.self_pay or (request is not None and request.self_pay):
        return gettext("You pay for this visit yourself. We won't bill or notify your insurance.")
    said = {answer.field: answer.value for answer in request.answers.all()} if request is not None else {}
    billed = appointment is not None and appointment.payer_id is not None
    alone = insurance_for(patient, said) == ALONE and not billed
    if not alone:
        return ""
    return gettext("You pay for this visit yourself.") if said.get("insurance") else paid_by(actor, patient)


def paid_by(actor: Actor, patient: Patient) -> str:
    """The same of a visit of which nothing is asked or booked yet, as their record says it."""
    if insurance_of(patient) != ALONE or not may_change_the_record(actor, patient.pk):
        return ""
    return gettext("You pay for this visit yourself.")
