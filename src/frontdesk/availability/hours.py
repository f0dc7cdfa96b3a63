"""When somebody is there on a local date: their blocks of hours, those that go over midnight, and those that touch and are one.

All minutes are of the local date, on the clock on the wall; hours that began the day before begin below 0, and those that end on
the next day end above `DAY`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..rules.rule import TimedRule
from .clock import DAY, Day
from .model import Block, Minute, Provider

# Hours that touch at every midnight have no first start: so many days back are looked for one.
LOOKED_BACK = 7


class Stretch(NamedTuple):
    """Hours at one place without a gap; visits start on the grid that begins with them, and fit inside them."""

    at: str
    from_: int
    to: int

    def first_start(self, grid: int) -> int:
        """The first minute of the date on the grid."""
        return self.from_ if self.from_ >= 0 else self.from_ + -(self.from_ // grid) * grid


class Piece(NamedTuple):
    """What of one block lies on the date, as it is written."""

    block: Block
    from_: int
    to: int


def hours_on(provider: Provider, date: dt.date) -> list[Piece]:
    """The blocks of that date, and what is left of those of the day before, cut at midnight; in order."""
    over = [block for block in provider.blocks if block.to > DAY and block.on(date - dt.timedelta(days=1))]
    pieces = [Piece(block, 0, block.to - DAY) for block in over]
    pieces += [Piece(block, block.from_, min(block.to, DAY)) for block in provider.blocks if block.on(date)]
    return sorted(pieces, key=lambda piece: (piece.from_, piece.to))


def stretches(
    provider: Provider, visit: str, location: str, date: dt.date, *, next_too: bool = False
) -> tuple[Stretch, ...]:
    """The hours at a location in which such a visit may be and some part of which lies on the date, in order.

    `next_too`: those of the next date as well, for whoever has the end of a visit that goes over midnight.
    """
    return stretches_of(provider.blocks, visit, location, date, next_too=next_too)


def stretches_of(
    blocks: Iterable[Block], visit: str, location: str, date: dt.date, *, next_too: bool = False
) -> tuple[Stretch, ...]:
    """The same of any blocks, a room's too."""
    end_of_all = 2 * DAY if next_too else DAY
    usable = tuple(block for block in blocks if block.at == location and visit_in(visit, block))
    if not usable:
        return ()
    reach_over = any(block.to >= DAY for block in usable)
    days = range(-LOOKED_BACK if reach_over else 0, 1 + reach_over + next_too)
    spans = sorted(
        (block.from_ + n * DAY, block.to + n * DAY)
        for n in days
        for block in usable
        if block.on(date + dt.timedelta(days=n))
    )
    joined = _joined(spans)
    return tuple(Stretch(location, begin, end) for begin, end in joined if end > 0 and begin < end_of_all)


def closed_around(rule: TimedRule, local: Day, length: int) -> Iterator[tuple[Minute, Minute]]:
    """The instants between which a rule lets nothing lie of a visit of `length` minutes that starts on the date: those of the next date too,
    where such a visit can reach over midnight.
    """
    for n in (0, 1) if length > 1 else (0,):
        for begin, end in rule.closed(local.date + dt.timedelta(days=n)):
            yield local.bound(begin + n * DAY), local.bound(end + n * DAY)


def visit_in(visit: str, block: Block) -> bool:
    """Whether such a visit may be in these hours."""
    return block.only is None or visit in block.only


def _joined(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Those that touch as one."""
    begin, end = spans[0] if spans else (0, 0)
    for next_begin, next_end in spans[1:]:
        if next_begin > end:
            yield begin, end
            begin = next_begin
        end = max(end, next_end)
    if spans:
        yield begin, end
