"""Time that is taken, as the engine asks for it: minutes as bits, counts for caps, the patient's own visits.

Two readers answer: `taken_rows.TakenRows` over rows that are there already (files, tests, try-outs), and
`booking.taken.TakenInDatabase`, which reads no more than what is asked.  A property test holds them together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..rules.families.caps import Cap, PatientCap, period_of
from ..rules.history import PatientVisit
from .bits import span
from .clock import DAY
from .model import Booked, Minute, Wanted

Group = tuple[str, str, str, Minute]  # visit type, provider, location and start: who have a visit together
Key = tuple[str, str]  # ("provider", id), ("resource", "location/id") or ("patient", id)


@dataclass(frozen=True, slots=True)
class Span:
    """Taken from `begin` up to `end`; `start` and `finish` are the appointment's own, without buffers; `group` whose it is."""

    begin: Minute
    end: Minute
    start: Minute
    finish: Minute
    group: Group | None = None


class Taken(Protocol):
    """What is taken at one moment.  Instants are whole minutes since 1970 in UTC, dates the location's own."""

    def expect(self, keys: Collection[Key], begin: Minute, end: Minute) -> None:
        """The minutes of these will be asked for: what has to be read is read together."""

    def expect_counts(self, caps: Collection[Cap], dates: Collection[dt.date], providers: Collection[str]) -> None:
        """These caps will be asked about on these dates, with these providers."""

    def bitmap(self, key: Key, begin: Minute, width: int) -> int:
        """The busy minutes of a provider, room or patient; bit 0 is the minute `begin`."""

    def bitmaps(self, keys: Sequence[Key], begin: Minute, width: int) -> list[int]:
        """The same of several, in their order."""

    def meeting(self, key: Key, begin: Minute, end: Minute, but: Group | None = None) -> list[Span]:
        """What is taken of a provider, room or patient between two instants, in order; `but`: by others than these."""

    def together(self, group: Group) -> Sequence[Booked]:
        """Who has that visit at that start already."""

    def starts(self, visit: str, provider: str, location: str, begin: Minute, end: Minute) -> Iterable[Minute]:
        """When such visits are booked between two instants; a start may come as often as it is booked."""

    def count(self, cap: Cap, date: dt.date, provider: str, location: str, hour: int = 0) -> int:
        """How many appointments (or minutes of them) count against a cap on that local date, in its week or month, or around that hour of it."""

    def counted(self, cap: Cap, date: dt.date, provider: str, location: str, hour: int = 0) -> tuple[str, ...]:
        """The keys of the appointments that `count` counts, as far as they have any."""

    def visits_between(self, providers: Collection[str], begin: Minute, end: Minute) -> Sequence[Booked]:
        """The appointments and holds of these providers (none: of all) that begin between two instants, in order of their starts."""

    def visits_on(self, visit: str, provider: str, date: dt.date, locations: tuple[str, ...] = ()) -> int:
        """How many visits of a type a provider has on a local date; at these locations (none: wherever)."""

    def upcoming(self, cap: PatientCap, wanted: Wanted) -> int:
        """How many upcoming appointments of the patient count against a cap; a time kept in the place of one is that one."""

    def counted_upcoming(self, cap: PatientCap, wanted: Wanted) -> tuple[str, ...]:
        """The keys of the appointments that `upcoming` counts, as far as they are kept."""

    def wished(self, cap: PatientCap, wanted: Wanted) -> int:
        """How many of these are only chosen together with what is judged, and not booked."""

    def first_visit(self, wanted: Wanted) -> Minute | None:
        """The start of the earliest appointment that makes the patient an established one for all later.

        Online, none that is kept from whoever acts for them: the times on offer would give it away.
        """

    def visits_of(self, wanted: Wanted) -> Sequence[PatientVisit]:
        """The patient's own visits in order of their starts, as far as whoever asks may know of them; none that was missed."""


def is_free(taken: Taken, key: Key, begin: Minute, end: Minute) -> bool:
    """Whether nothing of it is taken between two instants."""
    return begin >= end or not taken.bitmap(key, begin, end - begin)


def first_free(taken: Taken, keys: Sequence[Key], begin: Minute, end: Minute) -> Key | None:
    """The first of these of which nothing is taken between two instants: looked at so many together, and no more than it takes."""
    for number, key in enumerate(keys):
        if number % TOGETHER == 0:
            taken.expect(keys[number : number + TOGETHER], begin, end)
        if is_free(taken, key, begin, end):
            return key
    return None


TOGETHER = 16
Days = dict[int, int]  # day since 1970 in UTC → its busy minutes as bits


def minutes_from(days: Days, begin: Minute, width: int) -> int:
    """The minutes from `begin` on, out of whole days; what is not there is free."""
    first = begin // DAY
    bits = days.get(first, 0)
    for day in range(first + 1, (begin + width - 1) // DAY + 1):
        bits |= days.get(day, 0) << (day - first) * DAY
    return bits >> (begin - first * DAY) & ((1 << width) - 1)


def mark_taken(days: Days, begin: Minute, end: Minute) -> None:
    """These minutes are taken too."""
    for day in range(begin // DAY, (end - 1) // DAY + 1):
        origin = day * DAY
        days[day] = days.get(day, 0) | span(max(0, begin - origin), min(DAY, end - origin))


def group_of(booked: Booked) -> Group:
    return (booked.visit, booked.provider, booked.location, booked.start)


def counting_key(cap: Cap, date: dt.date, provider: str, location: str, hour: int) -> tuple[object, ...]:
    """Under what an appointment that starts in that hour of a local date is counted."""
    whose = (provider if cap.each_provider else None, location if cap.each_location else None)
    return (period_of(cap.period, date), cap.part(hour), *whose)
