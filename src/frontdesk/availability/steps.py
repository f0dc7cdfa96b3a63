"""Visits that take several people: at which starts every step, and whoever is there beside its provider, has somebody who is here and free, and who that is.

One judgement in two shapes: `starts_with_steps` for whole days as bits, `able` for one start; tests hold them together.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Protocol

from ..rules.facts import Visit
from ..rules.families import TIMED
from ..rules.rule import Minutes, TimedRule
from .bits import blocked_starts, span
from .clock import DAY, Day, day, local_date, say_time
from .hours import Stretch, stretches
from .model import Minute, Reason, Setup, Taking
from .rooms import During, first_free_room, rooms_of_kind, why_no_room, with_a_room
from .taken import Taken, is_free
from .terms import Part, Reach, Terms
from .travel import is_near, out_of_reach, why_too_far

MARGIN = DAY


class Kept(Protocol):
    """What is kept for other visits of the time of those who have a step."""

    def against(self, parts: Sequence[Part], id_: str, start: Minute) -> Reason | None:
        """Why somebody's time for these steps of a visit that starts then is for others; None where it is not."""

    def leaves(self, part: Part, id_: str, local: Day, mask: int, origin: Minute) -> int:
        """Of these starts of a date, those at which it is not, for that step alone."""

    def counts(self, id_: str, local: Day) -> bool:
        """Whether that date all that somebody does for one visit has to be looked at together."""


def starts_with_steps(
    setup: Setup, taken: Taken, agreed: Terms, local: Day, reach: Reach, mask: int, kept: Kept | None
) -> int:
    """Of these starts, those at which every step can be done, as bits from the reach's origin; `kept`: by time that is not kept for others."""
    open_ = mask
    for parts in _contending(setup, agreed):
        able_ = [
            {id_: mask & _free_of(setup, taken, agreed, part, id_, local, reach) >> part.begin for id_ in ids}
            for part, ids in parts
        ]
        if kept is not None:
            able_ = [
                {id_: kept.leaves(part, id_, local, free, reach.origin) if free else 0 for id_, free in of_part.items()}
                for (part, _), of_part in zip(parts, able_, strict=True)
            ]
        open_ &= _each_by_another([part for part, _ in parts], able_, frozenset())
    if kept is not None and any(kept.counts(id_, local) for id_ in _with_several(setup, agreed)):
        open_ = _counted_together(setup, taken, agreed, reach.origin, mask & open_, kept)
    for part in agreed.parts:
        if _own_room(agreed, part):
            rooms = rooms_of_kind(setup, agreed, part.room or "")
            open_ = with_a_room(setup, taken, agreed, rooms, _during(part), local, reach, open_)
    return open_


def assigned(
    setup: Setup, taken: Taken, agreed: Terms, start: Minute, kept: Kept | None = None
) -> tuple[Taking, ...] | None:
    """Who and what takes each step: the first that can, in the file's order; None where a step has nobody or nothing."""
    takings = []
    people = _people(setup, taken, agreed, start, kept)
    if people is None:
        return None
    for part in agreed.parts:
        begin, end = start + part.begin - part.before, start + part.end + part.after
        if part.handed_on:
            takings.append(Taking("provider", people[part], begin, end))
        if _own_room(agreed, part):
            rooms = rooms_of_kind(setup, agreed, part.room or "")
            room = first_free_room(setup, taken, agreed, rooms, _during(part), start)
            if room is None:
                return None
            takings.append(Taking("resource", room[1], begin, end))
    return tuple(takings)


def everything_taken(
    agreed: Terms, start: Minute, rooms: Iterable[str], steps: Iterable[Taking] | None
) -> tuple[Taking, ...]:
    """All that such a visit takes but its patient: its own provider for their part, its rooms for all of it, and `steps`."""
    begin, end = agreed.own_span
    whole = (start - agreed.before, start + agreed.length + agreed.after)
    own = Taking("provider", agreed.visit.provider, start + begin, start + end)
    there = (Taking("resource", f"{agreed.visit.location}/{room}", *whole) for room in rooms)
    return (own, *there, *(steps or ()))


