"""Conditions about the patient: new or established, of what age, with how many no-shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from ..ages import Ages, alternatives
from ..facts import Facts
from ..grammar import Reader, alt, const, mapped, number, seq, words
from ..vocabulary import Vocabulary
from .base import Condition, patient

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
    dated: ClassVar[bool] = False
    asks: ClassVar[str] = WHO
    least: int

    def holds(self, facts: Facts) -> bool | None:
        return None if facts.no_shows is None else facts.no_shows >= self.least

    def excludes(self, other: Condition) -> bool:
        return False

    def render(self, vocabulary: Vocabulary) -> str:
        return f"the patient has {self.least} or more no-shows"


reader: Reader = alt(
    mapped(
        seq(patient, words("is"), alt(const(words("new"), "new"), const(words("established"), "established"))),
        lambda v: PatientIs(v[0]),
    ),
    mapped(seq(patient, words("is"), alternatives), lambda v: Age(v[0])),
    mapped(seq(patient, words("has"), number(1, 1000), words("or more no-shows")), lambda v: NoShows(v[0])),
)
