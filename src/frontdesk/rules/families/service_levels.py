"""How long a request may wait in a state before somebody has to look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from ..business_days import BY_BUSINESS_DAYS
from ..for_patients import amount, said
from ..grammar import Reader, alt, const, mapped, maybe, number, seq, words
from ..rule import Family, ValuedRule, form
from ..scope import Scope, scope
from ..vocabulary import Vocabulary

Waits = Literal["approval", "information", "a time"]
Unit = Literal["hours", "days", "business days"]
STATES: dict[str, Waits] = {
    "requested": "approval",
    "awaiting_approval": "approval",
    "awaiting_info": "information",
    "approved": "a time",
}


def last_moment(
    amount: int, unit: Unit, since: dt.datetime, zone: ZoneInfo, is_open: Callable[[dt.date], bool]
) -> dt.datetime:
    """The last moment, in `zone`: so many hours on, or the midnight that ends the last of so many dates."""
    if unit == "hours":
        return (since.astimezone(dt.UTC) + dt.timedelta(hours=amount)).astimezone(zone)
    day, left = since.astimezone(zone).date(), amount
    for _ in range(3660):
        if left == 0:
            break
        day += dt.timedelta(days=1)
        left -= unit == "days" or is_open(day)
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone).astimezone(dt.UTC)
    return (end - dt.timedelta(minutes=1)).astimezone(zone)


@dataclass(frozen=True)
class ServiceLevel(ValuedRule):
    """At most `amount` hours, local dates, or dates on which the practice is open."""

    waits_for: Waits = "approval"
    amount: int = 1
    unit: Unit = "business days"

    @property
    def sets(self) -> str:
        return f"wait for {self.waits_for}"

    @property
    def value(self) -> tuple[int, Unit]:
        return (self.amount, self.unit)

    def due(self, since: dt.datetime, zone: ZoneInfo, is_open: Callable[[dt.date], bool]) -> dt.datetime:
        """The last moment, in `zone`: so many hours on, or the midnight that ends the last of so many dates."""
        return last_moment(self.amount, self.unit, since, zone, is_open)

    def instead_of_days(self, vocabulary: Vocabulary) -> str:
        return f"leave it out, or what comes on such a day waits for ever; {BY_BUSINESS_DAYS}"

    def sentence(self, vocabulary: Vocabulary) -> str:
        of = "" if self.scope == Scope() else f" for {self.scope.noun(vocabulary)}"
        return f"requests{of} wait at most {amount('en', self.amount, self.unit)} for {self.waits_for}"

    def for_patient(self, language: str) -> str:
        within = amount(language, self.amount, self.unit)
        if self.waits_for == "information":
            return said(
                language,
                f"We keep your request open for {within} while we wait for your answer.",
                f"Mantenemos abierta su solicitud por {within} mientras esperamos su respuesta.",
            )
        return said(
            language, f"We answer your request within {within}.", f"Respondemos a su solicitud en un plazo de {within}."
        )


_amount: Reader = alt(
    seq(
        number(0, 1000),
        alt(
            const(words("business days"), "business days"),
            const(words("days"), "days"),
            const(words("hours"), "hours"),
        ),
    ),
    mapped(seq(number(0, 52), words("weeks")), lambda v: (v[0] * 7, "days")),
)

FAMILY = Family(
    "service levels",
    "How long requests may wait",
    "Counted from when the request came into its state. Business days are Monday to Friday less the days on which the whole practice is closed; `2 business days` is over "
    "at the end of the second one. Nothing is refused by it: the queue shows what is about to miss it first, and counts what has.",
    (
        form(
            "Requests [for VISITS] wait at most N (business days|days|hours) for (approval|information|a time).",
            seq(
                words("requests"),
                maybe(mapped(seq(words("for"), scope), lambda v: v[0]), Scope()),
                words("wait at most"),
                _amount,
                alt(
                    const(words("for approval"), "approval"),
                    const(words("for information"), "information"),
                    const(words("for a time"), "a time"),
                ),
            ),
            lambda covered, value, waits, when: ServiceLevel(covered, waits, value[0], value[1], when=when),
            "Requests wait at most 2 business days for approval.",
            "Requests for new patient visits wait at most 4 hours for approval.",
            "Requests wait at most 7 days for information.",
            "Requests wait at most 1 business day for a time.",
        ),
    ),
    rules=(ServiceLevel,),
    chapter=180,
    titulo="Cuánto pueden esperar las solicitudes",
)
