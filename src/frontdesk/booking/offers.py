"""The engine over the database: what is taken now, and the times that are left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet, Value
from django.utils.timezone import now

from ..availability.engine import Engine, LastDay
from ..availability.everywhere import everywhere
from ..availability.model import Booked, Minute, Setup, Slot, Taking, Wanted, instant_of, minute_of
from ..intake.evaluation import impossible
from ..practice import policies
from ..practice.models import Provider, Resource
from ..rules.facts import Channel, Facts
from .models import Appointment, Reservation
from .seen import seen_before
from .states import SEEN, TAKING
from .unready import NOTHING_WAITS, Waits
from .withheld import withheld


@dataclass(frozen=True)
class Offer:
    """A time on offer, with the names that people read.  `start` and `end` are in the location's zone."""

    start: dt.datetime
    end: dt.datetime
    provider: str
    provider_name: str
    location: str
    location_name: str
    resources: tuple[str, ...] = ()

    @property
    def value(self) -> str:
        """How a form names it."""
        return f"{self.provider}|{self.location}|{self.start.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"


def engine(
    first: dt.date,
    last: dt.date,
    patient: UUID | None = None,
    without: Iterable[UUID] = (),
    also: Iterable[Booked] = (),
) -> Engine:
    """The engine over what is taken from the week of `first` to that of `last` (caps count whole weeks), and the patient's own.

    `also`: what would be taken as well, and is looked at together with what is asked about.
    """
    setup = policies.current().setup
    begin = dt.datetime.combine(first - dt.timedelta(days=first.weekday() + 2), dt.time(), dt.UTC)
    end = dt.datetime.combine(last + dt.timedelta(days=9 - last.weekday()), dt.time(), dt.UTC)
    return Engine(setup, [*booked(setup, begin, end, patient, tuple(without)), *also])


def booked(
    setup: Setup, begin: dt.datetime, end: dt.datetime, patient: UUID | None, without: tuple[UUID, ...]
) -> list[Booked]:
    """What is taken from `begin` up to `end`, and everything of the patient."""
    return list(booked_by_id(setup, begin, end, patient, without).values())


def booked_by_id(
    setup: Setup,
    begin: dt.datetime,
    end: dt.datetime,
    patient: UUID | None = None,
    without: tuple[UUID, ...] = (),
) -> dict[UUID, Booked]:
    """The same, each under the key of its appointment."""
    when = Q(start__lt=end, start__gte=begin - LONGEST)
    if patient is not None:
        when |= Q(patient_id=patient)  # what is over says that they have been seen
    alive = Q(state__in=[state for state in TAKING if state != "held"]) | Q(state="held", hold_expires_at__gt=now())
    rows = Appointment.objects.filter(when & alive)
    if without:
        rows = rows.exclude(pk__in=without)
    taken = _taken_by(rows)
    found = {}
    new_then = ExpressionWrapper(Q(new_patient=True) & ~seen_before(), BooleanField())
    for values in rows.annotate(new_then=new_then).values_list(*FIELDS):
        row = _Row(*values)
        if row.location in setup.locations and (row.end > begin or row.patient == patient):
            found[row.id] = _booked(row, taken.get(row.id, ()))
    return found


LONGEST = dt.timedelta(days=1)  # no appointment lasts longer
FIELDS = (
    "id",
    "visit_type__code",
    "provider__code",
    "location__code",
    "start",
    "end",
    "before",
    "after",
    "patient_id",
    "new_then",
    "payer__code",
    "channel",
    "state",
    "replaces_id",
)


class _Row(NamedTuple):
    """What of an appointment the engine looks at: plain values, since there may be a hundred thousand."""

    id: UUID
    visit: str
    provider: str
    location: str
    start: dt.datetime
    end: dt.datetime
    before: int
    after: int
    patient: UUID
    new_then: bool
    payer: str | None
    channel: str
    state: str
    replaces: UUID | None


def subject_codes() -> dict[UUID, tuple[str, str]]:
    """What a reservation's subject is: key → (kind, code), rooms as 'location/id'."""
    return {
        **{key: ("resource", code) for key, code in Resource.objects.values_list("pk", "code")},
        **{key: ("provider", code) for key, code in Provider.objects.values_list("pk", "code")},
    }


