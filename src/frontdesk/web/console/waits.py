"""What the pages of staff say of somebody's place on the waitlist: whether there is one, or could be."""

from __future__ import annotations

from django.utils.timezone import now

from ...access.may import may, may_open
from ...booking.models import Appointment
from ...booking.moving import must_move_one
from ...intake.models import Request
from ...outreach.waitlist import queries
from ..request import PageRequest


def for_earlier(request: PageRequest, appointment: Appointment) -> dict[str, bool]:
    """For an earlier time than this."""
    if appointment.state != "booked" or appointment.start <= now() or not may_open(request.actor, "waitlist.view"):
        return {}
    waits = queries.waiting(request.actor).filter(appointment=appointment).exists()
    can = not (waits or must_move_one(appointment) or appointment.patient.deceased_on)
    return {"waits": waits, "may_wait": can and may(request.actor, "waitlist.join", appointment)}


def for_time(request: PageRequest, asked: Request) -> dict[str, bool]:
    """For a time for what was asked; who waits already is led to where that stands."""
    if asked.state != "approved" or not may_open(request.actor, "waitlist.view"):
        return {}
    return {"may_wait": may(request.actor, "waitlist.join", asked)}
