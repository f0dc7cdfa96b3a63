"""Which visits are with the patient's own provider, or with whoever cares for them together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..conditions import When
from ..for_patients import said
from ..grammar import Reader, alt, const, mapped, maybe, number, seq, words
from ..rule import Family, RestrictingRule, form
from ..scope import Scope, scope
from ..vocabulary import Vocabulary


@dataclass(frozen=True)
class WithOwnProvider(RestrictingRule):
    """`team`: or with theirs.  `within`: or with anybody, when these have nothing from now through so many business days; None: never.

    Whose provider somebody is stands in the set-up and in the patient's record, so the engine judges it.
    """

    kind: ClassVar[str] = "own provider"
    team: bool = False
    within: int | None = None

    def sentence(self, vocabulary: Vocabulary) -> str:
        are = self.scope.verb(vocabulary, "are", "is")
        text = f"{self.scope.noun(vocabulary)} {are} with the patient's own provider"
        text += " or their care team" if self.team else ""
        if self.within is None:
            return text
        days = "day" if self.within == 1 else "days"
        return f"{text} or anybody when they have nothing within {self.within} business {days}"

    def for_patient(self, language: str) -> str:
        if self.team:
            return said(
                language,
                "This visit is with your own provider or their care team. Choose one of the times in the list, or call us.",
                "Esta visita es con su propio profesional o su equipo. Elija uno de los horarios de la lista o llámenos.",
            )
        return said(
            language,
            "This visit is with your own provider. Choose one of the times in the list, or call us.",
            "Esta visita es con su propio profesional. Elija uno de los horarios de la lista o llámenos.",
        )


_are = alt(words("are"), words("is"))
_or: Reader = words("or")
_with: Reader = maybe(words("with"), None)
_team = maybe(const(seq(_or, _with, words("their care team")), True), False)
_anybody: Reader = mapped(
    seq(
        _or,
        _with,
        alt(words("anybody"), words("anyone")),
        words("when they have nothing within"),
        number(1, 366),
        words("business days"),
    ),
    lambda v: v[0],
)


def _only(covered: Scope, team: bool, when: When) -> WithOwnProvider:
    return WithOwnProvider(covered, team=team, when=when)


def _first(covered: Scope, team: bool, within: int, when: When) -> WithOwnProvider:
    return WithOwnProvider(covered, team=team, within=within, when=when)


FAMILY = Family(
    "own provider",
    "With the patient's own provider",
    "On every channel. The own provider stands in the patient's record; `team:` of a provider in the practice file says who is their care team. A patient who has none, or one who "
    "has left or does not offer the visit, has it with anybody. `nothing`: by all other rules no time from now through the last of so many business days, wherever they work.",
    (
        form(
            "VISITS [with PROVIDER] [at LOCATION] are with the patient's own provider [or their care team].",
            seq(scope, _are, words("with the patient's own provider"), _team),
            _only,
            "Follow-up visits are with the patient's own provider.",
            "Follow-up visits are with the patient's own provider or their care team.",
        ),
        form(
            "VISITS [with PROVIDER] [at LOCATION] are with the patient's own provider [or their care team] or anybody when they have nothing within N business days.",
            seq(scope, _are, words("with the patient's own provider"), _team, _anybody),
            _first,
            "Follow-up visits are with the patient's own provider or anybody when they have nothing within 3 business days.",
            "Follow-up visits are with the patient's own provider or their care team or anybody when they have nothing within 10 business days.",
        ),
    ),
    rules=(WithOwnProvider,),
    chapter=92,
    titulo="Con su propio profesional",
)
