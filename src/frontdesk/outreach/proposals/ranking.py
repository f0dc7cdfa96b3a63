"""Which times are proposed instead of one that must move, the best first: the one place that ranks them.

Not before the day of the old time while anything fits on it or after it; with the same provider and place first; then the nearest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from zoneinfo import ZoneInfo

from django.utils.timezone import now

from ...availability.engine import Engine
from ...availability.model import Slot, Wanted, minute_of
from ...booking import offers
from ...booking.actions import open_for
from ...booking.freed_times import not_on_offer
from ...booking.models import Appointment
from ...booking.take import Place, Wish, what_waits

LEAST = dt.timedelta(hours=2)  # nobody is asked about a time that is nearer
LOOK = 21  # days, after the old time and before it
TRIED = 12  # times with the same provider, and with anybody; after the old day begins, and before
LOOKED_AT = 600  # times of one search that are compared
BETWEEN = dt.timedelta(hours=2)  # so much between two visits of one day, where there is a choice


def wish(old: Appointment) -> Wish:
    """Another time for an appointment that the practice must move; where, says its place."""
    return Wish(
        old.patient,
        old.visit_type,
        Place.anywhere(old.start),
        "staff",
        old.request,
        replaces=old,
        agreed=True,
        proposed=True,
    )


def for_each(appointments: Iterable[Appointment]) -> Iterator[tuple[Appointment, list[Place]]]:
    """With each the times that fit it, the best first, and none that one before it has as its best."""
    taken: list[tuple[str, dt.datetime, dt.datetime]] = []
    for appointment in appointments:
        length = appointment.end - appointment.start

        def meets(place: Place, length: dt.timedelta = length) -> bool:
            end = place.start + length
            return any(place.provider == who and place.start < last and first < end for who, first, last in taken)

        places = nearest(appointment, promised=meets)
        if places:
            taken.append((places[0].provider, places[0].start, places[0].start + length))
        yield appointment, places


def _not_one(_place: Place) -> bool:
    return False


def nearest(old: Appointment, *, promised: Callable[[Place], bool] = _not_one) -> list[Place]:
    """The times that fit, the best first.  Never the same time again.  `promised`: whether somebody else is to have it."""
    earliest = now() + LEAST
    zone = ZoneInfo(old.location.timezone)
    today, its_day = earliest.astimezone(zone).date(), _day(old, old.start)
    from_, before = max(today, its_day), range(1, min(LOOK, max(0, (its_day - today).days)) + 1)
    without = [old.pk, *open_for(wish(old)).values_list("pk", flat=True)]
    ready = offers.engine(without=without, also=not_on_offer())
    wanted = replace(wish(old).wanted(), now=earliest)
    theirs = replace(wanted, providers=(old.provider.code,)) if old.provider.code in ready.setup.providers else None
    either = [wanted] if theirs is None else [theirs, wanted]
    earlier_days = [from_ - dt.timedelta(days=days) for days in before]
    same = (old.provider.code, old.start)
    waiting = what_waits(wish(old), ready, wanted)

    def best(slots: Iterator[Slot]) -> Iterator[Place]:
        others = (place for place in _ranked(old, ready, slots) if (place.provider, place.start) != same)
        at_once = (place for place in others if not waiting.at(place.provider, place.location, minute_of(place.start)))
        return islice((place for place in at_once if not promised(place)), TRIED)

    places = [place for searched in either for place in best(ready.slots(searched, from_, LOOK))]
    places += [place for searched in either for place in best(_each(ready, searched, earlier_days))]
    return list(dict.fromkeys(places))


def on_an_earlier_day(old: Appointment, start: dt.datetime) -> bool:
    """Whether a proposed time lies before the day of the old one: its patient may have plans for that day."""
    return _day(old, start) < _day(old, old.start)


def _day(old: Appointment, moment: dt.datetime) -> dt.date:
    return moment.astimezone(ZoneInfo(old.location.timezone)).date()


def _each(ready: Engine, wanted: Wanted, days: Iterable[dt.date]) -> Iterator[Slot]:
    for day in days:
        yield from ready.slots(wanted, day, 1)


def _ranked(old: Appointment, ready: Engine, slots: Iterator[Slot]) -> list[Place]:
    hurried = _others(old)

    def rank(offer: offers.Offer) -> tuple[bool, bool, int, bool, dt.timedelta]:
        """The same place; no hurry from or to another visit; the day; at or after the old time; the nearest."""
        crowds = any(begin < offer.end + BETWEEN and end > offer.start - BETWEEN for begin, end in hurried)
        days = abs((_day(old, offer.start) - _day(old, old.start)).days)
        return (
            offer.location != old.location.code,
            crowds,
            days,
            offer.start < old.start,
            abs(offer.start - old.start),
        )

    offered = [offers.offer_of(ready.setup, slot) for slot in islice(slots, LOOKED_AT)]
    return [Place(offer.provider, offer.location, offer.start) for offer in sorted(offered, key=rank)]


def _others(old: Appointment) -> list[tuple[dt.datetime, dt.datetime]]:
    """When its patient has other visits."""
    there = Appointment.objects.filter(patient=old.patient_id, state__in=("booked", "arrived")).exclude(pk=old.pk)
    return list(there.values_list("start", "end"))
