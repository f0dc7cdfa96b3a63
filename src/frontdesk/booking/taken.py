"""What is taken, out of the database, and no more of it than is asked: the minutes of some people and rooms on some days, and counts.

A reader holds for one moment of one transaction.  Where time is taken is a row of `Reservation` by `begins` and `ends`; comparisons of
instants are what row-level security lets an index answer (those of ranges are not, and would read a provider's whole history).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.timezone import now

from ..availability.clock import DAY
from ..availability.model import Booked, Minute, Setup, Wanted, instant_of
from ..availability.taken import Days, Group, Key, Span, counting_key, minutes_from
from ..availability.taken_rows import TakenRows
from ..practice.models import Location, Payer, Provider, Resource, VisitType
from ..practice.policies import published
from ..rules.facts import Facts, Visit
from ..rules.families.caps import Cap, PatientCap, period_of
from ..rules.history import PatientVisit
from ..rules.scope import Scope
from ..tenancy.context import keeps, read_once_on_a_page
from ..tenancy.sql import HERE
from .engine_rows import taken_rows
from .reservations import LONGEST
from .states import SEEN, TAKING
from .summing import read_since

BEFORE = int(LONGEST.total_seconds()) // 60  # nothing that is taken began earlier
# A cap's number, its period, and whose count it is where each has their own.
Counted = tuple[int, object, str | None]

# Whose time does not count: those without which is asked, and holds whose time is over.
LEFT_OUT = "%s::uuid[] || ARRAY(SELECT id FROM booking_appointment WHERE state = 'held' AND hold_expires_at <= %s)"
# A row is read for each day that is summed up, and every reservation of those that are not, or of which something is left out.
# One statement: what it sees of the three tables is of one moment.
BUSY = f"""
WITH asked AS (SELECT %s::uuid[] AS subjects, %s::int AS first, %s::int AS last, {LEFT_OUT} AS left_out),
fresh AS MATERIALIZED (
    SELECT subject, day FROM booking_changedday WHERE subject = ANY((SELECT subjects FROM asked)::uuid[])
        AND day >= (SELECT first FROM asked) AND day <= (SELECT last FROM asked)
    UNION
    SELECT r.subject, d.day FROM asked, booking_reservation r, booking_days_of(r.begins, r.ends) AS d (day)
    WHERE r.appointment_id = ANY(asked.left_out) AND r.subject = ANY(asked.subjects) AND d.day BETWEEN asked.first AND asked.last{{long_over}}
)
SELECT subject::text, day, minutes FROM booking_takenday t
WHERE subject = ANY((SELECT subjects FROM asked)::uuid[]) AND day >= (SELECT first FROM asked) AND day <= (SELECT last FROM asked)
    AND NOT EXISTS (SELECT FROM fresh WHERE fresh.subject = t.subject AND fresh.day = t.day)
UNION ALL
SELECT subject::text, day, booking_minutes_taken({HERE}, subject, day, asked.left_out) FROM fresh, asked
"""
# Of days that are long over there are no sums (`summing.py`).
LONG_OVER = """
    UNION
    SELECT r.subject, d.day FROM asked, booking_reservation r, booking_days_of(r.begins, r.ends) AS d (day)
    WHERE r.subject = ANY(asked.subjects) AND d.day >= asked.first AND d.day < %s
        AND r.begins >= to_timestamp((asked.first - 2) * 86400.0) AND r.begins < to_timestamp((asked.last + 1) * 86400.0)"""
BUSY, BUSY_LONG_AGO = BUSY.format(long_over=""), BUSY.format(long_over=LONG_OVER)
SPANS = f"""
SELECT (date_part('epoch', r.begins)::int8 / 60)::int4, (date_part('epoch', r.ends)::int8 / 60)::int4,
    (date_part('epoch', a.start)::int8 / 60)::int4, (date_part('epoch', a."end")::int8 / 60)::int4,
    a.visit_type_id, a.provider_id, a.location_id
