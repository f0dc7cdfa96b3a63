"""How far ahead a visit must be booked, how far ahead it may be, and from when on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from ..before import Before, before
from ..business_days import BusinessDays
from ..for_patients import amount, said
from ..grammar import Reader, alt, const, mapped, number, seq, words
from ..rule import Family, Form, ValuedRule, form
from ..scope import scope
from ..vocabulary import Vocabulary

Unit = Literal["minutes", "hours", "days", "business days"]
Days = Literal["days", "business days"]
DEFAULT_HORIZON = 365

ahead: Reader = alt(
    mapped(
        seq(
            number(0, 10_000),
            alt(const(words("minutes"), "minutes"), const(words("hours"), "hours"), const(words("days"), "days")),
        ),
        lambda v: v,
    ),
    seq(number(0, 1000), const(words("business days"), "business days")),
    mapped(seq(number(0, 520), words("weeks")), lambda v: (v[0] * 7, "days")),
)
days: Reader = alt(
    mapped(seq(number(0, 3650), words("days")), lambda v: v[0]),
    mapped(seq(number(0, 520), words("weeks")), lambda v: v[0] * 7),
)
_days_ahead: Reader = alt(
    mapped(days, lambda count: (count, "days")),
    seq(number(0, 1000), const(words("business days"), "business days")),
)


def _book(by_patients: bool) -> str:
    return "patients book" if by_patients else "book"


@dataclass(frozen=True)
class Nearest(ValuedRule):
    """A rule by which what lies too near cannot be booked any more."""

    def first_date(self, now: dt.datetime, business: BusinessDays) -> dt.date | None:
        """The first local date that can be booked at that moment, which has the zone of the place; None where hours or minutes count."""
        raise NotImplementedError


@dataclass(frozen=True)
class LeadTime(Nearest):
    """`by_patients`: for what patients book themselves, on top of what holds for everybody."""

    amount: int = 0
    unit: Unit = "hours"
    by_patients: bool = False

    @property
    def sets(self) -> str:
        return "patients' lead time" if self.by_patients else "lead time"

    @property
    def value(self) -> tuple[int, Unit]:
        return (self.amount, self.unit)

    def first_date(self, now: dt.datetime, business: BusinessDays) -> dt.date | None:
        match self.unit:
            case "days":
                return now.date() + dt.timedelta(days=self.amount)
            case "business days":
                return business.after(now.date(), self.amount)
        return None

    def sentence(self, vocabulary: Vocabulary) -> str:
        return f"{_book(self.by_patients)} {self.scope.noun(vocabulary)} at least {amount('en', self.amount, self.unit)} ahead"

    def for_patient(self, language: str) -> str:
        notice = amount(language, self.amount, self.unit)
        return said(
            language,
            f"This visit must be booked at least {notice} ahead. Choose a later time, or call us.",
            f"Esta visita se programa con al menos {notice} de anticipación. Elija un horario posterior o llámenos.",
        )


@dataclass(frozen=True)
class Farthest(ValuedRule):
    """A rule by which what lies too far ahead cannot be booked yet."""

    def last_date(self, now: dt.datetime, business: BusinessDays) -> dt.date:
        """The last local date that can be booked at that moment, which has the zone of the place."""
        raise NotImplementedError

    def as_horizon(self) -> tuple[int, Days]:
        """It is never more than so many days ahead."""
        raise NotImplementedError


@dataclass(frozen=True)
class Horizon(Farthest):
    days: int = DEFAULT_HORIZON
    by_patients: bool = False
    unit: Days = "days"

    @property
    def sets(self) -> str:
        return "patients' horizon" if self.by_patients else "horizon"

    @property
    def value(self) -> tuple[int, Days]:
        return (self.days, self.unit)

    def last_date(self, now: dt.datetime, business: BusinessDays) -> dt.date:
        if self.unit == "business days":
            return business.after(now.date(), self.days)
        return now.date() + dt.timedelta(days=self.days)

    def as_horizon(self) -> tuple[int, Days]:
        return self.value

    def sentence(self, vocabulary: Vocabulary) -> str:
        return f"{_book(self.by_patients)} {self.scope.noun(vocabulary)} at most {amount('en', self.days, self.unit)} ahead"

    def for_patient(self, language: str) -> str:
        ahead = amount(language, self.days, self.unit)
        return said(
            language, f"We book up to {ahead} ahead.", f"Programamos citas con un máximo de {ahead} de anticipación."
        )


@dataclass(frozen=True)
class Opens(Farthest):
    """From that time of the clock on, on a day before the visit, it can be booked."""

    at: Before = Before()

    @property
    def sets(self) -> str:
        return "opening"

    @property
    def value(self) -> Before:
        return self.at

    def opens(self, date: dt.date, zone: ZoneInfo, business: BusinessDays) -> dt.datetime:
        """The moment from which visits of that local date can be booked."""
        return self.at.moment(date, zone, business)

    def last_date(self, now: dt.datetime, business: BusinessDays) -> dt.date:
        return self.at.last_date(now, business)

    def as_horizon(self) -> tuple[int, Days]:
        return self.at.days, self.at.unit

    def sentence(self, vocabulary: Vocabulary) -> str:
        return f"{self.scope.noun(vocabulary)} {self.scope.verb(vocabulary, 'open', 'opens')} at {self.at.words()}"

    def for_patient(self, language: str) -> str:
        when = self.at.said(language)
        return said(
            language,
            f"You can book this visit from {when} on. Choose another time, or come back then.",
            f"Puede programar esta visita a partir de {when}. Elija otro horario o vuelva a intentarlo entonces.",
        )


@dataclass(frozen=True)
class Closes(Nearest):
    """From that time of the clock on, on that day or one before the visit, it cannot be booked any more."""

    at: Before = Before()

    @property
    def sets(self) -> str:
        return "closing"

    @property
    def value(self) -> Before:
        return self.at

    def closes(self, date: dt.date, zone: ZoneInfo, business: BusinessDays) -> dt.datetime:
        """The moment from which visits of that local date cannot be booked any more."""
        return self.at.moment(date, zone, business)

    def first_date(self, now: dt.datetime, business: BusinessDays) -> dt.date:
        return self.at.last_date(now, business) + dt.timedelta(days=1)

    def sentence(self, vocabulary: Vocabulary) -> str:
        return f"{self.scope.noun(vocabulary)} {self.scope.verb(vocabulary, 'close', 'closes')} at {self.at.words()}"

    def for_patient(self, language: str) -> str:
        when = self.at.said(language)
        return said(
            language,
            f"You can book this visit until {when}. Choose a later day, or call us.",
            f"Puede programar esta visita hasta {when}. Elija un día posterior o llámenos.",
        )


def _forms(by_patients: bool, least: tuple[str, ...], most: tuple[str, ...]) -> tuple[Form, ...]:
    who = _book(by_patients).capitalize()
    return (
        form(
            f"{who} VISITS [with PROVIDER] [at LOCATION] at least N (hours|days|business days) ahead.",
            seq(words(who), scope, words("at least"), ahead, words("ahead")),
            lambda covered, value, when: LeadTime(covered, value[0], value[1], by_patients, when=when),
            *least,
        ),
        form(
            f"{who} VISITS [with PROVIDER] [at LOCATION] at most N (days|business days) ahead.",
            seq(words(who), scope, words("at most"), _days_ahead, words("ahead")),
            lambda covered, value, when: Horizon(covered, value[0], by_patients, value[1], when=when),
            *most,
        ),
    )


FAMILY = Family(
    "lead time",
    "How far ahead",
    "`at least N hours ahead` counts hours from now; `days` counts local dates, so `at least 2 days ahead` on Tuesday begins on "
    "Thursday at midnight. Business days are Monday to Friday less the days on which the whole practice is closed all day; `2 business days ahead` is the second one after today. "
    "`open at 17:00 on the day before`: until then nobody books it but staff who override it; `on that day`, `on the business day before` and `2 days before` may stand there too. `close at 12:00 on that day`: from then on nobody books a visit of that day but staff who override it. `Patients book …` holds for what patients book themselves, on top of what holds for everybody; also by the link that invites them to a recall, for nobody at the desk is part of that. "
    "Where no sentence says: no lead time, at most 365 days ahead.",
    (
        *_forms(
            False,
            ("Book new patient visits at least 24 hours ahead.", "Book visits at least 2 business days ahead."),
            ("Book visits at most 60 days ahead.", "Book visits at most 10 business days ahead."),
        ),
        *_forms(
            True,
            ("Patients book follow-up visits at least 2 days ahead.",),
            ("Patients book visits at most 30 days ahead.",),
        ),
        form(
            "VISITS [with PROVIDER] [at LOCATION] open at CLOCK (on the day before|on the business day before|on that day).",
            seq(scope, alt(words("open"), words("opens")), words("at"), before),
            lambda covered, at, when: Opens(covered, at, when=when),
            "Same-day visits open at 17:00 on the day before.",
            "Visits with Dr. Chen open at 08:00 2 business days before.",
        ),
        form(
            "VISITS [with PROVIDER] [at LOCATION] close at CLOCK (on that day|on the day before|on the business day before).",
            seq(scope, alt(words("close"), words("closes")), words("at"), before),
            lambda covered, at, when: Closes(covered, at, when=when),
            "Same-day visits close at 12:00 on that day.",
            "New patient visits at Downtown close at 15:00 on the business day before.",
        ),
    ),
    rules=(
        LeadTime,
        Horizon,
        Opens,
        Closes,
    ),
    said_as=(
        "earliest",
        "latest",
    ),
    chapter=40,
    titulo="Con cuánta anticipación",
)
