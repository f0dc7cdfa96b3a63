"""Conditions about the patient: new or established, of what age, with how many no-shows."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from ..ages import Ages, alternatives
from ..dates import moved
from ..days_and_times import MONTHS, month_day
from ..facts import Broken, Facts, NotKept
from ..for_patients import amount
from ..grammar import Reader, alt, const, mapped, maybe, number, seq, words
from ..scope import Ids, names
from ..vocabulary import Vocabulary
from .base import Condition, patient

MOST_YEARS = 100
WHO = "name"  # who the patient is decides new or established, and no-shows


@dataclass(frozen=True)
class PatientIs:
    dated: ClassVar[bool] = False
    asks: ClassVar[str] = WHO
    status: Literal["new", "established"]

    def holds(self, facts: Facts) -> bool | None:
        return None if facts.patient is None else facts.patient == self.status

    def excludes(self, other: Condition) -> bool:
        return isinstance(other, PatientIs) and other.status != self.status

    def render(self, vocabulary: Vocabulary) -> str:
        return f"the patient is {self.status}"


@dataclass(frozen=True)
class Age:
    """Any of these ages, on the date of the start."""

    dated: ClassVar[bool] = True
    asks: ClassVar[str] = "date-of-birth"
    any_of: tuple[Ages, ...]

    def holds(self, facts: Facts) -> bool | None:
        outcomes = [ages.holds(facts) for ages in self.any_of]
        return True if True in outcomes else None if None in outcomes else False

    def excludes(self, other: Condition) -> bool:
        return isinstance(other, Age) and all(own.excludes(theirs) for own in self.any_of for theirs in other.any_of)

    def render(self, vocabulary: Vocabulary) -> str:
        return f"the patient is {' or '.join(ages.words() for ages in self.any_of)}"


@dataclass(frozen=True)
class NoShows:
    """So many no-shows or cancellations: of these visit types (none: of all), in so many months or days back from today (None: ever).

    `since`: not before that month and day of this year, or of the last one where it lies ahead.  `in_a_row`: no such visit was kept after the first of them.
    """

    dated: ClassVar[bool] = False
    asks: ClassVar[str] = WHO
    least: int
    counts: tuple[Broken, ...] = ("no-show",)
    visits: Ids = ()
    within: tuple[int, str] | None = None
    since: tuple[int, int] | None = None
    in_a_row: bool = False

    @property
    def of_which_days_matter(self) -> bool:
        """Whether more has to be known than how many no-shows there were in all."""
        return self != NoShows(self.least)

    def holds(self, facts: Facts) -> bool | None:
        if not self.of_which_days_matter:
            return None if facts.no_shows is None else facts.no_shows >= self.least
        first = self._first_day(facts.today)
        if facts.not_kept is None or first is None:
            none_at_all = self.counts == ("no-show",) and facts.no_shows is not None and facts.no_shows < self.least
            return False if none_at_all else None
        return sum(not_kept.date >= first for not_kept in filter(self._is_one, facts.not_kept)) >= self.least

    def _is_one(self, not_kept: NotKept) -> bool:
        counted = not_kept.counts_as in self.counts or (
            not_kept.counts_as == "late cancellation" and "cancellation" in self.counts
        )
        if not counted or (self.visits and not_kept.visit not in self.visits):
            return False
        kept = set(not_kept.kept_since) & set(self.visits) if self.visits else not_kept.kept_since
        return not (self.in_a_row and kept)

    def _first_day(self, today: dt.date | None) -> dt.date | None:
        """The first on which it counts; None: that cannot be said of a day that is not known."""
        if self.within is None and self.since is None:
            return dt.date.min
        if today is None:
            return None
        if self.within is not None:
            return moved(today, -self.within[0], self.within[1])
        return max(day for year in (today.year - 1, today.year) if (day := _of_year(year, self.since)) <= today)

    def excludes(self, other: Condition) -> bool:
        return False

    def render(self, vocabulary: Vocabulary) -> str:
        nouns = [vocabulary.visit_noun(visit) for visit in self.visits]
        of = f" of {vocabulary.listing('visit type', nouns)}" if nouns else ""
        within = f" in {amount('en', *self.within)}" if self.within is not None else ""
        since = f" since {MONTHS[self.since[0] - 1]} {self.since[1]}" if self.since is not None else ""
        counts = " or ".join(f"{each}s" for each in self.counts)
        row = " in a row" if self.in_a_row else ""
        return f"the patient has {self.least} or more {counts}{of}{row}{within}{since}"


def _of_year(year: int, day: tuple[int, int] | None) -> dt.date:
    """That day of that year; February 29 is the 28th where there is none."""
    month, date = day or (1, 1)
    return dt.date(year, month, min(date, monthrange(year, month)[1]))


def _one_begin(within: tuple[int, str] | None, since: tuple[int, int] | None) -> tuple[Any, Any]:
    if within is not None and since is not None:
        raise ValueError("one of the two: in so many months, or since a day")
    return within, since


def _in_order(counts: tuple[Broken, ...]) -> tuple[Broken, ...]:
    if len(set(counts)) < len(counts):
        raise ValueError("each of them once")
    return tuple(each for each in _COUNTS if each in counts)


def _within(pair: tuple[int, str]) -> tuple[int, str]:
    amount, unit = pair
    if unit == "years" and amount > MOST_YEARS:
        raise ValueError(f"at most {MOST_YEARS} years")
    return {"years": (12 * amount, "months"), "weeks": (7 * amount, "days")}.get(unit, pair)


_least: Reader = alt(
    mapped(seq(number(1, 1000), words("or more")), lambda v: v[0]),
    mapped(seq(words("at least"), number(1, 1000)), lambda v: v[0]),
)
_COUNTS: tuple[Broken, ...] = ("no-show", "late cancellation", "cancellation")  # in the order in which they are said
_count: Reader = alt(
    const(words("no-shows"), "no-show"),
    const(words("late cancellations"), "late cancellation"),
    const(words("late cancelations"), "late cancellation"),
    const(words("cancellations"), "cancellation"),
    const(words("cancelations"), "cancellation"),
)
_or_more: Reader = maybe(mapped(seq(words("or"), _count), lambda v: v[0]), None)
_counts: Reader = mapped(seq(_count, _or_more, _or_more), _in_order)
_which: Reader = maybe(mapped(seq(words("of"), names("visit type")), lambda v: v[0]), ())
_back: Reader = mapped(
    seq(
        alt(words("in"), words("within")),
        maybe(alt(words("the last"), words("the past")), None),
        number(1, 1200),
        alt(*(const(words(unit), unit) for unit in ("months", "days", "weeks", "years"))),
    ),
    _within,
)
_since: Reader = mapped(seq(words("since"), month_day), lambda v: v[0])
_in_a_row: Reader = maybe(const(words("in a row"), True), False)
_no_shows: Reader = mapped(
    seq(patient, words("has"), _least, _counts, _which, _in_a_row, maybe(_back, False), maybe(_since, False)),
    lambda v: NoShows(v[0], v[1], v[2], *_one_begin(v[4] or None, v[5] or None), v[3]),
)
reader: Reader = alt(
    mapped(
        seq(patient, words("is"), alt(const(words("new"), "new"), const(words("established"), "established"))),
        lambda v: PatientIs(v[0]),
    ),
    mapped(seq(patient, words("is"), alternatives), lambda v: Age(v[0])),
    _no_shows,
)
