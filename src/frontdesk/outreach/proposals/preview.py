"""What would be proposed to whom, before anybody is told: the same times that `propose` tries first, no two of them at once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.timezone import now

from ...availability.explain import explain
from ...availability.model import Booked, Reason, Setup, minute_of
from ...booking import offers
from ...booking.freed_times import not_on_offer
from ...booking.models import Appointment
from ...booking.take import Place, as_booked, judge
from ...practice import policies
from ...practice.models import Location, Provider
from .ranking import LEAST, for_each, on_an_earlier_day, wish


@dataclass(frozen=True)
class Planned:
    """`start` in the zone of the place; None where no time fits: that patient would be asked to choose or call."""

    appointment: Appointment
    start: dt.datetime | None = None
    provider: str = ""
    location: str = ""
    place: Place | None = None
    where: Location | None = None
    against: tuple[Reason, ...] = ()
    too_soon: bool = False  # so near that nobody is asked by a message: they are called

    @property
    def fits(self) -> bool:
        return not self.against and not self.too_soon

    @property
    def earlier(self) -> bool:
        """Whether nothing fits that is not on an earlier day: that is said before they are asked."""
        return self.place is not None and on_an_earlier_day(self.appointment, self.place.start)

    @property
    def value(self) -> str:
        """How the form gives back the time that it shows."""
        if self.place is None:
            return ""
        return f"{self.place.provider}|{self.place.location}|{self.place.start.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"


def given_to(
    appointments: list[Appointment], provider: Provider, *, not_ticked: Collection[UUID] = ()
) -> list[Planned]:
    """The same times with another provider, each judged with those before it as if they had been asked; `against` says why one does not fit.

    At the same location, or where that provider is then.
    `not_ticked`: who is asked only if somebody says so, and is in nobody's way until then.
    """
    planned: list[Planned] = []
    taken: list[Booked] = not_on_offer()  # what staff gave back a moment ago, and times at which nobody is there
    for appointment in appointments:
        against: list[Reason] = []
        for place in _places(policies.current().setup, appointment, provider.code):
            asked = replace(wish(appointment), place=place)
            engine, _wanted, agreed, reasons = judge(asked, also=taken)
            against = reasons if not reasons or not against else min(against, reasons, key=len)
            if not reasons:
                break
        if against or appointment.start < now() + LEAST:
            planned.append(Planned(appointment, against=tuple(against), too_soon=appointment.start < now() + LEAST))
            continue
        if appointment.pk not in not_ticked:
            # Until they answer the old time is there as well: the two are one visit.
            taken.append(replace(as_booked(asked, engine, agreed), instead=True))
        planned.append(_planned(appointment, place, provider))
    return planned


def why_none_fits(appointments: list[Appointment]) -> dict[str, tuple[Reason, ...]]:
    """By the codes of the providers with whom none of these could be at the time that it has: what stands in the way of most.

    As if all of them were to be moved already; who is so near that they are called is nobody's reason.
    """
    ready = offers.engine(without=[appointment.pk for appointment in appointments], also=not_on_offer())
    why: dict[str, Counter[Reason]] = {code: Counter() for code in ready.setup.providers}
    for appointment in appointments:
        if appointment.start < now() + LEAST:
            continue
        wanted, start = wish(appointment).wanted(), minute_of(appointment.start)
        for code in list(why):
            places = _places(ready.setup, appointment, code)
            at_each = (
                explain(ready, replace(wanted, providers=(code,), locations=(at,)), code, at, start)
                for at in (place.location for place in places)
            )
            if reasons := min(at_each, key=len):
                why[code][reasons[0]] += 1
            else:
                del why[code]
    return {code: tuple(reason for reason, _many in counted.most_common(1)) for code, counted in why.items()}


def _places(setup: Setup, appointment: Appointment, code: str) -> list[Place]:
    """Where a provider could have it at the time that it has: where it is, if they are ever there, and elsewhere; never nowhere."""
    here = appointment.location.code
    theirs = setup.providers[code].locations if code in setup.providers else ()
    codes = sorted(theirs, key=lambda location: location != here) or [here]
    return [Place(code, location, appointment.start) for location in codes]


def could_take(appointments: list[Appointment]) -> set[str]:
    """The codes of the providers who could see one of these by the rules, whatever the time: nobody else is asked to."""
    engine, able = offers.engine(), set[str]()
    for appointment in appointments:
        if len(able) == len(engine.setup.providers):
            break
        for provider, agreed in engine.pairs(wish(appointment).wanted(), minute_of(appointment.start)):
            if not any(reason.kind != "self-scheduling" for reason in agreed.obstacles):
                able.add(provider.id)
    return able


def planned_proposals(appointments: list[Appointment]) -> list[Planned]:
    """In the order in which they would be asked.  By the time that it is sent another time may be the nearest."""
    planned = []
    for appointment, places in for_each(appointments):
        if not places:
            planned.append(Planned(appointment))
            continue
        planned.append(_planned(appointment, places[0], Provider.objects.get(code=places[0].provider)))
    return planned


def _planned(appointment: Appointment, place: Place, provider: Provider) -> Planned:
    location = Location.objects.get(code=place.location)
    start = place.start.astimezone(ZoneInfo(location.timezone))
    return Planned(appointment, start, provider.name, location.name, place, location)
