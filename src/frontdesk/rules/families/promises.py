"""What the practice promises of time: by when a visit is offered, and a referral answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ..business_days import BY_BUSINESS_DAYS
from ..conditions import Clause, When
from ..conditions.patient import PatientIs
from ..facts import Facts
from ..for_patients import amount, said
from ..grammar import Reader, alt, const, mapped, number, seq, unsaid, words
from ..rule import Family, ValuedRule, form
from ..scope import Scope, scope
from ..vocabulary import Vocabulary
from .service_levels import Unit, last_moment

NEW = Clause((PatientIs("new"),))


@dataclass(frozen=True)
class Promise(ValuedRule):
    """Within so many hours, local dates, or dates on which the practice is open."""

    amount: int = 10
    unit: Unit = "business days"

    @property
    def value(self) -> tuple[int, Unit]:
        return (self.amount, self.unit)

    def last(self, since: dt.datetime, zone: ZoneInfo, is_open: Callable[[dt.date], bool]) -> dt.datetime:
        """The last moment that keeps it."""
        return last_moment(self.amount, self.unit, since, zone, is_open)

    def instead_of_days(self, vocabulary: Vocabulary) -> str:
        return f"leave it out, or nothing is promised to who asks on such a day; {BY_BUSINESS_DAYS}"

    def unknown(self, facts: Facts) -> tuple[str, ...]:
        """Nothing: nobody is asked for the sake of what we promise."""
        return ()

    @property
    def within(self) -> str:
        return f"within {amount('en', self.amount, self.unit)}"


@dataclass(frozen=True)
class Offered(Promise):
    """A time of such a visit that begins by then, counted from when it was asked for."""

    @property
    def sets(self) -> str:
        return "promise of a time"

    def sentence(self, vocabulary: Vocabulary) -> str:
        are = self.scope.verb(vocabulary, "are", "is")
        return f"{self.scope.noun(vocabulary)} {are} offered a time {self.within}"

    def for_patient(self, language: str) -> str:
        within = amount(language, self.amount, self.unit)
        return said(
            language,
            f"We offer you a time within {within}. If you find none, please call us.",
            f"Le ofrecemos un horario en un plazo de {within}. Si no encuentra ninguno, llámenos.",
        )


@dataclass(frozen=True)
class Answered(Promise):
    """A referral is accepted or declined by then, counted from when it came."""

    @property
    def sets(self) -> str:
        return "promise of an answer"

    def sentence(self, vocabulary: Vocabulary) -> str:
        return f"referrals are answered {self.within}"

    def for_patient(self, language: str) -> str:
        within = amount(language, self.amount, self.unit)
        return said(
            language,
            f"We answer your clinic within {within}.",
            f"Respondemos a su clínica en un plazo de {within}.",
        )


def _of_new(when: When) -> When:
    """'New patients are offered …' is 'Visits are offered … when the patient is new'."""
    return When((NEW, *when.clauses))


def _offered(covered: Scope | None, within: tuple[int, Unit], when: When) -> Offered:
    return Offered(covered or Scope(), *within, when=_of_new(when) if covered is None else when)


_much: Reader = alt(
    seq(
        number(1, 1000),
        alt(
            const(words("business days"), "business days"), const(words("days"), "days"), const(words("hours"), "hours")
        ),
    ),
    mapped(seq(number(1, 142), words("weeks")), lambda v: (v[0] * 7, "days")),
)
_within: Reader = mapped(seq(words("within"), _much), lambda v: tuple(v[0]))
_are: Reader = alt(words("are"), words("is"))

FAMILY = Family(
    "promises",
    "What we promise of time",
    "Refuses nothing. A request is counted from when it came: the promise is kept by a time that begins within it, and that is on offer to this patient by all other rules, kept for them or booked. A referral is counted from when it came until it is accepted or declined. "
    "`days` are local dates, `business days` those on which the practice is open; both are over at the end of the last one, `hours` to the minute. Looked at every day: what can be kept no more, or has less than a day left, is put before staff as an exception, which closes by itself when it is booked, answered, over, or can be kept again; "
    "the report *Days to next available* shows for each visit whether who asks today is offered a time within it. Where several sentences cover it, the narrowest holds. How long a request may wait for an answer of yours stands under *How long requests may wait*.",
    (
        form(
            "VISITS [with PROVIDER] [at LOCATION] are offered a time within N (business days|days|hours).",
            seq(
                alt(mapped(seq(scope, _are), lambda v: v[0]), unsaid(const(words("new patients are"), NEW))),
                words("offered a time"),
                _within,
            ),
            lambda covered, within, when: _offered(None if covered is NEW else covered, within, when),
            "New patient visits are offered a time within 10 business days.",
            "Visits are offered a time within 20 days when the patient is new.",
            'Procedures are offered a time within 48 hours when the reason mentions "urgent".',
        ),
        form(
            "Referrals are answered within N (business days|days|hours).",
            seq(words("referrals are answered"), _within),
            lambda within, when: Answered(Scope(), *within, when=when),
            "Referrals are answered within 3 business days.",
        ),
    ),
    rules=(Offered, Answered),
    chapter=182,
    titulo="Qué plazos prometemos",
)
