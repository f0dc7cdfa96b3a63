"""What is taken, out of the database, and no more of it than is asked: the minutes of some people and rooms on some days, and counts.

A reader holds for one moment of one transaction.  Where time is taken is a row of `Reservation` by `begins` and `ends`; comparisons of
instants are what row-level security lets an index answer (those of ranges are not, and would read a provider's whole history).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.timezone import now

from ..availability.clock import DAY
from ..availability.model import Booked, Minute, Setup, Wanted, instant_of
from ..availability.taken import Days, Group, Key, Span, bucket, cut, put
from ..availability.taken_rows import TakenRows
from ..practice.models import Location, Payer, Provider, Resource, VisitType
from ..practice.policies import published
from ..rules.facts import Facts, Visit
from ..rules.families.caps import Cap, PatientCap
from ..rules.scope import Scope
from .booked import rows
from .models import Appointment

BEFORE = 2 * DAY  # nothing that is taken for longer began earlier: a day, and the buffers at its ends
Counted = tuple[
    Cap, tuple[object, ...], str | None
]  # a cap, its period, and whose count it is where each has their own

BUSY = """
SELECT subject, array_agg((date_part('epoch', begins)::int8 / 60)::int4), array_agg((date_part('epoch', ends)::int8 / 60)::int4)
FROM booking_reservation
WHERE subject = ANY(%s) AND begins >= %s AND begins < %s AND ends > %s AND NOT appointment_id = ANY(%s)
GROUP BY subject
"""
SPANS = """
SELECT (date_part('epoch', r.begins)::int8 / 60)::int4, (date_part('epoch', r.ends)::int8 / 60)::int4,
    (date_part('epoch', a.start)::int8 / 60)::int4, (date_part('epoch', a."end")::int8 / 60)::int4,
    a.visit_type_id, a.provider_id, a.location_id
FROM booking_reservation r JOIN booking_appointment a ON a.practice_id = r.practice_id AND a.id = r.appointment_id
WHERE r.subject = %s AND r.begins >= %s AND r.begins < %s AND r.ends > %s AND NOT r.appointment_id = ANY(%s)
"""
COUNTS = """
SELECT a.visit_type_id, a.provider_id, a.location_id, (a.start AT TIME ZONE l.timezone)::date, {facts}, count(*)
FROM booking_appointment a JOIN practice_location l ON l.practice_id = a.practice_id AND l.id = a.location_id
WHERE a.start >= %s AND a.start < %s AND a.state IN ('held', 'booked', 'arrived', 'completed', 'no_show')
    AND NOT a.id = ANY(%s) {whose}
