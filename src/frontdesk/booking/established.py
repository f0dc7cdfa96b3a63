"""Whether the patient of an appointment has been seen before it: who was new when it was booked may be so no more at its start."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from .models import Appointment
from .states import SEEN


def seen_before() -> Exists:
    """For a query of appointments: an earlier one of the same patient makes them established by then, as the engine judges it too."""
    return Exists(Appointment.objects.filter(patient=OuterRef("patient"), start__lt=OuterRef("start"), state__in=SEEN))
