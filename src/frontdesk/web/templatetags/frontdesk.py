"""Filters and tags of our pages.  One of the two places that turn instants into wall-clock time."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.dateformat import format as formatted
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import now
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from ...messaging.dates import day as long_date
from ...people.may import Actor
from ...people.may import may as allowed
from ...people.roles import NAMES
from ...practice.words import visit_words

register = template.Library()

STATES: dict[str, tuple[str, str]] = {  # state → (words, tone); the icon has the state's name
    "requested": (_("Requested"), "blue"),
    "awaiting_info": (_("Awaiting information"), "amber"),
    "awaiting_approval": (_("Awaiting approval"), "violet"),
    "approved": (_("Approved"), "teal"),
    "scheduled": (_("Scheduled"), "green"),
    "declined": (_("Declined"), "grey"),
    "withdrawn": (_("Withdrawn"), "grey"),
    "expired": (_("Expired"), "grey"),
    "held": (_("Held"), "amber"),
    "booked": (_("Booked"), "green"),
    "arrived": (_("Arrived"), "indigo"),
    "completed": (_("Completed"), "grey"),
    "no_show": (_("No-show"), "rose"),
    "cancelled": (_("Cancelled"), "struck"),
    "rescheduled": (_("Rescheduled"), "grey"),
    "queued": (_("Waiting"), "amber"),
    "sending": (_("Sending"), "blue"),
    "sent": (_("Sent"), "green"),
    "failed": (_("Failed"), "rose"),
    "delivered": (_("Delivered"), "green"),
    "waiting": (_("On the waitlist"), "blue"),
    "offered": (_("Time offered"), "amber"),
    "planned": (_("Planned"), "grey"),
    "invited": (_("Invited"), "blue"),
    "refused": (_("Refused"), "grey"),
    "closed": (_("Closed"), "grey"),
    "left": (_("Left"), "grey"),
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
    other_year = date.year != now().year
    if get_language() == "es":
        return formatted(date, "D, j b Y" if other_year else "D, j b").lower()
    return formatted(date, "D, M j, Y" if other_year else "D, M j")


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
    return gettext("%(place)s time") % {"place": zone.rsplit("/", 1)[-1].replace("_", " ")}


@register.filter
def age(moment: dt.datetime) -> str:
    """How long ago: '5 min', '3 h', '2 days'."""
    minutes = int((now() - moment).total_seconds() // 60)
    if minutes < 60:
        return f"{max(minutes, 0)} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return gettext("%(count)s days") % {"count": minutes // 1440}


@register.filter
def state_words(state: str) -> str:
    return gettext(STATES[state][0]) if state in STATES else state


@register.filter
def state_tone(state: str) -> str:
    return STATES[state][1] if state in STATES else "grey"


@register.filter
def field_words(field: str) -> str:
    """'insurance-card' → 'Insurance card'."""
    return gettext(field.replace("-", " ").capitalize())


@register.filter
def visit_name(visit: Any) -> str:
    """A visit type's name, in the language of the page."""
    return visit_words(visit, get_language() or "en")[0]


_WORDS = (
    _("state"),
    _("start"),
    _("version"),
    _("confirmed at"),
    _("urgent"),
    _("due on"),
    _("opens on"),
    _("closes on"),
    _("given"),
    _("how"),
    _("channel"),
    _("scan"),
    _("field"),
    _("first name"),
    _("last name"),
    _("birth date"),
    _("email"),
    _("phone"),
    _("member id"),
    _("established"),
    _("language"),
    _("time zone"),
    _("confidential contact"),
    _("deceased on"),
    _("settled by"),
    _("meaning"),
    _("handled by"),
    _("name"),
    _("who"),
    _("Appointment"),
    _("Audit"),
    _("Billing"),
    _("Calendar"),
    _("Console"),
    _("Document"),
    _("Message"),
    _("Patient"),
    _("Policy"),
    _("Portal"),
    _("Queue"),
    _("Recall"),
    _("Request"),
    _("Roles"),
    _("Rules"),
    _("Signin"),
    _("Staff"),
    _("Templates"),
    _("Waitlist"),
    _("Home"),
    _("Text"),
    _("view"),
    _("add"),
    _("answer"),
    _("approve"),
    _("approve and book"),
    _("arrive"),
    _("ask"),
    _("book"),
    _("cancel"),
    _("close"),
    _("complete"),
    _("confidential"),
    _("confirm"),
    _("confirm proxy"),
    _("consent"),
    _("create"),
    _("decline"),
    _("draft"),
    _("edit"),
    _("end proxy"),
    _("follow"),
    _("again"),
    _("handle"),
    _("history"),
    _("hold"),
    _("invite"),
    _("join"),
    _("leave"),
    _("match"),
    _("name proxy"),
    _("no match"),
    _("no show"),
    _("order"),
    _("override"),
    _("preferences"),
    _("prioritise"),
    _("publish"),
    _("receive"),
    _("refuse"),
    _("reschedule"),
    _("settle"),
    _("submit"),
    _("take"),
    _("use"),
    _("withdraw"),
    _("deceased"),
)  # fields and permissions, as `change_words` and `action_words` put them together


