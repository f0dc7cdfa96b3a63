"""Whether hours have a start for a visit at all, on any date to come."""

from __future__ import annotations

import datetime as dt

from ..rules.rule import Minutes, TimedRule
from .hours import Stretch, stretches, visit_in
from .model import Block, Setup
from .terms import Terms

FOUR_YEARS = dt.timedelta(days=1461)  # in which every fifth weekday of a month comes up
LONG_ENOUGH = 28  # days in which hours that touch others of the week, or of every other week, do


def has_a_date(block: Block) -> bool:
    """Whether such hours are on any date at all: weekdays, weeks and which ones, between the first and the last day."""
    if block.until is None:
        return True
    begin = block.starting or block.until - FOUR_YEARS
    return any(block.on(begin + dt.timedelta(days=n)) for n in range((block.until - begin).days + 1))


def weekdays_worked(setup: Setup, today: dt.date) -> list[int]:
    """The days of the week on which anybody has hours on any date from `today` on, 0 = Monday."""
    blocks = [block for provider in setup.providers.values() for block in provider.blocks]
    left = [block for block in blocks if block.until is None or block.until >= today]
    return sorted({day for block in left for day in (range(7) if block.dates else block.weekdays)})


def blocks_of(agreed: Terms, setup: Setup) -> list[Block]:
    """The hours of the visit's provider at its place."""
    return [block for block in setup.providers[agreed.visit.provider].blocks if block.at == agreed.visit.location]


def fits(block: Block, agreed: Terms, setup: Setup, today: dt.date) -> bool:
    """Whether the visit has room in these hours, with those that touch them."""
    if not visit_in(agreed.visit.type, block):
        return False
    first = max(today, block.starting or today)
    dates = (first + dt.timedelta(days=n) for n in range(LONG_ENOUGH))
    return block.to - block.from_ >= agreed.length or any(
        hours.to - block.from_ >= agreed.length for date in dates for hours in _around(block, agreed, setup, date)
    )


def _around(block: Block, agreed: Terms, setup: Setup, date: dt.date) -> list[Stretch]:
    """The hours without a gap that a block is a part of on a date; none where it is not worked then."""
    if not block.on(date):
        return []
    provider = setup.providers[agreed.visit.provider]
    all_hours = stretches(provider, agreed.visit.type, block.at, date)
    return [hours for hours in all_hours if hours.from_ <= block.from_ < hours.to]


def windows_of(agreed: Terms) -> list[TimedRule]:
    """The windows in which it may start; closures come and go."""
    return [rule for rule, _text in agreed.timed if not rule.for_everybody]


def has_a_start(block: Block, agreed: Terms, rules: list[TimedRule], setup: Setup, today: dt.date) -> bool:
    """Whether these hours have, on any date to come, a start that all of these rules allow."""
    if not fits(block, agreed, setup, today):
        return False
    first = max(today, block.starting or today)
    days = FOUR_YEARS if block.until is None else min(FOUR_YEARS, block.until - first)
    dates = (first + dt.timedelta(days=n) for n in range(days.days + 1))
    return not rules or any(
        _starts(block, hours, agreed, rules, date) for date in dates for hours in _around(block, agreed, setup, date)
    )


def _starts(block: Block, hours: Stretch, agreed: Terms, rules: list[TimedRule], date: dt.date) -> list[Minutes]:
    """What they leave of the starts of a block on that date."""
    left = [(block.from_, min(block.to, hours.to - agreed.length + 1))]
    for rule in rules:
        if (allowed := rule.starts(date)) is not None:
            left = [(max(a, c), min(b, d)) for a, b in left for c, d in allowed]
    return [(begin, end) for begin, end in left if begin + (hours.from_ - begin) % agreed.grid < end]
