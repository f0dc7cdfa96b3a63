"""What can be said of a visit when: checked in and completed from its day on, missed from its time on."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils.timezone import now
from django.utils.translation import gettext

from ..core.refusals import Refusal
from .models import Appointment
from .states import AppointmentState


class NotYet(Refusal):
    """The day, or the time, of the visit has not come."""

    code = "not_yet"


class Past(Refusal):
    """The time of the visit has come: that somebody will be there answers nothing any more."""

    code = "past"

    @property
    def sentence(self) -> str:
        return gettext(
            "The time of this visit has passed. Call us if you are on your way, or if you need another time."
        )


def refuse_past(appointment: Appointment) -> None:
    """Raises Past."""
    if time_has_come(appointment):
        raise Past


def day_has_come(appointment: Appointment) -> bool:
    """On the calendar of the place."""
    zone = ZoneInfo(appointment.location.timezone)
    return appointment.start.astimezone(zone).date() <= now().astimezone(zone).date()


def is_of_today(appointment: Appointment) -> bool:
    """On the calendar of the place."""
    zone = ZoneInfo(appointment.location.timezone)
    return appointment.start.astimezone(zone).date() == now().astimezone(zone).date()


def time_has_come(appointment: Appointment) -> bool:
    return bool(appointment.start <= now())


def refuse_too_early(appointment: Appointment, state: AppointmentState) -> None:
    """Raises NotYet."""
    if state in ("arrived", "completed") and not day_has_come(appointment):
        raise NotYet(
            gettext("The day of this visit has not come yet. You can check in and complete it from that day on.")
        )
    if state == "no_show" and not time_has_come(appointment):
        raise NotYet(gettext("The time of this visit has not come yet. It is a no-show only after that."))
