"""What a visit takes at a start: its own provider, its rooms, and who and what has a step."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from .keeping import of_others
from .model import Minute, Taking
from .steps import assigned, everything
from .terms import Terms

if TYPE_CHECKING:
    from .engine import Engine


def takes(engine: Engine, agreed: Terms, start: Minute, now: dt.datetime) -> tuple[Taking, ...]:
    """Everybody and everything, as far as it is to be had."""
    return everything(agreed, start, engine.assign(agreed, start) or (), steps_of(engine, agreed, start, now))


def steps_of(engine: Engine, agreed: Terms, start: Minute, now: dt.datetime) -> tuple[Taking, ...]:
    """Who and what has each step; somebody's time that is kept for others where it is decided to take that."""
    kept = of_others(engine, agreed, now)
    found = assigned(engine.setup, engine.taken, agreed, start, kept)
    return found or (assigned(engine.setup, engine.taken, agreed, start) if kept else None) or ()
