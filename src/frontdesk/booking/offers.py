"""The engine over the database: what is taken now, and the times that are left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from uuid import UUID
from zoneinfo import ZoneInfo

from ..availability.ahead import LastDay
from ..availability.engine import Engine
from ..availability.explain import patient_limits
from ..availability.model import Booked, Minute, Reason, Setup, Slot, Wanted, instant_of
from ..availability.shared_by_all import reasons_shared_by_all
from ..intake.evaluation import barred
from ..practice import policies
from .taken import TakenInDatabase
from .unready import NOTHING_WAITS, Waits
from .withheld import withheld_times


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


def engine(*, without: Iterable[UUID] = (), also: Iterable[Booked] = ()) -> Engine:
    """The engine over what is taken at this moment.  `without`: appointments whose time does not count.

    `also`: what would be taken as well, and is looked at together with what is asked about.
    """
    setup = policies.current().setup
    return Engine(setup, taken=TakenInDatabase(setup, without, also))


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
    also = withheld_times() if to_patient or wanted.facts.channel == "online" else ()
    ready = engine(without=without, also=also)
    return [offer_of(ready.setup, slot) for slot in islice(ready.slots(wanted, first, days), limit)]


def last_day(wanted: Wanted) -> LastDay:
    """How far ahead the visit may be booked, and the sentence that says so."""
    return Engine(policies.current().setup).last_day(wanted)


def can_be_booked_from(wanted: Wanted, window: tuple[dt.date, dt.date]) -> dt.date | None:
    """The first date to come on which there is a time in the window, as far as is known; None where there is none on any.

    From the beginning of that date on: where a rule names an hour of the day before, they may already then.
    """
    ready = engine(also=withheld_times())
    today = wanted.now.astimezone(ready.setup.zone).date()
    for ahead in range(1, (window[1] - today).days + 1):
        date = today + dt.timedelta(days=ahead)
        first = max(date, window[0])
        then = replace(wanted, now=dt.datetime.combine(date, dt.time(), ready.setup.zone))
        if first <= ready.last_day(then).date and any(ready.slots(then, first, (window[1] - first).days + 1)):
            return date
    return None


def sentences_against_everybody(wanted: Wanted, until: Minute | None = None) -> tuple[str, ...]:
    """The sentences that keep everybody from this visit, whatever the time (up to `until`); none when somebody can do it."""
    ready = engine()
    return barred(ready, wanted, ready.moments(wanted, until))


def limits_reached(ready: Engine, wanted: Wanted) -> tuple[Reason, ...]:
    """The limits on visits to come that keep this patient from this one with everybody, with the visits that count toward them."""
    common: dict[str | None, Reason] | None = None
    for _, agreed in ready.pairs(wanted):
        said = {reason.rule: reason for reason in patient_limits(ready, wanted, agreed)}
        common = said if common is None else {rule: reason for rule, reason in common.items() if rule in said}
        if not common:
            return ()
    return tuple((common or {}).values())


def none_because(wanted: Wanted, first: dt.date, days: int, without: Iterable[UUID] = ()) -> tuple[str, ...]:
    """The sentences that stand in the way of every time in these days; none where it is others' appointments that do."""
    return reasons_shared_by_all(engine(without=without), wanted, first, days)


def established_from(wanted: Wanted) -> dt.datetime | None:
    """The first visit to come of somebody who is a new patient until then."""
    ready = engine()
    first = ready.first_visit(wanted)
    return instant_of(first, ready.setup.zone) if first is not None and wanted.facts.patient == "new" else None


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
    slots = sorted(around, key=lambda slot: (abs(slot.start - start), slot.start))[:count]
    return [offer_of(ready.setup, slot) for slot in sorted(slots, key=lambda slot: slot.start)]
