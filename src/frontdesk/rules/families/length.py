"""How long a visit takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..for_patients import amount, said
from ..grammar import Reader, alt, const, mapped, maybe, number, seq, words
from ..rule import Family, ValuedRule, form
from ..scope import scope
from ..vocabulary import Vocabulary

DEFAULT = 30

LONGEST = 24 * 60

_minutes = alt(words("minutes"), words("min"))
_hours = alt(words("hours"), words("hr"))


def _together(pair: tuple[int, int]) -> int:
    hours, minutes = pair
    if hours * 60 + minutes > LONGEST:
        raise ValueError("at most 24 hours")
    return hours * 60 + minutes


minutes: Reader = alt(
    mapped(seq(number(1, LONGEST), _minutes), lambda v: v[0]),
    mapped(seq(number(1, 24), _hours), lambda v: v[0] * 60),
    mapped(seq(number(1, 24), _hours, maybe(words("and"), None), number(1, 59), _minutes), _together),
    const(words("an hour"), 60),
    const(words("half an hour"), 30),
)


@dataclass(frozen=True)
class Length(ValuedRule):
    breaks_booked: ClassVar[bool] = True
    minutes: int = DEFAULT

    @property
    def sets(self) -> str:
        return "length"

    @property
    def value(self) -> int:
        return self.minutes

    def sentence(self, vocabulary: Vocabulary) -> str:
        takes = self.scope.verb(vocabulary, "take", "takes")
        return f"{self.scope.noun(vocabulary)} {takes} {amount('en', self.minutes, 'minutes')}"

    def for_patient(self, language: str) -> str:
        return said(
            language,
            f"This visit takes {amount('en', self.minutes, 'minutes')}, and that does not fit then.",
            f"Esta visita dura {amount('es', self.minutes, 'minutes')} y no cabe en ese horario.",
        )


FAMILY = Family(
    "length",
    "Length of a visit",
    "How long a visit takes, from start to end. Where no sentence says, 30 minutes.",
    (
        form(
            "VISITS [with PROVIDER] [at LOCATION] take N minutes.",
            seq(scope, words("take"), minutes),
            Length,
            "New patient visits take 40 minutes.",
            "New patient visits with Dr. Chen at Downtown take 60 minutes.",
            'Visits take 60 minutes when interpreter is "yes".',
        ),
    ),
    rules=(Length,),
    said_as=("length",),
    chapter=10,
    titulo="Cuánto dura una visita",
)