def _taken_by(rows: QuerySet[Appointment]) -> dict[UUID, list[tuple[str, str, dt.datetime, dt.datetime]]]:
    """Who and what each appointment takes besides its own provider for all of it: rooms, and the parts of a visit that is handed on."""
    names = subject_codes()
    whole = Q(kind="provider", subject=F("appointment__provider_id"))
    whole &= Q(during__startswith=F("appointment__start") - F("appointment__before") * MINUTE)
    whole &= Q(during__endswith=F("appointment__end") + F("appointment__after") * MINUTE)
    others = Reservation.objects.filter(appointment__in=rows).exclude(kind="patient").exclude(whole)
    found: dict[UUID, list[tuple[str, str, dt.datetime, dt.datetime]]] = {}
    for key, subject, during in others.values_list("appointment_id", "subject", "during"):
        if subject in names:
            found.setdefault(key, []).append((*names[subject], during.lower, during.upper))
    return found


MINUTE = Value(dt.timedelta(minutes=1))


def _booked(row: _Row, taken: Iterable[tuple[str, str, dt.datetime, dt.datetime]]) -> Booked:
    start = minute_of(row.start)
    whole = (row.start - dt.timedelta(minutes=row.before), row.end + dt.timedelta(minutes=row.after))
    parts = None
    if any(kind == "provider" or (low, high) != whole for kind, _code, low, high in taken):  # exactly who, and when
        parts = tuple(Taking(kind, code, minute_of(low), minute_of(high)) for kind, code, low, high in taken)
    return Booked(
        row.visit,
        row.provider,
        row.location,
        start,
        minute_of(row.end) - start,
        str(row.patient),
        tuple(code.partition("/")[2] for kind, code, _low, _high in taken if kind == "resource"),
        row.before,
        row.after,
        Facts(
            patient="new" if row.new_then else "established",
            payer=row.payer,
            channel=cast(Channel, row.channel),
        ),
        taking=parts,
        counts_as_seen=row.state in SEEN,
        instead=row.state == "held" and row.replaces is not None,
        key=str(row.id),
    )


def offer_of(setup: Setup, slot: Slot) -> Offer:
    zone: ZoneInfo = setup.locations[slot.location].zone
    return Offer(
        instant_of(slot.start, zone),
        instant_of(slot.end, zone),
        slot.provider,
        setup.providers[slot.provider].name,
        slot.location,
        setup.locations[slot.location].name,
        slot.resources,
    )


def times(
    wanted: Wanted,
    first: dt.date,
    days: int,
    *,
    limit: int | None = None,
    without: Iterable[UUID] = (),
    to_patient: bool = False,
) -> list[Offer]:
    """The times on offer from `first` on, in order; `to_patient`: none of which nobody knows whether somebody is there."""
    patient = UUID(wanted.patient) if wanted.patient else None
    also = withheld() if to_patient or wanted.facts.channel == "online" else ()
    ready = engine(first, first + dt.timedelta(days=days), patient, without, also)
    return [offer_of(ready.setup, slot) for slot in islice(ready.slots(wanted, first, days), limit)]


def last_day(wanted: Wanted) -> LastDay:
    """How far ahead the visit may be booked, and the sentence that says so."""
    return Engine(policies.current().setup).last_day(wanted)


def never(wanted: Wanted, until: Minute | None = None) -> tuple[str, ...]:
    """The sentences that keep everybody from this visit, whatever the time (up to `until`); none when somebody can do it."""
    today = wanted.now.astimezone(policies.current().setup.zone).date()
    ready = engine(today, today, UUID(wanted.patient) if wanted.patient else None)
    return impossible(ready, wanted, ready.moments(wanted, until))


def none_because(wanted: Wanted, first: dt.date, days: int, without: Iterable[UUID] = ()) -> tuple[str, ...]:
    """The sentences that stand in the way of every time in these days; none where it is others' appointments that do."""
    patient = UUID(wanted.patient) if wanted.patient else None
    return everywhere(engine(first, first + dt.timedelta(days=days), patient, without), wanted, first, days)


def nearest(
    ready: Engine, wanted: Wanted, start: Minute, count: int = 3, waiting: Waits = NOTHING_WAITS
) -> list[Offer]:
    """The free times nearest to one that was wanted: same visit, any provider and place that the wish allows.

    `waiting`: what cannot be booked at once, and is left out.
    """

    def free(days: int) -> Iterator[Slot]:
        slots = ready.slots(wanted, first, days)
        return (slot for slot in slots if not waiting.at(slot.provider, slot.location, slot.start))

    today = wanted.now.astimezone(ready.setup.zone).date()
    date = instant_of(start, ready.setup.zone).date()
    first = max(today, date - dt.timedelta(days=3))
    around = list(islice(free(12), 600)) or list(islice(free(60), count))
    found = sorted(around, key=lambda slot: (abs(slot.start - start), slot.start))[:count]
    return [offer_of(ready.setup, slot) for slot in sorted(found, key=lambda slot: slot.start)]
