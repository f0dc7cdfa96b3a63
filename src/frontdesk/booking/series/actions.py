"""`Every 2 weeks, 6 times`, twice a week, or chosen by hand: looked at first, then all or none of what was chosen is booked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext

from ...access.may import Actor
from ...audit.action import action, because_of
from ...availability.clock import at_wall
from ...availability.explain import not_on_the_clock
from ...availability.model import Booked as Taken
from ...availability.model import Location, Reason, Wanted, minute_of
from ...core.events import raise_event
from ...core.refusals import Refusal
from ...intake import actions as intake
from ...people.models import Patient
from ...practice import policies
from ...practice.models import VisitType
from ...tenancy.models import uuid7
from .. import actions as booking
from .. import locks, offers
from ..errors import BreaksRules, JustTaken
from ..events import Booked
from ..models import Appointment
from ..second_visit import ask_before_second_visit
from ..take import Place, Wish, as_booked, chosen_place, judge, take, what_waits
from ..unready import WAITING
from . import telling

MOST = 52
NOTHING: Mapping[str, str] = MappingProxyType({})  # nothing was asked


@dataclass(frozen=True)
class Hindered:
    """One of a series that could not be: when, why, and what is free nearby."""

    place: Place
    reasons: tuple[Reason, ...]
    nearest: tuple[offers.Offer, ...]

    @property
    def start(self) -> dt.datetime:
        return self.place.start

    @property
    def location(self) -> Location:
        return policies.current().setup.locations[self.place.location]


class SeriesHindered(Refusal):
    """Nothing was booked; `hindered` are those that could not be, `fits` how many could."""

    code = "series_hindered"

    def __init__(self, hindered: list[Hindered], fits: int) -> None:
        self.hindered, self.fits = hindered, fits
        super().__init__(gettext("Nothing was booked: not all of these times can be had."))


def places_of_series(place: Place, every_weeks: int, times: int) -> list[Place]:
    """The places of a series: the wall clock of the location stays, whatever daylight saving does."""
    zone = policies.current().setup.locations[place.location].zone
    wall = place.start.astimezone(zone).replace(tzinfo=None)
    return [
        Place(place.provider, place.location, (wall + dt.timedelta(weeks=every_weeks * n)).replace(tzinfo=zone))
        for n in range(times)
    ]


@dataclass(frozen=True)
class Look:
    """One date of a series before anything is booked: whether it fits, else why not and what is free nearby."""

    place: Place
    reasons: tuple[Reason, ...] = ()
    taken: bool = False
    nearest: tuple[offers.Offer, ...] = ()
    on_no_clock: bool = False

    @property
    def fits(self) -> bool:
        return not self.reasons and not self.taken

    @property
    def value(self) -> str:
        return f"{self.place.provider}|{self.place.location}|{self.place.start.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"


def pattern(place: Place, every_weeks: int, times: int, weekdays: Iterable[int] = ()) -> list[Place]:
    """The first `times` places of a series on these weekdays (0 is Monday; none: that of the first) of every `every_weeks`th week.

    Raises ValueError.
    """
    if not (1 <= every_weeks <= 52 and 2 <= times <= MOST):
        raise ValueError(gettext("A series has 2 to 52 times, 1 to 52 weeks apart."))
    zone = policies.current().setup.locations[place.location].zone
    wall = place.start.astimezone(zone).replace(tzinfo=None)
    days = sorted({wall.weekday(), *(day for day in weekdays if 0 <= day <= 6)})
    monday = wall - dt.timedelta(days=wall.weekday())
    weeks = (monday + dt.timedelta(weeks=every_weeks * n) for n in range(times + 1))
    moments = [week + dt.timedelta(days=day) for week in weeks for day in days]
    ahead = [moment for moment in moments if moment >= wall][:times]
    return [Place(place.provider, place.location, moment.replace(tzinfo=zone)) for moment in ahead]


def look_at_series(
    patient: Patient, visit_type: VisitType, places: Iterable[Place], answers: Mapping[str, str] = NOTHING
) -> list[Look]:
    """Each of these as things stand now, together with those before it: what the series itself fills is filled.  Nothing is kept."""
    looks = []
    together: list[Taken] = []
    for place in places:
        wish = Wish(patient, visit_type, place, "staff", answers=tuple(answers.items()))
        gap = _on_no_clock(place)
        engine, _wanted, agreed, reasons = judge(wish, together)
        reasons = [gap] if gap else reasons
        taken = bool(reasons) and all(reason.contended for reason in reasons)
        near = tuple(_nearby(wish, together)) if reasons else ()
        if not reasons:
            together.append(as_booked(wish, engine, agreed))
        looks.append(Look(place, () if taken else tuple(reasons), taken, near, gap is not None))
    return looks


@action("appointment.book_chosen", permission="appointment.book")
def book_chosen(
    actor: Actor,
    patient: Patient,
    *,
    visit_type: VisitType,
    places: list[Place],
    only: bool = False,
    answers: Mapping[str, str] = NOTHING,
) -> Appointment:
    """Book all of these, or none; the first one.  `only`: ask before one is a second of its kind on its day.

    `answers`: what the caller said; the rules decide by that, and it is kept as their request.
    Raises SeriesHindered, SecondVisit, ValueError.
    """
    places = sorted(set(places), key=lambda place: place.start)
    if not 2 <= len(places) <= MOST:
        raise ValueError(gettext("Select 2 to 52 dates."))
    because_of(f"{len(places)} dates, chosen by hand")
    return _book_all(actor, patient, visit_type, places, only, answers)


@action("appointment.book_series", permission="appointment.book")
def book_series(
    actor: Actor,
    patient: Patient,
    *,
    visit_type: VisitType,
    place: Place,
    every_weeks: int,
    times: int,
    only: bool = False,
    answers: Mapping[str, str] = NOTHING,
) -> Appointment:
    """Book all of them; the first one.  Raises SeriesHindered, SecondVisit, ValueError."""
    if not (1 <= every_weeks <= 52 and 2 <= times <= MOST):
        raise ValueError(gettext("A series has 2 to 52 times, 1 to 52 weeks apart."))
    because_of(f"every {every_weeks} weeks, {times} times")
    return _book_all(actor, patient, visit_type, places_of_series(place, every_weeks, times), only, answers)


def _book_all(
    actor: Actor,
    patient: Patient,
    visit_type: VisitType,
    places: list[Place],
    only: bool = False,
    answers: Mapping[str, str] = NOTHING,
) -> Appointment:
    said = tuple(answers.items())
    locks.line_up(*(Wish(patient, visit_type, place, "staff", answers=said) for place in places))
    made: list[Appointment] = []
    hindered: list[Hindered] = []
    series = uuid7()
    first = chosen_place(Wish(patient, visit_type, places[0], "staff", answers=said))
    asked = None
    if answers:
        asked = intake.create_with_its_time(actor, patient, visit_type=visit_type, answers=answers, chosen=first)
    with transaction.atomic():
        for place in places:
            wish = Wish(patient, visit_type, place, "staff", asked)
            if missing := _on_no_clock(place):
                hindered.append(Hindered(place, (missing,), tuple(_nearby(wish))))
                continue
            if not_ready := _not_ready(replace(wish, request=None, answers=said)):
                hindered.append(Hindered(place, not_ready, tuple(_nearby(wish))))
                continue
            try:
                with transaction.atomic():
                    made.append(take(wish, "booked"))
            except JustTaken as taken:
                hindered.append(Hindered(place, (), tuple(taken.nearest)))
            except BreaksRules as broken:
                hindered.append(Hindered(place, tuple(broken.reasons), tuple(_nearby(wish))))
        if hindered:
            transaction.set_rollback(True)
    if hindered:
        raise SeriesHindered(hindered, len(made))
    for place in places if only else ():
        ask_before_second_visit(
            patient, visit_type, place.start, [appointment.pk for appointment in made], same_day=True
        )
    Appointment.objects.filter(pk__in=[appointment.pk for appointment in made]).update(series=series)
    for booked in Appointment.objects.filter(series=series).select_related(
        "patient__practice", "visit_type", "request"
    ):
        raise_event(Booked(actor, booked, tell=False))
    telling.tell(actor, made)
    return Appointment.objects.get(pk=made[0].pk)


@action("appointment.cancel_series", permission="appointment.cancel", needs_reason=True)
def cancel_rest(actor: Actor, appointment: Appointment, *, reason: str, version: int | None = None) -> Appointment:
    """This one, and every later one of its series that is still booked.  Raises IllegalTransition, ReasonMissing, Stale."""
    later = Appointment.objects.filter(series=appointment.series, state="booked", start__gte=appointment.start)
    rest = list(later.exclude(pk=appointment.pk).order_by("start")) if appointment.series else []
    locks.line_up(patients=[appointment.patient_id])
    booking.cancel(
        actor, appointment, reason=reason, version=version
    )  # first: by it the others are found, to be taken back
    for visit in rest:
        booking.cancel(actor, visit, reason=reason)
    return Appointment.objects.get(pk=appointment.pk)


def of_series(appointment: Appointment) -> list[Appointment]:
    """All of its series, in order; none where it has none."""
    if appointment.series is None:
        return []
    return list(Appointment.objects.filter(series=appointment.series).select_related("location").order_by("start"))


def _not_ready(alone: Wish) -> tuple[Reason, ...]:
    """What one date waits for by itself: what was asked is judged by the first, and the others need not be like it."""
    return tuple(reason for reason in judge(alone)[3] if reason.kind in WAITING)


def _on_no_clock(place: Place) -> Reason | None:
    """Why a time of day that stays the same is not there on a day: the clock is moved forward over it."""
    zone = place.start.tzinfo
    if not isinstance(zone, ZoneInfo):  # a moment that was chosen, and no time of day
        return None
    if at_wall(place.start.replace(tzinfo=None), zone) is not None:
        return None
    return not_on_the_clock(place.start.date(), place.start.hour * 60 + place.start.minute, zone.key)


def _nearby(wish: Wish, also: Iterable[Taken] = ()) -> list[offers.Offer]:
    who = str(wish.patient.pk)
    wanted = Wanted(wish.visit_type.code, now(), wish.facts, (wish.place.provider,), (wish.place.location,), who)
    ready = offers.engine(also=also)
    return offers.nearest(ready, wanted, minute_of(wish.place.start), waiting=what_waits(wish, ready, wanted))
