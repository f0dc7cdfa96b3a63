"""When the practice or a location is closed, and when a provider is away."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import ClassVar

from ..days import (
    DayOfMonth,
    FederalHolidays,
    OnDay,
    day_of_month,
    every_day_of_week,
    every_weekday,
    federal_holidays,
    nth_weekday,
)
from ..days_and_times import MONTHS, WEEKDAYS, WeekdayOf, date, from_to, month_day, weekday_of
from ..facts import Visit
from ..for_patients import said
from ..grammar import Reader, alt, const, mapped, maybe, seq, words
from ..rule import Family, Minutes, TimedRule, form
from ..scope import Scope, locations, names
from ..vocabulary import Vocabulary

MonthDay = tuple[int, int]
ComingBack = WeekdayOf | OnDay | DayOfMonth | FederalHolidays
DAY = 24 * 60


@dataclass(frozen=True)
class Closure(TimedRule):
    """From `first` to `last`, both included: dates for once, (month, day) for every year; or both the same days that come back.  `from_`/`to` are minutes of the day."""

    breaks_booked: ClassVar[bool] = True
    for_everybody: ClassVar[bool] = True
    kind: ClassVar[str] = "closure"
    first: dt.date | MonthDay | ComingBack = (1, 1)
    last: dt.date | MonthDay | ComingBack = (1, 1)
    from_: int = 0
    to: int = DAY

    def on(self, day: dt.date) -> tuple[int, int] | None:
        """The minutes of that local date that are closed: (from, to), or None."""
        if not self.holds_on(day):
            return None
        if isinstance(self.first, dt.date) and isinstance(self.last, dt.date):
            inside = self.first <= day <= self.last
        elif isinstance(self.first, ComingBack):
            inside = self.first.is_on(day)
        else:
            inside = yearly(self.first, self.last, (day.month, day.day))
        return (self.from_, self.to) if inside else None

    def own_closed(self, date: dt.date) -> tuple[Minutes, ...]:
        span = self.on(date)
        return (span,) if span else ()

    def own_dates(self) -> tuple[dt.date | None, dt.date | None]:
        if isinstance(self.first, dt.date) and isinstance(self.last, dt.date):
            return self.first, self.last
        return None, None

    def covers(self, visit: Visit) -> bool:
        return replace(self.scope, visits=()).covers(visit) and not self.besides.takes_out(visit)

    def sentence(self, vocabulary: Vocabulary) -> str:
        if self.scope.providers:
            subject = f"{self.scope.who(vocabulary)} {_be(self.scope.providers)} away"
            if self.scope.locations:
                subject += f" at {self.scope.where(vocabulary)}"
        elif self.scope.locations:
            subject = f"{self.scope.where(vocabulary)} {_be(self.scope.locations)} closed"
        else:
            subject = "the practice is closed"
        days = _on(self.first) if self.first == self.last else f"from {_day(self.first)} to {_day(self.last)}"
        span = "" if (self.from_, self.to) == (0, DAY) else f" from {clock(self.from_)} to {clock(self.to)}"
        return f"{subject} {days}{span}"

    def for_patient(self, language: str) -> str:
        if self.scope.providers:
            return said(
                language,
                "The person you want to see is out then. Choose another time.",
                "La persona que usted quiere ver no está en ese horario. Elija otro horario.",
            )
        if self.scope.locations:
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


def _be(subjects: tuple[str, ...]) -> str:
    return "is" if len(subjects) == 1 else "are"


def _on(day: dt.date | MonthDay | ComingBack) -> str:
    if isinstance(day, OnDay) and day.nth is None:
        return f"every {WEEKDAYS[day.weekday]}"
    return f"on {_day(day)}"


def _day(day: dt.date | MonthDay | ComingBack) -> str:
    if isinstance(day, OnDay | DayOfMonth | FederalHolidays):
        return day.words()
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


hours: Reader = maybe(mapped(from_to, _ordered), (0, DAY))
_days: Reader = alt(
    mapped(
        seq(words("on"), alt(federal_holidays, date, month_day, weekday_of, nth_weekday, day_of_month)),
        lambda v: (v[0], v[0]),
    ),
    mapped(
        alt(every_weekday, seq(words("on"), every_day_of_week)),
        lambda v: (v, v) if isinstance(v, OnDay) else (v[0], v[0]),
    ),
    mapped(seq(words("from"), date, words("to"), date), _ordered),
    seq(words("from"), month_day, words("to"), month_day),
)
_is = alt(words("is"), words("are"))
_closed = alt(
    const(seq(maybe(words("the"), None), words("practice is closed")), Scope()),
    mapped(seq(names("location"), _is, words("closed")), lambda v: Scope(locations=v[0])),
)
_away = mapped(
    seq(names("provider"), _is, words("away"), locations),
    lambda v: Scope(providers=v[0], locations=v[1]),
)


def _closure(subject: Scope, days, hours, when) -> Closure:  # type: ignore[no-untyped-def]
    return Closure(subject, *days, *hours, when=when)


FAMILY = Family(
    "closures",
    "Closed and away",
    "A closure blocks a visit, from its start to its end, not of its buffers. A month and a day without a year come back every year, and so "
    "do the first to the fifth or the last of a weekday in each month, a day of each month by its date (`the 15th of the month`, `the last day of the month`), the day after one of these, a weekday (`every Friday`), "
    "and the federal holidays with the days on which they are observed. "
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
            "The practice is closed on the first Wednesday of the month from 13:00 to 15:00.",
            "The practice is closed on federal holidays.",
            "The practice is closed on the last day of the month from 12:00 to 17:00.",
        ),
        form(
            "PROVIDER is away [at LOCATION] DAYS [from TIME to TIME].",
            seq(_away, _days, hours),
            _closure,
            "Dr. Chen is away from 2026-12-21 to 2026-12-31.",
            "Dr. Chen is away on 2026-12-03 from 13:00 to 17:00.",
            "Dr. Chen is away every Friday from 12:00 to 13:00.",
        ),
    ),
    rules=(Closure,),
    chapter=60,
    titulo="Cerrado y ausencias",
)
