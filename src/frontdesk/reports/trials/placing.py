"""What really was booked, booked again under other rules, one after another: what still fits where, how full days get."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ...availability.clock import Day, day, local_date
from ...availability.engine import Engine
from ...availability.explain import explain
from ...availability.hours import Piece, hours_on
from ...availability.model import Booked, Setup, Taking, Wanted, instant_of
from ...availability.steps import everything_taken
from ...availability.taken_rows import TakenRows
from ...availability.taking import steps_of
from ...availability.terms import Terms
from ...rules.facts import Visit
from ...rules.families.closures import Closure
from .cases import Held

LOOK = 21  # days from the wished one on


@dataclass
class Filled:
    """`same` kept their start, `later` got another one, `nowhere` none within three weeks.

    `by_provider`: id → [minutes that are booked, minutes of hours]; `days`: local date → appointments.
    """

    same: int = 0
    later: int = 0
    nowhere: int = 0
    waited: int = 0
    by_provider: dict[str, list[int]] = field(default_factory=dict)
    days: dict[str, int] = field(default_factory=dict)

    @property
    def a_day(self) -> float:
        """Appointments a day, over the days on which there were any."""
        return round(sum(self.days.values()) / len(self.days), 1) if self.days else 0.0


def place(setup: Setup, held: list[Held], step: Callable[[], None] = lambda: None) -> Filled:
    """Each in the order in which it was booked, at its own start if that is offered, else at the first one after it, with the same provider.

    How full the hours are is looked at on the dates from the first to the last of them, the same under every version: the
    minutes that are booked there (a nurse's steps are the nurse's), of the hours that are left when closures are taken off.
    """
    taken, filled = TakenRows(setup, ()), Filled()
    engine = Engine(setup, taken=taken)
    dates = _dates(setup, held)
    for booking in held:
        step()
        if booking.visit not in setup.visit_types or booking.provider not in setup.providers:
            filled.nowhere += 1
            continue
        placed = _placed(engine, booking)
        if placed is None:
            filled.nowhere += 1
            continue
        zone = setup.locations[placed.agreed.visit.location].zone
        wished, got = local_date(booking.start, zone), local_date(placed.start, zone)
        filled.same += placed.start == booking.start
        filled.later += placed.start != booking.start
        filled.waited += (got - wished).days
        taken.add(placed.booked(booking))
        engine.found_first.clear()
        filled.days[str(got)] = filled.days.get(str(got), 0) + 1
        if got in dates:
            for who, minutes in placed.minutes(booking.provider):
                filled.by_provider.setdefault(who, [0, 0])[0] += minutes
    _hours(setup, dates, filled)
    return filled


@dataclass(frozen=True)
class _Placed:
    """Where it went: from when, by which terms, and who and what it takes besides its own provider."""

    start: int
    agreed: Terms
    rooms: tuple[str, ...]
    steps: tuple[Taking, ...]

    def booked(self, held: Held) -> Booked:
        visit, agreed = self.agreed.visit, self.agreed
        return Booked(
            held.visit,
            visit.provider,
            visit.location,
            self.start,
            agreed.length,
            held.patient,
            self.rooms,
            agreed.before,
            agreed.after,
            held.facts,
            taking=everything_taken(agreed, self.start, self.rooms, self.steps),
        )

    def minutes(self, provider: str) -> Iterator[tuple[str, int]]:
        """Who is with the patient for how long, without the time that is kept free around it."""
        yield provider, self.agreed.own[1] - self.agreed.own[0]
        handed_on = (part for part in self.agreed.parts if part.handed_on)
        people = (taking.id for taking in self.steps if taking.kind == "provider")
        for part, who in zip(handed_on, people, strict=True):
            yield who, part.end - part.begin


def _placed(engine: Engine, held: Held) -> _Placed | None:
    """Where it was if that is offered."""
    wanted = Wanted(held.visit, held.booked_at, held.facts, (held.provider,), (), held.patient)
    if held.location in engine.setup.providers[held.provider].locations:
        agreed = engine.agreed(wanted, held.provider, held.location, held.start)
        if not explain(engine, wanted, held.provider, held.location, held.start):
            rooms = engine.assign(agreed, held.start) or ()
            return _Placed(held.start, agreed, rooms, steps_of(engine, agreed, held.start, held.booked_at))
    first = instant_of(held.start, engine.setup.zone).date()
    for slot in engine.slots(wanted, first, LOOK):
        if slot.start >= held.start:
            agreed = engine.agreed(wanted, slot.provider, slot.location, slot.start)
            return _Placed(slot.start, agreed, slot.resources, slot.steps)
    return None


def _dates(setup: Setup, held: list[Held]) -> frozenset[dt.date]:
    """Every date from that of the first appointment to that of the last, by the practice's clock."""
    starts = [local_date(booking.start, setup.zone) for booking in held]
    if not starts:
        return frozenset()
    return frozenset(min(starts) + dt.timedelta(days=n) for n in range((max(starts) - min(starts)).days + 1))


def _hours(setup: Setup, dates: frozenset[dt.date], filled: Filled) -> None:
    """The minutes that everybody was there on these dates: their hours without what is closed and without their time away."""
    for id_, provider in setup.providers.items():
        minutes = 0
        for place in provider.locations:
            closures, zone = _closures(setup, id_, place), setup.locations[place].zone
            there = [(date, piece) for date in dates for piece in hours_on(provider, date) if piece.block.at == place]
            minutes += sum(_open(day(date, zone), piece, closures) for date, piece in there)
        if minutes:
            filled.by_provider.setdefault(id_, [0, 0])[1] = minutes


def _closures(setup: Setup, provider: str, location: str) -> list[Closure]:
    somewhere = Visit(next(iter(setup.visit_types), ""), provider, location)
    rules = (entry.rule for entry in setup.book.holding(Closure, somewhere))
    return [rule for rule in rules if isinstance(rule, Closure)]


def _open(local: Day, piece: Piece, closures: list[Closure]) -> int:
    """The minutes of hours on a date that nothing closes."""
    begin, end = local.bound(piece.from_), local.bound(piece.to)
    shut = sorted((local.bound(c[0]), local.bound(c[1])) for rule in closures if (c := rule.on(local.date)))
    left, at = 0, begin
    for first, last in shut:
        left += max(0, min(first, end) - at)
        at = max(at, last)
    return left + max(0, end - at)
