"""How many visits there may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from ..for_patients import said
from ..grammar import Reader, alt, const, mapped, maybe, name, number, seq, words
from ..rule import Family, RestrictingRule, form
from ..scope import Scope, scope, visit_noun
from ..vocabulary import Vocabulary

Period = Literal["day", "week"]


@dataclass(frozen=True)
class Cap(RestrictingRule):
    """At most `most` visits in `scope` a day or (ISO) week, counted together or for each provider or location by itself."""

    kind: ClassVar[str] = "cap"
    most: int = 1
    period: Period = "day"
    each_provider: bool = False
    each_location: bool = False

    def sentence(self, vocabulary: Vocabulary) -> str:
        who = " with each provider" if self.each_provider else ""
        where = " at each location" if self.each_location else ""
        if self.scope.provider:
            who = f" with {vocabulary.provider(self.scope.provider)}"
        if self.scope.location:
            where = f" at {vocabulary.location(self.scope.location)}"
        return f"at most {self.most} {vocabulary.visit_noun(self.scope.visit)} per {self.period}{who}{where}"

    def for_patient(self, language: str) -> str:
        if self.period == "week":
            return said(
                language,
                "There are no openings left for this visit that week. Choose another week.",
                "Ya no hay citas disponibles de este tipo esa semana. Elija otra semana.",
            )
        return said(
            language,
            "There are no openings left for this visit that day. Choose another day.",
            "Ya no hay citas disponibles de este tipo ese día. Elija otro día.",
        )


@dataclass(frozen=True)
class PatientCap(RestrictingRule):
    """At most `most` upcoming visits in `scope` of one patient."""

    kind: ClassVar[str] = "cap"
    most: int = 1

    def sentence(self, vocabulary: Vocabulary) -> str:
        return f"at most {self.most} upcoming {self.scope.noun(vocabulary)} per patient"

    def for_patient(self, language: str) -> str:
        if self.most == 0:
            return said(
                language,
                "We can't schedule this visit ahead of time here. Please call us.",
                "Esta visita no se puede programar aquí con anticipación. Llámenos.",
            )
        kind = said(language, " of this kind", " de este tipo") if self.scope.visit else ""
        return said(
            language,
            f"You can have {self.most} visit{'' if self.most == 1 else 's'}{kind} booked ahead; call us if you need another.",
            f"Puede tener {self.most} cita{'' if self.most == 1 else 's'}{kind} por venir; llámenos si necesita otra.",
        )


EACH = "each"
_who: Reader = maybe(
    mapped(seq(words("with"), alt(const(words("each provider"), EACH), name("provider"))), lambda v: v), (None,)
)
_where: Reader = maybe(
    mapped(seq(words("at"), alt(const(words("each location"), EACH), name("location"))), lambda v: v), (None,)
)
_period = alt(const(words("per day"), "day"), const(words("per week"), "week"))


def _cap(most: int, visit, period: Period, who, where, when) -> Cap:  # type: ignore[no-untyped-def]
    provider, location = who[0], where[0]
    covered = Scope(visit[0], None if provider == EACH else provider, None if location == EACH else location)
    return Cap(covered, most, period, provider == EACH, location == EACH, when=when)


FAMILY = Family(
    "caps",
    "At most",
    "Counted by the local date of the start, or its week (Monday first). `with each provider` counts for each provider by itself. "
    "With a condition, appointments known to be outside of it are not counted. A cap on upcoming visits counts what the patient has from now on.",
    (
        form(
            "At most N VISITS per (day|week) [with PROVIDER|with each provider] [at LOCATION|at each location].",
            seq(words("at most"), number(0, 10_000), visit_noun, _period, _who, _where),
            _cap,
            "At most 3 new patient visits per day with Dr. Chen.",
            "At most 20 visits per day at Downtown.",
            "At most 10 procedures per week with each provider.",
        ),
        form(
            "At most N upcoming VISITS [with PROVIDER] [at LOCATION] per patient.",
            seq(words("at most"), number(0, 1000), words("upcoming"), scope, words("per patient")),
            lambda most, covered, when: PatientCap(covered, most, when=when),
            "At most 2 upcoming visits per patient.",
        ),
    ),
    rules=(
        Cap,
        PatientCap,
    ),
    said_as=("limits",),
    chapter=50,
)