GROUP BY 1, 2, 3, 4, 5, 6, 7
"""
NO_FACTS = "NULL, NULL, NULL"
FACTS = """a.payer_id, a.channel, a.new_patient AND NOT EXISTS (SELECT FROM booking_appointment b WHERE b.practice_id = a.practice_id
    AND b.patient_id = a.patient_id AND b.start < a.start AND b.state IN ('booked', 'arrived', 'completed'))"""


class TakenInDatabase:
    """`without`: appointments that do not count; `also`: what counts as taken beside what is kept."""

    def __init__(self, setup: Setup, without: Iterable[UUID] = (), also: Iterable[Booked] = ()) -> None:
        self.setup, self._without, self._also = setup, tuple(without), list(also)
        self._moment = now()
        self._beside = TakenRows(setup, self._also)
        self._days: dict[Key, Days] = defaultdict(dict)
        self._own: dict[str, TakenRows] = {}
        self._spans: dict[tuple[Key, int], list[Span]] = {}
        self._groups: dict[tuple[str, str, str, int], list[Booked]] = {}
        self._counts: Counter[Counted] = Counter()
        self._counted: set[Counted] = set()

    # Minutes ------------------------------------------------------------------------------------------------

    def expect(self, keys: Collection[Key], begin: Minute, end: Minute) -> None:
        first, last = begin // DAY, (end - 1) // DAY
        days = range(first, last + 1)
        missing = [key for key in keys if key[0] != "patient" and any(day not in self._days[key] for day in days)]
        if missing:
            self._read(missing, first, last)

    def bitmap(self, key: Key, begin: Minute, width: int) -> int:
        if key[0] == "patient":
            return self._of(key[1]).bitmap(key, begin, width)
        self.expect((key,), begin, begin + width)
        return cut(self._days[key], begin, width) | self._beside.bitmap(key, begin, width)

    def _read(self, keys: list[Key], first: int, last: int) -> None:
        whose = {self._names.keys[key]: self._days[key] for key in keys if key in self._names.keys}
        begin, end = first * DAY, (last + 1) * DAY
        for key in keys:
            for day in range(first, last + 1):
                self._days[key][day] = 0
        for subject, begins, ends in _asked(BUSY, list(whose), *_around(begin, end), self._left_out):
            days = whose[subject]
            for one, other in zip(begins, ends, strict=True):
                put(days, max(one, begin), min(other, end))

    def meeting(self, key: Key, begin: Minute, end: Minute, but: Group | None = None) -> list[Span]:
        if key[0] == "patient":
            return self._of(key[1]).meeting(key, begin, end, but)
        found = {
            span
            for day in range(begin // DAY, (end - 1) // DAY + 1)
            for span in self._spans_on(key, day)
            if span.begin < end and begin < span.end and (but is None or span.group != but)
        }
        found.update(self._beside.meeting(key, begin, end, but))
        return sorted(found, key=lambda span: (span.begin, span.end))

    def _spans_on(self, key: Key, day: int) -> list[Span]:
        if (key, day) not in self._spans:
            subject, names = self._names.keys.get(key), self._names
            read = _asked(SPANS, subject, *_around(day * DAY, (day + 1) * DAY), self._left_out) if subject else []
            self._spans[key, day] = [
                Span(begin, end, max(begin, start), min(end, finish), (*names.group(*ids), start))
                for begin, end, start, finish, *ids in read
            ]
        return self._spans[key, day]

    # Who has a visit together -------------------------------------------------------------------------------

    def together(self, group: Group) -> Sequence[Booked]:
        visit, provider, location, start = group
        found = self._group(visit, provider, location, start // DAY)
        return [one for one in found if one.start == start] + self._beside.together(group)

    def starts(self, visit: str, provider: str, location: str, begin: Minute, end: Minute) -> Iterable[Minute]:
        days = range(begin // DAY, (end - 1) // DAY + 1)
        found = [one.start for day in days for one in self._group(visit, provider, location, day)]
        beside = self._beside.starts(visit, provider, location, begin, end)
        return [start for start in found if begin <= start < end] + beside

    def _group(self, visit: str, provider: str, location: str, day: int) -> list[Booked]:
        key = (visit, provider, location, day)
        if key not in self._groups:
            when = Q(visit_type__code=visit, provider__code=provider, location__code=location)
            when &= Q(start__gte=instant_of(day * DAY), start__lt=instant_of((day + 1) * DAY))
            self._groups[key] = list(rows(self.setup, when, self._without).values())
        return self._groups[key]

    # Counts -------------------------------------------------------------------------------------------------

    def expect_counts(self, caps: Collection[Cap], dates: Collection[dt.date], providers: Collection[str]) -> None:
        wanted = {
            (cap, _period(cap, date), whose): date
            for cap in caps
            for date in dates
            for whose in _whose(cap, providers)
        }
        missing = {counted: date for counted, date in wanted.items() if counted not in self._counted}
        for of_each in (False, True):
            some = {counted: date for counted, date in missing.items() if (counted[2] is not None) is of_each}
            if some:
                self._count(some)
        self._counted |= missing.keys()

    def count(self, cap: Cap, date: dt.date, provider: str, location: str) -> int:
        (whose,) = _whose(cap, (provider,))
        self.expect_counts((cap,), (date,), (provider,))
        counted = self._counts[(cap, bucket(cap, date, provider, location), whose)]
        return counted + self._beside.count(cap, date, provider, location)

    def visits_on(self, visit: str, provider: str, date: dt.date, location: str | None = None) -> int:
        return self.count(Cap(scope=Scope(visit, provider, location)), date, provider, location or "")

    def _count(self, missing: dict[Counted, dt.date]) -> None:
        caps = list(dict.fromkeys(cap for cap, _, _ in missing))
        whose = {provider for _, _, provider in missing if provider is not None}
        conditional = any(cap.when.conditions for cap in caps)
        days = [day for (cap, _, _), date in missing.items() for day in _days_of(cap, date)]
        sql = COUNTS.format(
            facts=FACTS if conditional else NO_FACTS, whose="AND a.provider_id = ANY(%s)" if whose else ""
        )
        ids = [[self._names.keys["provider", one] for one in whose if ("provider", one) in self._names.keys]]
        begin = dt.datetime.combine(min(days) - dt.timedelta(days=1), dt.time(), dt.UTC)
        end = dt.datetime.combine(max(days) + dt.timedelta(days=2), dt.time(), dt.UTC)
        for visit, provider, location, date, payer, channel, new, count in _asked(
            sql, begin, end, self._left_out, *(ids if whose else [])
        ):
            what = Visit(*self._names.group(visit, provider, location))
            if what.location not in self.setup.locations:
                continue
            facts = Facts("new" if new else "established", payer=self._names.payers.get(payer), channel=channel)
            for cap in caps:
                (mine,) = _whose(cap, (what.provider,))
                if (cap, _period(cap, date), mine) not in missing or not cap.scope.covers(what):
                    continue
                if cap.when.conditions and cap.when.holds(facts) is False:
                    continue
                self._counts[(cap, bucket(cap, date, what.provider, what.location), mine)] += count

    # The patient's own --------------------------------------------------------------------------------------

    def upcoming(self, cap: PatientCap, wanted: Wanted) -> int:
        return self._of(wanted.patient).upcoming(cap, wanted)

    def wished(self, cap: PatientCap, wanted: Wanted) -> int:
        return self._of(wanted.patient).wished(cap, wanted)

    def first_visit(self, wanted: Wanted) -> Minute | None:
        return self._of(wanted.patient).first_visit(wanted)

    def last_visit(self, wanted: Wanted) -> dt.date | None:
        return self._of(wanted.patient).last_visit(wanted)

    def _of(self, patient: str | None) -> TakenRows:
        if patient is None:
            return self._beside
        if patient not in self._own:
            own = rows(self.setup, Q(patient_id=UUID(patient)), self._without).values()
            self._own[patient] = TakenRows(self.setup, [*own, *self._also])
        return self._own[patient]

    # Helpers ------------------------------------------------------------------------------------------------

    @cached_property
    def _left_out(self) -> list[UUID]:
        """Whose time does not count: those without which is asked, and holds whose time is over."""
        over = Appointment.objects.filter(state="held", hold_expires_at__lte=self._moment)
        return [*self._without, *over.values_list("pk", flat=True)]

    @cached_property
    def _names(self) -> _Names:
        return _names_of(published().pk)


class _Names:
    """The keys of rows, and what the practice file calls them.  A row keeps its code: what is known of a version stays so."""

    def __init__(self) -> None:
        self.keys: dict[Key, UUID] = {}
        self.codes: dict[UUID, str] = {}
        for kind, model in (("provider", Provider), ("resource", Resource), ("location", Location), ("", VisitType)):
            for key, code in model._default_manager.values_list("pk", "code"):
                self.keys[kind, code], self.codes[key] = key, code
        self.payers: dict[UUID | None, str] = dict(Payer.objects.values_list("pk", "code"))

    def group(self, visit: UUID, provider: UUID, location: UUID) -> tuple[str, str, str]:
        return self.codes[visit], self.codes[provider], self.codes[location]


@lru_cache(maxsize=256)
def _names_of(_policy: UUID) -> _Names:
    """Read once for a version: whoever publishes writes what is new before anything is decided by it, and nothing is renamed."""
    return _Names()


def _asked(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _around(begin: Minute, end: Minute) -> tuple[dt.datetime, dt.datetime, dt.datetime]:
    """From when on it may have begun, before when, and after when it ends, to be met there."""
    return instant_of(begin - BEFORE), instant_of(end), instant_of(begin)


def _whose(cap: Cap, providers: Collection[str]) -> Collection[str | None]:
    """Whose visits it takes to know the count: one provider's by themselves, or (None) everybody's."""
    if cap.scope.provider is not None:
        return (cap.scope.provider,)
    return providers if cap.each_provider else (None,)


def _period(cap: Cap, date: dt.date) -> tuple[object, ...]:
    return bucket(cap, date, "", "")[:1]


def _days_of(cap: Cap, date: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last date of what is counted together."""
    if cap.period == "day":
        return date, date
    monday = date - dt.timedelta(days=date.weekday())
    return monday, monday + dt.timedelta(days=6)
