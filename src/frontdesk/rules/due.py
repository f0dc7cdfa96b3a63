"""When a visit of a plan is due, by what took place before: local dates and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from .dates import moved
from .facts import Facts, Visit
from .for_patients import amount
from .grammar import Reader, alt, const, mapped, number, seq, words

Unit = Literal["days", "weeks", "months", "years"]
UNITS: tuple[Unit, ...] = ("days", "weeks", "months", "years")
MOST: dict[Unit, int] = {"days": 36500, "weeks": 5200, "months": 1200, "years": 100}
DAYS: dict[Unit, int] = {"days": 1, "weeks": 7, "months": 30, "years": 365}
WHOLE_PREGNANCY, LONGEST_PREGNANCY = 40, 42  # weeks: to the due date, and to the last day of any plan of it
USUAL_WINDOW = 14  # days before and after, where no sentence says


@dataclass(frozen=True)
class Span:
    """So many days, weeks, months or years; a month that has no such day ends with its last."""

    count: int
    unit: Unit

    def after(self, date: dt.date) -> dt.date:
        many, unit = self._plain
        return moved(date, many, unit)

    def age(self, born: dt.date) -> dt.date:
        """The first day on which somebody is so old: where the month has no such day, the first of the next (as ages are counted)."""
        date = self.after(born)
        missing = self._plain[1] == "months" and date.day < born.day
        return date + dt.timedelta(days=1) if missing else date

    @property
    def days(self) -> int:
        """About so many."""
        return self.count * DAYS[self.unit]

    def times(self, count: int) -> Span:
        return Span(self.count * count, self.unit)

    def words(self) -> str:
        """'3 months', '1 week'."""
        return amount("en", self.count, self.unit)

    def every(self) -> str:
        """'every week', 'every 2 weeks'."""
        return f"every {self.unit[:-1]}" if self.count == 1 else f"every {self.words()}"

    @property
    def _plain(self) -> tuple[int, str]:
        """In days or months."""
        if self.unit in ("months", "years"):
            return self.count * (12 if self.unit == "years" else 1), "months"
        return self.count * (7 if self.unit == "weeks" else 1), "days"


@dataclass(frozen=True)
class TookPlace:
    """A visit that was, on a local date."""

    visit: Visit
    date: dt.date


@dataclass(frozen=True)
class Course:
    """What plans look at of one patient.  `known_since`: the date of their record; what was over by then is not due here.
    `closed`: visits that a person has closed or the patient refused, each with what it was counted from."""

    today: dt.date
    born: dt.date | None = None
    kept: tuple[TookPlace, ...] = ()
    facts: Facts = field(default_factory=Facts)
    known_since: dt.date | None = None
    closed: frozenset[tuple[str, dt.date]] = frozenset()


@dataclass(frozen=True)
class Due:
    """A visit that is due on a date, within a window.  `counted_from`: what it is counted from; `since`: when they last had such a
    visit, or the one that it follows; what was said or ordered before then says nothing of it."""

    on: dt.date
    opens: dt.date
    closes: dt.date
    counted_from: dt.date
    since: dt.date


def window(date: dt.date, give: Span | None, step: int) -> tuple[dt.date, dt.date]:
    """Before and after it; where no sentence says, two weeks, and no more than a quarter of what lies between two (`step`, in days)."""
    days = dt.timedelta(days=min(USUAL_WINDOW, step // 4) if give is None else give.days)
    return date - days, date + days


@dataclass(frozen=True)
class Phase:
    """Every so often, until so many weeks of pregnancy are completed; None: to the end."""

    every: Span
    until: int | None = None


def week_of(due_date: dt.date, week: int) -> dt.date:
    """The day on which so many weeks of pregnancy are completed: 40 of them on the due date."""
    return due_date - dt.timedelta(weeks=WHOLE_PREGNANCY - week)


def next_in_phases(phases: tuple[Phase, ...], last: dt.date, due_date: dt.date | None) -> tuple[dt.date, Span] | None:
    """The next date after `last`, and how often they come then; None where the plan is over.

    What would lie past the end of its phase comes by the next one's step, and not before that phase begins.
    """
    over = week_of(due_date, LONGEST_PREGNANCY) if due_date else dt.date.max
    begins = last
    for phase in phases:
        ends = week_of(due_date, phase.until) if due_date and phase.until is not None else None
        if ends is None or last < ends:
            date = max(begins, phase.every.after(last))
            if ends is None or date <= ends:
                return (date, phase.every) if date <= over else None
        begins = max(begins, ends or begins)
    return None


def ages_of(born: dt.date, ages: tuple[Span, ...], then: Span | None, until: int) -> Iterator[tuple[dt.date, int]]:
    """The dates of those ages, each with the days since the one before; then every so often until that many years, included."""
    before = 0
    for age in ages:
        yield age.age(born), age.days - before
        before = age.days
    if then is None:
        return
    last = Span(until, "years").age(born)
    for date in _counted_on(born, ages[-1], then):
        if date > last:
            return
        yield date, then.days


def _counted_on(born: dt.date, from_: Span, step: Span) -> Iterator[dt.date]:
    """Every step from an age on, each counted from the birth where both are of the calendar, so that month ends stay."""
    months = {"months": 1, "years": 12}
    for n in range(1, 2000):
        if from_.unit in months and step.unit in months:
            yield Span(from_.count * months[from_.unit] + n * step.count * months[step.unit], "months").age(born)
        else:
            yield step.times(n).age(from_.age(born))


# Reading ----------------------------------------------------------------------------------------------------

unit: Reader = alt(*(const(words(name), name) for name in UNITS))


def _span(read: tuple[int, Unit]) -> Span:
    count, of = read
    if count > MOST[of]:
        raise ValueError(f"a number up to {MOST[of]} {of}")
    return Span(count, of)


_one: Reader = alt(*(const(words(name[:-1]), name) for name in UNITS))
span: Reader = alt(  # 'in 3 months', '1 week'
    mapped(seq(number(1, 1), _one), _span), mapped(seq(number(2, MOST["days"]), unit), _span)
)
every: Reader = alt(  # 'every 12 months', 'every year'
    mapped(seq(words("every"), span), lambda v: v[0]),
    mapped(seq(words("every"), _one), lambda v: Span(1, v[0])),
)
