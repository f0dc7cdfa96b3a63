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
from ...availability.steps import everything
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
    taken, found = TakenRows(setup, ()), Filled()
    engine = Engine(setup, taken=taken)
    dates = _dates(setup, held)
    for one in held:
        step()
        if one.visit not in setup.visit_types or one.provider not in setup.providers:
            found.nowhere += 1
            continue
        placed = _placed(engine, one)
        if placed is None:
            found.nowhere += 1
            continue
        zone = setup.locations[placed.agreed.visit.location].zone
        wished, got = local_date(one.start, zone), local_date(placed.start, zone)
        found.same += placed.start == one.start
        found.later += placed.start != one.start
        found.waited += (got - wished).days
        taken.add(placed.booked(one))
        engine.found_first.clear()
        found.days[str(got)] = found.days.get(str(got), 0) + 1
        if got in dates:
            for who, minutes in placed.minutes(one.provider):
                found.by_provider.setdefault(who, [0, 0])[0] += minutes
    _hours(setup, dates, found)
    return found


@dataclass(frozen=True)
class _Placed:
    """Where it went: from when, by which terms, and who and what it takes besides its own provider."""

    start: int
    agreed: Terms
    rooms: tuple[str, ...]
    steps: tuple[Taking, ...]

    def booked(self, one: Held) -> Booked:
        visit, agreed = self.agreed.visit, self.agreed
        return Booked(
            one.visit,
            visit.provider,
            visit.location,
            self.start,
            agreed.length,
            one.patient,
            self.rooms,
            agreed.before,
            agreed.after,
            one.facts,
            taking=everything(agreed, self.start, self.rooms, self.steps),
        )

    def minutes(self, provider: str) -> Iterator[tuple[str, int]]:
        """Who is with the patient for how long, without the time that is kept free around it."""
        yield provider, self.agreed.own[1] - self.agreed.own[0]
        handed_on = (part for part in self.agreed.parts if part.handed_on)
        people = (taking.id for taking in self.steps if taking.kind == "provider")
        for part, who in zip(handed_on, people, strict=True):
            yield who, part.end - part.begin


def _placed(engine: Engine, one: Held) -> _Placed | None:
    """Where it was if that is offered."""
    wanted = Wanted(one.visit, one.booked_at, one.facts, (one.provider,), (), one.patient)
    if one.location in engine.setup.providers[one.provider].locations:
        agreed = engine.agreed(wanted, one.provider, one.location, one.start)
        if not explain(engine, wanted, one.provider, one.location, one.start):
            rooms = engine.assign(agreed, one.start) or ()
            return _Placed(one.start, agreed, rooms, steps_of(engine, agreed, one.start, one.booked_at))
    first = instant_of(one.start, engine.setup.zone).date()
    for slot in engine.slots(wanted, first, LOOK):
        if slot.start >= one.start:
            agreed = engine.agreed(wanted, slot.provider, slot.location, slot.start)
            return _Placed(slot.start, agreed, slot.resources, slot.steps)
    return None


def _dates(setup: Setup, held: list[Held]) -> frozenset[dt.date]:
    """Every date from that of the first appointment to that of the last, by the practice's clock."""
    starts = [local_date(one.start, setup.zone) for one in held]
    if not starts:
        return frozenset()
    return frozenset(min(starts) + dt.timedelta(days=n) for n in range((max(starts) - min(starts)).days + 1))


def _hours(setup: Setup, dates: frozenset[dt.date], found: Filled) -> None:
    """The minutes that everybody was there on these dates: their hours without what is closed and without their time away."""
    for id_, provider in setup.providers.items():
        minutes = 0
        for place in provider.locations:
            closures, zone = _closures(setup, id_, place), setup.locations[place].zone
            there = [(date, piece) for date in dates for piece in hours_on(provider, date) if piece.block.at == place]
            minutes += sum(_open(day(date, zone), piece, closures) for date, piece in there)
        if minutes:
            found.by_provider.setdefault(id_, [0, 0])[1] = minutes


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
