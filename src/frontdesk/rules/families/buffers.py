"""Time kept free before and after a visit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from ..for_patients import amount, said
from ..grammar import alt, const, mapped, number, seq, words
from ..rule import Family, ValuedRule, form
from ..scope import scope
from ..vocabulary import Vocabulary

Side = Literal["before", "after"]
LONGEST = 720  # half a day: the engine looks one day to each side of a visit's own

minutes_free = alt(
    mapped(seq(number(0, LONGEST), words("minutes")), lambda v: v[0]),
    mapped(seq(number(1, LONGEST // 60), words("hours")), lambda v: v[0] * 60),
)


@dataclass(frozen=True)
class Buffer(ValuedRule):
    breaks_booked: ClassVar[bool] = True
    minutes: int = 0
    side: Side = "after"

    @property
    def sets(self) -> str:
        return f"buffer {self.side}"

    @property
    def value(self) -> int:
        return self.minutes

    def sentence(self, vocabulary: Vocabulary) -> str:
        return f"keep {amount('en', self.minutes, 'minutes')} free {self.side} {self.scope.noun(vocabulary)}"

    def for_patient(self, language: str) -> str:
        return said(
            language,
            "That time is too close to another visit. Choose another time.",
            "Ese horario está demasiado cerca de otra visita. Elija otro horario.",
        )


FAMILY = Family(
    "buffers",
    "Time kept free around a visit",
    "The provider, room and machine are taken from the start less the buffer before to the end plus the buffer after, "
    "so buffers of neighbours add up. Buffers may lie outside hours and inside closures. The patient is taken from start to end.",
    (
        form(
            "Keep N minutes free (before|after) VISITS [with PROVIDER] [at LOCATION].",
            seq(
                words("keep"),
                minutes_free,
                words("free"),
                alt(const(words("before"), "before"), const(words("after"), "after")),
                scope,
            ),
            lambda minutes, side, covered, when: Buffer(covered, minutes, side, when=when),
            "Keep 10 minutes free after new patient visits.",
            "Keep 5 minutes free before procedures at Downtown.",
        ),
    ),
    rules=(Buffer,),
    said_as=(
        "kept free before",
        "kept free after",
    ),
    chapter=30,
    titulo="Tiempo libre antes y después de una visita",
)
