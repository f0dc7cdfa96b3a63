"""At which minutes a visit may start."""

from __future__ import annotations

from dataclasses import dataclass

from ..for_patients import amount, said
from ..grammar import seq, words
from ..rule import Family, ValuedRule, form
from ..scope import scope
from ..vocabulary import Vocabulary
from .length import minutes

DEFAULT = 15


@dataclass(frozen=True)
class Grid(ValuedRule):
    minutes: int = DEFAULT

    @property
    def sets(self) -> str:
        return "grid"

    @property
    def value(self) -> int:
        return self.minutes

    def sentence(self, vocabulary: Vocabulary) -> str:
        starts = self.scope.verb(vocabulary, "start", "starts")
        return f"{self.scope.noun(vocabulary)} {starts} every {amount('en', self.minutes, 'minutes')}"

    def for_patient(self, language: str) -> str:
        return said(
            language,
            "No visit starts at that minute. Choose one of the times in the list.",
            "Ninguna visita empieza a ese minuto. Elija uno de los horarios de la lista.",
        )


FAMILY = Family(
    "grid",
    "When visits start",
    "Starts are counted from the beginning of each block of hours, on the clock on the wall. "
    "Where no sentence says, every 15 minutes.",
    (
        form(
            "VISITS [with PROVIDER] [at LOCATION] start every N minutes.",
            seq(scope, words("start every"), minutes),
            Grid,
            "Visits start every 15 minutes.",
            "Procedures with Dr. Chen start every 30 minutes.",
        ),
    ),
    rules=(Grid,),
    said_as=("starts",),
    chapter=20,
    titulo="A qué minutos empiezan las visitas",
)
