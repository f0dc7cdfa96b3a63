"""Saying that a visit that was canceled late does not count, and that it does after all."""

from __future__ import annotations

from django.utils.translation import gettext

from ...access.may import Actor
from ...audit.action import action, because_of
from ...booking.actions import locked_row
from ...booking.events import CountSaid
from ...booking.models import Appointment
from ...core.events import raise_event
from ...core.refusals import Refusal
from ...tenancy.within_length import within_length
from .queries import counts_as

MOST = 1000


class CountsAsNothing(Refusal):
    """No rule counts it, or it is said already that it does not count; or that it does."""

    code = "counts_as_nothing"

    @property
    def sentence(self) -> str:
        return gettext("There is nothing to change: look at what this appointment counts as now.")


@action("appointment.excuse", permission="appointment.undo", needs_reason=True)
def excuse(actor: Actor, appointment: Appointment, *, reason: str, version: int | None = None) -> Appointment:
    """It counts neither as missed nor as canceled late, and why.  Raises CountsAsNothing, Stale, ReasonMissing."""
    locked = locked_row(appointment, version)
    late = counts_as(locked)
    if late is None or late.excused:
        raise CountsAsNothing
    because_of(late.sentence)
    return _say(locked, within_length(reason.strip(), MOST))


@action("appointment.count", permission="appointment.undo", needs_reason=True)
def count_after_all(actor: Actor, appointment: Appointment, *, reason: str, version: int | None = None) -> Appointment:
    """It counts after all, by the sentence that makes it count.  Raises CountsAsNothing, Stale, ReasonMissing."""
    locked = locked_row(appointment, version)
    if not locked.excused:
        raise CountsAsNothing
    if (late := counts_as(locked)) is not None:
        because_of(late.sentence)
    return _say(locked, "")


def _say(appointment: Appointment, excused: str) -> Appointment:
    appointment.excused = excused
    appointment.version += 1
    appointment.save(update_fields=["excused", "version"])
    raise_event(CountSaid(appointment.patient))
    return appointment
