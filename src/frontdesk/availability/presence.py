"""`… are only offered while a physician is there`: whether one of them has hours at the place from start to end, and is not away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ..rules.families.present import KIND, WhileThere
from .bits import blocked_starts, span, union
from .clock import DAY, Day, day, say_date, say_time
from .model import Minute, Reason, Setup
from .steps import minutes_away
from .terms import Terms

MARGIN = DAY
REACH = 4 * DAY  # of what is looked at, from MARGIN before a local date on


def while_there(setup: Setup, agreed: Terms, rule: WhileThere, local: Day) -> int:
    """The starts that it leaves around a local date, as bits from the day's begin less MARGIN."""
    left = (_there(setup, agreed, id_, local) for id_ in who_must_be_there(setup, rule))
    return union(~blocked_starts(span(0, REACH) & ~mask, 0, agreed.length) & span(0, REACH) for mask in left if mask)


def why_nobody_is_there(setup: Setup, agreed: Terms, local: Day, start: Minute) -> Iterator[Reason]:
    """A reason for each that does not leave that start."""
    for rule, text in agreed.there:
        if not while_there(setup, agreed, rule, local) >> start - (local.begin - MARGIN) & 1:
            yield Reason("staff", text, _nobody(setup, agreed, rule, local))


def who_must_be_there(setup: Setup, rule: WhileThere) -> tuple[str, ...]:
    """The ids of those of whom one must be there."""
    groups = ((setup.by_kind.get(id_, ()) if kind == KIND else (id_,)) for kind, id_ in rule.any_of)
    return tuple(dict.fromkeys(id_ for ids in groups for id_ in ids if id_ in setup.providers))


def _there(setup: Setup, agreed: Terms, id_: str, local: Day) -> int:
    """When somebody is at the place of the visit, whatever they do there; hours that touch at midnight go on."""
    origin, mask = local.begin - MARGIN, 0
    for offset in (-1, 0, 1):
        date = local.date + dt.timedelta(days=offset)
        that = day(date, local.zone)
        hours = [b for b in setup.providers[id_].blocks if b.at == agreed.visit.location and b.on(date)]
        mask |= union(_bits(that.bound(block.from_), that.bound(block.to), origin) for block in hours)
        for begin, end in minutes_away(setup, agreed, id_, date):  # what they began the day before goes on to this one
            mask &= ~_bits(that.bound(begin), that.bound(end), origin)
    return mask


def _bits(begin: Minute, end: Minute, origin: Minute) -> int:
    return span(max(0, begin - origin), max(0, end - origin))


def _nobody(setup: Setup, agreed: Terms, rule: WhileThere, local: Day) -> str:
    """'on Tue Dec 1 a nurse is there from 8:00 AM to 11:00 AM'."""
    mask = union(_there(setup, agreed, id_, local) for id_ in who_must_be_there(setup, rule))
    spans = list(_spans(mask >> MARGIN & span(0, local.end - local.begin), local))
    whoever, on = rule.who(setup.book.vocabulary), f"on {say_date(local.date)}"
    return f"{on} {whoever} is there {' and '.join(spans)}" if spans else f"{whoever} is not there {on}"


def _spans(mask: int, local: Day) -> Iterator[str]:
    at = local.begin
    while mask:
        low = (mask & -mask).bit_length() - 1
        long = (~(mask >> low) & (mask >> low) + 1).bit_length() - 1
        begin, end = at + low, at + low + long
        yield f"from {say_time(begin, local.zone)} to {say_time(end, local.zone)}"
        mask, at = mask >> low + long, end
