"""What must be known before a visit is booked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..facts import NO_INSURANCE, Facts
from ..for_patients import said
from ..grammar import alt, listed, mapped, maybe, name, seq, words
from ..rule import Family, RestrictingRule, form
from ..scope import scope
from ..vocabulary import Vocabulary
from ..words import article, listing

OF_INSURANCE = ("insurance-card", "member-id")


def may_be_asked(field: str, facts: Facts) -> bool:
    """Whether somebody of whom that is known can have it: who pays alone has no insurance card and no member ID."""
    return field not in OF_INSURANCE or facts.payer != NO_INSURANCE


@dataclass(frozen=True)
class NeedsInformation(RestrictingRule):
    """Hides no times from staff: says what must be there before a time is confirmed."""

    kind: ClassVar[str] = "information"
    fields: tuple[str, ...] = ()

    @property
    def fields_asked(self) -> tuple[str, ...]:
        return self.fields

    def missing(self, facts: Facts) -> tuple[str, ...]:
        """Who pays for it alone has no card to show, and no number to say."""
        return tuple(field for field in super().missing(facts) if may_be_asked(field, facts))

    def sentence(self, vocabulary: Vocabulary) -> str:
        need = self.scope.verb(vocabulary, "need", "needs")
        what = [article("referral") if field == "referral" else vocabulary.field_noun(field) for field in self.fields]
        return f"{self.scope.noun(vocabulary)} {need} {listing(what)} before booking"

    def for_patient(self, language: str) -> str:
        return said(
            language,
            "We need some information from you before this visit is booked.",
            "Necesitamos algunos datos suyos antes de programar esta visita.",
        )

    def names(self) -> tuple[tuple[str, str], ...]:
        return (*super().names(), *(("field", field) for field in self.fields))


_field = mapped(seq(maybe(alt(words("a"), words("an"), words("the")), None), name("field")), lambda v: v[0])

FAMILY = Family(
    "information",
    "What must be known before booking",
    "Hides no times from staff; nothing is confirmed before it is there. What is asked, and how, stands under `intake:`. Who pays alone is asked for no insurance card and no member id.",
    (
        form(
            "VISITS [with PROVIDER] [at LOCATION] need FIELDS before booking.",
            seq(scope, words("need"), listed(_field), words("before booking")),
            lambda covered, fields, when: NeedsInformation(covered, fields, when=when),
            "New patient visits need date of birth, phone and insurance card before booking.",
            "Procedures need a referral before booking.",
            "Visits need guardian name before booking when the patient is under 18.",
        ),
    ),
    rules=(NeedsInformation,),
    chapter=140,
    titulo="Qué hay que saber antes de programar",
)
