"""'Keep 2 times a day …': whether another visit would leave fewer times of a day than are kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..rules.facts import Facts
from ..rules.families.reserved import KeptCount, KeptTime
from .clock import DAY, Day, day, local_date
from .model import Minute, Reason, Wanted, minute_from
from .reserved import count_detail, keeps_any_of, kept_from, till
from .seats import joined
from .terms import Part, Terms

if TYPE_CHECKING:
    from .engine import Engine

Interval = tuple[Minute, Minute]  # from when to when a provider would be taken


def leaving_enough(
    engine: Engine, wanted: Wanted, agreed: Terms, rule: KeptCount, local: Day, mask: int, origin: Minute
) -> int:
    """Of these starts (bits from `origin`), those after which the kept times are still there."""
    kept = mask
    while mask:
        low = mask & -mask
        mask ^= low
        if leaves_too_few(engine, wanted, agreed, rule, local, origin + low.bit_length() - 1):
            kept ^= low
    return kept


def leaves_too_few(engine: Engine, wanted: Wanted, agreed: Terms, rule: KeptCount, local: Day, start: Minute) -> bool:
    """Whether a visit at that start would take one of the last kept times.  Who joins others takes nothing."""
    first = kept_from(rule.until, wanted.now, local)
    if first is None or start < first or joined(engine.taken, agreed, start) is not None:
        return False
    begin, end = agreed.own_span
    day_ = _day_of(engine, rule, agreed.visit.provider, wanted.now, local)
    return day_.too_few_beside(start + begin, start + end)


@dataclass
class _Day:
    """A provider's day: how many kept times are needed still, and which there are."""

    needed: int
    times: list[Interval]

    def too_few_beside(self, begin: Minute, end: Minute) -> bool:
        """Whether too few are left where that time is taken."""
        if self.needed <= 0:
            return False
        left = most([one for one in self.times if one[1] <= begin or end <= one[0]])
        return left < self.needed and left < most(self.times)


def of_others(engine: Engine, agreed: Terms, now: dt.datetime) -> KeptOfOthers | None:
    """What is kept of the time of those who have a step of such a visit; None where nothing can be."""
    kinds = engine.setup.book.kinds
    if (KeptTime in kinds or KeptCount in kinds) and any(part.handed_on for part in agreed.parts):
        return KeptOfOthers(engine, agreed, now)
    return None


class KeptOfOthers:
    """Their time is kept as the own provider's is: for a step it is judged by the visit's start, and by what the step takes."""

    def __init__(self, engine: Engine, agreed: Terms, now: dt.datetime) -> None:
        self._engine, self._agreed, self._now = engine, agreed, now
        self._days: dict[tuple[KeptCount, str, dt.date], _Day] = {}

    def against(self, part: Part, id_: str, start: Minute) -> Reason | None:
        """Why that time of theirs is for others; None where it is not."""
        visit = self._agreed.visit
        theirs = self._engine.terms(visit.type, id_, visit.location, visit.facts)
        if not (theirs.kept or theirs.kept_counts):
            return None
        zone = self._engine.setup.locations[visit.location].zone
        local = day(local_date(start, zone), zone)
        begin, end = start + part.begin, start + part.end
        name = self._engine.setup.providers[id_].name
        for rule, text in theirs.kept:
            first = kept_from(rule.until, self._now, local)
            if first is not None and start >= first and keeps_any_of(rule, local, begin, end):
                return Reason("reserved", text, f"{name}: kept{till(rule.until, local)}")
        for count, text in theirs.kept_counts:
            first = kept_from(count.until, self._now, local)
            took = (begin - part.before, end + part.after)
            if first is not None and start >= first and self._day(count, id_, local).too_few_beside(*took):
                return Reason("reserved", text, f"{name}: {count_detail(count, local)}")
        return None

    def _day(self, rule: KeptCount, id_: str, local: Day) -> _Day:
        key = (rule, id_, local.date)
        if key not in self._days:
            self._days[key] = _day_of(self._engine, rule, id_, self._now, local)
        return self._days[key]


def _day_of(engine: Engine, rule: KeptCount, provider: str, now: dt.datetime, local: Day) -> _Day:
    needed = rule.count - engine.taken.visits_on(rule.visit, provider, local.date, rule.scope.locations)
    return _Day(needed, _times(engine, rule, provider, now, local) if needed > 0 else [])


def most(times: list[Interval]) -> int:
    """How many of these can be had one after another: always the one that ends first."""
    count, free_from = 0, -DAY
    for begin, end in sorted(times, key=lambda one: (one[1], one[0])):
        if begin >= free_from:
            count, free_from = count + 1, end
    return count


def _times(engine: Engine, rule: KeptCount, provider: str, now: dt.datetime, local: Day) -> list[Interval]:
    """Where on that date the provider could still have the kept visit, as hours, closures and what is taken say."""
    who = engine.setup.providers[provider]
    found = []
    for location in who.locations:
        if rule.scope.locations and location not in rule.scope.locations:
            continue
        agreed = engine.terms(rule.visit, provider, location, Facts(date=local.date))
        if any(one.kind != "self-scheduling" for one in agreed.obstacles):
            continue
        there = day(local.date, engine.setup.locations[location].zone)
        mask = engine.by_hours(who, agreed, there, minute_from(now))
        mask = engine.untaken(None, who, agreed, there, mask)
        begin, end = agreed.own_span
        origin = there.begin - DAY
        while mask:
            low = mask & -mask
            mask ^= low
            start = origin + low.bit_length() - 1
            found.append((start + begin, start + end))
    return found
