"""Days that come back: weekdays, the so-manieth weekday of a month, federal holidays."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from .days_and_times import WEEKDAYS
from .grammar import Reader, alt, const, listed, mapped, maybe, seq, words
from .holidays_us import is_federal_holiday

NTH = ("first", "second", "third", "fourth", "fifth", "last")


class Recurring(Protocol):
    """Days that come back."""

    def is_on(self, date: dt.date) -> bool:
        """Whether that local date is one of them."""

    def words(self) -> str:
        """As a sentence says it after 'on'."""


@dataclass(frozen=True, order=True)
class OnDay:
    """Every such weekday (0 is Monday), or the so-manieth of the month: 1 to 5, 6 for the last."""

    weekday: int
    nth: int | None = None

    def is_on(self, date: dt.date) -> bool:
        """Whether that local date is one of them."""
        if date.weekday() != self.weekday or self.nth is None:
            return date.weekday() == self.weekday
        if self.nth == len(NTH):
            return date.day + 7 > calendar.monthrange(date.year, date.month)[1]
        return (date.day + 6) // 7 == self.nth

    def words(self) -> str:
        """'Fridays', 'the first Monday of the month'."""
        day = WEEKDAYS[self.weekday]
        return f"{day}s" if self.nth is None else f"the {NTH[self.nth - 1]} {day} of the month"


@dataclass(frozen=True)
class FederalHolidays:
    """The holidays of the United States, and the days on which they are observed."""

    def is_on(self, date: dt.date) -> bool:
        """Whether that local date is one of them."""
        return is_federal_holiday(date)

    def words(self) -> str:
        """'federal holidays'."""
        return "federal holidays"


federal_holidays: Reader = const(seq(maybe(words("the"), None), words("federal holidays")), FederalHolidays())
_every = alt(*(const(words(f"{day}s"), OnDay(number)) for number, day in enumerate(WEEKDAYS)))
nth_weekday: Reader = mapped(
    seq(
        maybe(words("the"), None),
        alt(*(const(words(word), n) for n, word in enumerate(NTH, 1))),
        alt(*(const(words(day), n) for n, day in enumerate(WEEKDAYS))),
        words("of the month"),
    ),
    lambda v: OnDay(v[1], v[0]),
)
every_day_of_week: Reader = _every
every_weekday: Reader = mapped(
    seq(words("every"), alt(*(const(words(day), OnDay(number)) for number, day in enumerate(WEEKDAYS)))), lambda v: v[0]
)
_group: Reader = alt(
    const(words("weekdays"), tuple(map(OnDay, range(5)))),
    const(words("weekends"), (OnDay(5), OnDay(6))),
    mapped(alt(_every, nth_weekday), lambda day: (day,)),
)


def _in_order(groups: tuple[tuple[OnDay, ...], ...]) -> tuple[OnDay, ...]:
    """Each once, from Monday on, those of every week first."""
    return tuple(sorted({day for group in groups for day in group}, key=lambda day: (day.nth or 0, day.weekday)))


# 'Mondays and the first Friday of the month', as a tuple.
weekdays: Reader = mapped(listed(_group), _in_order)
