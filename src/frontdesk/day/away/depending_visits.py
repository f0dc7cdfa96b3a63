"""Visits with somebody else that take place only while whoever is away is there (`… are only offered while Dr. Chen is there`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID
from zoneinfo import ZoneInfo

from ...availability.clock import day
from ...availability.model import Setup, minute_of
from ...availability.presence import MARGIN, while_there, who_must_be_there
from ...availability.terms import Terms
from ...booking.judging import Judge, appointments_here, appointments_to_come, with_facts
from ...booking.models import Appointment, TimeAway
from ...practice import policies
from ...rules.families.present import PROVIDER, WhileThere
from .keeping import closure


def sentences(away: TimeAway) -> Iterator[str]:
    """The rules in force that ask for whoever is away, or for one of their kind."""
    setup = policies.current().setup
    for entry in setup.book.entries:
        if isinstance(entry.rule, WhileThere) and away.provider.code in who_must_be_there(setup, entry.rule):
            yield entry.text


def hanging(away: TimeAway, begin: dt.datetime, end: dt.datetime) -> frozenset[UUID]:
    """The appointments of that span, to come or of who is here, for which nobody who must be there is, because of that time away."""
    if not list(sentences(away)):
        return frozenset()
    gone, here = _setups(away)
    judge, code = Judge(gone), away.provider.code
    rows = with_facts((appointments_to_come() | appointments_here()).filter(start__gte=begin, start__lt=end))
    return frozenset(
        appointment.pk for appointment in rows if _hangs(appointment, judge.agreed_of(appointment), gone, here, code)
    )


def _hangs(appointment: Appointment, agreed: Terms | None, gone: Setup, here: Setup, code: str) -> bool:
    """Nobody is there; and whoever is away would be, if they were not."""
    if agreed is None:
        return False
    zone, start = ZoneInfo(appointment.location.timezone), minute_of(appointment.start)
    local = day(appointment.start.astimezone(zone).date(), zone)
    at = start - (local.begin - MARGIN)
    return any(
        code in who_must_be_there(gone, rule)
        and not while_there(gone, agreed, rule, local) >> at & 1
        and while_there(here, agreed, replace(rule, any_of=((PROVIDER, code),)), local) >> at & 1
        for rule, _text in agreed.there
    )


def _setups(away: TimeAway) -> tuple[Setup, Setup]:
    """The rules in force where it is said that they are away then, and where it is not."""
    setup, rule = policies.current().setup, closure(away)
    without = replace(setup.book, entries=tuple(entry for entry in setup.book.entries if entry.rule != rule))
    book = without.with_rule(rule) or setup.book
    return replace(setup, book=book), replace(setup, book=without)
