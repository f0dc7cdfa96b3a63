"""Time that is taken, found by provider, room, patient and day; and counts for caps."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ..rules.facts import Visit
from ..rules.families.caps import Cap, PatientCap
from .bits import span
from .clock import DAY, local_date
from .model import Booked, Minute, Setup, Wanted, minute_from
from .terms import Part, buffers_of, own_part

Group = tuple[str, str, str, Minute]  # visit type, provider, location and start: who have a visit together
Key = tuple[str, str]  # ("provider", id), ("resource", id) or ("patient", id)


@dataclass(frozen=True, slots=True)
class Span:
    """Taken from `begin` up to `end`; `start` and `finish` are the appointment's own, without buffers; `group` whose it is."""

    begin: Minute
    end: Minute
    start: Minute
    finish: Minute
    group: Group | None = None


class Taken:
    """All appointments and holds that may matter, indexed by UTC day on first use."""

    def __init__(self, setup: Setup, booked: Iterable[Booked]) -> None:
        self.setup = setup
        self.booked = list(booked)
        self._buckets: dict[tuple[Key, int], list[Span]] = defaultdict(list)
        self._bitmaps: dict[tuple[Key, Minute, int], int] = {}
        self._counts: dict[Cap, Counter[tuple[object, ...]]] = {}
        self._by_patient: dict[str, list[Booked]] = defaultdict(list)
        self._groups: dict[Group, list[Booked]] = defaultdict(list)
        self._starts: dict[tuple[str, str, str], list[Minute]] = defaultdict(list)
        self._buffers = lru_cache(maxsize=None)(self._rule_buffers)
        self._steps = lru_cache(maxsize=None)(self._rule_steps)
        for one in self.booked:
            self._add(one)

    def _add(self, one: Booked) -> None:
        before, after = self.buffers(one)
        padded = Span(one.start - before, one.end + after, one.start, one.end, _group(one))
        self._groups[_group(one)].append(one)
        self._starts[one.visit, one.provider, one.location].append(one.start)
        if one.taking is not None:
            for part in one.taking:
                self._put((part.kind, part.id), _within(one, part.begin, part.end))
        else:
            self._put_by_rules(one, padded)
        if one.patient is not None:
            self._put(("patient", one.patient), Span(one.start, one.end, one.start, one.end))
            self._by_patient[one.patient].append(one)

    def add(self, one: Booked) -> None:
        """One more that is taken, after questions have been answered already."""
        self.booked.append(one)
        self._add(one)
        self._bitmaps.clear()
        for cap, counts in self._counts.items():
            self._count(cap, counts, one)

    def _count(self, cap: Cap, counts: Counter[tuple[object, ...]], one: Booked) -> None:
        if (bucket := self._counts_in(cap, one)) is not None:
            counts[bucket] += 1

    def _counts_in(self, cap: Cap, one: Booked) -> tuple[object, ...] | None:
        """Where an appointment counts against a cap, if it does."""
        counted = (
            one.counts
            and cap.scope.covers(Visit(one.visit, one.provider, one.location))
            and cap.when.holds(one.facts) is not False
        )
        if not counted:
            return None
        zone = self.setup.locations[one.location].zone
        return _bucket(cap, local_date(one.start, zone), one.provider, one.location)

    def _put_by_rules(self, one: Booked, padded: Span) -> None:
        for resource in one.resources:
            self._put(("resource", f"{one.location}/{resource}"), padded)
        begin, end, parts = self._steps(one.visit, one.provider, one.location, one.minutes)
        self._put(
            ("provider", one.provider),
            _within(
                one,
                padded.begin if begin == 0 else one.start + begin,
                padded.end if end == one.minutes else one.start + end,
            ),
        )
        for part in parts:
            can = (part.provider and (part.provider,)) or self.setup.by_kind.get(part.kind or "", ())
            who = next((id_ for id_ in one.also_with if id_ in can), None)
            if who is not None:
                taken = _within(one, one.start + part.begin - part.before, one.start + part.end + part.after)
                self._put(("provider", who), taken)

    def _put(self, key: Key, taken: Span) -> None:
        for day in range(taken.begin // DAY, (taken.end - 1) // DAY + 1):
            self._buckets[(key, day)].append(taken)

    def buffers(self, one: Booked) -> tuple[int, int]:
        """The minutes before and after an appointment in which its provider and rooms are taken too."""
        if one.before is not None and one.after is not None:
            return one.before, one.after
        before, after = (
            buffers_of(self.setup.book, Visit(one.visit, one.provider, one.location, one.facts))
            if one.facts.answers or one.facts.payer
            else self._buffers(one.visit, one.provider, one.location)
        )
        return (before if one.before is None else one.before, after if one.after is None else one.after)

    def _rule_buffers(self, visit: str, provider: str, location: str) -> tuple[int, int]:
        return buffers_of(self.setup.book, Visit(visit, provider, location))

    def _rule_steps(self, visit: str, provider: str, location: str, minutes: int) -> tuple[int, int, tuple[Part, ...]]:
        return own_part(self.setup.book, Visit(visit, provider, location), minutes)

    def bitmap(self, key: Key, origin: Minute, width: int) -> int:
        """The busy minutes of a provider, room or patient; bit 0 is the minute `origin`."""
        cached = self._bitmaps.get((key, origin, width))
        if cached is not None:
            return cached
        mask = 0
        for day in range(origin // DAY, (origin + width - 1) // DAY + 1):
            for taken in self._buckets.get((key, day), ()):
                mask |= span(max(0, taken.begin - origin), min(width, max(0, taken.end - origin)))
        self._bitmaps[(key, origin, width)] = mask
        return mask

    def together(self, group: Group) -> list[Booked]:
        """Who has that visit at that start already."""
        return self._groups.get(group, [])

    def starts(self, visit: str, provider: str, location: str) -> list[Minute]:
        """When such visits are booked; a start comes as often as it is booked."""
        return self._starts.get((visit, provider, location), [])

    def meeting(self, key: Key, begin: Minute, end: Minute, but: Group | None = None) -> list[Span]:
        """What is taken of a provider, room or patient between two instants, in order; `but`: by others than these."""
        found = {
            taken
            for day in range(begin // DAY, (end - 1) // DAY + 1)
            for taken in self._buckets.get((key, day), ())
            if taken.begin < end and begin < taken.end and (but is None or taken.group != but)
        }
        return sorted(found, key=lambda taken: (taken.begin, taken.end))

    def count(self, cap: Cap, date: dt.date, provider: str, location: str) -> int:
        """How many appointments count against a cap on that local date (or in its week)."""
        if cap not in self._counts:
            self._counts[cap] = Counter()
            for one in self.booked:
                self._count(cap, self._counts[cap], one)
        return self._counts[cap][_bucket(cap, date, provider, location)]

    def counted(self, cap: Cap, date: dt.date, provider: str, location: str) -> tuple[str, ...]:
        """The keys of the appointments that `count` counts, as far as they have any."""
        here = _bucket(cap, date, provider, location)
        return tuple(one.key for one in self.booked if one.key and self._counts_in(cap, one) == here)

    def counted_upcoming(self, cap: PatientCap, wanted: Wanted) -> tuple[str, ...]:
        """The same of `upcoming`."""
        return tuple(one.key for one in self._counted(cap, wanted) if one.key and not one.wished)

    def upcoming(self, cap: PatientCap, wanted: Wanted) -> int:
        """How many upcoming appointments of the patient count against a cap; a time kept in the place of one is that one."""
        return len(self._counted(cap, wanted))

    def wished(self, cap: PatientCap, wanted: Wanted) -> int:
        """How many of these are only chosen together with what is judged, and not booked."""
        return sum(one.wished for one in self._counted(cap, wanted))

    def _counted(self, cap: PatientCap, wanted: Wanted) -> list[Booked]:
        moment = minute_from(wanted.now)
        return [
            one
            for one in self._of_patient(wanted)
            if one.start >= moment
            and not one.instead
            and cap.scope.covers(Visit(one.visit, one.provider, one.location))
        ]

    def first_visit(self, wanted: Wanted) -> Minute | None:
        """The start of the earliest appointment that makes the patient an established one for all later.

        Online, none that is kept from whoever acts for them: the times on offer would give it away.
        """
        online = wanted.facts.channel == "online"
        hidden = {id_ for id_, visit in self.setup.visit_types.items() if visit.sensitive} if online else set()
        mine = (one for one in self._of_patient(wanted) if one.counts_as_seen and one.visit not in hidden)
        return min((one.start for one in mine), default=None)

    def last_visit(self, wanted: Wanted) -> dt.date | None:
        """The local date of the patient's latest appointment before now, or None."""
        moment = minute_from(wanted.now)
        past = [one for one in self._of_patient(wanted) if one.start < moment]
        if not past:
            return None
        latest = max(past, key=lambda one: one.start)
        return local_date(latest.start, self.setup.locations[latest.location].zone)

    def _of_patient(self, wanted: Wanted) -> list[Booked]:
        """The patient's own appointments, as far as whoever asks may know of them."""
        mine = self._by_patient.get(wanted.patient, []) if wanted.patient is not None else []
        return mine if wanted.seen is None else [one for one in mine if one.visit in wanted.seen]


def _within(one: Booked, begin: Minute, end: Minute) -> Span:
    """A piece of an appointment, buffers included; `start` and `finish` are what of it lies inside the appointment."""
    return Span(begin, end, max(begin, one.start), min(end, one.end), _group(one))


def _group(one: Booked) -> Group:
    return (one.visit, one.provider, one.location, one.start)


def _bucket(cap: Cap, date: dt.date, provider: str, location: str) -> tuple[object, ...]:
    period: object = date if cap.period == "day" else date.isocalendar()[:2]
    return (period, provider if cap.each_provider else None, location if cap.each_location else None)
