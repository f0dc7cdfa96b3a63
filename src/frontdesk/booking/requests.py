"""What becomes of a request when its appointment is booked, kept or missed."""

from __future__ import annotations

from ..intake import actions as intake
from ..intake.referrals.outcome import outcome_of
from .events import Booked, Completed, NoShow


def scheduled(event: Booked) -> None:
    """The request has its time."""
    if event.appointment.request is not None:
        intake.scheduled(event.appointment.request)


def outcome(event: Completed | NoShow) -> None:
    """Whoever referred the patient hears what came of it."""
    if event.appointment.request is not None:
        outcome_of(event.appointment.request)
