"""From which dates on other rules hold than the day before, for facts that are otherwise the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from .ages import Ages
from .conditions.patient import Age
from .exceptions import Except
from .facts import AgeUnit
from .rule import Rule


def turning_dates(rules: Iterable[Rule], born: dt.date | None, after: dt.date, last: dt.date) -> list[dt.date]:
    """Every such date after `after`, up to `last`, in order; birthdays apart (`facts.birthdays`)."""
    dates = {date for rule in rules for date in (*_bounds(rule), *_besides(rule.besides, after, last))}
    if born is not None:
        dates.update(date for rule in rules for ages in _ages(rule) for date in _completed(ages, born))
    return sorted(date for date in dates if after < date <= last)


def _bounds(rule: Rule) -> Iterator[dt.date]:
    if rule.during.first is not None:
        yield rule.during.first
    if rule.during.last is not None:
        yield rule.during.last + dt.timedelta(days=1)


@lru_cache(maxsize=1024)
def _besides(taken_out: Except, after: dt.date, last: dt.date) -> tuple[dt.date, ...]:
    """The days on which what a rule takes out of itself begins, and ends."""
    if not taken_out.days:
        return ()
    days = [after + dt.timedelta(days=n) for n in range((last - after).days + 1)]
    return tuple(next_ for day, next_ in pairwise(days) if taken_out.holds(day) != taken_out.holds(next_))


def _ages(rule: Rule) -> Iterator[Ages]:
    yield from rule.ages_asked
    for condition in rule.when.conditions:
        if isinstance(condition, Age):
            yield from condition.any_of


def _completed(ages: Ages, born: dt.date) -> Iterator[dt.date]:
    """When somebody comes of such an age, or out of it; years are birthdays."""
    for limit in ages.limits:
        youngest, oldest = limit.bounds
        for amount in (youngest, None if oldest is None else oldest + 1):
            if amount and limit.unit != "years":
                yield _after(born, amount, limit.unit)


def _after(born: dt.date, amount: int, unit: AgeUnit) -> dt.date:
    if unit != "months":
        return born + dt.timedelta(days=amount * (7 if unit == "weeks" else 1))
    month = born.month - 1 + amount
    year, month = born.year + month // 12, month % 12 + 1
    try:
        return dt.date(year, month, born.day)
    except ValueError:  # it has no such day: the first of the next
        return dt.date(year + month // 12, month % 12 + 1, 1)
