"""For which patients a visit is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from ..facts import Facts, Visit
from ..for_patients import amount, said
from ..grammar import alt, const, number, seq, words
from ..rule import Family, RestrictingRule, form
from ..scope import scope, verb
from ..vocabulary import Vocabulary
from .lead_time import days


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
        are = verb(vocabulary, self.scope.visit, "are", "is")
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
    """`under 18`: 17 and younger.  `over 65`: 66 and older."""

    breaks_booked: ClassVar[bool] = True
    kind: ClassVar[str] = "patient"
    side: Literal["under", "over"] = "under"
    years: int = 18

    def obstacle(self, visit: Visit, vocabulary: Vocabulary) -> str | None:
        age = visit.facts.age
        if age is None or (age < self.years if self.side == "under" else age > self.years):
            return None
        return f"the patient is {age}"

    def unknown(self, facts: Facts) -> tuple[str, ...]:
        return ("date-of-birth",) if facts.age is None and self.when.holds(facts) is not False else ()

    def sentence(self, vocabulary: Vocabulary) -> str:
        are = verb(vocabulary, self.scope.visit, "are", "is")
        return f"{self.scope.noun(vocabulary)} {are} for patients {self.side} {self.years}"

    def for_patient(self, language: str) -> str:
        side = said(language, self.side, "menores de" if self.side == "under" else "mayores de")
        return said(
            language,
            f"This visit is for patients {side} {self.years}. Choose another kind of visit, or call us.",
            f"Esta visita es para pacientes {side} {self.years} años. Elija otro tipo de visita o llámenos.",
        )


@dataclass(frozen=True)
class WithinDaysOfLast(RestrictingRule):
    """Depends on the time wanted; the engine compares dates."""

    breaks_booked: ClassVar[bool] = True
    kind: ClassVar[str] = "patient"
    days: int = 180

    def sentence(self, vocabulary: Vocabulary) -> str:
        are = verb(vocabulary, self.scope.visit, "are", "is")
        return f"{self.scope.noun(vocabulary)} {are} within {self.days} days of the last visit"

    def for_patient(self, language: str) -> str:
        within = amount(language, self.days, "days")
        return said(
            language,
            f"This visit is for patients we have seen within the last {within}. Please call us.",
            f"Esta visita es para pacientes que hemos atendido en los últimos {within}. Llámenos.",
        )


_are = alt(words("are"), words("is"))
_under = alt(const(words("under"), "under"), const(words("over"), "over"))
_status = alt(const(words("new"), "new"), const(words("established"), "established"))

FAMILY = Family(
    "patients",
    "For which patients",
    "`under 18` is 17 and younger, `over 65` is 66 and older. An age that is not known blocks nothing; the date of birth is asked for.",
    (
        form(
            "VISITS [with PROVIDER] [at LOCATION] are for (new|established) patients.",
            seq(scope, _are, words("for"), _status, words("patients")),
            lambda covered, status, when: ForPatients(covered, status, when=when),
            "New patient visits are for new patients.",
            "Follow-up visits are for established patients.",
        ),
        form(
            "VISITS [with PROVIDER] [at LOCATION] are for patients (under|over) N.",
            seq(scope, _are, words("for patients"), _under, number(0, 130)),
            lambda covered, side, years, when: ForAges(covered, side, years, when=when),
            "Well-child visits are for patients under 18.",
        ),
        form(
            "VISITS [with PROVIDER] [at LOCATION] are within N days of the last visit.",
            seq(scope, _are, words("within"), days, words("of the last visit")),
            lambda covered, count, when: WithinDaysOfLast(covered, count, when=when),
            "Follow-up visits are within 180 days of the last visit.",
        ),
    ),
    rules=(
        ForPatients,
        ForAges,
        WithinDaysOfLast,
    ),
    chapter=100,
)
