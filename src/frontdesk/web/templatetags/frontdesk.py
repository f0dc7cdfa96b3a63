"""Filters and tags of our pages.  One of the two places that turn instants into wall-clock time."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import now

from ...people.may import Actor
from ...people.may import may as allowed
from ...people.roles import NAMES

register = template.Library()

STATES: dict[str, tuple[str, str]] = {  # state → (words, tone); the icon has the state's name
    "requested": ("Requested", "blue"),
    "awaiting_info": ("Awaiting information", "amber"),
    "awaiting_approval": ("Awaiting approval", "violet"),
    "approved": ("Approved", "teal"),
    "scheduled": ("Scheduled", "green"),
    "declined": ("Declined", "grey"),
    "withdrawn": ("Withdrawn", "grey"),
    "expired": ("Expired", "grey"),
    "held": ("Held", "amber"),
    "booked": ("Booked", "green"),
    "arrived": ("Arrived", "indigo"),
    "completed": ("Completed", "grey"),
    "no_show": ("No-show", "rose"),
    "cancelled": ("Cancelled", "struck"),
    "rescheduled": ("Rescheduled", "grey"),
    "queued": ("Waiting", "amber"),
    "sending": ("Sending", "blue"),
    "sent": ("Sent", "green"),
    "failed": ("Failed", "rose"),
}


def _local(moment: dt.datetime, zone: str) -> dt.datetime:
    return moment.astimezone(ZoneInfo(zone))


@register.filter
def clock(moment: dt.datetime, zone: str) -> str:
    """'9:20 AM'."""
    local = _local(moment, zone)
    return f"{local.hour % 12 or 12}:{local:%M} {local:%p}"


@register.filter
def day(moment: dt.datetime | dt.date, zone: str = "UTC") -> str:
    """'Tue, Dec 1', with the year where it is another one."""
    date = _local(moment, zone).date() if isinstance(moment, dt.datetime) else moment
    year = f", {date.year}" if date.year != now().year else ""
    return f"{date:%a, %b} {date.day}{year}"


@register.filter
def when(moment: dt.datetime, zone: str) -> str:
    """'Tue, Dec 1, 9:20 AM'."""
    return f"{day(moment, zone)}, {clock(moment, zone)}"


@register.filter
def own_clock(moment: dt.datetime) -> str:
    """'9:20 AM', in the zone that the moment itself has (an offer's is its location's)."""
    return f"{moment.hour % 12 or 12}:{moment:%M} {moment:%p}"


@register.filter
def own_day(moment: dt.datetime) -> str:
    """'Tue, Dec 1', in the zone that the moment itself has."""
    return day(moment.date())


@register.filter
def by_day(offers: list[Any]) -> list[tuple[dt.date, list[Any]]]:
    """Offers under their dates, in order."""
    days: dict[dt.date, list[Any]] = {}
    for offer in offers:
        days.setdefault(offer.start.date(), []).append(offer)
    return list(days.items())


@register.filter
def iso_day(moment: dt.datetime, zone: str) -> str:
    """'2026-12-01', for addresses."""
    return str(_local(moment, zone).date())


@register.filter
def zone_name(zone: str) -> str:
    """'Chicago time'."""
    return f"{zone.rsplit('/', 1)[-1].replace('_', ' ')} time"


@register.filter
def age(moment: dt.datetime) -> str:
    """How long ago: '5 min', '3 h', '2 days'."""
    minutes = int((now() - moment).total_seconds() // 60)
    if minutes < 60:
        return f"{max(minutes, 0)} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // 1440} days"


@register.filter
def state_words(state: str) -> str:
    return STATES[state][0] if state in STATES else state


@register.filter
def state_tone(state: str) -> str:
    return STATES[state][1] if state in STATES else "grey"


@register.filter
def field_words(field: str) -> str:
    """'insurance-card' → 'Insurance card'."""
    return field.replace("-", " ").capitalize()


@register.filter
def role_name(role: str) -> str:
    return NAMES.get(role, role)


DONE = {
    "request.submit": "Asked",
    "request.create": "Written down",
    "request.ask": "Information asked for",
    "request.answer": "Information given",
    "request.approve": "Approved",
    "request.decline": "Declined",
    "request.withdraw": "Withdrawn",
    "request.take": "Taken on",
    "request.expire": "Expired",
    "request.approve_and_book": "Approved and booked",
    "appointment.hold": "Time held",
    "appointment.extend": "Hold extended",
    "appointment.book": "Booked",
    "appointment.reschedule": "Moved",
    "appointment.cancel": "Cancelled",
    "appointment.arrive": "Checked in",
    "appointment.complete": "Completed",
    "appointment.no_show": "Marked as a no-show",
    "patient.create": "Record made",
    "policy.publish": "Rules published",
}


@register.filter
def done_words(action: str) -> str:
    """What an audit entry says was done: 'appointment.arrive' → 'Checked in'."""
    return DONE.get(action, action_words(action))


@register.filter
def action_words(action: str) -> str:
    """A permission in words: 'appointment.no_show' → 'Appointment: no show'."""
    thing, _, verb = action.partition(".")
    return f"{thing.capitalize()}: {verb.replace('_', ' ')}"


@register.filter
def change_words(entry: Any, zone: str) -> list[tuple[str, str, str]]:
    """(what, before, after) of an audit entry, in words; ids and what others say better are left out."""
    return [
        (name.replace("_", " "), _plain(before, zone), _plain(after, zone))
        for name, (before, after) in entry.changes.items()
        if not name.endswith("_id") and name not in ("end", "reason", "note", "override_reason")
    ]


def _plain(value: Any, zone: str) -> str:
    if value in (None, ""):
        return ""
    text = str(value)
    if "T" in text and len(text) > 15:
        try:
            return when(dt.datetime.fromisoformat(text), zone)
        except ValueError:
            return text
    return state_words(text)


@register.filter
def birth(date: dt.date) -> str:
    """'Sep 14, 1947'."""
    return f"{date:%b} {date.day}, {date.year}"


@register.filter
def get(mapping: Any, key: Any) -> Any:
    return mapping.get(key, "") if mapping else ""


@register.simple_tag
def may(actor: Actor, action: str, thing: Any = None) -> bool:
    """Whether a button makes sense for this actor."""
    return allowed(actor, action, thing)


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html('<svg class="icon" aria-hidden="true"><use href="/static/icons.svg#{}"></use></svg>', name)
