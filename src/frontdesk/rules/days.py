"""Days that come back: weekdays, the so-manieth weekday of a month, the so-manieth day of a month, federal holidays."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from .days_and_times import WEEKDAYS, ordinal, short_weekday, weekday
from .grammar import Reader, alt, const, listed, mapped, maybe, seq, words
from .holidays_us import is_federal_holiday

LAST_DAY = 32
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

    @property
    def order(self) -> tuple[int, int]:
        """Where it stands in a list: from Monday on, those of every week first."""
        return self.nth or 0, self.weekday

    def words(self) -> str:
        """'Fridays', 'the first Monday of the month'."""
        day = WEEKDAYS[self.weekday]
        return f"{day}s" if self.nth is None else f"the {NTH[self.nth - 1]} {day} of the month"


@dataclass(frozen=True, order=True)
class DayOfMonth:
    """The so-manieth day of every month that has one; LAST_DAY for the last, whichever that is."""

    day: int

    def is_on(self, date: dt.date) -> bool:
        """Whether that local date is one of them."""
        if self.day == LAST_DAY:
            return date.day == calendar.monthrange(date.year, date.month)[1]
        return date.day == self.day

    @property
    def order(self) -> tuple[int, int]:
        """Where it stands in a list: behind weekdays."""
        return len(NTH) + 1, self.day

    def words(self) -> str:
        """'the 15th of the month', 'the last day of the month'."""
        return f"the {'last day' if self.day == LAST_DAY else ordinal_of(self.day)} of the month"


def ordinal_of(number: int) -> str:
    """'1st', '22nd', '13th'."""
    ending = "th" if number // 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


@dataclass(frozen=True)
class FederalHolidays:
    """The holidays of the United States, and the days on which they are observed."""

    def is_on(self, date: dt.date) -> bool:
        """Whether that local date is one of them."""
        return is_federal_holiday(date)

    def words(self) -> str:
        """'federal holidays'."""
        return "federal holidays"


MonthlyOrWeekly = OnDay | DayOfMonth
federal_holidays: Reader = const(seq(maybe(words("the"), None), words("federal holidays")), FederalHolidays())
_every = alt(
    *(const(words(f"{day}s"), OnDay(number)) for number, day in enumerate(WEEKDAYS)), mapped(short_weekday, OnDay)
)
nth_weekday: Reader = mapped(
    seq(
        maybe(words("the"), None),
        alt(*(const(words(word), n) for n, word in enumerate(NTH, 1))),
        weekday,
        words("of the month"),
    ),
    lambda v: OnDay(v[1], v[0]),
)
_of_the_month = seq(words("of"), alt(words("the"), words("every"), words("each")), words("month"))


def _day_of_month(day: int) -> DayOfMonth:
    if not 1 <= day < LAST_DAY:
        raise ValueError(f"a day of a month from the 1st to the 31st (none has a {ordinal_of(day)})")
    return DayOfMonth(day)


day_of_month: Reader = mapped(
    seq(
        maybe(words("the"), None),
        alt(
            mapped(ordinal, _day_of_month),
            const(words("first day"), DayOfMonth(1)),
            const(words("last day"), DayOfMonth(LAST_DAY)),
        ),
        _of_the_month,
    ),
    lambda v: v[0],
)
every_day_of_week: Reader = _every
every_weekday: Reader = mapped(seq(words("every"), weekday), lambda v: OnDay(v[0]))
_group: Reader = alt(
    const(words("weekdays"), tuple(map(OnDay, range(5)))),
    const(words("weekends"), (OnDay(5), OnDay(6))),
    mapped(alt(_every, nth_weekday, day_of_month), lambda day: (day,)),
)


def _in_order(groups: tuple[tuple[MonthlyOrWeekly, ...], ...]) -> tuple[MonthlyOrWeekly, ...]:
    """Each once, from Monday on, those of every week first, days of a month by date last."""
    return tuple(sorted({day for group in groups for day in group}, key=lambda day: day.order))


# 'Mondays, the first Friday of the month and the 15th of the month', as a tuple.
weekdays: Reader = mapped(listed(_group), _in_order)
