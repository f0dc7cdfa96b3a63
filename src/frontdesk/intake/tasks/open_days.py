"""By which day something has to be done: a day on which nobody is at the practice is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from ...availability.hours import hours_on
from ...availability.model import Setup
from ...practice import policies
from ...rules.facts import Visit
from ...rules.families.closures import Closure

WHOLE_DAY = (0, 24 * 60)
LOOK = 14  # days back and ahead; a practice that is closed for longer has its tasks when they fall due


def on_an_open_day(due: dt.datetime, moment: dt.datetime, *, latest: dt.datetime | None = None) -> dt.datetime:
    """`due`, or at the same time of the last open day before; where none is left after today, of the next one, if that is before `latest`.

    What is due today stays due today, whatever day it is: who wrote of an emergency on a Sunday is called on a Sunday.
    """
    try:
        setup = policies.file_of(policies.published()).setup
    except policies.NoPolicy:
        return due
    today, wanted = moment.astimezone(setup.zone).date(), due.astimezone(setup.zone)
    if wanted.date() <= today or somebody_is_at_work(setup, wanted.date()):
        return due

    def first(days: range, allowed: Callable[[dt.date], bool]) -> dt.datetime | None:
        dates = (wanted.date() + dt.timedelta(days=n) for n in days)
        found = next((one for one in dates if allowed(one) and somebody_is_at_work(setup, one)), None)
        return None if found is None else dt.datetime.combine(found, wanted.time(), setup.zone)

    before = first(range(-1, -LOOK, -1), lambda date: date > today)
    after = None if before else first(range(1, LOOK), lambda _date: True)
    if after is not None and (latest is None or after < latest):
        return after
    return before or due


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