_DOCUMENTS = (
    _("Insurance card"),
    _("Referral"),
    _("Form"),
    _("Other"),
    _("Guardian name"),
    _("Guardian phone"),
    _("Emergency contact"),
    _("Pharmacy"),
    _("Interpreter"),
    _("Address"),
    _("Sex"),
    _("Phone"),
    _("Email"),
    _("Member id"),
    _("Date of birth"),
)  # the standard fields (rules.vocabulary), as `document_name` writes them


@register.filter
def document_name(field: str) -> str:
    """'insurance-card' → 'Insurance card', in the language of the page."""
    return field_words(field)


@register.filter
def role_name(role: str) -> str:
    return gettext(NAMES.get(role, role))


DONE = {
    "request.submit": _("Asked"),
    "request.create": _("Written down"),
    "request.ask": _("Information asked for"),
    "request.answer": _("Information given"),
    "request.approve": _("Approved"),
    "request.decline": _("Declined"),
    "request.withdraw": _("Withdrawn"),
    "request.take": _("Taken on"),
    "request.expire": _("Expired"),
    "request.approve_and_book": _("Approved and booked"),
    "appointment.hold": _("Time held"),
    "appointment.extend": _("Hold extended"),
    "appointment.book": _("Booked"),
    "appointment.reschedule": _("Moved"),
    "appointment.cancel": _("Cancelled"),
    "appointment.arrive": _("Checked in"),
    "appointment.complete": _("Completed"),
    "appointment.no_show": _("Marked as a no-show"),
    "patient.create": _("Record made"),
    "appointment.confirm": _("Confirmed by the patient"),
    "appointment.moved": _("Moved away"),
    "request.match": _("Matched to a record"),
    "request.no_match": _("Found to be new here"),
    "document.add": _("Document added"),
    "waitlist.join": _("Put on the waitlist"),
    "waitlist.leave": _("Left the waitlist"),
    "waitlist.offer": _("Time offered"),
    "waitlist.accept": _("Offer accepted"),
    "waitlist.decline": _("Offer declined"),
    "waitlist.prioritise": _("Urgency changed"),
    "recall.order": _("Visit ordered"),
    "recall.invite": _("Invited"),
    "recall.refuse": _("Refused by the patient"),
    "recall.close": _("Closed"),
    "message.consent": _("Consent written down"),
    "message.settle": _("Failed message dealt with"),
    "message.again": _("Sent again"),
    "patient.deceased": _("Patient has died"),
    "patient.confidential": _("Confidential address set"),
    "patient.preferences": _("Preferences changed"),
    "policy.publish": _("Rules published"),
}


@register.filter
def done_words(action: str) -> str:
    """What an audit entry says was done: 'appointment.arrive' → 'Checked in'."""
    return gettext(DONE[action]) if action in DONE else action_words(action)


@register.filter
def action_words(action: str) -> str:
    """A permission in words: 'appointment.no_show' → 'Appointment: no show'."""
    thing, _dot, verb = action.partition(".")
    return f"{gettext(thing.capitalize())}: {gettext(verb.replace('_', ' '))}"


@register.filter
def change_words(entry: Any, zone: str) -> list[tuple[str, str, str]]:
    """(what, before, after) of an audit entry, in words; ids and what others say better are left out."""
    return [
        (gettext(name.replace("_", " ")), _plain(before, zone), _plain(after, zone))
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
    """'Sep 14, 1947'; '14 de septiembre de 1947'."""
    return formatted(date, "j \\d\\e F \\d\\e Y" if get_language() == "es" else "M j, Y")


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


@register.filter
def weekday(number: int) -> str:
    """0 → 'Mon'."""
    return formatted(dt.date(2024, 1, 1 + number), "D")


@register.filter
def long_day(date: dt.date) -> str:
    """'Tuesday, December 1'; 'martes, 1 de diciembre'."""
    return long_date(date, get_language() or "en")
