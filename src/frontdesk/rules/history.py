"""What a start is judged by besides its own facts: the patient's other visits, and today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from .facts import Facts, Visit
from .vocabulary import Vocabulary

KEPT = ("arrived", "completed")
COUNTED = ("held", "booked", "arrived", "completed")  # a missed visit was none, and a canceled one is not there


@dataclass(frozen=True)
class PatientVisit:
    """A visit of the patient beside the one that is judged; `start` in minutes since 1970, `date` the local one of its place."""

    visit: Visit
    start: int
    date: dt.date
    state: str = "booked"

    def kept(self, today: dt.date) -> bool:
        """Whether it took place: it is completed, or the patient came on a day that is over."""
        return self.state == "completed" or (self.state == "arrived" and self.date < today)


@dataclass(frozen=True)
class Start:
    """A start that is judged.  `others` come in order of their starts; `known`: what is not among them has not been.

    `visit` has the facts of its date.
    """

    visit: Visit
    minute: int
    date: dt.date
    today: dt.date
    others: tuple[PatientVisit, ...]
    known: bool
    vocabulary: Vocabulary

    def facts_of(self, other: PatientVisit) -> Facts:
        """What is known of another visit of the patient that comes later: their own facts on its date, and what it was booked with."""
        booked, own = other.visit.facts, self.visit.facts
        then = own.on(other.date, seen=True)
        return replace(
            then,
            payer=booked.payer or own.payer,
            channel=booked.channel,
            answers={**own.answers, **booked.answers},
        )
