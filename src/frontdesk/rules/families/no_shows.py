"""What counts as a no-show although it was canceled."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ..business_days import BusinessDays
from ..for_patients import amount, said
from ..grammar import alt, maybe, seq, words
from ..rule import Family, ValuedRule, form
from ..scope import Scope, scope
from ..vocabulary import Vocabulary
from .lead_time import Unit, ahead


@dataclass(frozen=True)
class CountsAsNoShow(ValuedRule):
    """A visit that is canceled less than `amount` ahead is one that was missed; `days` counts local dates, as everywhere."""

    amount: int = 0
    unit: Unit = "hours"

    @property
    def sets(self) -> str:
        return "no-show"

    @property
    def value(self) -> tuple[int, Unit]:
        return (self.amount, self.unit)

    def counts(self, canceled: dt.datetime, start: dt.datetime, zone: ZoneInfo, business: BusinessDays) -> bool:
        """Whether a visit that was to begin at `start` and was canceled at that moment counts as missed."""
        day, date = canceled.astimezone(zone).date(), start.astimezone(zone).date()
        if self.unit == "business days":
            return date < business.after(day, self.amount)
        if self.unit == "days":
            return date < day + dt.timedelta(days=self.amount)
        return start.astimezone(dt.UTC) - canceled.astimezone(dt.UTC) < dt.timedelta(**{self.unit: self.amount})

    def sentence(self, vocabulary: Vocabulary) -> str:
        which = "" if self.scope == Scope() else f"{self.scope.noun(vocabulary)} "
        return f"canceling {which}less than {amount('en', self.amount, self.unit)} ahead counts as a no-show"

    def for_patient(self, language: str) -> str:
        notice = amount(language, self.amount, self.unit)
        return said(
            language,
            f"If you cancel less than {notice} ahead, we count it as a missed visit.",
            f"Si cancela con menos de {notice} de anticipación, cuenta como una visita a la que no se presentó.",
        )


FAMILY = Family(
    "no-shows",
    "What counts as a no-show",
    "Such a visit counts wherever no-shows do (`when the patient has 2 or more no-shows …`), and is no late cancellation; patients are told so with their visit, and before they cancel it. Late is what the patient canceled, or somebody for them, after the moment "
    "until which patients may cancel; what the practice cancels is neither. `hours` count from the start; `less than 2 business days ahead`: the visit lies before the second business day after the day on which it was canceled.",
    (
        form(
            "Canceling [VISITS] less than N (hours|days|business days) ahead counts as a no-show.",
            seq(
                alt(words("canceling"), words("cancelling")),
                maybe(scope, Scope()),
                words("less than"),
                ahead,
                words("ahead"),
                alt(words("counts as a no-show"), words("is a no-show")),
            ),
            lambda covered, value, when: CountsAsNoShow(covered, value[0], value[1], when=when),
            "Canceling less than 24 hours ahead counts as a no-show.",
            "Canceling procedures less than 2 business days ahead counts as a no-show.",
        ),
    ),
    rules=(CountsAsNoShow,),
    chapter=125,
    titulo="Qué cuenta como no presentarse",
)
