"""`except with Dr. Chen`, `except at Downtown`, `except on federal holidays`: what a sentence takes out of itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from .days import DayOfMonth, FederalHolidays, OnDay, federal_holidays, weekdays
from .days_and_times import date
from .facts import Visit
from .grammar import Reader, alt, listed, mapped, maybe, seq, words
from .scope import Scope, locations, names
from .vocabulary import Vocabulary
from .words import listing

COMES_BACK = 400  # days in which every weekday, so-manieth weekday and holiday has come
Day = OnDay | DayOfMonth | FederalHolidays | dt.date
Days = tuple[Day, ...]


@dataclass(frozen=True)
class Except:
    """Visits of these types, with these providers or at these places; or (never both in one sentence) starts on these days."""

    scope: Scope = Scope()
    days: Days = ()

    def takes_out(self, visit: Visit) -> bool:
        """Whether the rule says nothing about that visit, whatever its date."""
        return self.scope != Scope() and self.scope.covers(visit)

    def holds(self, date: dt.date | None) -> bool | None:
        """Whether that date is not taken out; None where it is not known and it matters."""
        if not self.days:
            return True
        if date is None:
            return None
        return not any(day == date if isinstance(day, dt.date) else day.is_on(date) for day in self.days)

    @property
    def days_closed(self) -> str:
        """Sentences that close the practice on those of its days that are no weekdays: '“The practice is closed on federal holidays.”'."""
        days = [day for day in self.days if not isinstance(day, OnDay | DayOfMonth)]
        said = [day.isoformat() if isinstance(day, dt.date) else day.words() for day in days]
        return listing([f"“The practice is closed on {day}.”" for day in said])

    @property
    def weekdays(self) -> str:
        """Those of its days that come by the week or the month: 'Mondays and the 1st of the month'."""
        return listing([day.words() for day in self.days if isinstance(day, OnDay | DayOfMonth)])

    def first_left(self, other: Except, first: dt.date, last: dt.date) -> dt.date | None:
        """The first date from `first` to `last` that neither takes out; None: there is none, as far as days come back."""
        if not (self.days or other.days):
            return first
        for n in range(min((last - first).days, COMES_BACK) + 1):
            date = first + dt.timedelta(days=n)
            if self.holds(date) and other.holds(date):
                return date
        return None

    def render(self, vocabulary: Vocabulary) -> str:
        """' except with Dr. Chen', or ''."""
        if self.days:
            said = [f"{day}" if isinstance(day, dt.date) else day.words() for day in self.days]
            return f" except on {listing(said)}"
        if self.scope == Scope():
            return ""
        visits = f" {self.scope.visit_noun(vocabulary)}" if self.scope.visits else ""
        return f" except{visits}{self.scope.tail(vocabulary)}"

    def __bool__(self) -> bool:
        return self != NOTHING


NOTHING = Except()


def in_order(days: Sequence[Day]) -> Days:
    """Each once: weekdays from Monday on, days of a month, then federal holidays, then dates."""

    def place(day: Day) -> tuple[int, object]:
        if isinstance(day, OnDay | DayOfMonth):
            return 0, day.order
        return (1, 0) if isinstance(day, FederalHolidays) else (2, day)

    return tuple(sorted(set(days), key=place))


_holidays: Reader = mapped(federal_holidays, lambda day: (day,))
_days: Reader = mapped(
    alt(  # weekdays or dates, not both in one list: 'Monday, January 4, 2027' is one day
        listed(alt(weekdays, _holidays)),
        listed(alt(mapped(date, lambda day: (day,)), _holidays)),
    ),
    lambda groups: Except(days=in_order([day for group in groups for day in group])),
)
_who: Reader = alt(
    mapped(seq(words("with"), names("provider"), locations), lambda v: Scope((), *v)),
    mapped(seq(words("at"), names("location")), lambda v: Scope((), (), v[0])),
    mapped(seq(maybe(words("for"), None), names("visit type")), lambda v: Scope(v[0])),
)
exception: Reader = mapped(
    seq(words("except"), alt(mapped(seq(words("on"), _days), lambda v: v[0]), mapped(_who, Except))), lambda v: v[0]
)
