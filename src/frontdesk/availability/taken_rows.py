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
from .taken import Days, Group, Key, Span, bucket, cut, group_of, put
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
        for one in self.booked:
            self._add(one)

    def _add(self, one: Booked) -> None:
        before, after = self.buffers(one)
        padded = Span(one.start - before, one.end + after, one.start, one.end, group_of(one))
        self._groups[group_of(one)].append(one)
        self._starts[one.visit, one.provider, one.location].append(one.start)
        if one.taking is not None:
            for part in one.taking:
                self._put((part.kind, part.id), _within(one, part.begin, part.end))
        else:
            self._put_by_rules(one, padded)
        if one.patient is not None:
            self._put(("patient", one.patient), Span(one.start, one.end, one.start, one.end))
            self._by_patient[one.patient].append(one)
            self._visits.pop(one.patient, None)

    def add(self, one: Booked) -> None:
        """One more that is taken, after questions have been answered already."""
        self.booked.append(one)
        self._add(one)
        for cap, counts in self._counts.items():
            self._count(cap, counts, one)

    def _count(self, cap: Cap, counts: Counter[tuple[object, ...]], one: Booked) -> None:
        if (where := self._counts_in(cap, one)) is not None:
            counts[where] += one.minutes if cap.of_minutes else 1

    def _counts_in(self, cap: Cap, one: Booked) -> tuple[object, ...] | None:
        """Where an appointment counts against a cap, if it does."""
        counted = (
            one.counts
            and cap.covers(Visit(one.visit, one.provider, one.location))
            and cap.when.holds(one.facts) is not False
        )
        if not counted:
            return None
        zone = self.setup.locations[one.location].zone
        hour = instant_of(one.start, zone).hour
        return bucket(cap, local_date(one.start, zone), one.provider, one.location, hour)

    def _put_by_rules(self, one: Booked, padded: Span) -> None:
        for resource in one.resources:
            self._put(("resource", f"{one.location}/{resource}"), padded)
        begin, end, parts = (
            own_part(self.setup.book, self._visit_of(one), one.minutes)
            if self.setup.book.turns
            else self._steps(one.visit, one.provider, one.location, one.minutes)
        )
        self._put(
            ("provider", one.provider),
            _within(
                one,
                padded.begin if begin == 0 else one.start + begin,
                padded.end if end == one.minutes else one.start + end,
            ),
        )
        gone: set[str] = set()  # who is there all the time has no other part
        for part in sorted(parts, key=lambda part: not part.whole):
            can = (part.provider and (part.provider,)) or self.setup.by_kind.get(part.kind or "", ())
            there = one.also_with if not part.whole or part.kind else (part.provider or "",)
            who = next((id_ for id_ in there if id_ in can and id_ not in gone), None)
            if who is not None:
                gone |= {who} if part.whole else set()
                taken = _within(one, one.start + part.begin - part.before, one.start + part.end + part.after)
                self._put(("provider", who), taken)

    def _put(self, key: Key, taken: Span) -> None:
        put(self._minutes[key], taken.begin, taken.end)
        for day in range(taken.begin // DAY, (taken.end - 1) // DAY + 1):
            self._buckets[(key, day)].append(taken)

    def buffers(self, one: Booked) -> tuple[int, int]:
        """The minutes before and after an appointment in which its provider and rooms are taken too."""
        if one.before is not None and one.after is not None:
            return one.before, one.after
        before, after = (
            buffers_of(self.setup.book, self._visit_of(one))
            if one.facts.answers or one.facts.payer or self.setup.book.turns
            else self._buffers(one.visit, one.provider, one.location)
        )
        return (before if one.before is None else one.before, after if one.after is None else one.after)

    def _visit_of(self, one: Booked) -> Visit:
        """As rules see it, on its own date."""
        return Visit(one.visit, one.provider, one.location, one.facts.on(self._date_of(one)))

    def _date_of(self, one: Booked) -> dt.date:
        return local_date(one.start, self.setup.locations[one.location].zone)

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
        return cut(days, begin, width) if days else 0

    def bitmaps(self, keys: Sequence[Key], begin: Minute, width: int) -> list[int]:
        return [self.bitmap(key, begin, width) for key in keys]

    def together(self, group: Group) -> list[Booked]:
        return self._groups.get(group, [])

    def starts(self, visit: str, provider: str, location: str, begin: Minute, end: Minute) -> list[Minute]:
        return [start for start in self._starts.get((visit, provider, location), ()) if begin <= start < end]

    def meeting(self, key: Key, begin: Minute, end: Minute, but: Group | None = None) -> list[Span]:
        found = {
            taken
            for day in range(begin // DAY, (end - 1) // DAY + 1)
            for taken in self._buckets.get((key, day), ())
            if taken.begin < end and begin < taken.end and (but is None or taken.group != but)
        }
        return sorted(found, key=lambda taken: (taken.begin, taken.end))

    def count(self, cap: Cap, date: dt.date, provider: str, location: str, hour: int = 0) -> int:
        if cap not in self._counts:
            self._counts[cap] = Counter()
            for one in self.booked:
                self._count(cap, self._counts[cap], one)
        return self._counts[cap][bucket(cap, date, provider, location, hour)]

    def counted(self, cap: Cap, date: dt.date, provider: str, location: str, hour: int = 0) -> tuple[str, ...]:
        here = bucket(cap, date, provider, location, hour)
        return tuple(one.key for one in self.booked if one.key and self._counts_in(cap, one) == here)

    def visits_between(self, providers: Collection[str], begin: Minute, end: Minute) -> list[Booked]:
        low, high = (bisect_left(self._sorted, at, key=lambda one: one.start) for at in (begin, end))
        return [one for one in self._sorted[low:high] if one.counts and (not providers or one.provider in providers)]

    @property
    def _sorted(self) -> list[Booked]:
        if len(self._by_start) != len(self.booked):
            self._by_start = sorted(self.booked, key=lambda one: (one.start, one.end))
        return self._by_start

    def visits_on(self, visit: str, provider: str, date: dt.date, locations: tuple[str, ...] = ()) -> int:
        return sum(
            (one.visit, one.provider) == (visit, provider)
            and (not locations or one.location in locations)
            and local_date(one.start, self.setup.locations[one.location].zone) == date
            for one in self.booked
        )

    def upcoming(self, cap: PatientCap, wanted: Wanted) -> int:
        return len(self._counted(cap, wanted))

    def counted_upcoming(self, cap: PatientCap, wanted: Wanted) -> tuple[str, ...]:
        return tuple(one.key for one in self._counted(cap, wanted) if one.key and not one.wished)

    def wished(self, cap: PatientCap, wanted: Wanted) -> int:
        return sum(one.wished for one in self._counted(cap, wanted))

    def _counted(self, cap: PatientCap, wanted: Wanted) -> list[Booked]:
        moment = minute_from(wanted.now)
        return [
            one
            for one in self._of_patient(wanted)
            if one.start >= moment and not one.instead and cap.covers(Visit(one.visit, one.provider, one.location))
        ]

    def first_visit(self, wanted: Wanted) -> Minute | None:
        online = wanted.facts.channel == "online"
        hidden = {id_ for id_, visit in self.setup.visit_types.items() if visit.sensitive} if online else set()
        mine = (one for one in self._of_patient(wanted) if one.counts_as_seen and one.visit not in hidden)
        return min((one.start for one in mine), default=None)

    def visits_of(self, wanted: Wanted) -> list[PatientVisit]:
        if wanted.patient is None:
            return []
        if wanted.patient not in self._visits:
            mine = sorted(self._by_patient.get(wanted.patient, ()), key=lambda one: (*group_of(one)[::-1], one.state))
            self._visits[wanted.patient] = [
                PatientVisit(self._visit_of(one), one.start, self._date_of(one), one.state)
                for one in mine
                if one.state in COUNTED and not one.instead
            ]
        found = self._visits[wanted.patient]
        return found if wanted.seen is None else [one for one in found if one.visit.type in wanted.seen]

    def _of_patient(self, wanted: Wanted) -> list[Booked]:
        """The patient's own appointments, as far as whoever asks may know of them."""
        mine = self._by_patient.get(wanted.patient, []) if wanted.patient is not None else []
        return mine if wanted.seen is None else [one for one in mine if one.visit in wanted.seen]


def _within(one: Booked, begin: Minute, end: Minute) -> Span:
    """A piece of an appointment, buffers included; `start` and `finish` are what of it lies inside the appointment."""
    return Span(begin, end, max(begin, one.start), min(end, one.end), group_of(one))
