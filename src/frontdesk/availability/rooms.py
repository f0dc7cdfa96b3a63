"""Rooms and machines: the first that is open and free, and why none is.

One that has hours of its own is free only then: from the start to the end of the visit (or of the step that takes it), buffers not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from .bits import blocked_starts, span
from .clock import DAY, Day, day, local_date, say_date, say_minute
from .hours import Stretch, stretches_of
from .hours_left import FOUR_YEARS
from .model import Block, Minute, Reason, Setup
from .taken import TOGETHER, Key, Taken, first_free
from .terms import Reach, Terms


class During(NamedTuple):
    """For how long of a visit, in minutes after its start, a room is taken, and the buffers around that."""

    begin: int
    end: int
    before: int
    after: int


def all_of(agreed: Terms) -> During:
    """The visit from start to end."""
    return During(0, agreed.length, agreed.before, agreed.after)


def rooms_of_kind(setup: Setup, agreed: Terms, kind: str) -> list[Key]:
    """The rooms or machines of a kind where the visit is, in the file's order."""
    location = setup.locations[agreed.visit.location]
    return [("resource", f"{location.id}/{id_}") for id_ in location.by_kind.get(kind, ())]


def open_starts(setup: Setup, agreed: Terms, room: Key, during: During, local: Day, origin: Minute) -> int:
    """The starts of a local date at which a room is open for that part of the visit, as bits from `origin`; -1: it has no hours."""
    hours = _hours(setup, agreed, room, local)
    if hours is None:
        return -1
    starts = 0
    for begin, end in _bounds(hours, local):
        starts |= span(max(0, begin - during.begin - origin), end - during.end + 1 - origin)
    return starts


def with_a_room(
    setup: Setup, taken: Taken, agreed: Terms, rooms: Sequence[Key], during: During, local: Day, reach: Reach, mask: int
) -> int:
    """Of these starts, those at which one of these rooms is open and free, as bits from the reach's origin.

    They are looked at in their order, so many together, and no more of them than it takes.
    """
    blocked = mask
    for number, room in enumerate(rooms):
        if number % TOGETHER == 0:
            taken.expect(rooms[number : number + TOGETHER], reach.begin, reach.end)
        busy = blocked_starts(reach.busy(taken, room), during.before, during.end - during.begin + during.after)
        blocked &= busy >> during.begin | ~open_starts(setup, agreed, room, during, local, reach.origin)
        if not blocked:
            break
    return mask & ~blocked


def is_open(setup: Setup, agreed: Terms, room: Key, during: During, start: Minute) -> bool:
    """Whether a room is open for that part of a visit that starts then."""
    if not _blocks(setup, agreed, room):
        return True
    local = _day_of(setup, agreed, start)
    hours = _hours(setup, agreed, room, local)
    return hours is None or any(
        begin <= start + during.begin and start + during.end <= end for begin, end in _bounds(hours, local)
    )


def first_free_room(
    setup: Setup, taken: Taken, agreed: Terms, rooms: Sequence[Key], during: During, start: Minute
) -> Key | None:
    """The first of these that is open, and of which nothing is taken."""
    there = [room for room in rooms if is_open(setup, agreed, room, during, start)]
    return first_free(taken, there, start + during.begin - during.before, start + during.end + during.after)


def why_no_room(
    setup: Setup, taken: Taken, agreed: Terms, kind: str, text: str, during: During, start: Minute, when: str = ""
) -> Iterator[Reason]:
    """Why a visit that starts then has no room of a kind: the place has none, or each is closed or taken; `when` says which part it is about."""
    place, rooms = setup.locations[agreed.visit.location].name, rooms_of_kind(setup, agreed, kind)
    if not rooms:
        yield Reason("resource", text, f"{place} has no {kind}")
        return
    if first_free_room(setup, taken, agreed, rooms, during, start) is not None:
        return
    closed = [room for room in rooms if not is_open(setup, agreed, room, during, start)]
    open_ = [_id(room) for room in rooms if room not in closed]
    said = [why_closed(setup, agreed, room, start) for room in closed]
    if open_:
        which = f"every {kind} at {place}" if not closed else f"every other {kind} at {place}"
        said.append(f"{which} is taken{when}" if when else f"{which} is taken ({', '.join(open_)})")
    yield Reason("resource", text, "; ".join(said), contended=bool(open_))


def why_closed(setup: Setup, agreed: Terms, room: Key, start: Minute) -> str:
    """When a room is open on the date of a start."""
    local = _day_of(setup, agreed, start)
    hours = [hour for hour in _hours(setup, agreed, room, local) or () if hour.from_ < DAY]
    on = f"on {say_date(local.date)}"
    if not hours:
        return f"{_id(room)} is not open for this visit {on}"
    return f"{_id(room)} is open from {' and '.join(_said(hour) for hour in hours)} {on}"


def never_open(setup: Setup, agreed: Terms, kind: str, today: dt.date) -> bool:
    """Whether no room of that kind is open on any date to come while the visit's provider has hours there that are long enough for it."""
    place, visit = setup.locations[agreed.visit.location], agreed.visit
    blocks = tuple(place.by_id[id_].blocks for id_ in place.by_kind.get(kind, ()))
    if not all(blocks):
        return False
    return not _meet(setup.providers[visit.provider].blocks, blocks, visit.type, place.id, agreed.length, today)


@lru_cache(maxsize=1024)
def _meet(
    hours: tuple[Block, ...], rooms: tuple[tuple[Block, ...], ...], visit: str, at: str, minutes: int, today: dt.date
) -> bool:
    """Whether somebody's hours at a place have so many minutes on some date, in which one of these rooms is open."""
    for date in (today + dt.timedelta(days=n) for n in range(FOUR_YEARS.days + 1)):
        there = stretches_of(hours, visit, at, date)
        for blocks in rooms if there else ():
            open_ = stretches_of(blocks, visit, at, date)
            if any(min(a.to, b.to) - max(a.from_, b.from_) >= minutes for a in there for b in open_):
                return True
    return False


def _hours(setup: Setup, agreed: Terms, room: Key, local: Day) -> tuple[Stretch, ...] | None:
    blocks, location = _blocks(setup, agreed, room), setup.locations[agreed.visit.location]
    if not blocks:
        return None
    return stretches_of(blocks, agreed.visit.type, location.id, local.date, next_too=agreed.length > 1)


def _blocks(setup: Setup, agreed: Terms, room: Key) -> tuple[Block, ...]:
    resource = setup.locations[agreed.visit.location].by_id.get(_id(room))
    return resource.blocks if resource is not None else ()


def _bounds(hours: Sequence[Stretch], local: Day) -> Iterator[tuple[Minute, Minute]]:
    return ((local.bound(hour.from_), local.bound(hour.to)) for hour in hours)


def _day_of(setup: Setup, agreed: Terms, start: Minute) -> Day:
    zone = setup.locations[agreed.visit.location].zone
    return day(local_date(start, zone), zone)


def _id(room: Key) -> str:
    return room[1].partition("/")[2]


def _said(hours: Stretch) -> str:
    begin = say_minute(max(0, hours.from_))
    if hours.to > DAY:
        return f"{begin} to {say_minute(hours.to % DAY)} the next morning"
    return f"{begin} to {say_minute(hours.to)}"
