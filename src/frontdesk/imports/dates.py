"""How the dates of one file are written: month or day first, or as Excel's numbers; and the date in one cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

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
class ShortYears:
    """Which short dates of one file, by what stands between their numbers, may begin with their year.

    `certain`: a line whose date can begin with nothing else (46-03-27); `possible`: one that begins with its day or its year
    (26-12-08), as the lines of a file are written that is day first, or year first.  `day_first` is one that is the former for
    sure (27-03-46), and settles the latter; `month_first` one that is neither (03-27-46).
    """

    certain: Mapping[str, int] = field(default_factory=dict)
    possible: Mapping[str, int] = field(default_factory=dict)
    day_first: Mapping[str, int] = field(default_factory=dict)
    month_first: Mapping[str, int] = field(default_factory=dict)

    def refuse(self, said: Written, text: str, name: str) -> None:
        """No year is guessed.  Raises Fault where the date may begin with one."""
        by, words = said.by, ""
        settled = by in self.day_first and by not in self.certain
        if said.begins_with_its_year or (said.may_begin_with_its_year and not settled):
            words = gettext_noop("'%(name)s' may begin with its year: '%(text)s'. Write the year with four digits")
            raise Fault(words, name=name, text=text[:40])
        other = self.certain.get(by)
        if other is None and not (settled or by in self.month_first):
            other = self.possible.get(by)
        if other is not None and said.may_be_year_first and len(said.orders) == 2:
            words = gettext_noop(
                "'%(name)s' may begin with its year, as the date in line %(other)s may: '%(text)s'. Write the year with four digits"
            )
            raise Fault(words, name=name, text=text[:40], other=other)


@dataclass(frozen=True)
class Dates:
    """Dates with dots or hyphens (`dotted`) say nothing of those with slashes; where none of them says it, they are as the others.

    `numbers`: a number of five digits can be nothing but Excel's in some line, and so is in all of them.
    """

    slashed: Way = Way()
    dotted: Way = Way()
    numbers: bool = False
    years: ShortYears = ShortYears()

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
        self.years.refuse(said, text, name)
        way = self.dotted if said.dotted else self.slashed
        if way.mixed:
            if len(said.orders) == 2 and not said.fixed and said.first != said.second:
                words = gettext_noop(
                    "'%(name)s' can be read in two ways: '%(text)s'. The dates of line %(day)s are day first, those of line %(month)s month first"
                )
                raise Fault(words, name=name, text=text[:40], day=way.day_first, month=way.month_first)
            return iso_date(text, name, today, next(iter(said.orders), "month first"), birth=birth)
        return iso_date(text, name, today, way.order or self.slashed.order or "month first", birth=birth)


def short_years_of(rows: Iterable[tuple[int, dict[str, str]]], names: Sequence[str]) -> ShortYears:
    """What the short dates of all rows say of where their year stands, also those of lines that are refused."""
    years: tuple[dict[str, int], ...] = ({}, {}, {}, {})
    certain, possible, day_first, month_first = years
    for line, cells in rows:
        for said in filter(None, (written(cells.get(name, "")) for name in names)):
            if said.begins_with_its_year:
                certain.setdefault(said.by, line)
            elif said.may_begin_with_its_year:
                possible.setdefault(said.by, line)
            elif said.short and not said.fixed and len(said.orders) == 1:
                (day_first if said.orders == ("day first",) else month_first).setdefault(said.by, line)
    return ShortYears(*years)


def dates_of(
    rows: Iterable[tuple[int, dict[str, str]]], names: Sequence[str], years: ShortYears | None = None
) -> Dates:
    """What the dates of all rows say together; `names` are the columns of dates."""
    only: dict[bool, dict[Order, int]] = {False: {}, True: {}}
    undecided = {False: False, True: False}
    numbers = six_digits = False
    for line, cells in rows:
        for text in (cells.get(name, "") for name in names):
            numbers = numbers or _is_excels_alone(text)
            six_digits = six_digits or _SIX_DIGITS.fullmatch(text) is not None
            parsed = written(text)
            if parsed is None or parsed.fixed or parsed.may_begin_with_its_year:
                continue
            if len(parsed.orders) == 1:
                only[parsed.dotted].setdefault(parsed.orders[0], line)
            undecided[parsed.dotted] = undecided[parsed.dotted] or len(parsed.orders) == 2
    slashed = _way(only[False], "month first" if undecided[False] else None)
    dotted = _way(only[True], (slashed.order or "month first") if undecided[True] else None)
    return Dates(slashed, dotted, numbers and not six_digits, years or ShortYears())


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
