"""What a visit takes at a start: its own provider, its rooms, and who and what has a step."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from .keeping import of_others
from .model import Minute, Taking
from .rooms import all_of, first_free_room
from .steps import assigned, everything_taken
from .taken import first_free
from .terms import Terms

if TYPE_CHECKING:
    from .engine import Engine


def takes(engine: Engine, agreed: Terms, start: Minute, now: dt.datetime) -> tuple[Taking, ...]:
    """Everybody and everything, as far as it is to be had."""
    return everything_taken(agreed, start, rooms_taken(engine, agreed, start), steps_of(engine, agreed, start, now))


def rooms_taken(engine: Engine, agreed: Terms, start: Minute) -> tuple[str, ...]:
    """One room or machine of each kind; where none is both open and free, and somebody has decided that it takes place, one that is only free.

    Of a kind of which all are taken there is none to be had.
    """
    free_rooms = engine.assign(agreed, start)
    if free_rooms is not None:
        return free_rooms
    whole = all_of(agreed)
    begin, end = start - whole.before, start + whole.end + whole.after
    rooms = []
    for kind, _ in agreed.kinds:
        of_kind = engine.rooms_of_kind(agreed, kind)
        free = first_free_room(engine.setup, engine.taken, agreed, of_kind, whole, start)
        free = free or first_free(engine.taken, of_kind, begin, end)
        rooms += [free[1].partition("/")[2]] if free is not None else []
    return tuple(rooms)


def steps_of(engine: Engine, agreed: Terms, start: Minute, now: dt.datetime) -> tuple[Taking, ...]:
    """Who and what has each step; somebody's time that is kept for others where it is decided to take that."""
    kept = of_others(engine, agreed, now)
    steps = assigned(engine.setup, engine.taken, agreed, start, kept)
    return steps or (assigned(engine.setup, engine.taken, agreed, start) if kept else None) or ()
