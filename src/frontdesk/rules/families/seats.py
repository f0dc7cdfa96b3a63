"""Visits that several patients have together: classes, flu-shot clinics, planned double booking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..for_patients import said
from ..grammar import alt, number, seq, words
from ..rule import Family, ValuedRule, form
from ..scope import scope
from ..vocabulary import Vocabulary


@dataclass(frozen=True)
class Seats(ValuedRule):
    """So many patients may have the same start with the same provider at the same place."""

    breaks_booked: ClassVar[bool] = True
    seats: int = 1

    @property
    def sets(self) -> str:
        return "seats"

    @property
    def value(self) -> int:
        return self.seats

    def sentence(self, vocabulary: Vocabulary) -> str:
        has = self.scope.verb(vocabulary, "have", "has")
        return f"{self.scope.noun(vocabulary)} {has} {self.seats} seat{'' if self.seats == 1 else 's'}"

    def for_patient(self, language: str) -> str:
        return said(
            language,
            "All seats are taken then. Choose another time.",
            "Ya no quedan lugares en ese horario. Elija otro horario.",
        )


FAMILY = Family(
    "seats",
    "Seats: several patients at once",
    "A start that somebody has booked is offered until it is full; provider, rooms and machines are taken once, by the first. Every patient counts for "
    "limits (`At most …`). A visit that is handed on (`start with …`) has one seat. Where no sentence says, one.",
    (
        form(
            "VISITS [with PROVIDER] [at LOCATION] have N seats.",
            seq(scope, alt(words("have"), words("has")), number(1, 500), words("seats")),
            lambda covered, seats, when: Seats(covered, seats, when=when),
            "Diabetes classes have 8 seats.",
            "Flu shots at Downtown have 3 seats.",
        ),
    ),
    rules=(Seats,),
    chapter=160,
    titulo="Lugares: varios pacientes a la vez",
)
