"""Filters and tags of our pages.  One of the two places that turn instants into wall-clock time."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.db.models import Model
from django.utils.dateformat import format as formatted
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import now
from django.utils.translation import get_language, gettext

from ...access import wording
from ...access.may import Actor, may_open
from ...access.may import may as allowed
from ...access.roles import NAMES
from ...availability.findings import Finding
from ...booking.models import TimeAway
from ...core import saying
from ...describing import Question
from ...intake.contact_owner import asks
from ...intake.models import Document, Request
from ...intake.patients import who_ended
from ...messaging.dates import day as long_date
from ...messaging.dates import full_day, short_day
from ...people.contacts import shown as shown_contact
from ...people.models import Patient
from ...practice.actors import GROWN_UP
from ...practice.actors import is_child as is_a_child
from ...practice.drafts import queries as drafts
from ...practice.drafts.shown import shown as shown_of
from ...practice.models import Policy
from ...practice.roles import queries as roles
from ...rules.facts import age_on
from ...tenancy.today import today_here
from ..audit_words import DONE
from ..crossing import FIELD as ROW_SHOWN
from ..crossing import SHOWINGS, token
from ..dialing import dialed
from ..forms import new_key, seconds_left
from ..history_entries import deeds
from ..navigation import links
from ..out_words import days_words, out_words, span_words
from ..own_words import choice_name, in_page_language, list_name, spoken_sentence, visit_in_words
from ..place_words import choosable
from ..setup_words import OPEN_THINGS, TABLES, effect_words, family_words, said_in
from ..waiting_time import age, ago, due, moment_words
from ..who_was_told import goes_to, reached_at, undo_offer_words, undo_words, would_offer, would_tell
from ..words import OF_VERSIONS, STATES, WHOSE_NAMES, came_of, state_said, why_unsaid
from ..zones import clock_at, last_at, name, named, several, when_at

register = template.Library()
register.filter("spoken", spoken_sentence)
for plain in (
    out_words,
    age,
    ago,
    due,
    deeds,
    effect_words,
    family_words,
    seconds_left,
    came_of,
    why_unsaid,
    in_page_language,
    list_name,
    choice_name,
    when_at,
    clock_at,
    last_at,
):
    register.filter(plain)
register.simple_tag(span_words, name="minutes_span")
register.simple_tag(choosable, name="places_to_choose")
register.simple_tag(several, name="several_zones")
register.simple_tag(links, name="links_of")
for in_words in (wording.permission_words, wording.without_own):
    register.filter(in_words)
register.filter("contact_words", shown_contact)
register.filter(dialed)
register.simple_tag(lambda *whom: dialed(reached_at(*whom)), name="reached_at")
for tag in (would_tell, would_offer, undo_words, undo_offer_words, goes_to, who_ended):
    register.simple_tag(tag)


def _local(moment: dt.datetime, zone: str) -> dt.datetime:
    return moment.astimezone(ZoneInfo(zone))


def _minute(local: dt.datetime) -> int:
    return local.hour * 60 + local.minute


@register.filter
def clock(moment: dt.datetime, zone: str) -> str:
    """'9:20 AM'."""
    return bare_clock(_local(moment, zone))


@register.filter
def day(moment: dt.datetime | dt.date, zone: str = "UTC") -> str:
    """'Tue, Dec 1' or 'mar. 1 de dic.', with the year where it is another one."""
    date = _local(moment, zone).date() if isinstance(moment, dt.datetime) else moment
    return short_day(date, get_language() or "en", now().date())


@register.simple_tag
def whom(actor: Actor, patient: Patient) -> str:
    """The patient's name, where whoever reads the page can act for others too; '' where it can be for nobody but them."""
    people = {*actor.patients, *(grant.patient for grant in actor.grants)}
    return patient.name if len(people) > 1 or patient.pk not in actor.patients else ""


@register.filter
def whose(code: str) -> str:
    """Whose an address or a number is."""
    return gettext(WHOSE_NAMES.get(code, code))


