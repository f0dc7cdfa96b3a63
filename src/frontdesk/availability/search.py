"""The times on offer in order, worked out no further than they are asked for: over dates, and over people.

A *chance* says that some people may have a time on a date, and no earlier than their hours begin there: those of whom the rules
say the same and who have the same hours, so that what does not depend on bookings is worked out once for all of them.  Chances are
looked at in the order of what they promise, a few people at first and then more together: what is taken of many is read as quickly
as of one.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterator, Sequence
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from ..rules.facts import Facts
from .clock import DAY, Day, day
from .hours import stretches
from .model import Minute, Provider, Slot, Wanted
from .steps import who_might_do_a_step
from .taken import TOGETHER, Key
from .taking import steps_of
from .terms import Reach, Terms, own_minutes, reach_of, without_busy

if TYPE_CHECKING:
    from .engine import Engine

MARGIN = DAY
# Chances looked at together: twice as many each time, since more were asked for.
FIRST_TOGETHER, MOST_TOGETHER = 32, 2048
SHARES = 4  # no more than this part of them are of one chance


class _Alike(NamedTuple):
    """People with the same hours at one place of whom the rules say the same of every start, in order of ids."""

    people: Sequence[Provider]
    agreed: Terms


class _Starts(NamedTuple):
    """Those that the rules leave on a date, as bits from `reach.origin`, and those of them at which the patient is free."""

    by_rules: int
    mine: int
    minutes: int  # which a provider may be taken for by any of `mine`: who is taken for all of them is free at none
    reach: Reach


class _Chance(NamedTuple):
    """`people`: who is left of these, the first being `provider`.  `number` tells two apart, so that nothing behind it is compared."""

    begin: Minute
    provider: str
    location: str
    number: int
    people: Sequence[Provider]
    facts: Facts
    seen: bool | None
    agreed: Terms
    local: Day
    starts: _Starts | None = None  # worked out when they are looked at


class _Found(NamedTuple):
    """Starts on offer, the first at `start`, as bits from `origin`."""

    start: Minute
    provider: str
    location: str
    origin: Minute
    mask: int
    agreed: Terms


class _Maybe(NamedTuple):
    """Somebody who is free, at none of the chance's starts before `start`, as far as limits and rooms leave it."""

    start: Minute
    provider: str
    location: str
    number: int
    chance: _Chance
    starts: _Starts
    mine: int


