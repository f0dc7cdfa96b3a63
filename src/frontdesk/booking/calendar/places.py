"""Placement: every place of a day that fits, and for every other the reasons, from the same `explain` that books."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.timezone import now

from ...availability.clock import DAY, Day, day
from ...availability.engine import Engine
from ...availability.explain import explain
from ...availability.hours import Stretch, hours_on, stretches, visit_in
from ...availability.model import Provider, Reason, Setup, Wanted, instant_of, minute_of
from ...availability.terms import Terms
from ...people.models import Patient
from ...practice import policies
from ...practice.models import VisitType
from ...rules.facts import Facts
from .. import offers
from ..models import Appointment
from ..take import Place, Wish, what_waits
from ..unready import Waits, waits_for_a_yes
from .sheet import Piece


@dataclass(frozen=True)
class Cell:
    """One candidate start.  No reasons: it fits.  `value` is how a form names the place."""

    place: Place
    wall: int
    minutes: int
    value: str
    reasons: tuple[Reason, ...] = ()

    @property
    def fits(self) -> bool:
        return not self.reasons

    @property
    def why(self) -> str:
        """The first reason, short."""
        return self.reasons[0].detail or self.reasons[0].rule or self.reasons[0].kind


@dataclass(frozen=True)
class Placement:
    """What is being placed: a visit of a patient, perhaps an appointment that moves, perhaps of another length."""

    visit: VisitType
    patient: Patient
    moves: Appointment | None = None
    minutes: int | None = None

    @property
    def wish(self) -> Wish:
        request = self.moves.request if self.moves else None
        place = Place.anywhere(now())
        return Wish(self.patient, self.visit, place, "staff", request, replaces=self.moves, minutes=self.minutes)

    def wanted(self, providers: tuple[str, ...] = (), locations: tuple[str, ...] = ()) -> Wanted:
        return self.wish.wanted(providers, locations)

    def is_where_it_is(self, place: Place) -> bool:
        """Whether that is the place which the appointment has: moving it there would do nothing, and is refused."""
        appointment = self.moves
        return (
            appointment is not None
            and self.minutes is None
            and (appointment.provider.code, appointment.location.code, appointment.start)
            == (place.provider, place.location, place.start)
        )

    def waits(self, engine: Engine) -> Waits:
        """With whom and where it cannot be placed at once, since somebody must approve it first."""
        return what_waits(self.wish, engine, self.wanted())

    def engine(self) -> Engine:
        return offers.engine(without=self.wish.without)


def cells(placement: Placement, provider: str, date: dt.date, engine: Engine, only_at: str = "") -> list[Cell]:
    """Every start on the grid of a provider's hours on that date, in order; `only_at`: the id of the one location that is looked at."""
    all_cells = []
    setup = engine.setup
    wanted = placement.wanted((provider,))
    waiting = placement.waits(engine)
    for hours in _hours(setup.providers[provider], wanted.visit, date):
        at = hours.at
        if only_at not in ("", at):
            continue
        local = day(date, setup.locations[at].zone)
        for from_, to, agreed in _parts(engine, wanted, provider, hours, local):
            whatever = [*agreed.obstacles, *waiting.at(provider, at, local.bound(from_))]
            if whatever:  # nobody's hour changes that: said once for all of it
                begin = Place(provider, at, instant_of(local.bound(from_)))
                all_cells.append(_cell(begin, from_, to - from_, whatever))
                continue
            for wall in range(from_, to, agreed.grid):
                start = local.instant(wall)
                place = Place(provider, at, instant_of(start)) if start is not None else None
                if start is not None and place is not None and not placement.is_where_it_is(place):
                    reasons = explain(engine, wanted, provider, at, start)
                    all_cells.append(_cell(place, wall, agreed.grid, reasons))
    return sorted(all_cells, key=lambda cell: cell.wall)


def _hours(provider: Provider, visit: str, date: dt.date) -> list[Stretch]:
    """Their hours on a date: those that are for such visits as the engine has them, the others as they are written."""
    own_hours = [hours for at in provider.locations for hours in stretches(provider, visit, at, date)]
    others = [
        Stretch(hours.block.at, hours.from_, hours.to)
        for hours in hours_on(provider, date)
        if not visit_in(visit, hours.block)
    ]
    return sorted([*own_hours, *others], key=lambda hours: hours.from_)