@register.inclusion_tag("console/_whose.html")
def whose_is_it(who: Patient, *contacts: str, besides: Patient | None = None) -> dict[str, object]:
    """Asked before a record takes an address or number of a child, or one that somebody else has on file."""
    given = [contact for contact in contacts if contact]
    question = asks(who, *given, besides=besides)
    return {
        "contact": ", ".join(shown_contact(contact) for contact in given),
        "child": bool(given) and is_a_child(who),
        "question": question,
    }


@register.filter
def is_child(birth: dt.date) -> bool:
    """Whether somebody born then is not grown up; for what a form asks, not for what anybody may."""
    return age_on(birth, today_here()) < GROWN_UP


@register.filter
def when(moment: dt.datetime, zone: str) -> str:
    """'Tue, Dec 1, 9:20 AM'."""
    return moment_words(moment, zone)


@register.filter
def own_clock(moment: dt.datetime) -> str:
    """'9:20 AM', in the zone that the moment itself has (an offer's is its location's), which is named where there are several."""
    words = bare_clock(moment)
    return named(words, moment.tzinfo.key) if isinstance(moment.tzinfo, ZoneInfo) else words


@register.filter
def bare_clock(moment: dt.datetime) -> str:
    """The same where the page has said the zone."""
    return saying.clock(_minute(moment), get_language() or "en")


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
    """'Central Time'."""
    return name(zone)


@register.filter
def state_words(state: str, thing: str = "") -> str:
    """A state in words; what is called differently for that kind of thing (`words.OF_THINGS`) as it is called there."""
    return state_said(state, thing)


@register.filter
def state_tone(state: str) -> str:
    return STATES[state][1] if state in STATES else "grey"


@register.filter
def field_words(field: str) -> str:
    """'insurance-card' → 'Insurance card'."""
    return gettext(field.replace("-", " ").capitalize())


@register.filter
def waits_for(request: Request) -> str:
    """What a request waits for now: what is missing, a clinician, whoever a sentence asks for; approved, a time."""
    if request.missing:
        return ", ".join(field_words(field) for field in request.missing)
    if request.state == "approved":
        return gettext("Appointment time")
    if request.waits_for_clinician:
        return gettext("A clinician")
    return next(iter(request.deciding), "") or gettext("Appointment time")


@register.filter
def visit_name(visit: Any) -> str:
    """A visit type's name, in the language of the page; one without a Spanish name says that it is English."""
    return visit_in_words(visit)[0] if visit else ""


@register.filter
def own_words(text: str) -> str:
    """What staff or the practice wrote: in the language of the page where we know it in it, else marked as English."""
    return in_page_language(text)


@register.filter
def document_name(field: str) -> str:
    """'insurance-card, form' → 'Insurance card, Form', in the language of the page."""
    return ", ".join(map(field_words, field.split(", ")))


@register.simple_tag(takes_context=True)
def shown(context: dict[str, Any], row: Policy | None = None) -> SafeString:
    """What the page shows, for its form to give back: that policy, or the draft, or what is in force."""
    what = row or drafts.draft() or drafts.in_force()
    return format_html('<input type="hidden" name="as_shown" value="{}">', shown_of(what, context["request"].practice))


@register.simple_tag(name="new_key")
def key_of_a_form() -> str:
    """For a form that makes something: pressed twice, it is made once."""
    return new_key()


@register.simple_tag
def showed(name: str, row: Model) -> SafeString:
    """What a form shows of a row, for it to give back (`web/crossing.py`)."""
    return format_html('<input type="hidden" name="{}" value="{}">', ROW_SHOWN, token(SHOWINGS[name], row))


@register.filter
def open_thing(kind: str) -> str:
    """A kind of thing that is open, in words."""
    return gettext(OPEN_THINGS.get(kind, kind))


@register.filter
def role_name(role: str) -> str:
    """A built-in role in the language of the page; a practice's own as it is called there."""
    if role in NAMES:
        return gettext(NAMES[role])
    return roles.called(role) or role


@register.filter
def done_words(action: str) -> str:
    """What an audit entry says was done: 'appointment.arrive' → 'Checked in'."""
    return gettext(DONE[action]) if action in DONE else action  # a test holds that each has its words


