"""Visits that are handed on: at which starts every step has somebody who is here and free, and who that is.

One judgement in two shapes: `starts_with_steps` for whole days as bits, `able` for one start; tests hold them together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ..rules.facts import Visit
from ..rules.families import TIMED
from ..rules.rule import Minutes, TimedRule
from .bits import blocked_starts, span
from .clock import DAY, Day, day, local_date, say_time
from .model import Block, Minute, Provider, Reason, Setup, Taking
from .taken import Key, Taken, first_free, is_free
from .terms import Part, Reach, Terms

MARGIN = DAY


def working(provider: Provider, visit: Visit, local: Day) -> Iterator[Block]:
    """The hours of a provider on a local date in which such a visit may be."""
    for block in provider.blocks:
        if block.at == visit.location and block.on(local.date) and (block.only is None or visit.type in block.only):
            yield block


def starts_with_steps(setup: Setup, taken: Taken, agreed: Terms, local: Day, reach: Reach) -> int:
    """The starts at which every step can be done, as bits from the reach's origin; those that it does not hold are not meant."""
    open_ = -1
    for part in agreed.parts:
        if part.handed_on:
            free = 0
            for id_ in _candidates(setup, part):
                free |= _free_of(setup, taken, agreed, part, id_, local, reach)
            open_ &= free >> part.begin
        if _own_room(agreed, part):
            blocked = -1
            rooms = _rooms(setup, agreed, part)
            taken.expect(rooms, reach.begin, reach.end)
            for room in rooms:
                blocked &= blocked_starts(reach.busy(taken, room), part.before, part.end - part.begin + part.after)
            open_ &= ~blocked >> part.begin
    return open_


def assigned(setup: Setup, taken: Taken, agreed: Terms, start: Minute) -> tuple[Taking, ...] | None:
    """Who and what takes each step: the first that can, in the file's order; None where a step has nobody or nothing."""
    found = []
    for part in agreed.parts:
        begin, end = start + part.begin - part.before, start + part.end + part.after
        if part.handed_on:
            taken.expect([("provider", id_) for id_ in _candidates(setup, part)], begin, end)
            who = next((id_ for id_ in _candidates(setup, part) if able(setup, taken, agreed, part, id_, start)), None)
            if who is None:
                return None
            found.append(Taking("provider", who, begin, end))
        if _own_room(agreed, part):
            room = first_free(taken, _rooms(setup, agreed, part), begin, end)
            if room is None:
                return None
            found.append(Taking("resource", room[1], begin, end))
    return tuple(found)


def may_do(setup: Setup, agreed: Terms) -> frozenset[str]:
    """Everybody who might have a step of the visit."""
    return frozenset(id_ for part in agreed.parts if part.handed_on for id_ in _candidates(setup, part))


def able(setup: Setup, taken: Taken, agreed: Terms, part: Part, id_: str, start: Minute) -> bool:
    """Whether that provider is here, not away and free for that step of a visit that starts then."""
    begin, end = start + part.begin - part.before, start + part.end + part.after
    return _here(setup, agreed, part, id_, start) and is_free(taken, ("provider", id_), begin, end)


def why_no_steps(setup: Setup, taken: Taken, agreed: Terms, start: Minute) -> Iterator[Reason]:
    """A reason for each step that nobody can do: 'hours' where nobody is here then, 'resource' where all who are are taken."""
    zone = setup.locations[agreed.visit.location].zone
    for part in agreed.parts:
        begin, end = start + part.begin, start + part.end
        when = f"from {say_time(begin, zone)} to {say_time(end, zone)}"
        if part.handed_on:
            here = [id_ for id_ in _candidates(setup, part) if _here(setup, agreed, part, id_, start)]
            who = setup.providers[part.provider].name if part.provider else f"no {part.kind}"
            if not here:
                said = f"{who} is not here {when}" if part.provider else f"{who} is here {when}"
                yield Reason("hours", part.text, said)
            elif not any(able(setup, taken, agreed, part, id_, start) for id_ in here):
                names = ", ".join(setup.providers[id_].name for id_ in here)
                said = f"{who} is taken {when}" if part.provider else f"{who} is free {when} ({names})"
                yield Reason("resource", part.text, said)
        if _own_room(agreed, part):
            rooms = _rooms(setup, agreed, part)
            place = setup.locations[agreed.visit.location].name
            if not rooms:
                yield Reason("resource", part.text, f"{place} has no {part.room}")
            elif first_free(taken, rooms, begin - part.before, end + part.after) is None:
                yield Reason("resource", part.text, f"every {part.room} at {place} is taken {when}")


# Helpers ----------------------------------------------------------------------------------------------------


def _candidates(setup: Setup, part: Part) -> tuple[str, ...]:
    return (part.provider,) if part.provider else setup.by_kind.get(part.kind or "", ())


def _own_room(agreed: Terms, part: Part) -> bool:
    """A step's room is its own, unless the whole visit has one of that kind."""
    return part.room is not None and part.room not in (kind for kind, _ in agreed.kinds)


def _rooms(setup: Setup, agreed: Terms, part: Part) -> list[Key]:
    location = setup.locations[agreed.visit.location]
    return [("resource", f"{location.id}/{id_}") for id_ in location.by_kind.get(part.room or "", ())]


def _away(setup: Setup, agreed: Terms, id_: str, date: dt.date) -> list[Minutes]:
    """When that provider is away.  What closes the place or the practice stands in the way of the whole visit anyway."""
    visit = Visit(agreed.visit.type, id_, agreed.visit.location, agreed.visit.facts)
    held = (entry.rule for kind in TIMED if kind.for_everybody for entry in setup.book.holding(kind, visit))
    theirs = (rule for rule in held if isinstance(rule, TimedRule) and rule.scope.providers)
    return [span for rule in theirs for span in rule.closed(date)]


def _here(setup: Setup, agreed: Terms, part: Part, id_: str, start: Minute) -> bool:
    zone = setup.locations[agreed.visit.location].zone
    local = day(local_date(start, zone), zone)
    begin, end = start + part.begin, start + part.end
    inside = any(
        local.bound(block.from_) <= begin and end <= local.bound(block.to)
        for block in working(setup.providers[id_], agreed.visit, local)
    )
    if not inside:
        return False
    away = _away(setup, agreed, id_, local.date)
    return not any(begin < local.bound(to) and local.bound(from_) < end for from_, to in away)


def _free_of(setup: Setup, taken: Taken, agreed: Terms, part: Part, id_: str, local: Day, reach: Reach) -> int:
    """The instants at which that provider can begin the step, as bits from the reach's origin."""
    long, origin = part.end - part.begin, reach.origin
    mask = 0
    for block in working(setup.providers[id_], agreed.visit, local):
        mask |= span(local.bound(block.from_) - origin, local.bound(block.to) - long + 1 - origin)
    if not mask:
        return 0
    for from_, to in _away(setup, agreed, id_, local.date):
        mask &= ~blocked_starts(span(local.bound(from_) - origin, local.bound(to) - origin), 0, long)
    busy = reach.busy(taken, ("provider", id_))
    return mask & ~blocked_starts(busy, part.before, long + part.after)
