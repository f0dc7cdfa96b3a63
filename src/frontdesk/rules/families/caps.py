"""How many visits there may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from ..for_patients import said
from ..grammar import Reader, alt, const, number, seq, words
from ..rule import Family, RestrictingRule, form
from ..scope import Scope, locations, providers, scope, visit_noun
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
        if self.scope.providers:
            who = f" with {self.scope.who(vocabulary)}"
        if self.scope.locations:
            where = f" at {self.scope.where(vocabulary)}"
        return f"at most {self.most} {self.scope.visit_noun(vocabulary)} per {self.period}{who}{where}"

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
        kind = said(language, " of this kind", " de este tipo") if self.scope.visits else ""
        return said(
            language,
            f"You can have {self.most} visit{'' if self.most == 1 else 's'}{kind} booked ahead; call us if you need another.",
            f"Puede tener {self.most} cita{'' if self.most == 1 else 's'}{kind} por venir; llámenos si necesita otra.",
        )


EACH = "each"
_who: Reader = alt(const(words("with each provider"), EACH), providers)
_where: Reader = alt(const(words("at each location"), EACH), locations)
_period = alt(const(words("per day"), "day"), const(words("per week"), "week"))


def _cap(most: int, visit, period: Period, who, where, when) -> Cap:  # type: ignore[no-untyped-def]
    covered = Scope(visit, () if who == EACH else who, () if where == EACH else where)
    return Cap(covered, most, period, who == EACH, where == EACH, when=when)


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
    titulo="Límites",
)
