"""How far ahead a visit must be booked, and how far ahead it may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..for_patients import amount, said
from ..grammar import Reader, alt, const, mapped, number, seq, words
from ..rule import Family, Form, ValuedRule, form
from ..scope import scope
from ..vocabulary import Vocabulary

Unit = Literal["minutes", "hours", "days"]
DEFAULT_HORIZON = 365

ahead: Reader = alt(
    mapped(
        seq(
            number(0, 10_000),
            alt(const(words("minutes"), "minutes"), const(words("hours"), "hours"), const(words("days"), "days")),
        ),
        lambda v: v,
    ),
    mapped(seq(number(0, 520), words("weeks")), lambda v: (v[0] * 7, "days")),
)
days: Reader = alt(
    mapped(seq(number(0, 3650), words("days")), lambda v: v[0]),
    mapped(seq(number(0, 520), words("weeks")), lambda v: v[0] * 7),
)


def _book(by_patients: bool) -> str:
    return "patients book" if by_patients else "book"


@dataclass(frozen=True)
class LeadTime(ValuedRule):
    """`by_patients`: for what patients book themselves, on top of what holds for everybody."""

    amount: int = 0
    unit: Unit = "hours"
    by_patients: bool = False

    @property
    def sets(self) -> str:
        return "patients' lead time" if self.by_patients else "lead time"

    @property
    def value(self) -> tuple[int, Unit]:
        return (self.amount, self.unit)

    def sentence(self, vocabulary: Vocabulary) -> str:
        return f"{_book(self.by_patients)} {self.scope.noun(vocabulary)} at least {self.amount} {self.unit} ahead"

    def for_patient(self, language: str) -> str:
        notice = amount(language, self.amount, self.unit)
        return said(
            language,
            f"This visit must be booked at least {notice} ahead. Choose a later time, or call us.",
            f"Esta visita se programa con al menos {notice} de anticipación. Elija un horario posterior o llámenos.",
        )


@dataclass(frozen=True)
class Horizon(ValuedRule):
    days: int = DEFAULT_HORIZON
    by_patients: bool = False

    @property
    def sets(self) -> str:
        return "patients' horizon" if self.by_patients else "horizon"

    @property
    def value(self) -> int:
        return self.days

    def sentence(self, vocabulary: Vocabulary) -> str:
        return f"{_book(self.by_patients)} {self.scope.noun(vocabulary)} at most {self.days} days ahead"

    def for_patient(self, language: str) -> str:
        ahead = amount(language, self.days, "days")
        return said(
            language, f"We book up to {ahead} ahead.", f"Programamos citas con un máximo de {ahead} de anticipación."
        )


def _forms(by_patients: bool, least: tuple[str, ...], most: tuple[str, ...]) -> tuple[Form, ...]:
    who = _book(by_patients).capitalize()
    return (
        form(
            f"{who} VISITS [with PROVIDER] [at LOCATION] at least N (hours|days) ahead.",
            seq(words(who), scope, words("at least"), ahead, words("ahead")),
            lambda covered, value, when: LeadTime(covered, value[0], value[1], by_patients, when=when),
            *least,
        ),
        form(
            f"{who} VISITS [with PROVIDER] [at LOCATION] at most N days ahead.",
            seq(words(who), scope, words("at most"), days, words("ahead")),
            lambda covered, value, when: Horizon(covered, value, by_patients, when=when),
            *most,
        ),
    )


FAMILY = Family(
    "lead time",
    "How far ahead",
    "`at least N hours ahead` counts hours from now; `days` counts local dates, so `at least 2 days ahead` on Tuesday begins on "
    "Thursday at midnight. `Patients book …` holds for what patients book themselves, on top of what holds for everybody. "
    "Where no sentence says: no lead time, at most 365 days ahead.",
    (
        *_forms(False, ("Book new patient visits at least 24 hours ahead.",), ("Book visits at most 60 days ahead.",)),
        *_forms(
            True,
            ("Patients book follow-up visits at least 2 days ahead.",),
            ("Patients book visits at most 30 days ahead.",),
        ),
    ),
    rules=(
        LeadTime,
        Horizon,
    ),
    said_as=(
        "earliest",
        "latest",
    ),
    chapter=40,
    titulo="Con cuánta anticipación",
)
