"""'Keep 2 times a day …': whether another visit would leave fewer times of a day than are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..rules.facts import Facts, Visit
from ..rules.families.reserved import KeptCount, KeptTime
from .bits import span
from .clock import DAY, Day, day, local_date
from .model import Minute, Reason, Wanted, minute_from
from .reserved import count_detail, keeps_any_of, kept_around, kept_from, till
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
    return day_.too_few_beside((start + begin, start + end))


@dataclass
class _Day:
    """A provider's day: how many kept times are needed still, and which there are for each of the visits."""

    needed: int
    times: list[list[Interval]]

    def too_few_beside(self, *took: Interval) -> bool:
        """Whether too few are left, for any of the visits, where all that time is taken."""
        return self.needed > 0 and any(self._too_few(times, took) for times in self.times)

    def _too_few(self, times: list[Interval], took: Sequence[Interval]) -> bool:
        left = most_one_after_another(
            [time_ for time_ in times if all(time_[1] <= begin or end <= time_[0] for begin, end in took)]
        )
        return left < self.needed and left < most_one_after_another(times)


def of_others(engine: Engine, agreed: Terms, now: dt.datetime) -> KeptOfOthers | None:
    """What is kept of the time of those who have a step of such a visit; None where nothing can be."""
    kinds, visit = engine.setup.book.kinds, agreed.visit
    if not (KeptTime in kinds or KeptCount in kinds) or not any(part.handed_on for part in agreed.parts):
        return None
    key = (visit.type, visit.location, engine.key_of(visit.facts), now)
    if key not in engine.kept_of_others:
        engine.kept_of_others[key] = KeptOfOthers(engine, visit, now)
    return engine.kept_of_others[key]


@dataclass(frozen=True)
class _Kept:
    """Of one person on one date: each rule that keeps something of them still, from its first start on."""

    times: tuple[tuple[KeptTime, str, Minute], ...] = ()
    counts: tuple[tuple[KeptCount, str, Minute, _Day], ...] = ()


class KeptOfOthers:
    """Their time is kept as the own provider's is: for a step it is judged by the visit's start, and by what the step takes."""

    def __init__(self, engine: Engine, visit: Visit, now: dt.datetime) -> None:
        self._engine, self._visit, self._now = engine, visit, now
        self._zone = engine.setup.locations[visit.location].zone
        self._known: dict[tuple[str, dt.date], _Kept] = {}

    def against(self, parts: Sequence[Part], id_: str, start: Minute) -> Reason | None:
        """Why that time of theirs is for others, what all these parts take of it together; None where it is not."""
        local = day(local_date(start, self._zone), self._zone)
        kept, name = self._of(id_, local), self._engine.setup.providers[id_].name
        for rule, text, first in kept.times:
            if start >= first and any(keeps_any_of(rule, local, *_span(part, start)) for part in parts):
                return Reason("reserved", text, f"{name}: kept{till(rule.until, local)}")
        took = [_with_buffers(part, start) for part in parts]
        for count, text, first, theirs in kept.counts:
            if start >= first and theirs.too_few_beside(*took):
                return Reason("reserved", text, f"{name}: {count_detail(count, local)}")
        return None

    def leaves(self, part: Part, id_: str, local: Day, mask: int, origin: Minute) -> int:
        """Of these starts of a local date (bits from `origin`), those at which their time for that part is not for others."""
        kept = self._of(id_, local)
        for rule, _text, first in kept.times:
            shift = max(0, first - origin)
            for begin, end in kept_around(rule, local):
                mask &= ~(span(max(0, begin - part.end + 1 - origin), end - part.begin - origin) >> shift << shift)
        for _count, _text, first, theirs in kept.counts:
            left = mask >> (shift := max(0, first - origin)) << shift
            while left:
                low = left & -left
                left ^= low
                if theirs.too_few_beside(_with_buffers(part, origin + low.bit_length() - 1)):
                    mask ^= low
        return mask

    def counts(self, id_: str, local: Day) -> bool:
        """Whether so many times of theirs are kept that date: then what they do for one visit counts together."""
        return bool(self._of(id_, local).counts)

    def turns(self, part: Part, id_: str, local: Day) -> Iterator[int]:
        """The minutes of a local date at which a visit with that part of theirs begins, or ceases, to touch what is kept."""
        for rule, _text, _first in self._of(id_, local).times:
            yield from (rule.from_ - part.end, rule.from_ - part.begin, rule.to - part.end, rule.to - part.begin)

    def _of(self, id_: str, local: Day) -> _Kept:
        key = (id_, local.date)
        if key not in self._known:
            self._known[key] = self._read(id_, local)
        return self._known[key]

    def _read(self, id_: str, local: Day) -> _Kept:
        visit = self._visit
        theirs = self._engine.terms(visit.type, id_, visit.location, visit.facts)
        times = [(rule, text, kept_from(rule.until, self._now, local)) for rule, text in theirs.kept]
        counts = [(rule, text, kept_from(rule.until, self._now, local)) for rule, text in theirs.kept_counts]
        days = [
            (rule, text, first, _day_of(self._engine, rule, id_, self._now, local))
            for rule, text, first in counts
            if first is not None
        ]
        return _Kept(
            tuple((rule, text, first) for rule, text, first in times if first is not None),
            tuple(limit for limit in days if limit[3].needed > 0),
        )


def _span(part: Part, start: Minute) -> Interval:
    return start + part.begin, start + part.end


def _with_buffers(part: Part, start: Minute) -> Interval:
    return start + part.begin - part.before, start + part.end + part.after


def _day_of(engine: Engine, rule: KeptCount, provider: str, now: dt.datetime, local: Day) -> _Day:
    where = rule.scope.locations
    needed = rule.count - sum(engine.taken.visits_on(visit, provider, local.date, where) for visit in rule.visits)
    kinds = rule.visits if needed > 0 else ()
    return _Day(needed, [_times(engine, rule, visit, provider, now, local) for visit in kinds])


def most_one_after_another(times: list[Interval]) -> int:
    """How many of these can be had one after another: always the one that ends first."""
    count, free_from = 0, -DAY
    for begin, end in sorted(times, key=lambda time: (time[1], time[0])):
        if begin >= free_from:
            count, free_from = count + 1, end
    return count


def _times(engine: Engine, rule: KeptCount, visit: str, provider: str, now: dt.datetime, local: Day) -> list[Interval]:
    """Where on that date the provider could still have that kept visit, as hours, closures and what is taken say."""
    who = engine.setup.providers[provider]
    times = []
    for location in who.locations:
        if rule.scope.locations and location not in rule.scope.locations:
            continue
        agreed = engine.terms(visit, provider, location, Facts(date=local.date))
        if any(reason.kind != "self-scheduling" for reason in agreed.obstacles):
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
            times.append((start + begin, start + end))
    return times
