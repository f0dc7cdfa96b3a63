"""Until when a proposed time is kept: while somebody is there to be called, and not a moment before they come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ...availability.clock import day
from ...availability.hours import hours_on
from ...availability.model import Setup, instant_of
from ...rules.facts import Visit
from ...rules.families.closures import Closure

ANSWER = dt.timedelta(hours=48)  # how long a proposed time is kept
LEAST = dt.timedelta(minutes=30)
OPEN_FOR = dt.timedelta(hours=1)  # so long the telephone was answered that day, before it passes on
BACK, AHEAD = 7, 3  # days that are looked at

Open = tuple[dt.datetime, dt.datetime]


def kept_until(setup: Setup, location: str, latest: dt.datetime, moment: dt.datetime) -> dt.datetime:
    """48 hours from `moment` on, or `latest`; moved into the hours of the place: on to the next, else back to those before."""
    wanted = max(min(moment + ANSWER, latest), moment + LEAST)
    there = list(_open(setup, location, wanted))
    if any(begin + OPEN_FOR <= wanted <= end for begin, end in there):
        return wanted
    later = [begin + OPEN_FOR for begin, end in there if wanted < begin + OPEN_FOR <= min(end, latest)]
    if later:
        return min(later)
    before = [end for begin, end in there if moment + LEAST <= end < wanted]
    return max(before, default=wanted)


def _open(setup: Setup, location: str, about: dt.datetime) -> Iterator[Open]:
    """The spans in which anybody has hours at a place around a moment, closures taken away."""
    zone = setup.locations[location].zone
    today = about.astimezone(zone).date()
    for n in range(-BACK, AHEAD + 1):
        date = today + dt.timedelta(days=n)
        shut = [
            span
            for entry in setup.book.holding(Closure, Visit("", "", location))
            if isinstance(entry.rule, Closure) and (span := entry.rule.on(date))
        ]
        local = day(date, zone)
        for provider in setup.providers.values():
            for piece in hours_on(provider, date):
                closed = any(begin < piece.to and piece.from_ < end for begin, end in shut)
                if piece.block.at == location and not closed:
                    yield instant_of(local.bound(piece.from_), zone), instant_of(local.bound(piece.to), zone)
