"""What is known of a patient by the visits that took place here."""

from __future__ import annotations

from ...booking.models import Appointment
from ...people.models import Patient


def seen_here(patient: Patient) -> bool:
    """Whether a visit of theirs that is kept here took place."""
    return Appointment.objects.filter(patient=patient, state="completed").exists()
