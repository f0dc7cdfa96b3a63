"""By when a paper must be there for a visit that is booked, and for how long one that was given is good."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from ..apart import Unit as Span
from ..business_days import BY_BUSINESS_DAYS, BusinessDays
from ..conditions import When
from ..dates import moved
from ..for_patients import amount, said
from ..grammar import Reader, alt, const, mapped, maybe, name, number, seq, words
from ..rule import Family, ValuedRule, form
from ..scope import Scope, scope
from ..vocabulary import Vocabulary
from ..words import article, is_plural

Unit = Literal["hours", "days", "business days"]


@dataclass(frozen=True)
class PaperDue(ValuedRule):
    """A booked visit is put before staff when the paper is not there by then; nothing is refused by it."""

    paper: str = ""
    amount: int = 48
    unit: Unit = "hours"

    @property
    def sets(self) -> str:
        return f"{self.paper} due"

    @property
    def value(self) -> tuple[int, Unit]:
        return (self.amount, self.unit)

    def due(self, start: dt.datetime, zone: ZoneInfo, business: BusinessDays) -> dt.datetime:
        """The last moment, in the zone of the place: so many hours before the start, or the end of the so-manieth date before its own."""
        if self.unit == "hours":
            return (start.astimezone(dt.UTC) - dt.timedelta(hours=self.amount)).astimezone(zone)
        date = start.astimezone(zone).date()
        last = business.before(date, self.amount) if self.unit == "business days" else _days_before(date, self.amount)
        midnight = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), zone).astimezone(dt.UTC)
        return min(midnight - dt.timedelta(minutes=1), start.astimezone(dt.UTC)).astimezone(zone)

    def instead_of_days(self, vocabulary: Vocabulary) -> str:
        return f"leave it out, or no paper is asked for with a visit on such a day; {BY_BUSINESS_DAYS}"

    def sentence(self, vocabulary: Vocabulary) -> str:
        noun = vocabulary.field_noun(self.paper)
        is_due = f"the {noun} {'are' if is_plural(noun) else 'is'} due"
        return f"{is_due} {amount('en', self.amount, self.unit)} before {self.scope.noun(vocabulary)}"

    def for_patient(self, language: str) -> str:
        ahead = amount(language, self.amount, self.unit)
        return said(
            language,
            f"We need your papers {ahead} before this visit.",
            f"Necesitamos sus documentos {ahead} antes de esta visita.",
        )

    def names(self) -> tuple[tuple[str, str], ...]:
        return (*super().names(), ("field", self.paper))


@dataclass(frozen=True)
class PaperHolds(ValuedRule):
    """A paper is good for starts up to so many days or months after the date on which it was given; then it is asked for again."""

    paper: str = ""
    amount: int = 12
    unit: Span = "months"

    @property
    def sets(self) -> str:
        return f"{self.paper} holds"

    @property
    def value(self) -> tuple[int, Span]:
        return (self.amount, self.unit)

    def last_date(self, given: dt.date) -> dt.date:
        """The last date of a start for which one that was given on that date is good."""
        return moved(given, self.amount, self.unit)

    def instead_of_days(self, vocabulary: Vocabulary) -> str:
        return "leave it out: a paper is good up to a date, on every day until then"

    def sentence(self, vocabulary: Vocabulary) -> str:
        noun = vocabulary.field_noun(self.paper)
        holds = f"{noun} hold" if is_plural(noun) else f"{article(noun)} holds"
        visits = "" if self.scope == Scope() else f" for {self.scope.noun(vocabulary)}"
        return f"{holds} for {amount('en', self.amount, self.unit)}{visits}"

    def for_patient(self, language: str) -> str:
        so_long = amount(language, self.amount, self.unit)
        return said(
            language,
            f"A paper that you gave us is good for {so_long}. After that we ask for it again.",
            f"Un documento que nos dio es válido por {so_long}. Después se lo volvemos a pedir.",
        )

    def names(self) -> tuple[tuple[str, str], ...]:
        return (*super().names(), ("field", self.paper))


def _days_before(date: dt.date, count: int) -> dt.date:
    return date - dt.timedelta(days=count)


def _due(field: str, much: tuple[int, Unit], covered: Scope, when: When) -> PaperDue:
    return PaperDue(covered, field, *much, when=when)


def _holds(field: str, much: tuple[int, Span], covered: Scope, when: When) -> PaperHolds:
    return PaperHolds(covered, field, *much, when=when)


_any_article: Reader = maybe(alt(words("a"), words("an"), words("the")), None)
_paper: Reader = mapped(seq(_any_article, name("field")), lambda v: v[0])
_is: Reader = alt(words("is"), words("are"))
_ahead: Reader = alt(
    seq(
        number(0, 1000),
        alt(
            const(words("hours"), "hours"),
            const(words("business days"), "business days"),
            const(words("days"), "days"),
        ),
    ),
    mapped(seq(number(0, 52), words("weeks")), lambda v: (v[0] * 7, "days")),
)
_so_long: Reader = alt(
    seq(number(1, 3660), alt(const(words("days"), "days"), const(words("months"), "months"))),
    mapped(seq(number(1, 520), words("weeks")), lambda v: (v[0] * 7, "days")),
    mapped(seq(number(1, 50), words("years")), lambda v: (v[0] * 12, "months")),
)
_for_visits: Reader = maybe(mapped(seq(words("for"), scope), lambda v: v[0]), Scope())

FAMILY = Family(
    "papers",
    "Papers: by when, and for how long",
    "A paper is anything that is asked (`intake:`). `48 hours before` counts from the start; `3 days before` is over at the end of the third date before the visit's own, `2 business days before` at the end of the second business day before it. "
    "A booked visit whose paper is not there by then is put before staff, once for each visit; that closes by itself when the paper comes or the visit is over, moved or canceled, and when staff say what was done. The patient's pages and messages say until when it is due. "
    "It refuses nothing, and hides no times. A paper `holds` for starts up to that date, months by the calendar: one that the patient gave earlier and that is still good is not asked again, one that is not good any more is. "
    "Without such a sentence a file that the patient ever gave counts for what is due, and what is needed before booking is asked with each request.",
    (
        form(
            "The FIELD is due N (hours|days|business days) before VISITS [with PROVIDER] [at LOCATION].",
            seq(_paper, _is, words("due"), _ahead, words("before"), scope),
            _due,
            "The insurance card is due 48 hours before new patient visits.",
            "The referral is due 3 days before procedures when the insurance is Medicaid.",
            "The insurance card is due 2 business days before visits with Dr. Chen.",
        ),
        form(
            "A FIELD holds for N (days|months).",
            seq(_paper, words("holds for"), _so_long, _for_visits),
            _holds,
            "A referral holds for 12 months.",
            "An insurance card holds for 90 days for procedures.",
        ),
    ),
    rules=(PaperDue, PaperHolds),
    chapter=142,
    titulo="Documentos: hasta cuándo y por cuánto tiempo",
)
