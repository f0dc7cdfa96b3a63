"""For which patients a visit is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from ..ages import Ages, alternatives, say_age
from ..facts import Facts, Visit
from ..for_patients import said
from ..grammar import alt, const, seq, words
from ..rule import Family, RestrictingRule, form
from ..scope import scope
from ..vocabulary import Vocabulary


@dataclass(frozen=True)
class ForPatients(RestrictingRule):
    """New or established patients."""

    breaks_booked: ClassVar[bool] = True
    kind: ClassVar[str] = "patient"
    status: Literal["new", "established"] = "new"

    def obstacle(self, visit: Visit, vocabulary: Vocabulary) -> str | None:
        if visit.facts.patient in (None, self.status):
            return None
        return f"the patient is {visit.facts.patient}"

    def sentence(self, vocabulary: Vocabulary) -> str:
        are = self.scope.verb(vocabulary, "are", "is")
        return f"{self.scope.noun(vocabulary)} {are} for {self.status} patients"

    def for_patient(self, language: str) -> str:
        if self.status == "new":
            return said(
                language,
                "This visit is for patients who are new to us. Choose another kind of visit, or call us.",
                "Esta visita es para quienes vienen por primera vez. Elija otro tipo de visita o llámenos.",
            )
        return said(
            language,
            "This visit is for patients we have seen before. Choose another kind of visit, or call us.",
            "Esta visita es para pacientes que ya hemos atendido. Elija otro tipo de visita o llámenos.",
        )


@dataclass(frozen=True)
class ForAges(RestrictingRule):
    """Of any of these ages, on the date of the start."""

    breaks_booked: ClassVar[bool] = True
    kind: ClassVar[str] = "patient"
    any_of: tuple[Ages, ...] = ()

    @property
    def dated(self) -> bool:
        return True

    @property
    def ages_asked(self) -> tuple[Ages, ...]:
        return self.any_of

    def obstacle(self, visit: Visit, vocabulary: Vocabulary) -> str | None:
        if any(ages.holds(visit.facts) is not False for ages in self.any_of):
            return None
        return f"the patient is {say_age(visit.facts, self.any_of[0].limits[0].unit)}"

    def unknown(self, facts: Facts) -> tuple[str, ...]:
        decided = any(ages.holds(facts) for ages in self.any_of) or all(
            ages.holds(facts) is False for ages in self.any_of
        )
        return () if decided or self.holds(facts) is False else ("date-of-birth",)

    def sentence(self, vocabulary: Vocabulary) -> str:
        are = self.scope.verb(vocabulary, "are", "is")
        return f"{self.scope.noun(vocabulary)} {are} for patients {' or '.join(ages.words() for ages in self.any_of)}"

    def for_patient(self, language: str) -> str:
        english = " or ".join(ages.words() for ages in self.any_of)
        spanish = " o ".join(ages.palabras() for ages in self.any_of)
        return said(
            language,
            f"This visit is for patients {english}. Choose another kind of visit, or call us.",
            f"Esta visita es para pacientes {spanish}. Elija otro tipo de visita o llámenos.",
        )


_are = alt(words("are"), words("is"))
_status = alt(const(words("new"), "new"), const(words("established"), "established"))

FAMILY = Family(
    "patients",
    "For which patients",
    "`under 18` is 17 and younger, `over 65` is 66 and older, `18 or older` and `from 3 to 17` include the ages that they name. Ages are in years (nothing behind the number), `months`, `weeks` or `days` completed on the date of the start; two limits joined by `and` (`18 or older and under 65`), alternatives by `or`. An age that is not known blocks nothing; the date of birth is asked for.",
    (
        form(
            "VISITS [with PROVIDER] [at LOCATION] are for (new|established) patients.",
            seq(scope, _are, words("for"), _status, words("patients")),
            lambda covered, status, when: ForPatients(covered, status, when=when),
            "New patient visits are for new patients.",
            "Follow-up visits are for established patients.",
        ),
        *(
            form(
                f"VISITS [with PROVIDER] [at LOCATION] are for patients {pattern}.",
                seq(scope, _are, words("for patients"), alternatives),
                lambda covered, any_of, when: ForAges(covered, any_of, when=when),
                *examples,
            )
            for pattern, *examples in (
                (
                    "(under|over) N [months|weeks|days]",
                    "Well-child visits are for patients under 18.",
                    "Well-child visits are for patients under 24 months.",
                ),
                (
                    "N [months|weeks|days] (or older|or younger)",
                    "Procedures are for patients 18 or older.",
                    "Procedures are for patients 18 or older and under 65.",
                ),
                ("from N to N [months|weeks|days]", "Well-child visits are for patients from 3 to 17."),
            )
        ),
    ),
    rules=(
        ForPatients,
        ForAges,
    ),
    chapter=100,
    titulo="Para qué pacientes",
)
