"""The engine over the database: what is taken now, and the times that are left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.timezone import now

from ..availability.engine import Engine
from ..availability.model import Booked, Minute, Setup, Slot, Taking, Wanted, instant_of, minute_of
from ..intake.evaluation import impossible
from ..practice import policies
from ..practice.models import Provider, Resource
from ..rules.facts import Channel, Facts
from .models import Appointment
from .states import TAKING


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


def engine(first: dt.date, last: dt.date, patient: UUID | None = None, without: Iterable[UUID] = ()) -> Engine:
    """The engine over what is taken from the week of `first` to that of `last` (caps count whole weeks), and the patient's own."""
    setup = policies.file_of(policies.published()).setup
    begin = dt.datetime.combine(first - dt.timedelta(days=first.weekday() + 2), dt.time(), dt.UTC)
    end = dt.datetime.combine(last + dt.timedelta(days=9 - last.weekday()), dt.time(), dt.UTC)
    return Engine(setup, booked(setup, begin, end, patient, tuple(without)))


def booked(
    setup: Setup, begin: dt.datetime, end: dt.datetime, patient: UUID | None, without: tuple[UUID, ...]
) -> list[Booked]:
    when = Q(start__lt=end, end__gt=begin)
    if patient is not None:
        when |= Q(patient_id=patient, end__gt=now())
    alive = Q(state__in=[state for state in TAKING if state != "held"]) | Q(state="held", hold_expires_at__gt=now())
    rows = (
        Appointment.objects.filter(when & alive)
        .exclude(pk__in=without)
        .select_related("provider", "location", "visit_type", "payer")
        .prefetch_related("reservations")
    )
    names = subject_codes()
    return [_booked(row, names) for row in rows if row.location.code in setup.locations]


def subject_codes() -> dict[UUID, tuple[str, str]]:
    """What a reservation's subject is: key → (kind, code), rooms as 'location/id'."""
    return {
        **{key: ("resource", code) for key, code in Resource.objects.values_list("pk", "code")},
        **{key: ("provider", code) for key, code in Provider.objects.values_list("pk", "code")},
    }


def _taking(row: Appointment, names: dict[UUID, tuple[str, str]]) -> tuple[Taking, ...] | None:
    """Exactly who is taken when, where the visit is handed on; None where its provider and rooms are taken for all of it."""
    rows = [one for one in row.reservations.all() if one.kind != "patient" and one.subject in names]
    whole = (row.start - dt.timedelta(minutes=row.before), row.end + dt.timedelta(minutes=row.after))
    if all((one.during.lower, one.during.upper) == whole for one in rows):
        return None
    return tuple(Taking(*names[one.subject], minute_of(one.during.lower), minute_of(one.during.upper)) for one in rows)


def _booked(row: Appointment, names: dict[UUID, tuple[str, str]]) -> Booked:
    start = minute_of(row.start)
    rooms = [names[r.subject][1] for r in row.reservations.all() if r.kind == "resource" and r.subject in names]
    return Booked(
        row.visit_type.code,
        row.provider.code,
        row.location.code,
        start,
        minute_of(row.end) - start,
        str(row.patient_id),
        tuple(code.partition("/")[2] for code in rooms),
        row.before,
        row.after,
        Facts(
            patient="new" if row.new_patient else "established",
            payer=row.payer.code if row.payer else None,
            channel=cast(Channel, row.channel),
        ),
        taking=_taking(row, names),
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
    wanted: Wanted, first: dt.date, days: int, *, limit: int | None = None, without: Iterable[UUID] = ()
) -> list[Offer]:
    """The times on offer from `first` on, in order."""
    patient = UUID(wanted.patient) if wanted.patient else None
    ready = engine(first, first + dt.timedelta(days=days), patient, without)
    return [offer_of(ready.setup, slot) for slot in islice(ready.slots(wanted, first, days), limit)]


def never(wanted: Wanted) -> tuple[str, ...]:
    """The sentences that keep everybody from this visit, whatever the time; none when somebody can do it."""
    setup = policies.file_of(policies.published()).setup
    return impossible(Engine(setup), wanted)


def nearest(ready: Engine, wanted: Wanted, start: Minute, count: int = 3) -> list[Offer]:
    """The free times nearest to one that was wanted: same visit, any provider and place that the wish allows."""
    today = wanted.now.astimezone(ready.setup.zone).date()
    date = instant_of(start, ready.setup.zone).date()
    first = max(today, date - dt.timedelta(days=3))
    around = list(islice(ready.slots(wanted, first, 12), 600)) or list(islice(ready.slots(wanted, first, 60), count))
    found = sorted(around, key=lambda slot: (abs(slot.start - start), slot.start))[:count]
    return [offer_of(ready.setup, slot) for slot in sorted(found, key=lambda slot: slot.start)]
