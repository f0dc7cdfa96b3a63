"""Conditions about the patient: new or established, of what age, with how many no-shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal

from ..ages import Ages, alternatives
from ..dates import moved
from ..facts import Broken, Facts, NotKept
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
    """So many no-shows or late cancellations: of these visit types (none: of all), in so many months or days back from today (None: ever)."""

    dated: ClassVar[bool] = False
    asks: ClassVar[str] = WHO
    least: int
    counts: Broken = "no-show"
    visits: Ids = ()
    within: tuple[int, str] | None = None

    @property
    def of_which_days_matter(self) -> bool:
        """Whether more has to be known than how many no-shows there were in all."""
        return self.counts != "no-show" or bool(self.visits) or self.within is not None

    def holds(self, facts: Facts) -> bool | None:
        if not self.of_which_days_matter:
            return None if facts.no_shows is None else facts.no_shows >= self.least
        if facts.not_kept is None or (self.within is not None and facts.today is None):
            none_at_all = self.counts == "no-show" and facts.no_shows is not None and facts.no_shows < self.least
            return False if none_at_all else None
        return sum(map(self._since(facts.today), filter(self._is_one, facts.not_kept))) >= self.least

    def _is_one(self, one: NotKept) -> bool:
        return one.counts_as == self.counts and (not self.visits or one.visit in self.visits)

    def _since(self, today: dt.date | None) -> Callable[[NotKept], bool]:
        if self.within is None or today is None:
            return lambda one: True
        amount, unit = self.within
        first = moved(today, -amount, unit)
        return lambda one: one.date >= first

    def excludes(self, other: Condition) -> bool:
        return False

    def render(self, vocabulary: Vocabulary) -> str:
        nouns = [vocabulary.visit_noun(visit) for visit in self.visits]
        of = f" of {vocabulary.listing('visit type', nouns)}" if nouns else ""
        within = f" in {self.within[0]} {self.within[1]}" if self.within is not None else ""
        return f"the patient has {self.least} or more {self.counts}s{of}{within}"


def _within(pair: tuple[int, str]) -> tuple[int, str]:
    amount, unit = pair
    if unit == "years" and amount > MOST_YEARS:
        raise ValueError(f"at most {MOST_YEARS} years")
    return {"years": (12 * amount, "months"), "weeks": (7 * amount, "days")}.get(unit, pair)


_least: Reader = alt(
    mapped(seq(number(1, 1000), words("or more")), lambda v: v[0]),
    mapped(seq(words("at least"), number(1, 1000)), lambda v: v[0]),
)
_counts: Reader = alt(
    const(words("no-shows"), "no-show"),
    const(words("late cancellations"), "late cancellation"),
    const(words("late cancelations"), "late cancellation"),
)
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
_no_shows: Reader = mapped(
    seq(patient, words("has"), _least, _counts, _which, maybe(_back, False)),
    lambda v: NoShows(v[0], v[1], v[2], v[3] or None),
)
reader: Reader = alt(
    mapped(
        seq(patient, words("is"), alt(const(words("new"), "new"), const(words("established"), "established"))),
        lambda v: PatientIs(v[0]),
    ),
    mapped(seq(patient, words("is"), alternatives), lambda v: Age(v[0])),
    _no_shows,
)