@register.filter
def change_words(entry: Any, zone: str) -> list[tuple[str, str, str]]:
    """(what, before, after) of an audit entry, in words; ids and what others say better are left out."""
    return [
        (
            gettext(name.replace("_", " ")),
            _plain(before, zone, entry.thing_kind),
            _plain(after, zone, entry.thing_kind),
        )
        for name, (before, after) in entry.changes.items()
        if not name.endswith("_id") and name not in ("end", "reason", "note", "override_reason", "excused")
    ]


def _plain(value: Any, zone: str, kind: str) -> str:
    if value in (None, ""):
        return ""
    text = str(value)
    if "T" in text and len(text) > 15:
        try:
            return when(dt.datetime.fromisoformat(text), zone)
        except ValueError:
            return text
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return birth(dt.date.fromisoformat(text))
    if text.startswith("+"):
        return shown_contact(text)
    return gettext(OF_VERSIONS[text]) if kind == "policy" and text in OF_VERSIONS else state_said(text, kind)


@register.filter
def birth(date: dt.date) -> str:
    """'Sep 14, 1947'; '14 de septiembre de 1947'."""
    return full_day(date, get_language() or "en")


@register.filter
def get(mapping: Any, key: Any) -> Any:
    return mapping.get(key, "") if mapping else ""


@register.simple_tag
def may(actor: Actor, action: str, thing: Any) -> bool:
    """Whether a button makes sense for this actor and this thing."""
    return allowed(actor, action, thing)


@register.simple_tag(name="may_open")
def may_open_tag(actor: Actor, action: str) -> bool:
    """Whether a way on makes sense for this actor: there is something that they may do it to."""
    return may_open(actor, action)


@register.simple_tag
def held_back(actor: Actor) -> Policy | None:
    """A version that was to come into force and did not, for those who decide about it."""
    return drafts.held_back() if may_open(actor, "policy.publish") else None


@register.simple_tag
def icon(name: str) -> SafeString:
    return format_html('<svg class="icon" aria-hidden="true"><use href="/static/icons.svg#{}"></use></svg>', name)


@register.filter
def weekday(number: int) -> str:
    """0 → 'Mon'."""
    return formatted(dt.date(2024, 1, 1 + number), "D")


@register.filter
def minute_clock(minute: int) -> str:
    """A minute of the day: 560 → '9:20 AM'."""
    return saying.clock(minute, get_language() or "en")


@register.simple_tag
def away_span(row: TimeAway) -> str:
    """When somebody is out: 'Fri, Dec 18, from 1 PM'; 'Mon, Dec 21 – Wed, Dec 23, all day'."""
    return f"{days_words(row.first_on, row.last_on)}, {span_words(row.from_minute, row.to_minute)}"


@register.filter
def month_name(date: dt.date) -> str:
    """'December 2026'; 'diciembre 2026'."""
    return formatted(date, "F Y")


@register.filter
def day_name(date: dt.date) -> str:
    """'Mon'."""
    return formatted(date, "D")


@register.filter
def hours(minutes: int) -> str:
    """90 → '1.5'."""
    return f"{minutes / 60:.1f}".removesuffix(".0")


@register.filter
def long_day(date: dt.date) -> str:
    """'Tuesday, December 1'; 'martes 1 de diciembre'."""
    return long_date(date, get_language() or "en")


@register.filter
def any_waits(documents: Iterable[tuple[Document, object]]) -> bool:
    """Whether one of them is still to be checked or drawn: the page looks again by itself."""
    return any(document.scan == "waiting" or document.waits_to_be_drawn for document, _ in documents)


@register.filter
def is_past(moment: dt.datetime) -> bool:
    return moment < now()


for _name, _table in TABLES.items():
    register.filter(_name, said_in(_table))


@register.filter
def shape_words(finding: Finding | Question) -> str:
    """What is odd or asked, in the language of the page; sentences in it stay as the practice wrote them."""
    return gettext(finding.shape) % dict(finding.names)
