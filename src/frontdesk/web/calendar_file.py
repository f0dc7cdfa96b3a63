"""An appointment as a calendar file.  It says as little as a message does: practice, time, place, number to call."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils.translation import gettext
from icalendar import Alarm, Calendar, Event

from ..booking.models import Appointment
from ..booking.moving import must_move_one
from ..booking.queries import before_a_death, predecessors
from ..people.contacts import shown as shown_contact
from ..tenancy.models import Practice


def calendar_file(practice: Practice, appointment: Appointment) -> bytes:
    """RFC 5545.  One UID for life, so that a moved appointment replaces the old entry; `SEQUENCE` counts its changes.

    What the practice must move is tentative, and says so.
    """
    zone = ZoneInfo(appointment.location.timezone)
    place = appointment.location
    event = Event()
    event.add("uid", f"{_first_of(appointment).pk}@frontdesk")
    event.add("sequence", _changes(appointment))
    event.add("dtstamp", dt.datetime.now(dt.UTC))
    event.add("dtstart", appointment.start.astimezone(zone))
    event.add("dtend", appointment.end.astimezone(zone))
    event.add("summary", gettext("Appointment: %(practice)s") % {"practice": practice.name})
    moves = must_move_one(appointment)
    stands = "TENTATIVE" if moves else "CONFIRMED"
    event.add("status", stands if appointment.state in ("booked", "arrived") else "CANCELLED")
    event.add("class", "PRIVATE")
    if not place.sensitive:
        event.add("location", ", ".join(filter(None, (place.name, place.address))))
    said = [gettext("This appointment cannot take place at this time: we have to move it.")] if moves else []
    if practice.phone:
        said.append(gettext("Questions? Call %(phone)s.") % {"phone": shown_contact(practice.phone)})
    if said:
        event.add("description", " ".join(said))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", practice.name)
    alarm.add("trigger", dt.timedelta(hours=-2))
    event.add_component(alarm)
    calendar = Calendar()
    calendar.add("prodid", "-//Frontdesk//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _changes(appointment: Appointment) -> int:
    """Strictly more with each change, through all of its moves: the versions of all that it was, one after the other."""
    total, earlier = 0, [appointment]
    while earlier:
        total += sum(visit.version for visit in earlier)
        earlier = _earlier(earlier)
    return total


def _first_of(appointment: Appointment) -> Appointment:
    """The appointment that this one is, through all of its moves."""
    first = appointment
    while earlier := _earlier([first]):
        first = earlier[0]
    return first


def _earlier(appointments: list[Appointment]) -> list[Appointment]:
    """The same visits, before they were moved here or were booked once more."""
    return [*predecessors(appointments), *before_a_death(appointments)]