def who_might_do_a_step(setup: Setup, agreed: Terms) -> frozenset[str]:
    """Everybody who might have a step of the visit."""
    return frozenset(id_ for part in agreed.parts if part.handed_on for id_ in candidates(setup, agreed, part))


def can_do_step(setup: Setup, taken: Taken, agreed: Terms, part: Part, id_: str, start: Minute) -> bool:
    """Whether that provider is here, not away, free for that step of a visit that starts then, and comes from no place too far."""
    begin, end = start + part.begin - part.before, start + part.end + part.after
    there = _here(setup, agreed, part, id_, start) and is_free(taken, ("provider", id_), begin, end)
    return there and is_near(setup, taken, agreed, id_, start + part.begin, start + part.end)


def why_no_steps(setup: Setup, taken: Taken, agreed: Terms, start: Minute, kept: Kept | None) -> Iterator[Reason]:
    """A reason for each step that nobody can do: 'hours' where nobody is here then, 'resource' where all who are are taken.

    'staff' for who is there all the time beside its provider; 'reserved' where the time of those who could is kept for others.
    """
    zone = setup.locations[agreed.visit.location].zone
    lacking = False
    for part in agreed.parts:
        begin, end = start + part.begin, start + part.end
        when = f"from {say_time(begin, zone)} to {say_time(end, zone)}"
        if part.handed_on:
            might = candidates(setup, agreed, part)
            here = [id_ for id_ in might if _here(setup, agreed, part, id_, start)]
            other = "other " if part.whole and len(might) < len(_all_of(setup, part)) else ""
            who = setup.providers[part.provider].name if part.provider else f"no {other}{part.kind}"
            if not here:
                said = f"{who} is not here {when}" if part.provider else f"{who} is here {when}"
                lacking = True
                yield Reason("staff" if part.whole else "hours", part.text, said)
            elif not (can := [id_ for id_ in here if can_do_step(setup, taken, agreed, part, id_, start)]):
                names = ", ".join(setup.providers[id_].name for id_ in here)
                said = f"{who} is taken {when}" if part.provider else f"{who} is free {when} ({names})"
                lacking = True
                yield from _why_elsewhere(setup, taken, agreed, part, here, start) or [
                    Reason("staff" if part.whole else "resource", part.text, said, contended=True)
                ]
            if here and kept and None not in (why := [kept.against([part], id_, start) for id_ in can or here]):
                lacking = True
                yield from (reason for reason in why[:1] if reason is not None)
        if _own_room(agreed, part):
            yield from why_no_room(setup, taken, agreed, part.room or "", part.text, _during(part), start, f" {when}")
    if lacking or _people(setup, taken, agreed, start, kept) is not None:
        return
    alone = _each_alone(setup, taken, agreed, start, kept)
    if alone is not None and kept is not None:
        yield from islice(_too_much(alone, start, kept), 1)
    else:
        text = next(part.text for part in agreed.parts if part.whole)
        yield Reason("staff", text, "the same person would be needed twice", contended=True)


def _why_elsewhere(
    setup: Setup, taken: Taken, agreed: Terms, part: Part, here: Sequence[str], start: Minute
) -> list[Reason]:
    """What keeps those who are free then: they come from another place, or have to be at one."""
    begin, end = start + part.begin, start + part.end
    free = [id_ for id_ in here if is_free(taken, ("provider", id_), begin - part.before, end + part.after)]
    return [reason for id_ in free for reason in why_too_far(setup, taken, agreed, id_, begin, end)]


# Helpers ----------------------------------------------------------------------------------------------------


def candidates(setup: Setup, agreed: Terms, part: Part) -> tuple[str, ...]:
    """Who might have a step; beside the visit's own provider, that is somebody else."""
    return tuple(id_ for id_ in _all_of(setup, part) if not part.whole or id_ != agreed.visit.provider)


def _all_of(setup: Setup, part: Part) -> tuple[str, ...]:
    return (part.provider,) if part.provider else setup.by_kind.get(part.kind or "", ())


