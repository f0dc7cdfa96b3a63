"""What becomes of a request when its appointment is booked, kept or missed."""

from __future__ import annotations

from ..intake import actions as intake
from ..intake.models import Request
from ..intake.referrals.outcome import outcome_of
from .events import Booked, Completed, NoShow


def scheduled(event: Booked) -> None:
    """The request has its time."""
    one = event.appointment
    if one.series is not None and Request.objects.filter(pk__in=[one.request_id], state="scheduled").exists():
        return  # the first of the series was its time
    if one.request is not None:
        intake.scheduled(event.appointment.request)


def outcome(event: Completed | NoShow) -> None:
    """Whoever referred the patient hears what came of it."""
    if event.appointment.request is not None:
        outcome_of(event.appointment.request)
