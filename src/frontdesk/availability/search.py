"""The times on offer in order, worked out no further than they are asked for: over dates, and over people.

A *chance* says that somebody may have a time on a date, and no earlier than their hours begin there.  Chances are looked at in
the order of what they promise, a few at first and then more together: what is taken of many is read as quickly as of one.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from ..rules.facts import Facts
from .clock import DAY, Day, day
from .hours import stretches
from .model import Minute, Provider, Slot, Wanted
from .steps import may_do
from .taken import TOGETHER, Key
from .taking import steps_of
from .terms import Terms, reach_of

if TYPE_CHECKING:
    from .engine import Engine

MARGIN = DAY
# Chances looked at together: twice as many each time, since more were asked for.
FIRST_TOGETHER, MOST_TOGETHER = 32, 2048


class _Chance(NamedTuple):
    """`number` is in the order in which they came: two are never compared by what follows it."""

    begin: Minute
    provider: str
    location: str
    number: int
    facts: Facts
    seen: bool | None
    local: Day


class _Found(NamedTuple):
    """Starts on offer, the first at `start`, as bits from `origin`."""

    start: Minute
    provider: str
    location: str
    origin: Minute
    mask: int
    agreed: Terms


class _Ready(NamedTuple):
    provider: Provider
    agreed: Terms
    local: Day
    mask: int


class Search:
    """One search of an engine's, from `first` on for so many local dates."""

    def __init__(self, engine: Engine, wanted: Wanted, first: dt.date, days: int) -> None:
        self.engine, self.wanted = engine, wanted
        self._dates = [first + dt.timedelta(days=offset) for offset in range(days)][::-1]
        self._places = list(engine.places(wanted))
        self._chances: list[_Chance] = []
        self._found: list[_Found] = []
        self._numbers = count()
        self._together = FIRST_TOGETHER
        self._until: Minute | None = None  # the dates that are left hold nothing before it

    def slots(self) -> Iterator[Slot]:
        """By start, then provider id, then location id."""
        while True:
            while self._dates and len(self._chances) < self._together:
                self._add_date()
            top = min((heap[0][:3] for heap in (self._found, self._chances) if heap), default=None)
            if self._dates and (top is None or self._until is None or top[0] >= self._until):
                self._add_date()
            elif top is None:
                return
            elif self._chances and self._chances[0][:3] == top:
                self._look()
            else:
                yield self._next()

    def _add_date(self) -> None:
        date, engine = self._dates.pop(), self.engine
        for facts, seen in engine.facts_on(self.wanted, date):
            for provider, location in self._places:
                local = day(date, engine.setup.locations[location].zone)
                begin = _first_hour(provider, self.wanted.visit, location, local)
                if begin is not None:
                    chance = _Chance(begin, provider.id, location, next(self._numbers), facts, seen, local)
                    heapq.heappush(self._chances, chance)
        self._until = engine.next_begin(self.wanted, date)

    def _look(self) -> None:
        """What the next chances hold."""
        batch = [heapq.heappop(self._chances) for _ in range(min(self._together, len(self._chances)))]
        self._together = min(MOST_TOGETHER, 2 * self._together)
        ready = [one for chance in batch if (one := self._by_rules(chance)) is not None]
        self._expect(ready)
        patient, engine = self.wanted.patient, self.engine
        both = [engine.both_free(patient, *one) for one in ready]
        self._expect_rooms([(one, free) for one, free in zip(ready, both, strict=True) if free])
        for (_, agreed, local, mask), free in zip(ready, both, strict=True):
            if free or agreed.seats > 1:
                found = engine.free_of(self.wanted, agreed, local, mask, free)
                if found:
                    self._put(agreed, local.begin - MARGIN, found)

    def _by_rules(self, chance: _Chance) -> _Ready | None:
        engine, wanted = self.engine, self.wanted
        agreed = engine.terms(wanted.visit, chance.provider, chance.location, chance.facts, wanted.minutes)
        if agreed.obstacles:
            return None
        provider = engine.setup.providers[chance.provider]
        mask = engine.by_rules(wanted, provider, agreed, chance.local)
        mask &= engine.while_seen(wanted, chance.seen, chance.local)
        return _Ready(provider, agreed, chance.local, mask) if mask else None

    def _expect(self, ready: list[_Ready]) -> None:
        """Everything that will be asked about all of them, said at once."""
        if not ready:
            return
        taken, setup = self.engine.taken, self.engine.setup
        keys: dict[Key, None] = {}
        reaches = []
        for provider, agreed, local, mask in ready:
            keys[("provider", provider.id)] = None
            if agreed.parts:
                keys.update(dict.fromkeys(("provider", id_) for id_ in may_do(setup, agreed)))
            reaches.append(reach_of(agreed, mask, local.begin - MARGIN))
        taken.expect(keys, min(one.begin for one in reaches), max(one.end for one in reaches))
        caps = {cap for _, agreed, _, _ in ready for cap, _ in agreed.caps}
        if caps:
            taken.expect_counts(caps, {one.local.date for one in ready}, {one.provider.id for one in ready})

    def _expect_rooms(self, free: list[tuple[_Ready, int]]) -> None:
        """The first rooms of each kind: it is seldom that all of these are taken."""
        keys: dict[Key, None] = {}
        reaches = []
        for (_, agreed, local, _), mask in free:
            if agreed.kinds:
                for kind, _ in agreed.kinds:
                    keys.update(dict.fromkeys(self.engine.rooms_of_kind(agreed, kind)[:TOGETHER]))
                reaches.append(reach_of(agreed, mask, local.begin - MARGIN))
        if reaches:
            self.engine.taken.expect(keys, min(one.begin for one in reaches), max(one.end for one in reaches))

    def _put(self, agreed: Terms, origin: Minute, mask: int) -> None:
        low = (mask & -mask).bit_length() - 1
        visit = agreed.visit
        heapq.heappush(self._found, _Found(origin + low, visit.provider, visit.location, origin, mask, agreed))

    def _next(self) -> Slot:
        start, provider, location, origin, mask, agreed = heapq.heappop(self._found)
        if mask & (mask - 1):
            self._put(agreed, origin, mask & (mask - 1))
        engine = self.engine
        rooms = engine.assign(agreed, start) or ()
        steps = steps_of(engine, agreed, start, self.wanted.now) if agreed.parts else ()
        return Slot(start, start + agreed.length, agreed.visit.type, provider, location, rooms, steps)


def _first_hour(provider: Provider, visit: str, location: str, local: Day) -> Minute | None:
    """The instant at which their first hours for such a visit begin there on a local date; None: they have none."""
    hours = stretches(provider, visit, location, local.date)
    return local.bound(max(0, hours[0].from_)) if hours else None
