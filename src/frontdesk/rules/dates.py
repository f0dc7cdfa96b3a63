"""On which dates a rule holds: `from` and `until` a date with a year."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass

from .days_and_times import date
from .grammar import Reader, alt, mapped, maybe, seq, words


@dataclass(frozen=True)
class During:
    """From `first` to `last`, both included; None: from ever, for ever."""

    first: dt.date | None = None
    last: dt.date | None = None

    def holds(self, date: dt.date | None) -> bool | None:
        """None where the date is not known and it matters."""
        if not self:
            return True
        if date is None:
            return None
        return (self.first is None or self.first <= date) and (self.last is None or date <= self.last)

    def meets(self, other: During) -> dt.date | None:
        """The first date on which both hold; None: there is none.  Of two that hold for ever, the beginning of time."""
        first = max(self.first or dt.date.min, other.first or dt.date.min)
        last = min(self.last or dt.date.max, other.last or dt.date.max)
        return first if first <= last else None

    def words(self) -> str:
        """' from 2027-01-01 to 2027-03-31', ' until 2026-12-31', or ''."""
        if self.first is None:
            return f" until {self.last}" if self.last is not None else ""
        return f" from {self.first}" + (f" to {self.last}" if self.last is not None else "")

    def __bool__(self) -> bool:
        return (self.first, self.last) != (None, None)


ALL_DATES = During()


def moved(date: dt.date, amount: int, unit: str) -> dt.date:
    """So many days or months later (before, where it is negative); a month that has no such day ends with its last."""
    if unit != "months":
        return date + dt.timedelta(days=amount)
    month = date.month - 1 + amount
    year, month = date.year + month // 12, month % 12 + 1
    return date.replace(year, month, min(date.day, monthrange(year, month)[1]))


def short(date: dt.date) -> str:
    """'Tue Dec 1 2026'."""
    return f"{date:%a %b} {date.day} {date.year}"


def _span(pair: tuple[dt.date, dt.date]) -> During:
    first, last = pair
    if first > last:
        raise ValueError("an end that is after the beginning")
    return During(first, last)


during: Reader = alt(
    mapped(seq(words("from"), date, alt(words("to"), words("until"), words("through")), date), _span),
    mapped(seq(alt(words("from"), words("starting")), date, maybe(words("on"), None)), lambda v: During(v[0])),
    mapped(seq(alt(words("until"), words("through")), date), lambda v: During(None, v[0])),
)