Contending = list[tuple[Part, tuple[str, ...]]]


def _contending(setup: Setup, agreed: Terms) -> list[Contending]:
    """The parts that others have, with who might: together those that need different people and might have the same."""
    groups: list[Contending] = []
    for part in sorted((part for part in agreed.parts if part.handed_on), key=lambda part: not part.whole):
        ids = candidates(setup, agreed, part)
        mine = [g for g in groups if any((part.whole or other.whole) and {*ids} & {*them} for other, them in g)]
        groups = [g for g in groups if g not in mine]
        groups.append([*(pair for g in mine for pair in g), (part, ids)])
    return groups


def _each_by_another(parts: list[Part], able_: list[dict[str, int]], gone: frozenset[str]) -> int:
    """The starts at which each of these parts has somebody; who is there all the time (these come first) has no other part."""
    if not parts:
        return -1
    starts = 0
    for id_, mask in able_[0].items():
        if mask and id_ not in gone:
            if not parts[0].whole:
                starts |= mask
            else:
                starts |= mask & _each_by_another(parts[1:], able_[1:], gone | {id_})
    return starts if parts[0].whole else starts and starts & _each_by_another(parts[1:], able_[1:], gone)


def _with_several(setup: Setup, agreed: Terms) -> set[str]:
    """Who might have more than one part of the visit."""
    many = Counter(id_ for part in agreed.parts if part.handed_on for id_ in candidates(setup, agreed, part))
    return {id_ for id_, parts in many.items() if parts > 1}


def _counted_together(setup: Setup, taken: Taken, agreed: Terms, origin: Minute, mask: int, kept: Kept) -> int:
    """Of these starts, those with people for every part of whom none takes too many kept times by all of their parts."""
    possible = mask
    while mask:
        low = mask & -mask
        mask ^= low
        if _people(setup, taken, agreed, origin + low.bit_length() - 1, kept) is None:
            possible ^= low
    return possible


def _people(setup: Setup, taken: Taken, agreed: Terms, start: Minute, kept: Kept | None) -> dict[Part, str] | None:
    """Who has each part that others have: the first that can, in the file's order; None where that cannot be."""
    people = _each_alone(setup, taken, agreed, start, kept)
    if people is None or kept is None or not any(_too_much(people, start, kept)):
        return people
    parts = [(part, candidates(setup, agreed, part)) for part in people]

    def can(part: Part, id_: str) -> bool:
        return can_do_step(setup, taken, agreed, part, id_, start)

    return _all_together(parts, {}, can, start, kept)


def _too_much(people: dict[Part, str], start: Minute, kept: Kept) -> Iterator[Reason]:
    """What is kept of the time of whoever has several parts, and taken by them together."""
    theirs: dict[str, list[Part]] = {}
    for part, id_ in people.items():
        theirs.setdefault(id_, []).append(part)
    for id_, parts in theirs.items():
        reason = kept.against(parts, id_, start) if len(parts) > 1 else None
        if reason is not None:
            yield reason


def _all_together(
    parts: Contending, chosen: dict[Part, str], can: Callable[[Part, str], bool], start: Minute, kept: Kept
) -> dict[Part, str] | None:
    """The same where who has one part decides who can have another: everybody is tried."""
    if not parts:
        return chosen
    (part, ids), *others = parts
    for id_ in ids:
        mine = [other for other, who in chosen.items() if who == id_]
        if mine and (part.whole or any(other.whole for other in mine)):
            continue
        if can(part, id_) and kept.against([*mine, part], id_, start) is None:
            people = _all_together(others, {**chosen, part: id_}, can, start, kept)
            if people is not None:
                return people
    return None


