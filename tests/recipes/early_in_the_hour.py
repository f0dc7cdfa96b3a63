"""Visits that start in the first half of an hour.  Only a recipe: `test_a_family.py` puts this file where families are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from ..for_patients import said
from ..grammar import alt, seq, words
from ..rule import Family, Minutes, TimedRule, form
from ..scope import scope
from ..vocabulary import Vocabulary


@dataclass(frozen=True)
class EarlyInTheHour(TimedRule):
    """Judged by the start."""

    kind: ClassVar[str] = "early in the hour"
    breaks_booked: ClassVar[bool] = True

    def own_starts(self, date: dt.date) -> tuple[Minutes, ...]:
        return tuple((hour * 60, hour * 60 + 30) for hour in range(24))

    def sentence(self, vocabulary: Vocabulary) -> str:
        verb = self.scope.verb(vocabulary, "start", "starts")
        return f"{self.scope.noun(vocabulary)} {verb} in the first half of the hour"

    def for_patient(self, language: str) -> str:
        return said(
            language,
            "This visit starts early in the hour. Choose one of the times in the list.",
            "Esta visita empieza al principio de la hora. Elija uno de los horarios de la lista.",
        )


FAMILY = Family(
    "early in the hour",
    "Early in the hour",
    "Judged by the start.",
    (
        form(
            "VISITS [with PROVIDER] [at LOCATION] start in the first half of the hour.",
            seq(scope, alt(words("start"), words("starts")), words("in the first half of the hour")),
            lambda covered, when: EarlyInTheHour(covered, when=when),
            "Procedures start in the first half of the hour.",
        ),
    ),
    rules=(EarlyInTheHour,),
    chapter=990,
    titulo="Al principio de la hora",
)