class Search:
    """One search of an engine's, from `first` on for so many local dates."""

    def __init__(self, engine: Engine, wanted: Wanted, first: dt.date, days: int) -> None:
        self.engine, self.wanted = engine, wanted
        self._dates = [first + dt.timedelta(days=offset) for offset in range(days)][::-1]
        self._places = list(engine.places(wanted))
        self._alike: dict[tuple[object, ...], list[_Alike]] = {}
        self._chances: list[_Chance] = []
        self._people = 0  # of all chances
        self._maybe: list[_Maybe] = []
        self._found: list[_Found] = []
        self._numbers = count()
        self._together, self._sure_together = FIRST_TOGETHER, FIRST_TOGETHER
        self._until: Minute | None = None  # the dates that are left hold nothing before it

    def slots(self) -> Iterator[Slot]:
        """By start, then provider id, then location id."""
        while True:
            while self._dates and self._people < self._together:
                self._add_date()
            top = min((heap[0][:3] for heap in (self._found, self._maybe, self._chances) if heap), default=None)
            if self._dates and (top is None or self._until is None or top[0] >= self._until):
                self._add_date()
            elif top is None:
                return
            elif self._chances and self._chances[0][:3] == top:
                self._look()
            elif self._maybe and self._maybe[0][:3] == top:
                self._make_sure()
            else:
                yield self._next()

    def _add_date(self) -> None:
        date, engine = self._dates.pop(), self.engine
        for facts, seen in engine.facts_on(self.wanted, date):
            for alike in self._alike_by(facts):
                self._add_chance(alike, facts, seen, date)
        self._until = engine.next_begin(self.wanted, date)

    def _add_chance(self, alike: _Alike, facts: Facts, seen: bool | None, date: dt.date) -> None:
        location = alike.agreed.visit.location
        local = day(date, self.engine.setup.locations[location].zone)
        begin = self._first_hour(alike.people[0], location, local)
        if begin is not None:
            self._push(_Chance(begin, "", location, 0, alike.people, facts, seen, alike.agreed, local))
            self._people += len(alike.people)

    def _push(self, chance: _Chance) -> None:
        whose = chance.people[0].id
        heapq.heappush(self._chances, chance._replace(provider=whose, number=next(self._numbers)))

    def _first_hour(self, provider: Provider, location: str, local: Day) -> Minute | None:
        """The instant at which their first hours for such a visit begin there on a local date; None: they have none."""
        hours = stretches(provider, self.wanted.visit, location, local.date)
        return local.bound(max(0, hours[0].from_)) if hours else None

    def _alike_by(self, facts: Facts) -> list[_Alike]:
        """Whoever may have the visit by these facts, whatever the time."""
        engine, wanted, key = self.engine, self.wanted, self.engine.key_of(facts)
        if key not in self._alike:
            alike: dict[tuple[object, ...], list[Provider]] = {}
            times: dict[int, tuple[object, ...]] = {}
            for provider, location in self._places:
                long = wanted.long_with(provider.id)
                like = engine.terms_like(wanted.visit, provider.id, location, facts, long)
                if not like.obstacles:
                    if id(like) not in times:
                        times[id(like)] = like.times
                    what = (location, engine.setup.hours_alike[provider.id], times[id(like)])
                    alike.setdefault(what, []).append(provider)
            self._alike[key] = [
                _Alike(people, self._terms_with(people[0].id, str(location), facts))
                for (location, *_), people in alike.items()
            ]
        return self._alike[key]

    def _look(self) -> None:
        """Who of the next chances is free."""
        batch = list(self._batch())
        self._together = min(MOST_TOGETHER, 2 * self._together)
        self._expect(batch)
        for chance, starts in batch:
            for provider, mine in self._free(chance, starts):
                first = mine if chance.agreed.seats == 1 else starts.by_rules
                start = starts.reach.origin + (first & -first).bit_length() - 1
                maybe = _Maybe(start, provider.id, chance.location, next(self._numbers), chance, starts, mine)
                heapq.heappush(self._maybe, maybe)

    def _make_sure(self) -> None:
        """What limits, rooms and steps leave of the next who are free."""
        some = [heapq.heappop(self._maybe) for _ in range(min(self._sure_together, len(self._maybe)))]
        self._sure_together = min(MOST_TOGETHER, 2 * self._sure_together)
        agreed = [self._terms_of(possible) for possible in some]
        self._expect_more(list(zip(some, agreed, strict=True)))
        for possible, theirs in zip(some, agreed, strict=True):
            free = self.engine.free_of(
                self.wanted, theirs, possible.chance.local, possible.starts.by_rules, possible.mine
            )
            if free:
                self._put(theirs, possible.starts.reach.origin, free)

    def _terms_of(self, possible: _Maybe) -> Terms:
        return self._terms_with(possible.provider, possible.location, possible.chance.facts)

    def _terms_with(self, provider: str, location: str, facts: Facts) -> Terms:
        long = self.wanted.long_with(provider)
        return self.engine.terms(self.wanted.visit, provider, location, facts, long)

    def _batch(self) -> Iterator[tuple[_Chance, _Starts]]:
        """The first chances, some people of each: those of the others may come before the rest of them."""
        left, share = self._together, max(1, self._together // SHARES)
        while left > 0 and self._chances:
            chance = heapq.heappop(self._chances)
            starts = chance.starts or self._starts(chance)
            now, later = chance.people[:share], chance.people[share:]
            if later and starts.by_rules:
                self._push(chance._replace(people=later, starts=starts))
            left -= len(now)
            self._people -= len(now if starts.by_rules else chance.people)
            if starts.by_rules:
                yield chance._replace(people=now), starts

    def _starts(self, chance: _Chance) -> _Starts:
        engine, agreed, local = self.engine, chance.agreed, chance.local
        mask = engine.by_rules(self.wanted, chance.people[0], agreed, local)
        mask &= engine.while_seen(self.wanted, chance.seen, local)
        if not mask:
            return _Starts(0, 0, 0, Reach(0, 0, 0))
        reach = reach_of(agreed, mask, local.begin - MARGIN)
        mine = engine.patient_free(self.wanted.patient, agreed, reach, mask)
        return _Starts(mask, mine, own_minutes(agreed, mine), reach)

    def _free(self, chance: _Chance, starts: _Starts) -> Iterator[tuple[Provider, int]]:
        """Whoever of them is free, and at which starts."""
        agreed, reach = chance.agreed, starts.reach
        if not starts.mine:
            yield from ((provider, 0) for provider in chance.people if agreed.seats > 1)
            return
        keys = [("provider", provider.id) for provider in chance.people]
        shift = reach.begin - reach.origin
        minutes = starts.minutes >> shift
        for provider, busy in zip(
            chance.people, self.engine.taken.bitmaps(keys, reach.begin, reach.end - reach.begin), strict=True
        ):
            mine = without_busy(agreed, starts.mine, busy << shift) if minutes & ~busy else 0
            if mine or agreed.seats > 1:
                yield provider, mine

    def _expect(self, batch: list[tuple[_Chance, _Starts]]) -> None:
        """Everybody who will be asked about, said at once."""
        keys: dict[Key, None] = {}
        for chance, _ in batch:
            others = who_might_do_a_step(self.engine.setup, chance.agreed) if chance.agreed.parts else ()
            keys.update(
                dict.fromkeys(("provider", id_) for id_ in (*(provider.id for provider in chance.people), *others))
            )
        self._expect_minutes(keys, [starts.reach for _, starts in batch])

    def _expect_more(self, some: list[tuple[_Maybe, Terms]]) -> None:
        """The first rooms of each kind (it is seldom that all of these are taken), and what limits count."""
        keys: dict[Key, None] = {}
        reaches = []
        for possible, agreed in some:
            if possible.mine and agreed.kinds:
                for kind, _ in agreed.kinds:
                    keys.update(dict.fromkeys(self.engine.rooms_of_kind(agreed, kind)[:TOGETHER]))
                reaches.append(reach_of(agreed, possible.mine, possible.starts.reach.origin))
        self._expect_minutes(keys, reaches)
        caps = {cap for _, agreed in some for cap, _ in agreed.caps}
        if caps:
            dates, who = (
                {possible.chance.local.date for possible, _ in some},
                {possible.provider for possible, _ in some},
            )
            self.engine.taken.expect_counts(caps, dates, who)

    def _expect_minutes(self, keys: dict[Key, None], reaches: list[Reach]) -> None:
        if keys and reaches:
            self.engine.taken.expect(keys, min(reach.begin for reach in reaches), max(reach.end for reach in reaches))

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
