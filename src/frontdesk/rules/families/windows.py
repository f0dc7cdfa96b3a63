"""On which days, at which times and in which season a visit is offered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar, Literal

from ..conditions import When
from ..dates import ALL_DATES, During, during
from ..days import MonthlyOrWeekly, weekdays
from ..days_and_times import MONTHS, from_to, month_day, time
from ..for_patients import said
from ..grammar import Outcome, Reader, Reading, alt, const, mapped, maybe, seq, words
from ..rule import Family, Minutes, TimedRule, form
from ..scope import Scope, scope
from ..vocabulary import Vocabulary
from ..words import listing
from .closures import DAY, MonthDay, clock, yearly

Side = Literal["from", "before", "after"]


@dataclass(frozen=True)
class TimeOfDay:
    """`from` a minute of the day on (up to `to`, not included), `before` it, or `after` it."""

    side: Side
    minute: int
    to: int | None = None

    @property
    def minutes(self) -> Minutes:
        """The minutes of a start, from and to."""
        if self.side == "before":
            return 0, self.minute
        return self.minute + (self.side == "after"), DAY if self.to is None else self.to

    def words(self) -> str:
        """'from 09:00 to 11:00', 'before 12:00'."""
        return f"{self.side} {clock(self.minute)}" + (f" to {clock(self.to)}" if self.to is not None else "")


@dataclass(frozen=True)
class Window:
    """Starts on any of `days` (none said: on every day), at such a time, in such a season (every year) or on such dates; both ends included."""

    days: tuple[MonthlyOrWeekly, ...] = ()
    time: TimeOfDay | None = None
    season: tuple[MonthDay, MonthDay] | None = None
    dates: During = ALL_DATES

    def starts(self, date: dt.date) -> Minutes | None:
        """The minutes of that local date; None: not on that date."""
        if (self.days and not any(day.is_on(date) for day in self.days)) or not self.dates.holds(date):
            return None
        if self.season is not None and not yearly(*self.season, (date.month, date.day)):
            return None
        return self.time.minutes if self.time is not None else (0, DAY)

    def words(self) -> str:
        """'on Fridays from 12:00', 'from April 1 to October 31'."""
        parts = [f"on {listing([day.words() for day in self.days])}"] if self.days else []
        parts += [self.time.words()] if self.time is not None else []
        if self.season is not None:
            (month, day), (until, last) = self.season
            parts.append(f"from {MONTHS[month - 1]} {day} to {MONTHS[until - 1]} {last}")
        parts += [self.dates.words().strip()] if self.dates else []
        return " ".join(parts)


@dataclass(frozen=True)
class Offered(TimedRule):
    """Judged by the start.  `only` in these windows, or not in any of them."""

    kind: ClassVar[str] = "window"
    breaks_booked: ClassVar[bool] = True
    only: bool = True
    windows: tuple[Window, ...] = ()

    def own_starts(self, date: dt.date) -> tuple[Minutes, ...] | None:
        spans = sorted(span for window in self.windows if (span := window.starts(date)) is not None)
        if self.only:
            return tuple(spans)
        return _besides(spans) if spans else None

    def own_dates(self) -> tuple[dt.date | None, dt.date | None]:
        if self.only:  # what it says holds outside of its dates most of all
            return None, None
        begins, ends = ([window.dates.first for window in self.windows], [window.dates.last for window in self.windows])
        first = None if None in begins else min(date for date in begins if date is not None)
        last = None if None in ends else max(date for date in ends if date is not None)
        return first, last

    def sentence(self, vocabulary: Vocabulary) -> str:
        are = self.scope.verb(vocabulary, "are", "is")
        how = "only" if self.only else "not"
        return f"{self.scope.noun(vocabulary)} {are} {how} offered {' or '.join(window.words() for window in self.windows)}"

    def for_patient(self, language: str) -> str:
        return said(
            language,
            "We do not do this visit at that time. Choose one of the times in the list.",
            "No hacemos este tipo de visita en ese horario. Elija uno de los horarios de la lista.",
        )


def _besides(spans: list[Minutes]) -> tuple[Minutes, ...]:
    """The minutes of a day that lie in none of these, which come in order."""
    left, at = [], 0
    for begin, end in spans:
        if begin > at:
            left.append((at, begin))
        at = max(at, end)
    return (*left, *(((at, DAY),) if at < DAY else ()))


def _span(pair: tuple[int, int]) -> TimeOfDay:
    begin, end = pair
    if begin >= end:
        raise ValueError("an end that is after the beginning")
    return TimeOfDay("from", begin, end)


def _something(window: Window) -> Window:
    first_minute, end = window.time.minutes if window.time is not None else (0, DAY)
    if first_minute >= end:
        raise ValueError("a time that leaves something of the day")
    return window


_days: Reader = mapped(seq(words("on"), weekdays), lambda v: v[0])
_time: Reader = alt(
    mapped(from_to, _span),
    mapped(seq(words("from"), time), lambda v: TimeOfDay("from", v[0])),
    mapped(seq(words("before"), time), lambda v: TimeOfDay("before", v[0])),
    mapped(seq(words("after"), time), lambda v: TimeOfDay("after", v[0])),
)
_season: Reader = seq(words("from"), month_day, words("to"), month_day)
_with_days: Reader = mapped(
    seq(_days, maybe(_time, False), maybe(_season, False)), lambda v: Window(v[0], v[1] or None, v[2] or None)
)
_without: Reader = alt(
    mapped(seq(_time, maybe(_season, False)), lambda v: Window((), v[0], v[1] or None)),
    mapped(_season, lambda v: Window((), None, v)),
    mapped(during, lambda dates: Window(dates=dates)),
)


def _begins(first: Reader) -> Reader:
    """That window, and others behind it with 'or' between them."""
    return mapped(
        seq(mapped(first, _something), maybe(mapped(seq(words("or"), _or), lambda v: v[0]), ())),
        lambda v: (v[0], *v[1]),
    )


def _or(reading: Reading, at: int) -> Outcome:
    yield from _begins(alt(_with_days, _without))(reading, at)


def _offered(covered: Scope, only: bool, windows: tuple[Window, ...], when: When) -> Offered:
    return Offered(covered, only, tuple(dict.fromkeys(windows)), when=when)


_how: Reader = alt(const(words("only offered"), True), const(words("not offered"), False))
_are = alt(words("are"), words("is"))
FAMILY = Family(
    "windows",
    "On which days and at which times",
    "Judged by the start: `before 12:00` is earlier than 12:00, `from 12:00` is 12:00 or later, `after 12:00` later than 12:00, `from 09:00 to 11:00` is 9:00 or later and earlier "
    "than 11:00. `before`, `after`, `from` without `to`, and a season (`from April 1 to October 31`) may stand wherever a time may. A time covers all the days that are joined by `and` before it. A season comes back every year, both its days are included, and it may cross New Year. Several "
    "sentences with `only` about one visit all hold; alternatives stand in one sentence, with `or` between them. DAYS: weekdays, `the first Monday of the month`, `the 15th of the month` or `the last day of the month`; a month that has no such day is left out.",
    (
        form(
            "VISITS [with PROVIDER] [at LOCATION] are (only|not) offered on WEEKDAYS [from TIME to TIME].",
            seq(scope, _are, _how, _begins(_with_days)),
            _offered,
            "New patient visits are not offered on Fridays.",
            "New patient visits with Dr. Chen are not offered on Fridays from 12:00.",
            "Follow-up visits are only offered on Mondays before 12:00 or on Tuesdays from 12:00.",
            "New patient visits are only offered on Tuesdays and the first Monday of the month.",
            "Procedures are not offered on Mondays and Wednesdays from 09:00 to 11:00.",
            "Procedures are only offered on the 15th of the month and the last day of the month.",
        ),
        form(
            "VISITS [with PROVIDER] [at LOCATION] are (only|not) offered (from|before|after) TIME.",
            seq(scope, _are, _how, _begins(_without)),
            _offered,
            "Procedures are only offered from 09:00 to 11:00.",
            "Procedures are only offered before 12:00.",
            "Well-child visits are only offered from April 1 to October 31.",
            "Procedures are not offered from 2027-01-04 to 2027-01-08.",
        ),
    ),
    rules=(Offered,),
    chapter=65,
    titulo="Qué días y a qué horas",
)
