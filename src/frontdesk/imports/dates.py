"""How the dates of one file are written: month or day first, or as Excel's numbers; and the date in one cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..core.dates import Order, Written, can_be_birth, can_be_meant, read_date, written
from .faults import Fault, gettext_noop

_NUMBER = re.compile(r"(\d{5})(\.\d+)?", re.ASCII)
_SIX_DIGITS = re.compile(r"\d{6}", re.ASCII)
_FIRST_DAY = dt.date(1899, 12, 30)  # of Excel's numbers, as they are from March 1900 on


@dataclass(frozen=True)
class Way:
    """How dates of one writing are meant: `order` is None where none says it, or both orders are there, in these lines."""

    order: Order | None = None
    day_first: int = 0
    month_first: int = 0

    @property
    def mixed(self) -> bool:
        return bool(self.day_first and self.month_first)


@dataclass(frozen=True)
class Dates:
    """Dates with dots or hyphens (`dotted`) say nothing of those with slashes; where none of them says it, they are as the others.

    `numbers`: a number of five digits can be nothing but Excel's in some line, and so is in all of them.
    """

    slashed: Way = Way()
    dotted: Way = Way()
    numbers: bool = False

    @property
    def order(self) -> Order | None:
        return self.slashed.order or (self.dotted.order if not self.slashed.mixed else None)

    @property
    def dotted_order(self) -> Order | None:
        """That of the dates with dots or hyphens, where the others have another."""
        return self.dotted.order if self.dotted.order != self.order else None

    @property
    def mixed(self) -> Fault | None:
        """What is wrong with a file that has both orders in one writing."""
        way = next((writing for writing in (self.slashed, self.dotted) if writing.mixed), None)
        if way is None:
            return None
        words = gettext_noop(
            "a date is written day first here and month first in line %(other)s: write all dates of the file in one way"
        )
        return Fault(words, way.day_first, other=way.month_first)

    def iso(self, text: str, name: str, today: dt.date, *, birth: bool) -> str:
        """The date in a cell, where it can be read in one way.  Raises Fault."""
        if number := _NUMBER.fullmatch(text):
            if not self.numbers:
                words = gettext_noop(
                    "'%(name)s' is the number %(text)s. If it is a date, format the column as a date in the spreadsheet and save the list again"
                )
                raise Fault(words, name=name, text=text[:40])
            text = (_FIRST_DAY + dt.timedelta(days=int(number[1]))).isoformat()
        said = written(text)
        if said is None:
            return iso_date(text, name, today, birth=birth)
        way = self.dotted if said.dotted else self.slashed
        if way.mixed:
            if len(said.orders) == 2 and not said.fixed and said.first != said.second:
                words = gettext_noop(
                    "'%(name)s' can be read in two ways: '%(text)s'. The dates of line %(day)s are day first, those of line %(month)s month first"
                )
                raise Fault(words, name=name, text=text[:40], day=way.day_first, month=way.month_first)
            return iso_date(text, name, today, next(iter(said.orders), "month first"), birth=birth)
        return iso_date(text, name, today, way.order or self.slashed.order or "month first", birth=birth)


def dates_of(rows: Iterable[tuple[int, dict[str, str]]], names: Sequence[str]) -> Dates:
    """What the dates of all rows say together; `names` are the columns of dates."""
    only: dict[bool, dict[Order, int]] = {False: {}, True: {}}
    undecided = {False: False, True: False}
    numbers = six_digits = False
    for line, cells in rows:
        for text in (cells.get(name, "") for name in names):
            numbers = numbers or _is_excels_alone(text)
            six_digits = six_digits or _SIX_DIGITS.fullmatch(text) is not None
            parsed = written(text)
            if parsed is None or parsed.fixed:
                continue
            if len(parsed.orders) == 1:
                only[parsed.dotted].setdefault(parsed.orders[0], line)
            undecided[parsed.dotted] = undecided[parsed.dotted] or len(parsed.orders) == 2
    slashed = _way(only[False], "month first" if undecided[False] else None)
    dotted = _way(only[True], (slashed.order or "month first") if undecided[True] else None)
    return Dates(slashed, dotted, numbers and not six_digits)


def _way(only: dict[Order, int], else_: Order | None) -> Way:
    if len(only) == 2:
        return Way(None, only["day first"], only["month first"])
    return Way(next(iter(only), else_))


def iso_date(text: str, name: str, today: dt.date, order: Order = "month first", *, birth: bool = False) -> str:
    """The date in a cell, which must be one that somebody can mean.  Raises Fault."""
    said = written(text)
    day = said.day(today, order, behind=birth) if isinstance(said, Written) else None
    if day is None:
        words = gettext_noop("'%(name)s' must be a date that exists, such as 2027-03-01, not '%(text)s'")
        if birth:
            words = gettext_noop("'%(name)s' must be a date that exists, such as 1946-03-27, not '%(text)s'")
        raise Fault(words, name=name, text=text[:40])
    if birth and not can_be_birth(day, today):
        words = gettext_noop("'%(name)s' must be between 1900 and today, not '%(text)s'")
        raise Fault(words, name=name, text=text[:40])
    if not birth and not can_be_meant(day, today):
        raise Fault(
            gettext_noop("'%(name)s' must be within ten years of today, not '%(text)s'"), name=name, text=text[:40]
        )
    return day.isoformat()


def _is_excels_alone(text: str) -> bool:
    """Whether it is a number of Excel's and no date whose zero in front is gone (32746 was 03/27/46, perhaps)."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return False
    first, second, year = match[1][0], match[1][1:3], match[1][3:]
    return match[2] is not None or read_date(f"{first}/{second}/{year}", dt.date.max) is None
