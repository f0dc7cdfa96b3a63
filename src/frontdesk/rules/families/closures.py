"""When the practice or a location is closed, and when a provider is away."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from ..days_and_times import MONTHS, WeekdayOf, date, month_day, time, weekday_of
from ..facts import Visit
from ..for_patients import said
from ..grammar import Reader, alt, const, mapped, maybe, name, seq, words
from ..rule import Family, Minutes, TimedRule, form
from ..scope import Scope
from ..vocabulary import Vocabulary

MonthDay = tuple[int, int]
DAY = 24 * 60


@dataclass(frozen=True)
class Closure(TimedRule):
    """From `first` to `last`, both included; dates for once, (month, day) or one weekday of a month for every year; `from_`/`to` are minutes of the day."""

    breaks_booked: ClassVar[bool] = True
    for_everybody: ClassVar[bool] = True
    kind: ClassVar[str] = "closure"
    first: dt.date | MonthDay | WeekdayOf = (1, 1)
    last: dt.date | MonthDay | WeekdayOf = (1, 1)
    from_: int = 0
    to: int = DAY

    def on(self, day: dt.date) -> tuple[int, int] | None:
        """The minutes of that local date that are closed: (from, to), or None."""
        if isinstance(self.first, dt.date) and isinstance(self.last, dt.date):
            inside = self.first <= day <= self.last
        elif isinstance(self.first, WeekdayOf):
            inside = self.first.is_on(day)
        else:
            inside = yearly(self.first, self.last, (day.month, day.day))
        return (self.from_, self.to) if inside else None

    def closed(self, date: dt.date) -> tuple[Minutes, ...]:
        span = self.on(date)
        return (span,) if span else ()

    def dates(self) -> tuple[dt.date, dt.date] | None:
        once = isinstance(self.first, dt.date) and isinstance(self.last, dt.date)
        return (self.first, self.last) if once else None  # type: ignore[return-value]

    def covers(self, visit: Visit) -> bool:
        return self.scope.provider in (None, visit.provider) and self.scope.location in (None, visit.location)

    def sentence(self, vocabulary: Vocabulary) -> str:
        if self.scope.provider:
            subject = f"{vocabulary.provider(self.scope.provider)} is away"
            if self.scope.location:
                subject += f" at {vocabulary.location(self.scope.location)}"
        elif self.scope.location:
            subject = f"{vocabulary.location(self.scope.location)} is closed"
        else:
            subject = "the practice is closed"
        days = f"on {_day(self.first)}" if self.first == self.last else f"from {_day(self.first)} to {_day(self.last)}"
        span = "" if (self.from_, self.to) == (0, DAY) else f" from {clock(self.from_)} to {clock(self.to)}"
        return f"{subject} {days}{span}"

    def for_patient(self, language: str) -> str:
        if self.scope.provider:
            return said(
                language,
                "The person you want to see is out then. Choose another time.",
                "La persona que usted quiere ver no está en ese horario. Elija otro horario.",
            )
        if self.scope.location:
            return said(
                language,
                "This location is closed then. Choose another time.",
                "Ese consultorio está cerrado en ese horario. Elija otro horario.",
            )
        return said(
            language, "We are closed then. Choose another time.", "Estamos cerrados en ese horario. Elija otro horario."
        )


def yearly(first: object, last: object, day: MonthDay) -> bool:
    """Whether a day of the year lies from `first` to `last`, both included, every year; also over New Year."""
    if first <= last:  # type: ignore[operator]
        return bool(first <= day <= last)  # type: ignore[operator]
    return bool(day >= first or day <= last)  # type: ignore[operator]  # over New Year


def _day(day: dt.date | MonthDay | WeekdayOf) -> str:
    if isinstance(day, WeekdayOf):
        return str(day)
    return day.isoformat() if isinstance(day, dt.date) else f"{MONTHS[day[0] - 1]} {day[1]}"


def clock(minutes: int) -> str:
    """'08:00', as sentences write it."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _ordered(pair):  # type: ignore[no-untyped-def]
    first, last = pair
    if first >= last if isinstance(first, int) else (isinstance(first, dt.date) and first > last):
        raise ValueError("an end that is after the beginning")
    return pair


hours: Reader = maybe(mapped(seq(words("from"), time, words("to"), time), _ordered), (0, DAY))
_days: Reader = alt(
    mapped(seq(words("on"), alt(date, month_day, weekday_of)), lambda v: (v[0], v[0])),
    mapped(seq(words("from"), date, words("to"), date), _ordered),
    seq(words("from"), month_day, words("to"), month_day),
)
_closed = alt(
    const(seq(maybe(words("the"), None), words("practice is closed")), Scope()),
    mapped(seq(name("location"), words("is closed")), lambda v: Scope(location=v[0])),
)
_away = mapped(
    seq(name("provider"), words("is away"), maybe(mapped(seq(words("at"), name("location")), lambda v: v), (None,))),
    lambda v: Scope(provider=v[0], location=v[1][0]),
)


def _closure(subject: Scope, days, hours, when) -> Closure:  # type: ignore[no-untyped-def]
    return Closure(subject, *days, *hours, when=when)


FAMILY = Family(
    "closures",
    "Closed and away",
    "A closure blocks a visit, from its start to its end, not of its buffers. A month and a day without a year come back every year, and so "
    "do the first to the fourth or the last of a weekday in a month, and the day after one of these. "
    "The last day is included. DAYS: `on DAY`, or `from DAY to DAY`.",
    (
        form(
            "(The practice|LOCATION) is closed DAYS [from TIME to TIME].",
            seq(_closed, _days, hours),
            _closure,
            "The practice is closed on December 25.",
            "Downtown is closed on 2026-11-27.",
            "The practice is closed on the fourth Thursday of November.",
            "The practice is closed on the day after the fourth Thursday of November.",
        ),
        form(
            "PROVIDER is away [at LOCATION] DAYS [from TIME to TIME].",
            seq(_away, _days, hours),
            _closure,
            "Dr. Chen is away from 2026-12-21 to 2026-12-31.",
            "Dr. Chen is away on 2026-12-03 from 13:00 to 17:00.",
        ),
    ),
    rules=(Closure,),
    chapter=60,
)
