"""Whose insurance is taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..conditions import When
from ..facts import NO_INSURANCE, OTHER_INSURANCE, Facts, Visit
from ..for_patients import Planned, said
from ..grammar import alt, const, listed, mapped, maybe, name, seq, words
from ..rule import Family, RestrictingRule, form
from ..scope import Scope, locations, names
from ..vocabulary import Vocabulary

NOT_LISTED = "an insurance that the practice does not list"


@dataclass(frozen=True)
class Takes(RestrictingRule):
    """The subject of the sentence is the scope: a provider, a location, or the practice.  `only`: these and no other payer.

    Who pays alone has no payer, and nothing is against them; an insurance that the practice does not list is a payer like any other.
    """

    breaks_booked: ClassVar[bool] = True
    kind: ClassVar[str] = "payer"
    payers: tuple[str, ...] = ()
    only: bool = False

    def obstacle(self, visit: Visit, vocabulary: Vocabulary) -> str | None:
        payer = visit.facts.payer
        if payer in (None, NO_INSURANCE) or (payer in self.payers) is self.only:
            return None
        who = vocabulary.provider(visit.provider) if self.scope.providers else vocabulary.location(visit.location)
        if not self.scope.providers and not self.scope.locations:
            who = "the practice"
        named = NOT_LISTED if payer == OTHER_INSURANCE else vocabulary.payer(payer or NO_INSURANCE)
        return f"{who} does not take {named}"

    def unknown(self, facts: Facts) -> tuple[str, ...]:
        return ("insurance",) if facts.payer is None and self.holds(facts) is not False else ()

    def sentence(self, vocabulary: Vocabulary) -> str:
        names = [vocabulary.payer(payer) for payer in self.payers]
        said = vocabulary.listing("payer", names, "and" if self.only else "or")
        several = len(self.scope.providers or self.scope.locations) > 1
        takes, does = ("take", "do") if several else ("takes", "does")
        return f"{self._subject(vocabulary)} {f'only {takes}' if self.only else f'{does} not take'} {said}"

    def for_patient(self, language: str) -> str:
        if self.scope.providers:
            return said(
                language,
                "The person you chose does not take your insurance. Choose somebody else, or call us.",
                "La persona que eligió no acepta su seguro médico. Elija a otra persona o llámenos.",
            )
        if self.scope.locations:
            return said(
                language,
                "That location does not take your insurance. Choose another place, or call us.",
                "Ese lugar no acepta su seguro médico. Elija otro lugar o llámenos.",
            )
        return self.where_nobody_can(language)

    def where_nobody_can(self, language: str) -> str:
        return said(
            language,
            "We do not take your insurance. Please call us to talk about how you can pay.",
            "No aceptamos su seguro médico. Llámenos para ver cómo puede pagar.",
        )

    def where_planned(self, language: str, planned: Planned) -> str:
        who = planned.provider if self.scope.providers else planned.place if self.scope.locations else ""
        if not who:
            return self.where_nobody_can(language)
        return said(
            language,
            f"{who} does not take your insurance. Please call us to plan this visit another way.",
            f"{who} no acepta su seguro médico. Llámenos para planear esta visita de otra manera.",
        )

    def names(self) -> tuple[tuple[str, str], ...]:
        return (*super().names(), *(("payer", payer) for payer in self.payers))

    def _subject(self, vocabulary: Vocabulary) -> str:
        if self.scope.providers:
            at = f" at {self.scope.where(vocabulary)}" if self.scope.locations else ""
            return self.scope.who(vocabulary) + at
        return self.scope.where(vocabulary) or "the practice"


_subject = alt(
    mapped(seq(names("provider"), locations), lambda v: Scope(providers=v[0], locations=v[1])),
    mapped(names("location"), lambda ids: Scope(locations=ids)),
    const(seq(maybe(words("the"), None), words("practice")), Scope()),
)
_payers = listed(name("payer"), ("and", "or"))


def _takes(only: bool):  # type: ignore[no-untyped-def]
    def build(subject: Scope, payers: tuple[str, ...], when: When) -> Takes:
        return Takes(subject, payers, only, when=when)

    return build


FAMILY = Family(
    "payers",
    "Insurance",
    "Where no sentence says, every payer is taken. An insurance that is not known blocks nothing; it is asked for. Who pays for the visit themselves is always taken; "
    "an insurance that the practice does not list is refused by `only takes`, and by no `does not take`.",
    (
        form(
            "(PROVIDER|LOCATION|The practice) does not take PAYERS.",
            seq(_subject, alt(words("does not take"), words("do not take")), _payers),
            _takes(False),
            "Dr. Chen does not take Medicaid.",
            "Downtown does not take Aetna.",
        ),
        form(
            "(PROVIDER|LOCATION|The practice) only takes PAYERS.",
            seq(_subject, alt(words("only takes"), words("only take")), _payers),
            _takes(True),
            "Dr. Park only takes Medicare and Aetna.",
        ),
    ),
    rules=(Takes,),
    chapter=90,
    titulo="Seguros",
)