def _parts(engine: Engine, wanted: Wanted, provider: str, hours: Stretch, local: Day) -> list[tuple[int, int, Terms]]:
    """What of it lies on the date, in parts in which the same rules hold of the patient: two on the day of a first visit, before and after it."""
    begin, end = max(0, hours.from_), min(hours.to, DAY)
    agreed = engine.agreed(wanted, provider, hours.at, local.bound(begin))
    later = engine.agreed(wanted, provider, hours.at, local.bound(end) - 1)
    begin = hours.first_start(agreed.grid)
    starts = range(begin, end, later.grid)
    turns = next(
        (wall for wall in starts if engine.agreed(wanted, provider, hours.at, local.bound(wall)) == later), end
    )
    if agreed == later or turns == end:
        return [(begin, end, agreed)]
    return [(begin, turns, agreed), (turns, end, later)]


def pieces(all_cells: list[Cell]) -> list[Piece]:
    """The cells as pieces of a column."""
    locations = policies.current().setup.locations
    return [
        Piece(
            "fits" if cell.fits else "against",
            cell.wall,
            cell.wall + cell.minutes,
            thing=cell,
            zone=locations[cell.place.location].zone,
        )
        for cell in all_cells
    ]


def verdict(placement: Placement, place: Place) -> list[Reason]:
    """Every reason against one place, as things stand now: what is said while dragging, and before an override."""
    engine = placement.engine()
    if place.provider not in engine.setup.providers or place.location not in engine.setup.locations:
        return [Reason("offers", None, "there is no such provider or place")]
    wanted = placement.wanted((place.provider,), (place.location,))
    reasons = explain(engine, wanted, place.provider, place.location, minute_of(place.start))
    return [*reasons, *placement.waits(engine).at(place.provider, place.location, minute_of(place.start))]


@dataclass(frozen=True)
class Possible:
    """A visit type at a certain place: the reasons against it; none: it can be booked."""

    visit: VisitType
    minutes: int
    reasons: tuple[Reason, ...]


def grid_of(engine: Engine, provider: str, location: str) -> int:
    """How far apart starts are there: the narrowest grid of the visits that are offered."""
    all_terms = [engine.terms(visit, provider, location, Facts()) for visit in engine.setup.visit_types]
    offered = [terms.grid for terms in all_terms if not any(reason.kind == "offers" for reason in terms.obstacles)]
    return min(offered or [terms.grid for terms in all_terms] or [15])


def who_could_be_seen(place: Place) -> list[Possible]:
    """For every visit type, what stands in the way of it at that place, whoever the patient is; what can be, first."""
    engine = offers.engine()
    possible = []
    for visit in VisitType.objects.filter(active=True).order_by("name"):
        wanted = Wanted(visit.code, now(), Facts(), (place.provider,), (place.location,))
        reasons = explain(engine, wanted, place.provider, place.location, minute_of(place.start))
        agreed = engine.terms(visit.code, place.provider, place.location, wanted.facts)
        reasons += waits_for_a_yes(engine, wanted).at(place.provider, place.location, minute_of(place.start))
        possible.append(Possible(visit, agreed.length, tuple(reasons)))
    return sorted(possible, key=lambda possible: bool(possible.reasons))


def _cell(place: Place, wall: int, minutes: int, reasons: list[Reason]) -> Cell:
    value = f"{place.provider}|{place.location}|{place.start:%Y-%m-%dT%H:%MZ}"
    return Cell(place, wall, minutes, value, tuple(reasons))


def start_of_wall(setup: Setup, location: str, date: dt.date, wall: int) -> dt.datetime | None:
    """The instant of a wall-clock minute at a location; None inside the spring gap."""
    minute = day(date, setup.locations[location].zone).instant(wall)
    return None if minute is None else instant_of(minute)


def patient_of(key: UUID | None) -> Patient | None:
    return Patient.objects.select_related("practice", "payer").filter(pk=key).first() if key else None
