"""Visits that are handed on: a nurse first, then the doctor; an ultrasound, then the consultation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from ..for_patients import amount, said
from ..grammar import Reader, alt, const, listed_then, mapped, maybe, name, seq, words
from ..rule import Family, ValuedRule, form
from ..scope import scope
from ..vocabulary import Vocabulary
from ..words import article
from .length import minutes

Side = Literal["start", "end"]


@dataclass(frozen=True)
class Step:
    """So many minutes with somebody of a kind, with one provider, or (both None) with the visit's own; perhaps in a room."""

    minutes: int
    kind: str | None = None
    provider: str | None = None
    room: str | None = None

    def words(self, vocabulary: Vocabulary) -> str:
        """'15 minutes with a nurse in an exam room'."""
        text = amount("en", self.minutes, "minutes")
        if self.kind:
            text += f" with {article(self.kind)}"
        if self.provider:
            text += f" with {vocabulary.provider(self.provider)}"
        return f"{text} in {article(self.room)}" if self.room else text


@dataclass(frozen=True)
class Steps(ValuedRule):
    """What a visit of `length` minutes begins or ends with; the provider that it is booked with has the rest."""

    breaks_booked: ClassVar[bool] = True
    looks_at_others: ClassVar[bool] = True
    side: Side = "start"
    steps: tuple[Step, ...] = ()

    @property
    def sets(self) -> str:
        return f"steps at the {self.side}"

    @property
    def value(self) -> tuple[Step, ...]:
        return self.steps

    def sentence(self, vocabulary: Vocabulary) -> str:
        does = self.scope.verb(vocabulary, self.side, f"{self.side}s")
        told = ", then ".join(step.words(vocabulary) for step in self.steps)
        return f"{self.scope.noun(vocabulary)} {does} with {told}"

    def for_patient(self, language: str) -> str:
        return said(
            language,
            "Not everybody you would see is free then. Choose another time.",
            "No todas las personas que le atenderían están libres en ese horario. Elija otro horario.",
        )

    def names(self) -> tuple[tuple[str, str], ...]:
        own: list[tuple[str, str]] = []
        for step in self.steps:
            named = (("kind of provider", step.kind), ("provider", step.provider), ("kind of room", step.room))
            own += [(kind, id_) for kind, id_ in named if id_]
        return (*super().names(), *own)


_article = maybe(alt(words("a"), words("an"), words("the")), None)
_who: Reader = seq(
    words("with"),
    alt(
        mapped(
            seq(_article, name("kind of provider", "a kind of provider, such as a nurse")), lambda v: ("kind", v[0])
        ),
        mapped(name("provider"), lambda id_: ("provider", id_)),
    ),
)
_where: Reader = mapped(
    seq(words("in"), _article, name("kind of room", "a kind of room or machine")), lambda v: (("room", v[0]),)
)
_step: Reader = mapped(
    alt(seq(minutes, _who, maybe(_where, ())), seq(minutes, _where)),
    lambda v: Step(v[0], **dict(pair for pairs in v[1:] for pair in pairs)),
)

FAMILY = Family(
    "steps",
    "One visit, several people or rooms in turn",
    "The steps are part of the visit's length: of 40 minutes that start with 15 with a nurse, the provider that it is booked with has the last 25. "
    "The patient is taken from start to end, each of the others for their own part (with the buffer before where they begin the visit, and the one "
    "after where they end it). Of several of a kind, the first who is free, here, and not away is taken, in the file's order; `kind:` of a provider says what they are. A step "
    "`in` a room only, without a `with`, stays with the visit's own provider. Of several sentences for the start (or the end) the narrowest wins.",
    (
        form(
            "VISITS [with PROVIDER] [at LOCATION] (start|end) with N minutes with (A KIND OF PROVIDER|PROVIDER) [in A KIND OF ROOM].",
            seq(
                scope,
                alt(const(words("start with"), "start"), const(words("end with"), "end")),
                listed_then(_step),
            ),
            lambda covered, side, steps, when: Steps(covered, side, steps, when=when),
            "New patient visits start with 15 minutes with a nurse.",
            "New patient visits start with 10 minutes with a nurse, then 5 minutes in an exam room.",
            "Ultrasounds end with 20 minutes with Dr. Chen.",
        ),
    ),
    rules=(Steps,),
    chapter=170,
    titulo="Visitas que pasan de mano en mano",
)
