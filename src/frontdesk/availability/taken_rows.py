"""Time that is taken, out of rows: found by provider, room, patient and day; and counts for caps."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from ..rules.facts import Visit
from ..rules.families.caps import Cap, PatientCap
from ..rules.history import COUNTED, PatientVisit
from .clock import DAY, local_date
from .model import Booked, Minute, Setup, Wanted, instant_of, minute_from
from .taken import Days, Group, Key, Span, counting_key, group_of, mark_taken, minutes_from
from .terms import Part, buffers_of, own_part


class TakenRows:
    """All appointments and holds that may matter, as rows that are there already, by UTC day."""

    def __init__(self, setup: Setup, booked: Iterable[Booked]) -> None:
        self.setup = setup
        self.booked = list(booked)
        self._buckets: dict[tuple[Key, int], list[Span]] = defaultdict(list)
        self._minutes: dict[Key, Days] = defaultdict(dict)
        self._counts: dict[Cap, Counter[tuple[object, ...]]] = {}
        self._by_patient: dict[str, list[Booked]] = defaultdict(list)
        self._by_start: list[Booked] = []
        self._visits: dict[str, list[PatientVisit]] = {}
        self._groups: dict[Group, list[Booked]] = defaultdict(list)
        self._starts: dict[tuple[str, str, str], list[Minute]] = defaultdict(list)
        self._buffers = lru_cache(maxsize=None)(self._rule_buffers)
        self._steps = lru_cache(maxsize=None)(self._rule_steps)
        for booking in self.booked:
            self._add(booking)

    def _add(self, booked: Booked) -> None:
        before, after = self.buffers(booked)
        padded = Span(booked.start - before, booked.end + after, booked.start, booked.end, group_of(booked))
        self._groups[group_of(booked)].append(booked)
        self._starts[booked.visit, booked.provider, booked.location].append(booked.start)
        if booked.taking is not None:
            for part in booked.taking:
                self._put((part.kind, part.id), _within(booked, part.begin, part.end))
        else:
            self._put_by_rules(booked, padded)
        if booked.patient is not None:
            self._put(("patient", booked.patient), Span(booked.start, booked.end, booked.start, booked.end))
            self._by_patient[booked.patient].append(booked)
            self._visits.pop(booked.patient, None)

    def add(self, booked: Booked) -> None:
        """One more that is taken, after questions have been answered already."""
        self.booked.append(booked)
        self._add(booked)
        for cap, counts in self._counts.items():
            self._count(cap, counts, booked)

    def _count(self, cap: Cap, counts: Counter[tuple[object, ...]], booked: Booked) -> None:
        if (where := self._counts_in(cap, booked)) is not None:
            counts[where] += booked.minutes if cap.of_minutes else 1

    def _counts_in(self, cap: Cap, booked: Booked) -> tuple[object, ...] | None:
        """Where an appointment counts against a cap, if it does."""
        counted = (
            booked.counts
            and cap.covers(Visit(booked.visit, booked.provider, booked.location))
            and cap.when.holds(booked.facts) is not False
        )
        if not counted:
            return None
        zone = self.setup.locations[booked.location].zone
        hour = instant_of(booked.start, zone).hour
        return counting_key(cap, local_date(booked.start, zone), booked.provider, booked.location, hour)

    def _put_by_rules(self, booked: Booked, padded: Span) -> None:
        for resource in booked.resources:
            self._put(("resource", f"{booked.location}/{resource}"), padded)
        begin, end, parts = (
            own_part(self.setup.book, self._visit_of(booked), booked.minutes)
            if self.setup.book.turns
            else self._steps(booked.visit, booked.provider, booked.location, booked.minutes)
        )
        self._put(
            ("provider", booked.provider),
            _within(
                booked,
                padded.begin if begin == 0 else booked.start + begin,
                padded.end if end == booked.minutes else booked.start + end,
            ),
        )
        gone: set[str] = set()  # who is there all the time has no other part
        for part in sorted(parts, key=lambda part: not part.whole):
            can = (part.provider and (part.provider,)) or self.setup.by_kind.get(part.kind or "", ())
            there = booked.also_with if not part.whole or part.kind else (part.provider or "",)
            who = next((id_ for id_ in there if id_ in can and id_ not in gone), None)
            if who is not None:
                gone |= {who} if part.whole else set()
                taken = _within(booked, booked.start + part.begin - part.before, booked.start + part.end + part.after)
                self._put(("provider", who), taken)

    def _put(self, key: Key, taken: Span) -> None:
        mark_taken(self._minutes[key], taken.begin, taken.end)
        for day in range(taken.begin // DAY, (taken.end - 1) // DAY + 1):
            self._buckets[(key, day)].append(taken)

    def buffers(self, booked: Booked) -> tuple[int, int]:
        """The minutes before and after an appointment in which its provider and rooms are taken too."""
        if booked.before is not None and booked.after is not None:
            return booked.before, booked.after
        before, after = (
            buffers_of(self.setup.book, self._visit_of(booked))
            if booked.facts.answers or booked.facts.payer or self.setup.book.turns
            else self._buffers(booked.visit, booked.provider, booked.location)
        )
        return (before if booked.before is None else booked.before, after if booked.after is None else booked.after)

    def _visit_of(self, booked: Booked) -> Visit:
        """As rules see it, on its own date."""
        return Visit(booked.visit, booked.provider, booked.location, booked.facts.on(self._date_of(booked)))

    def _date_of(self, booked: Booked) -> dt.date:
        return local_date(booked.start, self.setup.locations[booked.location].zone)

    def _rule_buffers(self, visit: str, provider: str, location: str) -> tuple[int, int]:
        return buffers_of(self.setup.book, Visit(visit, provider, location))

    def _rule_steps(self, visit: str, provider: str, location: str, minutes: int) -> tuple[int, int, tuple[Part, ...]]:
        return own_part(self.setup.book, Visit(visit, provider, location), minutes)

    def expect(self, keys: Collection[Key], begin: Minute, end: Minute) -> None:
        """They are here."""

    def expect_counts(self, caps: Collection[Cap], dates: Collection[dt.date], providers: Collection[str]) -> None:
        """They are here."""

    def bitmap(self, key: Key, begin: Minute, width: int) -> int:
        days = self._minutes.get(key)
        return minutes_from(days, begin, width) if days else 0

    def bitmaps(self, keys: Sequence[Key], begin: Minute, width: int) -> list[int]:
        return [self.bitmap(key, begin, width) for key in keys]

    def together(self, group: Group) -> list[Booked]:
        return self._groups.get(group, [])

    def starts(self, visit: str, provider: str, location: str, begin: Minute, end: Minute) -> list[Minute]:
        return [start for start in self._starts.get((visit, provider, location), ()) if begin <= start < end]

    def meeting(self, key: Key, begin: Minute, end: Minute, but: Group | None = None) -> list[Span]:
        takings = {
            taken
            for day in range(begin // DAY, (end - 1) // DAY + 1)
            for taken in self._buckets.get((key, day), ())
            if taken.begin < end and begin < taken.end and (but is None or taken.group != but)
        }
        return sorted(takings, key=lambda taken: (taken.begin, taken.end))

    def count(self, cap: Cap, date: dt.date, provider: str, location: str, hour: int = 0) -> int:
        if cap not in self._counts:
            self._counts[cap] = Counter()
            for booked in self.booked:
                self._count(cap, self._counts[cap], booked)
        return self._counts[cap][counting_key(cap, date, provider, location, hour)]

    def counted(self, cap: Cap, date: dt.date, provider: str, location: str, hour: int = 0) -> tuple[str, ...]:
        here = counting_key(cap, date, provider, location, hour)
        return tuple(booked.key for booked in self.booked if booked.key and self._counts_in(cap, booked) == here)

    def visits_between(self, providers: Collection[str], begin: Minute, end: Minute) -> list[Booked]:
        low, high = (bisect_left(self._sorted, at, key=lambda booked: booked.start) for at in (begin, end))
        return [
            booked
            for booked in self._sorted[low:high]
            if booked.counts and (not providers or booked.provider in providers)
        ]

    @property
    def _sorted(self) -> list[Booked]:
        if len(self._by_start) != len(self.booked):
            self._by_start = sorted(self.booked, key=lambda booked: (booked.start, booked.end))
        return self._by_start

    def visits_on(self, visit: str, provider: str, date: dt.date, locations: tuple[str, ...] = ()) -> int:
        return sum(
            (booked.visit, booked.provider) == (visit, provider)
            and (not locations or booked.location in locations)
            and local_date(booked.start, self.setup.locations[booked.location].zone) == date
            for booked in self.booked
        )

    def upcoming(self, cap: PatientCap, wanted: Wanted) -> int:
        return len(self._counted(cap, wanted))

    def counted_upcoming(self, cap: PatientCap, wanted: Wanted) -> tuple[str, ...]:
        return tuple(booked.key for booked in self._counted(cap, wanted) if booked.key and not booked.wished)

    def wished(self, cap: PatientCap, wanted: Wanted) -> int:
        return sum(booked.wished for booked in self._counted(cap, wanted))

    def _counted(self, cap: PatientCap, wanted: Wanted) -> list[Booked]:
        moment = minute_from(wanted.now)
        return [
            booked
            for booked in self._of_patient(wanted)
            if booked.start >= moment
            and not booked.instead
            and cap.covers(Visit(booked.visit, booked.provider, booked.location))
        ]

    def first_visit(self, wanted: Wanted) -> Minute | None:
        online = wanted.facts.channel == "online"
        hidden = {id_ for id_, visit in self.setup.visit_types.items() if visit.sensitive} if online else set()
        mine = (booked for booked in self._of_patient(wanted) if booked.counts_as_seen and booked.visit not in hidden)
        return min((booked.start for booked in mine), default=None)

    def visits_of(self, wanted: Wanted) -> list[PatientVisit]:
        if wanted.patient is None:
            return []
        if wanted.patient not in self._visits:
            mine = sorted(
                self._by_patient.get(wanted.patient, ()), key=lambda booked: (*group_of(booked)[::-1], booked.state)
            )
            self._visits[wanted.patient] = [
                PatientVisit(self._visit_of(booked), booked.start, self._date_of(booked), booked.state)
                for booked in mine
                if booked.state in COUNTED and not booked.instead
            ]
        visits = self._visits[wanted.patient]
        return visits if wanted.seen is None else [visit for visit in visits if visit.visit.type in wanted.seen]

    def _of_patient(self, wanted: Wanted) -> list[Booked]:
        """The patient's own appointments, as far as whoever asks may know of them."""
        mine = self._by_patient.get(wanted.patient, []) if wanted.patient is not None else []
        return mine if wanted.seen is None else [booked for booked in mine if booked.visit in wanted.seen]


def _within(booked: Booked, begin: Minute, end: Minute) -> Span:
    """A piece of an appointment, buffers included; `start` and `finish` are what of it lies inside the appointment."""
    return Span(begin, end, max(begin, booked.start), min(end, booked.end), group_of(booked))
