"""Dates as people and other systems write them, and which of them somebody can mean.

Month first, as Americans write, unless what is written can only be read day first or the caller says so.  A year of two digits
is the latest one that is not after today for what lies behind (a birth date), and this century's for what lies ahead.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Order = Literal["month first", "day first"]

EARLIEST_BIRTH = dt.date(1900, 1, 1)
FAR = dt.timedelta(days=3660)  # ten years: nobody plans further, or looks further back

_MONTHS = (
    ("jan", "january", "ene", "enero"),
    ("feb", "february", "febrero"),
    ("mar", "march", "marzo"),
    ("apr", "april", "abr", "abril"),
    ("may", "mayo"),
    ("jun", "june", "junio"),
    ("jul", "july", "julio"),
    ("aug", "august", "ago", "agosto"),
    ("sep", "sept", "september", "septiembre", "setiembre"),
    ("oct", "october", "octubre"),
    ("nov", "november", "noviembre"),
    ("dec", "december", "dic", "diciembre"),
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_WEEKDAYS = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_TIME = r"(?:[T ,]\s*\d{1,2}:\d\d(?::\d\d(?:\.\d{1,9})?)?\s*(?:[ap]\.?m\.?)?\s*(?:z|[+-]\d\d:?\d\d)?)?"
_YEAR = r"(?:'?(?P<short>\d\d)|(?P<year>\d{4}))"
_SHAPES = tuple(
    re.compile(_WEEKDAYS + shape + _TIME, re.IGNORECASE | re.ASCII)
    for shape in (
        r"(?P<year>\d{4})(?P<by>[-/.])(?P<month>\d{1,2})(?P=by)(?P<day>\d{1,2})",
        r"(?P<year>(?:19|20|21)\d\d)(?P<month>\d\d)(?P<day>\d\d)",
        r"(?P<first>\d{1,2})\s*(?P<by>[-/.])\s*(?P<second>\d{1,2})\s*(?P=by)\s*" + _YEAR,
        r"(?P<first>\d{1,2}) (?P<second>\d{1,2}) (?P<year>\d{4})",
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[-./ ]{0,2}(?:(?:of|de) )?(?P<name>[^\W\d_]{3,10})\.?(?:[-./, ]{1,2}|,? (?:of|de) )"
        + _YEAR,
        r"(?P<name>[^\W\d_]{3,10})\.?[-./ ]{1,2}(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:[-./ ]|, ?)" + _YEAR,
    )
)


_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))


@dataclass(frozen=True)
class Written:
    """What was written as a date: numbers, not yet a day."""

    first: int
    second: int
    year: int
    short: bool = False
    fixed: bool = False  # `first` is the month for sure
    by: str = "/"  # what stands between the numbers

    @property
    def dotted(self) -> bool:
        """3.4.2015 or 3-4-2015, as elsewhere; how these are meant says nothing of 3/4/2015."""
        return self.by in (".", "-")

    @property
    def orders(self) -> tuple[Order, ...]:
        """In which orders it can be read at all, the American one first."""
        if self.fixed:
            return ("month first", "day first")
        month: tuple[Order, ...] = ("month first",) if self.first <= 12 else ()
        day: tuple[Order, ...] = ("day first",) if self.second <= 12 and self.first <= 31 else ()
        return month + day

    @property
    def may_be_year_first(self) -> bool:
        """Whether it can be a short year, a month and a day: 05-06-27, whose first number can be a day or month as well."""
        return self.short and not self.fixed and self.by in "-/" and 1 <= self.second <= 12 and 1 <= self.year <= 31

    @property
    def may_begin_with_its_year(self) -> bool:
        """Whether a short year comes first in it, if the day does not: 26-12-08 is December 8, 2026, or December 26, 2008."""
        return self.may_be_year_first and 12 < self.first <= 31

    @property
    def begins_with_its_year(self) -> bool:
        """Whether nothing but a short year can come first in it: 46-03-27, or 00-03-27."""
        return self.may_be_year_first and not 1 <= self.first <= 31

    def day(self, today: dt.date, order: Order, *, behind: bool) -> dt.date | None:
        """The date; None where there is none."""
        month, day = (self.first, self.second) if self.fixed or order == "month first" else (self.second, self.first)
        if not self.short:
            return _date(self.year, month, day)
        century = today.year // 100 * 100
        date = _date(century + self.year, month, day)
        if behind and (date is None or date > today):
            return _date(century - 100 + self.year, month, day)
        return date


def written(text: str) -> Written | None:
    """The numbers of a date in any of the ways in which people and systems write one; None where it is none."""
    text = " ".join(unicodedata.normalize("NFC", text).translate(_DASHES).split())
    if len(text) > 60:
        return None
    for shape in _SHAPES:
        if match := shape.fullmatch(text):
            return _of(match.groupdict())
    return None


def read_date(text: str, today: dt.date, order: Order | None = None, *, behind: bool = False) -> dt.date | None:
    """The date that a text says, in `order` or in the first in which it is one; None where it says none.

    `behind`: it lies in the past, as a birth date does, which tells the century of a short year.
    """
    parsed = written(text)
    if parsed is None:
        return None
    for one_order in (order,) if order else parsed.orders:
        day = parsed.day(today, one_order, behind=behind)
        if day is not None:
            return day
    return None


def can_be_birth(day: dt.date, today: dt.date) -> bool:
    """Whether somebody who is alive can be born on that day."""
    return EARLIEST_BIRTH <= day <= today


def can_be_meant(day: dt.date, today: dt.date) -> bool:
    """Whether somebody can plan, or look back, to that day."""
    return abs(day - today) <= FAR


def _of(parts: dict[str, str | None]) -> Written | None:
    year = int(parts.get("year") or parts.get("short") or 0)
    short = not parts.get("year")
    if parts.get("first"):
        return Written(int(parts["first"] or 0), int(parts["second"] or 0), year, short, by=parts.get("by") or " ")
    name = _plain(parts.get("name") or "")
    month = MONTHS.get(name, 0) if name else int(parts["month"] or 0)
    return Written(month, int(parts["day"] or 0), year, short, fixed=True) if month else None


def _plain(name: str) -> str:
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter)
    ).lower()


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
