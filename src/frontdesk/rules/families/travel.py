"""The way from one place to another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..conditions import When
from ..for_patients import amount, said
from ..grammar import alt, seq, words
from ..rule import Family, ValuedRule, form
from ..scope import Ids, Scope, providers
from ..vocabulary import Vocabulary
from .buffers import minutes_free


@dataclass(frozen=True)
class Travel(ValuedRule):
    """So many minutes lie between two visits of one provider at different places: what is kept free around them is part of these."""

    breaks_booked: ClassVar[bool] = True
    kind: ClassVar[str] = "travel"
    minutes: int = 0

    @property
    def sets(self) -> str:
        return "travel"

    @property
    def value(self) -> int:
        return self.minutes

    def sentence(self, vocabulary: Vocabulary) -> str:
        return f"keep {amount('en', self.minutes, 'minutes')} between locations{self.scope.tail(vocabulary)}"

    def for_patient(self, language: str) -> str:
        return said(
            language,
            "The provider is at another location around that time. Choose another time.",
            "El profesional está en otra sede cerca de ese horario. Elija otro horario.",
        )


def _travel(minutes: int, who: Ids, when: When) -> Travel:
    return Travel(Scope(providers=who), minutes, when=when)


FAMILY = Family(
    "travel",
    "Between places",
    "Between two visits of one provider at different locations lie so many minutes, from the end of the one to the start of the other; what is kept free around the two is part of them, "
    "so that the larger of both counts. Of a visit that is handed on, a provider has their own part. What is booked and held before counts, and what is booked for later. Of several sentences the narrowest wins.",
    (
        form(
            "Keep N minutes between locations [with PROVIDER].",
            seq(
                words("keep"),
                minutes_free,
                words("between"),
                alt(words("locations"), words("places"), words("different locations"), words("different places")),
                providers,
            ),
            _travel,
            "Keep 30 minutes between locations.",
            "Keep 45 minutes between locations with Dr. Chen.",
        ),
    ),
    rules=(Travel,),
    chapter=31,
    titulo="Entre una sede y otra",
)
