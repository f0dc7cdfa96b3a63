"""Which rooms and machines a visit needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..for_patients import said
from ..grammar import alt, listed, mapped, maybe, name, seq, words
from ..rule import Family, RestrictingRule, form
from ..scope import scope
from ..vocabulary import Vocabulary
from ..words import article, listing


@dataclass(frozen=True)
class NeedsResources(RestrictingRule):
    """One of each kind, for the whole span that the provider is taken."""

    breaks_booked: ClassVar[bool] = True
    kind: ClassVar[str] = "resource"
    kinds: tuple[str, ...] = ()

    def sentence(self, vocabulary: Vocabulary) -> str:
        need = self.scope.verb(vocabulary, "need", "needs")
        return f"{self.scope.noun(vocabulary)} {need} {listing([article(kind) for kind in self.kinds])}"

    def for_patient(self, language: str) -> str:
        return said(
            language,
            "The room or the equipment for this visit is not free then. Choose another time.",
            "La sala o el equipo para esta visita no está libre en ese horario. Elija otro horario.",
        )

    def names(self) -> tuple[tuple[str, str], ...]:
        return (*super().names(), *(("kind of room", kind) for kind in self.kinds))


_kind = mapped(
    seq(maybe(alt(words("a"), words("an"), words("the")), None), name("kind of room", "a kind of room or machine")),
    lambda v: v[0],
)

FAMILY = Family(
    "resources",
    "Rooms and machines",
    "Of several that would do, the first free one in the file's order is taken. A location that has none of the kind offers nothing.",
    (
        form(
            "VISITS [with PROVIDER] [at LOCATION] need ROOMS.",
            seq(scope, words("need"), listed(_kind)),
            lambda covered, kinds, when: NeedsResources(covered, kinds, when=when),
            "Procedures need a procedure room.",
            "Ultrasounds need an exam room and an ultrasound machine.",
        ),
    ),
    rules=(NeedsResources,),
    said_as=("rooms",),
    chapter=150,
    titulo="Salas y equipos",
)
