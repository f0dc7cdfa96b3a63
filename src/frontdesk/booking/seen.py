"""Whether the patient of an appointment has been seen before it: who was new when it was booked may be so no more at its start."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef

from .models import Appointment
from .states import SEEN


def seen_before() -> Exists:
    """For a query of appointments: an earlier one of the same patient makes them established by then, as the engine judges it too."""
    return Exists(Appointment.objects.filter(patient=OuterRef("patient"), start__lt=OuterRef("start"), state__in=SEEN))


def new_at(one: Appointment, without: UUID | None = None) -> bool:
    """Whether the patient is a new one at its start; `without`: the key of an appointment that does not count."""
    if not one.new_patient:
        return False
    before = Appointment.objects.filter(patient=one.patient_id, start__lt=one.start, state__in=SEEN)
    return not (before if without is None else before.exclude(pk=without)).exists()
