"""What patients may book themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..for_patients import said
from ..grammar import alt, const, seq, words
from ..rule import Family, RestrictingRule, form
from ..scope import scope
from ..vocabulary import Vocabulary


@dataclass(frozen=True)
class PatientsMayBook(RestrictingRule):
    """Off unless a rule allows it; `allowed=False` beats every `allowed=True`."""

    kind: ClassVar[str] = "self-scheduling"
    allowed: bool = True

    def sentence(self, vocabulary: Vocabulary) -> str:
        return f"patients may {'' if self.allowed else 'not '}book {self.scope.noun(vocabulary)} themselves"

    def for_patient(self, language: str) -> str:
        return said(
            language,
            "This visit cannot be booked online. Call us, and we will find a time.",
            "Esta visita no se puede programar en línea. Llámenos y buscaremos un horario.",
        )


FAMILY = Family(
    "self-scheduling",
    "What patients book themselves",
    "Off unless a sentence allows it; a `may not` always beats a `may`. On the channel online, a visit that the patient may not book has no times; "
    "on every other channel staff choose, and these sentences do not matter. The link of an invitation to a recall needs no `may`: the invitation allows it; a `may not` holds there too.",
    (
        form(
            "Patients may [not] book VISITS [with PROVIDER] [at LOCATION] themselves.",
            seq(
                words("patients"),
                alt(const(words("may not book"), False), const(words("may book"), True)),
                scope,
                words("themselves"),
            ),
            lambda allowed, covered, when: PatientsMayBook(covered, allowed, when=when),
            "Patients may book follow-up visits themselves.",
            'Patients may not book visits themselves when the reason mentions "chest pain".',
        ),
    ),
    rules=(PatientsMayBook,),
    said_as=("patients book it themselves",),
    chapter=110,
    titulo="Qué programan los pacientes por su cuenta",
)
