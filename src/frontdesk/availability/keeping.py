"""'Keep 2 times a day …': whether another visit would leave fewer times of a day than are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..rules.facts import Facts
from ..rules.families.reserved import KeptCount
from .clock import DAY, Day, day
from .model import Minute, Wanted, minute_from
from .reserved import kept_from
from .seats import joined
from .terms import Terms

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
    needed = rule.count - _booked(engine, rule, agreed, local)
    if needed <= 0:
        return False
    begin, end = agreed.own_span
    times = _times(engine, rule, agreed.visit.provider, wanted, local)
    left = [one for one in times if one[1] <= start + begin or start + end <= one[0]]
    return most(left) < needed and most(left) < most(times)


def most(times: list[Interval]) -> int:
    """How many of these can be had one after another: always the one that ends first."""
    count, free_from = 0, -DAY
    for begin, end in sorted(times, key=lambda one: (one[1], one[0])):
        if begin >= free_from:
            count, free_from = count + 1, end
    return count


def _booked(engine: Engine, rule: KeptCount, agreed: Terms, local: Day) -> int:
    """How many visits of the kept type the provider has on that date already."""
    return engine.taken.visits_on(rule.visit, agreed.visit.provider, local.date, rule.scope.locations)


def _times(engine: Engine, rule: KeptCount, provider: str, wanted: Wanted, local: Day) -> list[Interval]:
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
        mask = engine.by_hours(who, agreed, there, minute_from(wanted.now))
        mask = engine.untaken(None, who, agreed, there, mask)
        begin, end = agreed.own_span
        origin = there.begin - DAY
        while mask:
            low = mask & -mask
            mask ^= low
            start = origin + low.bit_length() - 1
            found.append((start + begin, start + end))
    return found
