"""Who offers which visits, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..facts import Visit
from ..for_patients import Planned, said
from ..grammar import alt, mapped, seq, words
from ..rule import Family, RestrictingRule, form
from ..scope import Scope, locations, names, providers, visit_noun
from ..vocabulary import Vocabulary


@dataclass(frozen=True)
class OnlyBy(RestrictingRule):
    breaks_booked: ClassVar[bool] = True
    kind: ClassVar[str] = "offers"
    providers: tuple[str, ...] = ()

    def obstacle(self, visit: Visit, vocabulary: Vocabulary) -> str | None:
        if visit.provider in self.providers:
            return None
        return f"{vocabulary.provider(visit.provider)} does not offer {vocabulary.visit_noun(visit.type)}"

    def sentence(self, vocabulary: Vocabulary) -> str:
        who = vocabulary.listing("provider", [vocabulary.provider(p) for p in self.providers])
        return f"only {who} {'offers' if len(self.providers) == 1 else 'offer'} {self.scope.noun(vocabulary)}"

    def for_patient(self, language: str) -> str:
        return _not_with_them(language)

    def where_nobody_can(self, language: str) -> str:
        return _nobody_here(language)

    def where_planned(self, language: str, planned: Planned) -> str:
        return _not_as_planned(language, planned.provider)

    def names(self) -> tuple[tuple[str, str], ...]:
        return (*super().names(), *(("provider", p) for p in self.providers))


@dataclass(frozen=True)
class DoesNotOffer(RestrictingRule):
    """The subject, a provider or else a location, stands in the scope."""

    breaks_booked: ClassVar[bool] = True
    kind: ClassVar[str] = "offers"
    by_provider: bool = True

    def obstacle(self, visit: Visit, vocabulary: Vocabulary) -> str | None:
        who = vocabulary.provider(visit.provider) if self.by_provider else vocabulary.location(visit.location)
        return f"{who} does not offer {vocabulary.visit_noun(visit.type)}"

    def sentence(self, vocabulary: Vocabulary) -> str:
        noun = self.scope.visit_noun(vocabulary)
        if not self.by_provider:
            return f"{self.scope.where(vocabulary)} {_does(self.scope.locations)} not offer {noun}"
        where = f" at {self.scope.where(vocabulary)}" if self.scope.locations else ""
        return f"{self.scope.who(vocabulary)} {_does(self.scope.providers)} not offer {noun}{where}"

    def for_patient(self, language: str) -> str:
        return _not_with_them(language) if self.by_provider else _not_there(language)

    def where_nobody_can(self, language: str) -> str:
        return _nobody_here(language)

    def where_planned(self, language: str, planned: Planned) -> str:
        return _not_as_planned(language, planned.provider if self.by_provider else planned.place)


@dataclass(frozen=True)
class OnlyAt(RestrictingRule):
    breaks_booked: ClassVar[bool] = True
    kind: ClassVar[str] = "offers"
    locations: tuple[str, ...] = ()

    def obstacle(self, visit: Visit, vocabulary: Vocabulary) -> str | None:
        if visit.location in self.locations:
            return None
        return f"not offered at {vocabulary.location(visit.location)}"

    def sentence(self, vocabulary: Vocabulary) -> str:
        where = vocabulary.listing("location", [vocabulary.location(location) for location in self.locations])
        are = self.scope.verb(vocabulary, "are", "is")
        return f"{self.scope.noun(vocabulary)} {are} only offered at {where}"

    def for_patient(self, language: str) -> str:
        return _not_there(language)

    def where_nobody_can(self, language: str) -> str:
        return _nobody_here(language)

    def where_planned(self, language: str, planned: Planned) -> str:
        return _not_as_planned(language, planned.place)

    def names(self) -> tuple[tuple[str, str], ...]:
        return (*super().names(), *(("location", location) for location in self.locations))


def _does(subjects: tuple[str, ...]) -> str:
    return "does" if len(subjects) == 1 else "do"


def _not_with_them(language: str) -> str:
    return said(
        language,
        "The person you chose does not do this visit. Choose somebody else.",
        "La persona que eligió no atiende este tipo de visita. Elija a otra persona.",
    )


def _nobody_here(language: str) -> str:
    return said(
        language,
        "Nobody here does this visit for you. Please call us.",
        "Aquí nadie puede atenderle en este tipo de visita. Llámenos.",
    )


def _not_as_planned(language: str, name: str) -> str:
    if not name:
        return _nobody_here(language)
    return said(
        language,
        f"{name} does not do this visit. Please call us to plan it another way.",
        f"{name} no hace este tipo de visita. Llámenos para planearla de otra manera.",
    )


def _not_there(language: str) -> str:
    return said(
        language,
        "We do not do this visit at that location. Choose another place.",
        "No hacemos este tipo de visita en ese lugar. Elija otro lugar.",
    )


_does_not_offer = alt(words("does not offer"), words("do not offer"))

FAMILY = Family(
    "offers",
    "Who does what, and where",
    "Where no sentence says, every provider offers every visit at every place where they have hours.",
    (
        form(
            "Only PROVIDERS offer VISITS [at LOCATION].",
            seq(words("only"), names("provider"), alt(words("offer"), words("offers")), visit_noun, locations),
            lambda who, visit, where, when: OnlyBy(Scope(visit, (), where), who, when=when),
            "Only Dr. Chen and Dr. Park offer new patient visits.",
        ),
        form(
            "(PROVIDER|LOCATION) does not offer VISITS.",
            alt(
                mapped(
                    seq(names("provider"), _does_not_offer, visit_noun, locations),
                    lambda v: (Scope(v[1], v[0], v[2]), True),
                ),
                mapped(
                    seq(names("location"), _does_not_offer, visit_noun),
                    lambda v: (Scope(v[1], (), v[0]), False),
                ),
            ),
            lambda covered, by_provider, when: DoesNotOffer(covered, by_provider, when=when),
            "Dr. Lee does not offer procedures.",
        ),
        form(
            "VISITS are only offered at LOCATIONS.",
            seq(visit_noun, providers, alt(words("are"), words("is")), words("only offered at"), names("location")),
            lambda visit, who, where, when: OnlyAt(Scope(visit, who), where, when=when),
            "Procedures are only offered at Downtown.",
        ),
    ),
    rules=(
        OnlyBy,
        DoesNotOffer,
        OnlyAt,
    ),
    said_as=("offered",),
    chapter=80,
    titulo="Quién hace qué, y dónde",
)
