"""`Every 2 weeks, 6 times`: the same wall-clock time each time, booked all or none."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext

from ...audit.action import action, because_of
from ...availability.clock import at_wall
from ...availability.explain import not_on_the_clock
from ...availability.model import Reason, Wanted, minute_of
from ...core.events import raise_event
from ...messaging import dates
from ...messaging.actions import tell
from ...people.may import Actor
from ...people.models import Patient
from ...practice import policies
from ...practice.models import VisitType
from ...tenancy.models import uuid7
from .. import actions as booking
from .. import locks, offers
from ..errors import BreaksRules, JustTaken
from ..events import Booked
from ..messages import about
from ..models import Appointment
from ..take import Place, Wish, take

MOST = 52


@dataclass(frozen=True)
class Hindered:
    """One of a series that could not be: when, why, and what is free nearby."""

    start: dt.datetime
    reasons: tuple[Reason, ...]
    nearest: tuple[offers.Offer, ...]


class SeriesHindered(Exception):
    """Nothing was booked; `hindered` are those that could not be, `fits` how many could."""

    def __init__(self, hindered: list[Hindered], fits: int) -> None:
        self.hindered, self.fits = hindered, fits
        super().__init__(gettext("Nothing was booked: not all of these times can be had."))


def starts(place: Place, every_weeks: int, times: int) -> list[Place]:
    """The places of a series: the wall clock of the location stays, whatever daylight saving does."""
    zone = policies.file_of(policies.published()).setup.locations[place.location].zone
    wall = place.start.astimezone(zone).replace(tzinfo=None)
    return [
        Place(place.provider, place.location, (wall + dt.timedelta(weeks=every_weeks * n)).replace(tzinfo=zone))
        for n in range(times)
    ]


@action("appointment.book_series", permission="appointment.book")
def book_series(
    actor: Actor, patient: Patient, *, visit_type: VisitType, place: Place, every_weeks: int, times: int
) -> Appointment:
    """Book all of them; the first one.  Raises SeriesHindered, ValueError."""
    if not (1 <= every_weeks <= 52 and 2 <= times <= MOST):
        raise ValueError(gettext("A series has 2 to 52 times, 1 to 52 weeks apart."))
    places = starts(place, every_weeks, times)
    locks.line_up(*(Wish(patient, visit_type, one, "staff") for one in places))
    made: list[Appointment] = []
    hindered: list[Hindered] = []
    series = uuid7()
    with transaction.atomic():
        for one in places:
            wish = Wish(patient, visit_type, one, "staff")
            if missing := _on_no_clock(one):
                hindered.append(Hindered(one.start, (missing,), tuple(_nearby(wish))))
                continue
            try:
                with transaction.atomic():
                    made.append(take(wish, "booked"))
            except JustTaken as taken:
                hindered.append(Hindered(one.start, (), tuple(taken.nearest)))
            except BreaksRules as broken:
                hindered.append(Hindered(one.start, tuple(broken.reasons), tuple(_nearby(wish))))
        if hindered:
            transaction.set_rollback(True)
    if hindered:
        raise SeriesHindered(hindered, len(made))
    Appointment.objects.filter(pk__in=[one.pk for one in made]).update(series=series)
    for booked in Appointment.objects.filter(series=series).select_related(
        "patient__practice", "visit_type", "request"
    ):
        raise_event(Booked(actor, booked, tell=False))
    because_of(f"every {every_weeks} weeks, {times} times")
    _tell(made)
    return Appointment.objects.get(pk=made[0].pk)


@action("appointment.cancel_series", permission="appointment.cancel", needs_reason=True)
def cancel_rest(actor: Actor, appointment: Appointment, *, reason: str) -> Appointment:
    """This one and every later one of its series that is still booked.  Raises IllegalTransition, ReasonMissing."""
    later = Appointment.objects.filter(series=appointment.series, state="booked", start__gte=appointment.start)
    for one in later.order_by("start") if appointment.series else []:
        booking.cancel(actor, one, reason=reason)
    return Appointment.objects.get(pk=appointment.pk)


def of_series(appointment: Appointment) -> list[Appointment]:
    """All of its series, in order; none where it has none."""
    if appointment.series is None:
        return []
    return list(Appointment.objects.filter(series=appointment.series).select_related("location").order_by("start"))


def _on_no_clock(place: Place) -> Reason | None:
    """Why a time of day that stays the same is not there on a day: the clock is moved forward over it."""
    zone = place.start.tzinfo
    assert isinstance(zone, ZoneInfo)
    if at_wall(place.start.replace(tzinfo=None), zone) is not None:
        return None
    return not_on_the_clock(place.start.date(), place.start.hour * 60 + place.start.minute, zone.key)


def _nearby(wish: Wish) -> list[offers.Offer]:
    date = wish.place.start.date()
    who = str(wish.patient.pk)
    wanted = Wanted(wish.visit_type.code, now(), wish.facts, (wish.place.provider,), (wish.place.location,), who)
    ready = offers.engine(date - dt.timedelta(days=3), date + dt.timedelta(days=6), wish.patient.pk)
    return offers.nearest(ready, wanted, minute_of(wish.place.start))


def _tell(made: list[Appointment]) -> None:
    """One message for all of them."""
    first = Appointment.objects.select_related("patient__practice", "location", "visit_type", "provider").get(
        pk=made[0].pk
    )
    language = first.patient.language
    zone = policies.file_of(policies.published()).setup.locations[first.location.code].zone
    days = ", ".join(dates.day(one.start.astimezone(zone).date(), language) for one in made)
    tell(first.patient, "series-booked", first, count=str(len(made)), days=days, **about(first, "/"))
