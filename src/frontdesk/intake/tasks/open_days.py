"""By when something has to be done: a day or an hour at which nobody is at the practice is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from ...availability.hours import hours_on
from ...availability.model import Setup
from ...practice import policies
from ...rules.facts import Visit
from ...rules.families.closures import Closure

WHOLE_DAY = (0, 24 * 60)
STAFF_DAY = (8 * 60, 17 * 60)  # minutes of a day in which somebody is at the desk, whatever hours providers have
AT_ONCE = dt.timedelta(hours=1)  # what is due sooner than that waits for nobody
LOOK = 14  # days back and ahead; a practice that is closed for longer has its tasks when they fall due


def on_an_open_day(due: dt.datetime, moment: dt.datetime, *, latest: dt.datetime | None = None) -> dt.datetime:
    """By when it is to be done, of what would be due at `due`: on an open day, and then while somebody is there.

    At night it is due at the next opening, or where that is not before `latest` at the last closing; what is due within the hour stays so.
    A `latest` that is over bounds nothing: what is to be done about it comes after it.
    """
    latest = None if latest is not None and latest <= moment else latest
    try:
        setup = policies.file_of(policies.published()).setup
    except policies.NoPolicy:
        return due
    open_moment = _on_an_open_date(setup, due, moment, latest)
    return open_moment if open_moment - moment <= AT_ONCE else _by_day(setup, open_moment, moment, latest)


def _on_an_open_date(setup: Setup, due: dt.datetime, moment: dt.datetime, latest: dt.datetime | None) -> dt.datetime:
    """`due`, or at the same time of the last open day before; where none is left after today, of the next one, if that is before `latest`.

    What is due today stays due today, whatever day it is: who wrote of an emergency on a Sunday is called on a Sunday.
    """
    today, wanted = moment.astimezone(setup.zone).date(), due.astimezone(setup.zone)
    if wanted.date() <= today or somebody_is_at_work(setup, wanted.date()):
        return due

    def first(days: range, allowed: Callable[[dt.date], bool]) -> dt.datetime | None:
        dates = (wanted.date() + dt.timedelta(days=n) for n in days)
        date = next((day for day in dates if allowed(day) and somebody_is_at_work(setup, day)), None)
        return None if date is None else dt.datetime.combine(date, wanted.time(), setup.zone)

    before = first(range(-1, -LOOK, -1), lambda date: date > today)
    after = None if before else first(range(1, LOOK), lambda _date: True)
    if after is not None and (latest is None or after < latest):
        return after
    return before or due


def _by_day(setup: Setup, due: dt.datetime, moment: dt.datetime, latest: dt.datetime | None) -> dt.datetime:
    local = due.astimezone(setup.zone)
    date, minute = local.date(), local.hour * 60 + local.minute
    begin, end = _staff_day(setup, date)
    if begin <= minute <= end:
        return due
    ahead = range(0 if minute < begin else 1, LOOK)
    dates = (date + dt.timedelta(days=n) for n in ahead)
    opens = next((day for day in dates if somebody_is_at_work(setup, day)), None)
    opening = None if opens is None else _at(setup, opens, _staff_day(setup, opens)[0])
    if opening is not None and (latest is None or opening < latest):
        return opening
    last = date if minute > end else date - dt.timedelta(days=1)
    closing = _at(setup, last, _staff_day(setup, last)[1])
    return closing if closing > moment else due


def _staff_day(setup: Setup, date: dt.date) -> tuple[int, int]:
    """From when to when somebody is there on a date, in minutes of its clock: the usual day, and whatever hours go beyond it."""
    pieces = [piece for provider in setup.providers.values() for piece in hours_on(provider, date)]
    begin = min([STAFF_DAY[0], *(piece.from_ for piece in pieces)])
    return begin, max([STAFF_DAY[1], *(piece.to for piece in pieces)])


def _at(setup: Setup, date: dt.date, minute: int) -> dt.datetime:
    """24:00 is the last minute of the day."""
    minute = min(minute, 24 * 60 - 1)
    return dt.datetime.combine(date, dt.time(minute // 60, minute % 60), setup.zone)


def somebody_is_at_work(setup: Setup, date: dt.date) -> bool:
    """A business day, or another on which somebody has hours; none of a day on which the whole practice, or each of them, is away."""
    if setup.book.business_days.is_one(date):
        return True
    return any(
        not _shut(setup, provider.id, piece.block.at, date)
        for provider in setup.providers.values()
        for piece in hours_on(provider, date)
    )


def _shut(setup: Setup, provider: str, place: str, date: dt.date) -> bool:
    return any(
        isinstance(entry.rule, Closure) and entry.rule.on(date) == WHOLE_DAY
        for entry in setup.book.holding(Closure, Visit("", provider, place))
    )
