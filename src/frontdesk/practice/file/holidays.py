"""US federal holidays (5 U.S.C. 6103(a)), as sentences of the rules; where one falls on a weekend, practices differ, so only the day itself (PURE)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ...rules.days_and_times import MONTHS, WeekdayOf


@dataclass(frozen=True)
class Holiday:
    """Either the same day every year, or the nth weekday (0 is Monday; -1 the last) of a month."""

    key: str
    name: str
    month: int
    day: int = 0
    weekday: int = 0
    nth: int = 0

    def on(self, year: int) -> dt.date:
        """Its date in a year."""
        if self.day:
            return dt.date(year, self.month, self.day)
        if self.nth > 0:
            first = dt.date(year, self.month, 1)
            return first + dt.timedelta(days=(self.weekday - first.weekday()) % 7 + 7 * (self.nth - 1))
        last = dt.date(year + self.month // 12, self.month % 12 + 1, 1) - dt.timedelta(days=1)
        return last - dt.timedelta(days=(last.weekday() - self.weekday) % 7)

    @property
    def sentence(self) -> str:
        """For every year."""
        return f"The practice is closed on {self._day}."

    @property
    def sentence_of_the_day_after(self) -> str:
        """For every year, of one that is on a weekday of its month."""
        return f"The practice is closed on the day after {self._day}."

    @property
    def _day(self) -> str:
        if self.day:
            return f"{MONTHS[self.month - 1]} {self.day}"
        return str(WeekdayOf(self.month, self.weekday, self.nth))


HOLIDAYS = (
    Holiday("new-year", "New Year's Day", 1, 1),
    Holiday("king", "Birthday of Martin Luther King, Jr.", 1, weekday=0, nth=3),
    Holiday("washington", "Washington's Birthday", 2, weekday=0, nth=3),
    Holiday("memorial", "Memorial Day", 5, weekday=0, nth=-1),
    Holiday("juneteenth", "Juneteenth", 6, 19),
    Holiday("independence", "Independence Day", 7, 4),
    Holiday("labor", "Labor Day", 9, weekday=0, nth=1),
    Holiday("columbus", "Columbus Day", 10, weekday=0, nth=2),
    Holiday("veterans", "Veterans Day", 11, 11),
    Holiday("thanksgiving", "Thanksgiving Day", 11, weekday=3, nth=4),
    Holiday("christmas", "Christmas Day", 12, 25),
)
