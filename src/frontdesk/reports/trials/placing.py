"""What really was booked, booked again under other rules, one after another: what still fits where, how full days get."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from ...availability.engine import Engine
from ...availability.explain import explain
from ...availability.model import Booked, Setup, Wanted, instant_of
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
    """Each in the order in which it was booked, at its own start if that is offered, else at the first one after it, with the same provider."""
    engine, found = Engine(setup), Filled()
    for one in held:
        step()
        if one.visit not in setup.visit_types or one.provider not in setup.providers:
            found.nowhere += 1
            continue
        start = _start(engine, one)
        if start is None:
            found.nowhere += 1
            continue
        at, location, minutes, rooms = start
        zone = setup.locations[location].zone
        wished = instant_of(one.start, zone).date()
        got = instant_of(at, zone).date()
        found.same += at == one.start
        found.later += at != one.start
        found.waited += (got - wished).days
        engine.taken.add(Booked(one.visit, one.provider, location, at, minutes, one.patient, rooms, facts=one.facts))
        found.by_provider.setdefault(one.provider, [0, 0])[0] += minutes
        found.days[str(got)] = found.days.get(str(got), 0) + 1
    _hours(setup, found)
    return found


def _start(engine: Engine, one: Held) -> tuple[int, str, int, tuple[str, ...]] | None:
    """(start, location, minutes, rooms): where it was if that is offered."""
    wanted = Wanted(one.visit, one.booked_at, one.facts, (one.provider,), (), one.patient)
    if one.location in engine.setup.locations:
        agreed = engine.terms(one.visit, one.provider, one.location, one.facts)
        has_hours = one.location in engine.setup.providers[one.provider].locations
        if has_hours and not explain(engine, wanted, one.provider, one.location, one.start):
            return one.start, one.location, agreed.length, engine.assign(agreed, one.start) or ()
    first = instant_of(one.start, engine.setup.zone).date()
    for slot in engine.slots(wanted, first, LOOK):
        if slot.start >= one.start:
            return slot.start, slot.location, slot.end - slot.start, slot.resources
    return None


def _hours(setup: Setup, found: Filled) -> None:
    """The minutes that everybody was there on the days on which anything was placed."""
    days = [dt.date.fromisoformat(day) for day in found.days]
    for id_, provider in setup.providers.items():
        minutes = sum(block.to - block.from_ for day in days for block in provider.blocks if block.on(day))
        if minutes:
            found.by_provider.setdefault(id_, [0, 0])[1] = minutes
