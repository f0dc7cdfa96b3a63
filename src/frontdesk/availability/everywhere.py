"""Why nothing is on offer: the sentences that stand in the way of every start at which somebody is here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from .clock import day
from .engine import Engine
from .explain import explain
from .hours import stretches
from .model import Minute, Wanted, minute_from

ELSEWHERE = ("hours", "grid", "taken", "resource", "staff")  # another start is another matter


def everywhere(engine: Engine, wanted: Wanted, first: dt.date, days: int) -> tuple[str, ...]:
    """In the order of the book; none where some start has nothing but other appointments against it.

    Looks at the first and the last start of everybody's hours on these dates: a sentence that stands in the way of both
    stands in the way of all between, since closures and kept time have no gaps.
    """
    common: dict[str, None] | None = None
    for provider, location, start in _ends(engine, wanted, first, days):
        reasons = explain(engine, wanted, provider, location, start)
        said = dict.fromkeys(one.rule for one in reasons if one.rule and one.kind not in ELSEWHERE)
        common = said if common is None else {rule: None for rule in common if rule in said}
        if not common:
            return ()
    return tuple(common or ())


def _ends(engine: Engine, wanted: Wanted, first: dt.date, days: int) -> Iterator[tuple[str, str, Minute]]:
    for offset in range(days):
        for provider, agreed in engine.pairs(wanted):
            at = agreed.visit.location
            local = day(first + dt.timedelta(days=offset), engine.setup.locations[at].zone)
            for hours in stretches(provider, wanted.visit, at, local.date):
                begin, end = local.bound(max(0, hours.from_)), local.bound(hours.to)
                length = engine.agreed(wanted, provider.id, at, end - 1).length  # as long as it is then
                for start in (begin, min(max(begin, end - length), local.end - 1)):
                    if start >= minute_from(wanted.now):
                        yield provider.id, at, start
