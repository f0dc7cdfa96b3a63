"""Why nothing is on offer: the sentences that stand in the way of every start at which somebody is here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from .caps import full_starts
from .clock import DAY, Day, day
from .engine import MARGIN, Engine
from .explain import explain
from .hours import Stretch, stretches
from .keeping import leaving_enough, of_others
from .model import NEEDED_FIRST, Minute, Reason, Wanted, minute_from
from .steps import candidates, starts_with_steps
from .taken_rows import TakenRows
from .terms import Terms, reach_of

ELSEWHERE = ("hours", "grid", "taken", "resource", "staff")  # another start is another matter


def reasons_shared_by_all(engine: Engine, wanted: Wanted, first: dt.date, days: int) -> tuple[str, ...]:
    """In the order of the book; none where some start has nothing but other appointments against it.

    Where the rules and their counts leave a start, others' appointments are what is in its way.  Else it looks at the first
    and the last start of everybody's hours on these dates, and around each minute from which closures, kept time and
    windows say something else: what stands in the way of all these stands in the way of all between.
    """
    if any(_left_by_rules(engine, wanted, first + dt.timedelta(days=n)) for n in range(days)):
        return ()
    common: dict[str, None] | None = None
    for provider, location, start in _ends(engine, wanted, first, days):
        reasons = explain(engine, wanted, provider, location, start)
        said = dict.fromkeys(text for reason in reasons if (text := _said(reason)))
        common = said if common is None else {rule: None for rule in common if rule in said}
        if not common:
            return ()
    return tuple(common or ())


def _said(reason: Reason) -> str | None:
    """What it is called by whatever the time: its sentence, or which later visit needs this one first."""
    if reason.kind == NEEDED_FIRST:
        return reason.detail
    return reason.rule if reason.kind not in ELSEWHERE else None


def _ends(engine: Engine, wanted: Wanted, first: dt.date, days: int) -> Iterator[tuple[str, str, Minute]]:
    for offset in range(days):
        for provider, agreed in engine.pairs(wanted):
            at = agreed.visit.location
            local = day(first + dt.timedelta(days=offset), engine.setup.locations[at].zone)
            turning = {*_turns(agreed, local), *_turns_of_others(engine, wanted, agreed, local)}
            for hours in stretches(provider, wanted.visit, at, local.date):
                begin, end = local.bound(max(0, hours.from_)), local.bound(hours.to)
                length = engine.agreed(wanted, provider.id, at, end - 1).length  # as long as it is then
                last = min(max(begin, end - length), local.end - 1)
                near = (0, agreed.grid, length, length - 1)  # at it, and the last that end before it
                turns = {turn - before for turn in turning for before in near}
                for start in (begin, last, *sorted(_on_grid(hours, agreed, local, turns))):
                    if begin <= start <= last and start >= minute_from(wanted.now):
                        yield provider.id, at, start


def _left_by_rules(engine: Engine, wanted: Wanted, date: dt.date) -> bool:
    """Whether a start of a date has no sentence against it, those about how many there may be included."""
    for facts, seen in engine.facts_on(wanted, date):
        for provider, location in engine.places(wanted):
            agreed = engine.terms(wanted.visit, provider.id, location, facts, wanted.long_with(provider.id))
            local = day(date, engine.setup.locations[location].zone)
            if agreed.obstacles or not (mask := engine.by_rules(wanted, provider, agreed, local)):
                continue
            origin = local.begin - MARGIN
            mask &= engine.while_seen(wanted, seen, local) & ~full_starts(
                engine.setup, engine.taken, agreed, local, origin
            )
            for rule, _text in agreed.kept_counts if mask else ():
                mask = leaving_enough(engine, wanted, agreed, rule, local, mask, origin)
            kept = of_others(engine, agreed, wanted.now)
            if mask and kept is not None:
                reach, nothing = reach_of(agreed, mask, origin), TakenRows(engine.setup, ())
                mask = starts_with_steps(engine.setup, nothing, agreed, local, reach, mask, kept)
            if mask:
                return True
    return False


def _turns(agreed: Terms, local: Day) -> Iterator[int]:
    """The minutes of a local date from which rules about times say something else."""
    for rule, _text in agreed.timed:
        for span in (*rule.closed(local.date), *(rule.starts(local.date) or ())):
            yield from span
    for kept, _text in agreed.kept:
        yield from (kept.from_, kept.to)


def _turns_of_others(engine: Engine, wanted: Wanted, agreed: Terms, local: Day) -> Iterator[int]:
    """The same for what is kept of those who have a step."""
    kept = of_others(engine, agreed, wanted.now)
    if kept is not None:
        for part in agreed.parts:
            for id_ in candidates(engine.setup, agreed, part) if part.handed_on else ():
                yield from kept.turns(part, id_, local)


def _on_grid(hours: Stretch, agreed: Terms, local: Day, minutes: Iterable[int]) -> set[Minute]:
    """The first starts of these hours that are not before these minutes."""
    begin, grid = hours.from_, agreed.grid
    return {
        local.bound(begin + -(-(minute - begin) // grid) * grid) for minute in minutes if minute < min(hours.to, DAY)
    }
