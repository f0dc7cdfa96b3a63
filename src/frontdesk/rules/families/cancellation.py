"""Until when patients cancel or move a visit themselves."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ..before import Before, before
from ..business_days import BusinessDays
from ..for_patients import amount, said
from ..grammar import maybe, seq, words
from ..rule import Family, ValuedRule, form
from ..scope import scope
from ..vocabulary import Vocabulary
from .lead_time import Unit, ahead

DEFAULT = (0, "hours")


@dataclass(frozen=True)
class PatientsMayCancel(ValuedRule):
    """The latest moment is `amount` before the start, or `until`; `days` counts local dates, as everywhere."""

    amount: int = 0
    unit: Unit = "hours"
    until: Before | None = None

    @property
    def sets(self) -> str:
        return "cancellation"

    @property
    def value(self) -> tuple[int, Unit] | Before:
        return (self.amount, self.unit) if self.until is None else self.until

    def cut_off(self, start: dt.datetime, zone: ZoneInfo, business: BusinessDays) -> dt.datetime:
        """The last moment, in the location's zone, at which a visit that begins at `start` may still be cancelled."""
        begins, date = start.astimezone(dt.UTC), start.astimezone(zone).date()
        if self.until is not None:
            return min(self.until.moment(date, zone, business).astimezone(dt.UTC), begins).astimezone(zone)
        if self.unit == "business days":
            day = business.last_with(date, self.amount)
        elif self.unit == "days":
            day = date - dt.timedelta(days=self.amount)
        else:
            return (begins - dt.timedelta(**{self.unit: self.amount})).astimezone(zone)
        midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone).astimezone(dt.UTC)
        return min(midnight - dt.timedelta(minutes=1), begins).astimezone(zone)

    def sentence(self, vocabulary: Vocabulary) -> str:
        noun = self.scope.noun(vocabulary)
        if self.until is not None:
            return f"patients may cancel {noun} until {self.until.words()}"
        return f"patients may cancel {noun} up to {amount('en', self.amount, self.unit)} ahead"

    def for_patient(self, language: str) -> str:
        if self.until is not None:
            until = self.until.said(language)
        elif self.unit == "days" and self.amount in (0, 1):
            until = said(language, "midnight of the day before", "la medianoche del día anterior")
            if self.amount == 0:
                until = said(language, "the visit begins", "que empiece la visita")
        else:
            ahead = amount(language, self.amount, self.unit)
            until = said(language, f"{ahead} ahead", f"{ahead} antes")
        return said(
            language,
            f"You can change this visit online until {until}. After that, please call us.",
            f"Puede cambiar esta cita en línea hasta {until}. Después, llámenos.",
        )


FAMILY = Family(
    "cancellation",
    "Until when patients cancel",
    "Up to then a patient cancels or moves an appointment without staff; after it, the page gives the number to call. `hours` count from the "
    "start; `up to 1 day ahead` means until midnight at the end of the day before, `up to 2 business days ahead` until midnight at the end of the last day "
    "after which the visit's own is at least the second business day. `until 15:00 on the business day before` is that time of the clock itself; `on the day before`, `on that day` and `2 business days before` may stand there too. Staff are not bound by it. "
    "Where no sentence says: until the visit begins.",
    (
        form(
            "Patients may cancel VISITS [with PROVIDER] [at LOCATION] up to N (hours|days|business days) ahead.",
            seq(
                words("patients may cancel"),
                maybe(words("or move"), None),
                scope,
                words("up to"),
                ahead,
                words("ahead"),
            ),
            lambda covered, value, when: PatientsMayCancel(covered, value[0], value[1], when=when),
            "Patients may cancel visits up to 24 hours ahead.",
            "Patients may cancel procedures at Downtown up to 3 days ahead.",
            "Patients may cancel visits up to 2 business days ahead.",
        ),
        form(
            "Patients may cancel VISITS [with PROVIDER] [at LOCATION] until CLOCK (on the day before|on the business day before|on that day).",
            seq(words("patients may cancel"), maybe(words("or move"), None), scope, words("until"), before),
            lambda covered, until, when: PatientsMayCancel(covered, until=until, when=when),
            "Patients may cancel visits until 15:00 on the business day before.",
        ),
    ),
    rules=(PatientsMayCancel,),
    chapter=120,
    titulo="Hasta cuándo cancelan los pacientes",
)
