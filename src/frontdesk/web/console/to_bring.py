"""What a patient said that they will bring to a visit, in the practice's words."""

from __future__ import annotations

from ...booking.insured import pays_alone
from ...booking.models import Appointment
from ...intake.queries import owed
from ..own_words import thing_itself
from ..portal.journey import question_for


def to_bring(appointment: Appointment) -> list[str]:
    fields = owed(appointment.patient, pays_alone=pays_alone(appointment))
    return [thing_itself(question_for(field).ask) for field in fields]
