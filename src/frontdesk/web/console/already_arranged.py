"""What somebody has of a visit already, where staff are about to arrange one."""

from __future__ import annotations

from uuid import UUID

from ...access.may import Actor
from ...booking.queries import upcoming
from ...intake.queries import open_for
from ...people.models import Patient
from ...practice.models import VisitType


def already(actor: Actor, patient: Patient, visit: VisitType | None, *, beside: UUID | None) -> dict[str, object]:
    """Requests that are open and appointments to come, beside one request and what is booked for it."""
    asked = open_for(patient, visit)
    booked = upcoming(actor).filter(patient=patient, visit_type=visit, state="booked")
    return {
        "requests": list(asked.exclude(pk=beside) if beside else asked),
        "booked": list((booked.exclude(request=beside) if beside else booked).select_related("location")),
    }