def _each_alone(setup: Setup, taken: Taken, agreed: Terms, start: Minute, kept: Kept | None) -> dict[Part, str] | None:
    """The same, each part judged by itself."""
    alone: dict[Part, str] = {}
    for parts in _contending(setup, agreed):
        people = {("provider", id_) for _, ids in parts for id_ in ids}
        ends = [(start + part.begin - part.before, start + part.end + part.after) for part, _ in parts]
        taken.expect(people, min(begin for begin, _ in ends), max(end for _, end in ends))

        def can(part: Part, id_: str) -> bool:
            free = can_do_step(setup, taken, agreed, part, id_, start)
            return free and (kept is None or kept.against([part], id_, start) is None)

        chosen = _choose(parts, can, frozenset())
        if chosen is None:
            return None
        alone.update(chosen)
    return alone


def _choose(parts: Contending, can: Callable[[Part, str], bool], gone: frozenset[str]) -> dict[Part, str] | None:
    if not parts:
        return {}
    (part, ids), *others = parts
    for id_ in ids:
        if id_ not in gone and can(part, id_):
            more = _choose(others, can, gone | {id_} if part.whole else gone)
            if more is not None:
                return {part: id_, **more}
            if not part.whole:
                return None
    return None


def _own_room(agreed: Terms, part: Part) -> bool:
    """A step's room is its own, unless the whole visit has one of that kind."""
    return part.room is not None and part.room not in (kind for kind, _ in agreed.kinds)


def _during(part: Part) -> During:
    return During(part.begin, part.end, part.before, part.after)


def minutes_away(setup: Setup, agreed: Terms, id_: str, date: dt.date) -> list[Minutes]:
    """When that provider is away.  What closes the place or the practice stands in the way of the whole visit anyway."""
    visit = Visit(agreed.visit.type, id_, agreed.visit.location, agreed.visit.facts)
    held = (entry.rule for kind in TIMED if kind.for_everybody for entry in setup.book.holding(kind, visit))
    theirs = (rule for rule in held if isinstance(rule, TimedRule) and rule.scope.providers)
    return [span for rule in theirs for span in rule.closed(date)]


def _away_around(setup: Setup, agreed: Terms, id_: str, local: Day) -> Iterator[tuple[Minute, Minute]]:
    """The same as instants, on the date and, for a visit that goes over midnight, on the next."""
    for n in (0, 1):
        for begin, end in minutes_away(setup, agreed, id_, local.date + dt.timedelta(days=n)):
            yield local.bound(begin + n * DAY), local.bound(end + n * DAY)


def _hours_of(setup: Setup, agreed: Terms, id_: str, local: Day) -> tuple[Stretch, ...]:
    """Of who has a step of a visit that starts on the date: it may lie on the next."""
    return stretches(
        setup.providers[id_], agreed.visit.type, agreed.visit.location, local.date, next_too=agreed.length > 1
    )


def _here(setup: Setup, agreed: Terms, part: Part, id_: str, start: Minute) -> bool:
    zone = setup.locations[agreed.visit.location].zone
    local = day(local_date(start, zone), zone)
    begin, end = start + part.begin, start + part.end
    inside = any(
        local.bound(hours.from_) <= begin and end <= local.bound(hours.to)
        for hours in _hours_of(setup, agreed, id_, local)
    )
    return inside and not any(begin < to and from_ < end for from_, to in _away_around(setup, agreed, id_, local))


def _free_of(setup: Setup, taken: Taken, agreed: Terms, part: Part, id_: str, local: Day, reach: Reach) -> int:
    """The instants at which that provider can begin the step, as bits from the reach's origin."""
    long, origin = part.end - part.begin, reach.origin
    mask = 0
    for hours in _hours_of(setup, agreed, id_, local):
        mask |= span(max(0, local.bound(hours.from_) - origin), local.bound(hours.to) - long + 1 - origin)
    if not mask:
        return 0
    for from_, to in _away_around(setup, agreed, id_, local):
        mask &= ~blocked_starts(span(max(0, from_ - origin), max(0, to - origin)), 0, long)
    busy = reach.busy(taken, ("provider", id_))
    mask &= ~blocked_starts(busy, part.before, long + part.after)
    return mask & ~out_of_reach(setup, taken, agreed, id_, long, reach) if mask else 0