FROM booking_reservation r JOIN booking_appointment a ON a.practice_id = r.practice_id AND a.id = r.appointment_id
WHERE r.subject = %s AND r.begins >= %s AND r.begins < %s AND r.ends > %s AND NOT r.appointment_id = ANY({LEFT_OUT})
"""
COUNTS = """
SELECT {visit}, a.provider_id, a.location_id, (a.start AT TIME ZONE l.timezone)::date, {hour}, {facts}, count(*),
    (sum(date_part('epoch', a."end" - a.start)) / 60)::int4
FROM booking_appointment a JOIN practice_location l ON l.practice_id = a.practice_id AND l.id = a.location_id
WHERE a.start >= %s AND a.start < %s AND a.state = ANY(%s)
    AND NOT a.id = ANY({left_out}) {whose}
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""
HOUR = "date_part('hour', a.start AT TIME ZONE l.timezone)::int4"
NO_FACTS = "NULL, NULL, NULL"
FACTS = """a.payer_id, a.channel, a.new_patient AND NOT EXISTS (SELECT FROM booking_appointment b WHERE b.practice_id = a.practice_id
    AND b.patient_id = a.patient_id AND b.start < a.start AND b.state IN ({seen}))"""


class TakenInDatabase:
    """`without`: appointments that do not count; `also`: what counts as taken beside what is kept."""

    def __init__(self, setup: Setup, without: Iterable[UUID] = (), also: Iterable[Booked] = ()) -> None:
        self.setup, self._without, self._also = setup, tuple(without), list(also)
        self._moment = now()
        self._beside = TakenRows(setup, self._also)
        self._days: dict[Key, Days] = defaultdict(dict)
        # The days that are looked at together: what else is asked about one of them is asked about all soon.
        self._ahead = (0, -1)
        self._own: dict[str, TakenRows] = {}
        self._spans: dict[tuple[Key, int], list[Span]] = {}
        self._groups: dict[tuple[str, str, str, int], list[Booked]] = {}
        self._beginning: dict[tuple[int, tuple[str, ...]], list[Booked]] = {}
        self._caps: dict[Cap, int] = {}
        self._counts: Counter[tuple[int, tuple[object, ...], str | None]] = Counter()
        self._counted: set[Counted] = set()

    # Minutes ------------------------------------------------------------------------------------------------

    def expect(self, keys: Collection[Key], begin: Minute, end: Minute) -> None:
        first, last = begin // DAY, (end - 1) // DAY
        missing = [key for key in keys if key[0] != "patient" and not self._has(key, first, last)]
        if missing:
            if not self._ahead[0] <= first <= last <= self._ahead[1]:
                self._ahead = (first, last)
            self._read(missing, *self._ahead)

    def _has(self, key: Key, first: int, last: int) -> bool:
        known = self._days[key]
        return first in known if first == last else all(day in known for day in range(first, last + 1))

    def bitmap(self, key: Key, begin: Minute, width: int) -> int:
        if key[0] == "patient":
            return self._of(key[1]).bitmap(key, begin, width)
        days, first, last = self._days[key], begin // DAY, (begin + width - 1) // DAY
        if first not in days or last not in days or last > first + 1:
            self.expect((key,), begin, begin + width)
        bits = minutes_from(days, begin, width)
        return bits | self._beside.bitmap(key, begin, width) if self._also else bits

    def bitmaps(self, keys: Sequence[Key], begin: Minute, width: int) -> list[int]:
        first, last = begin // DAY, (begin + width - 1) // DAY
        if first != last or self._also:
            return [self.bitmap(key, begin, width) for key in keys]
        self.expect(keys, begin, begin + width)
        days, shift, mask = self._days, begin - first * DAY, (1 << width) - 1
        return [days[key][first] >> shift & mask for key in keys]

    def _read(self, keys: list[Key], first: int, last: int) -> None:
        whose = {self._names.texts[key]: self._days[key] for key in keys if key in self._names.texts}
        for key in keys:
            for day in range(first, last + 1):
                self._days[key][day] = 0
        subjects = f"{{{','.join(whose)}}}"  # written at once: of a thousand, one by one takes longer than the answer
        sql, since = (BUSY, []) if first >= (summed := read_since()) else (BUSY_LONG_AGO, [summed])
        for subject, day, minutes in _asked(sql, subjects, first, last, *self._left_out, *since):
            whose[subject][day] = int.from_bytes(minutes, "big")

    def meeting(self, key: Key, begin: Minute, end: Minute, but: Group | None = None) -> list[Span]:
        if key[0] == "patient":
            return self._of(key[1]).meeting(key, begin, end, but)
        spans = {
            span
            for day in range(begin // DAY, (end - 1) // DAY + 1)
            for span in self._spans_on(key, day)
            if span.begin < end and begin < span.end and (but is None or span.group != but)
        }
        spans.update(self._beside.meeting(key, begin, end, but))
        return sorted(spans, key=lambda span: (span.begin, span.end))

    def _spans_on(self, key: Key, day: int) -> list[Span]:
        if (key, day) not in self._spans:
            subject = self._names.keys.get(key)
            read = _asked(SPANS, subject, *_around(day * DAY, (day + 1) * DAY), *self._left_out) if subject else []
            self._spans[key, day] = [
                Span(begin, end, max(begin, start), min(end, finish), self._group_of(visit, provider, location, start))
                for begin, end, start, finish, visit, provider, location in read
            ]
        return self._spans[key, day]

    # Who has a visit together -------------------------------------------------------------------------------

    def together(self, group: Group) -> Sequence[Booked]:
        visit, provider, location, start = group
        members = self._group(visit, provider, location, start // DAY)
        return [booked for booked in members if booked.start == start] + self._beside.together(group)

    def starts(self, visit: str, provider: str, location: str, begin: Minute, end: Minute) -> Iterable[Minute]:
        days = range(begin // DAY, (end - 1) // DAY + 1)
        starts = [booked.start for day in days for booked in self._group(visit, provider, location, day)]
        beside = self._beside.starts(visit, provider, location, begin, end)
        return [start for start in starts if begin <= start < end] + beside

    def _group(self, visit: str, provider: str, location: str, day: int) -> list[Booked]:
        key = (visit, provider, location, day)
        if key not in self._groups:
            when = Q(visit_type__code=visit, provider__code=provider, location__code=location)
            when &= Q(start__gte=instant_of(day * DAY), start__lt=instant_of((day + 1) * DAY))
            self._groups[key] = list(taken_rows(self.setup, when, self._without).values())
        return self._groups[key]

    # Counts -------------------------------------------------------------------------------------------------

    def expect_counts(self, caps: Collection[Cap], dates: Collection[dt.date], providers: Collection[str]) -> None:
        missing: dict[bool, dict[Counted, dt.date]] = {False: {}, True: {}}
        for cap in caps:
            number = self._caps.setdefault(cap, len(self._caps))
            whose = _whose(cap, providers)
            for date in dates:
                period = period_of(cap.period, date)
                for provider in whose:
                    if (number, period, provider) not in self._counted:
                        missing[provider is None][number, period, provider] = date
        for some in missing.values():
            if some:
                self._count(some)
                self._counted |= some.keys()

    def count(self, cap: Cap, date: dt.date, provider: str, location: str, hour: int = 0) -> int:
        number = self._caps.setdefault(cap, len(self._caps))
        (whose,) = _whose(cap, (provider,))
        if (number, period_of(cap.period, date), whose) not in self._counted:
            self.expect_counts((cap,), (date,), (provider,))
        counted = self._counts[number, counting_key(cap, date, provider, location, hour), whose]
        return counted + (self._beside.count(cap, date, provider, location, hour) if self._also else 0)

    def counted(self, cap: Cap, date: dt.date, provider: str, location: str, hour: int = 0) -> tuple[str, ...]:
        first, last = _days_of(cap, date)
        begin = dt.datetime.combine(first - dt.timedelta(days=1), dt.time(), dt.UTC)
        when = Q(start__gte=begin, start__lt=begin + (last - first) + dt.timedelta(days=3))
        for of, codes in (
            ("visit_type", cap.scope.visits),
            ("provider", cap.scope.providers),
            ("location", cap.scope.locations),
        ):
            when &= Q(**{f"{of}__code__in": codes}) if codes else Q()
        return TakenRows(self.setup, taken_rows(self.setup, when, self._without).values()).counted(
            cap, date, provider, location, hour
        )

    def visits_between(self, providers: Collection[str], begin: Minute, end: Minute) -> Sequence[Booked]:
        visits = [
            booked
            for day in range(begin // DAY, (end - 1) // DAY + 1)
            for booked in self._beginning_on(day, tuple(sorted(providers)))
            if begin <= booked.start < end
        ]
        visits += self._beside.visits_between(providers, begin, end)
        return sorted(visits, key=lambda booked: (booked.start, booked.end))

    def _beginning_on(self, day: int, providers: tuple[str, ...]) -> list[Booked]:
        if (day, providers) not in self._beginning:
            when = Q(start__gte=instant_of(day * DAY), start__lt=instant_of((day + 1) * DAY))
            when &= Q(provider__code__in=providers) if providers else Q()
            self._beginning[day, providers] = list(
                taken_rows(self.setup, when, self._without, self._names.subjects).values()
            )
        return self._beginning[day, providers]

    def visits_on(self, visit: str, provider: str, date: dt.date, locations: tuple[str, ...] = ()) -> int:
        return self.count(Cap(scope=Scope((visit,), (provider,), locations)), date, provider, "")

    def _count(self, missing: dict[Counted, dt.date]) -> None:
        known = list(self._caps)
        caps = {number: known[number] for number, _, _ in missing}
        by_provider = _by_provider(caps)
        days = [day for (number, _, _), date in missing.items() for day in _days_of(caps[number], date)]
        for what, date, hour, facts, count, minutes in self._counted_rows(
            caps.values(), {provider for _, _, provider in missing}, days
        ):
            for number, cap in (*by_provider[None], *by_provider[what.provider]):
                if not cap.covers(what) or (cap.when and cap.when.holds(facts) is False):
                    continue
                (whose,) = _whose(cap, (what.provider,))
                if (number, period_of(cap.period, date), whose) in missing:
                    where = counting_key(cap, date, what.provider, what.location, hour)
                    self._counts[number, where, whose] += minutes if cap.of_minutes else count

    def _counted_rows(
        self, caps: Collection[Cap], whose: set[str | None], days: list[dt.date]
    ) -> Iterator[tuple[Visit, dt.date, int, Facts, int, int]]:
        """How many visits (and minutes of them) there are of each kind that these caps tell apart; `whose`: of these providers, or (None) of all."""
        names = self._names
        by_visit = any(cap.scope.visits or cap.besides.scope.visits for cap in caps)
        sql = COUNTS.format(
            left_out=LEFT_OUT,
            hour=HOUR if any(cap.parts for cap in caps) else "0",
            visit="a.visit_type_id" if by_visit else "NULL::uuid",
            facts=FACTS.format(seen=_quoted(SEEN)) if any(cap.when for cap in caps) else NO_FACTS,
            whose="" if None in whose else "AND a.provider_id = ANY(%s)",
        )
        begin = dt.datetime.combine(min(days) - dt.timedelta(days=1), dt.time(), dt.UTC)
        end = dt.datetime.combine(max(days) + dt.timedelta(days=2), dt.time(), dt.UTC)
        ids = [names.keys["provider", id_] for id_ in whose if id_ and ("provider", id_) in names.keys]
        rows = _asked(sql, begin, end, list(TAKING), *self._left_out, *([] if None in whose else [ids]))
        for visit, provider, location, date, hour, payer, channel, new, count, minutes in rows:
            what = Visit(self._code(visit) if visit else "", self._code(provider), self._code(location))
            facts = Facts("new" if new else "established", payer=names.payers.get(payer), channel=channel)
            if what.location in self.setup.locations:
                yield what, date, hour, facts, count, minutes

    # The patient's own --------------------------------------------------------------------------------------

    def upcoming(self, cap: PatientCap, wanted: Wanted) -> int:
        return self._of(wanted.patient).upcoming(cap, wanted)

    def counted_upcoming(self, cap: PatientCap, wanted: Wanted) -> tuple[str, ...]:
        return self._of(wanted.patient).counted_upcoming(cap, wanted)

    def wished(self, cap: PatientCap, wanted: Wanted) -> int:
        return self._of(wanted.patient).wished(cap, wanted)

    def first_visit(self, wanted: Wanted) -> Minute | None:
        return self._of(wanted.patient).first_visit(wanted)

    def visits_of(self, wanted: Wanted) -> Sequence[PatientVisit]:
        return self._of(wanted.patient).visits_of(wanted)

    def _of(self, patient: str | None) -> TakenRows:
        if patient is None:
            return self._beside
        if patient not in self._own:
            own = read_once_on_a_page(f"taken by {patient} {self._without}", lambda: self._rows_of(patient))
            self._own[patient] = TakenRows(self.setup, [*own, *self._also])
        return self._own[patient]

    def _rows_of(self, patient: str) -> list[Booked]:
        return list(taken_rows(self.setup, Q(patient_id=UUID(patient)), self._without, self._names.subjects).values())

    # Helpers ------------------------------------------------------------------------------------------------

    def _group_of(self, visit: UUID, provider: UUID, location: UUID, start: Minute) -> Group:
        return self._code(visit), self._code(provider), self._code(location), start

    @property
    def _left_out(self) -> tuple[list[UUID], dt.datetime]:
        return list(self._without), self._moment

    @cached_property
    def _names(self) -> _Names:
        return _names_of(published().pk) if keeps() else _Names()

    def _code(self, key: UUID) -> str:
        """What the practice file calls it: of a version that has come into force since, too."""
        if key not in self._names.codes:
            self._names = _Names()
        return self._names.codes[key]


class _Names:
    """The keys of rows, and what the practice file calls them.  A row keeps its code: what is known of a version stays so."""

    def __init__(self) -> None:
        self.keys: dict[Key, UUID] = {}
        self.codes: dict[UUID, str] = {}
        for kind, model in (("provider", Provider), ("resource", Resource), ("location", Location), ("", VisitType)):
            for key, code in model._default_manager.values_list("pk", "code"):
                self.keys[kind, code], self.codes[key] = key, code
        self.payers: dict[UUID | None, str] = dict(Payer.objects.values_list("pk", "code"))
        self.texts = {what: str(key) for what, key in self.keys.items()}
        self.subjects = {key: what for what, key in self.keys.items() if what[0] in ("provider", "resource")}


@lru_cache(maxsize=256)
def _names_of(_policy: UUID) -> _Names:
    """Read once for a version that stands: whoever publishes it asks anew until that is committed."""
    return _Names()


def _quoted(states: Collection[str]) -> str:
    return ", ".join(f"'{state}'" for state in states)


def _asked(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _around(begin: Minute, end: Minute) -> tuple[dt.datetime, dt.datetime, dt.datetime]:
    """From when on it may have begun, before when, and after when it ends, to be met there."""
    return instant_of(begin - BEFORE), instant_of(end), instant_of(begin)


def _by_provider(caps: dict[int, Cap]) -> dict[str | None, list[tuple[int, Cap]]]:
    """Those that speak of everybody (None), and those that name somebody: of a hundred that do, each visit is of one."""
    caps_by_provider: dict[str | None, list[tuple[int, Cap]]] = defaultdict(list)
    for number, cap in caps.items():
        for who in cap.scope.providers or (None,):
            caps_by_provider[who].append((number, cap))
    return caps_by_provider


def _whose(cap: Cap, providers: Collection[str]) -> Collection[str | None]:
    """Whose visits it takes to know the count: one provider's by themselves, or (None) everybody's."""
    if len(cap.scope.providers) == 1:
        return cap.scope.providers
    return providers if cap.each_provider else (None,)


def _days_of(cap: Cap, date: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last date of what is read together."""
    if cap.period == "month":
        first = date.replace(day=1)
        return first, (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    if cap.period != "week":
        return date, date
    monday = date - dt.timedelta(days=date.weekday())
    return monday, monday + dt.timedelta(days=6)
