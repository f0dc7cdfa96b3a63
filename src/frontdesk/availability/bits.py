"""Minutes of a day as the bits of one Python integer: whole days are compared in single operations."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache, reduce
from operator import or_


def span(start: int, end: int) -> int:
    """The bits from `start` up to, not including, `end`."""
    return ((1 << (end - start)) - 1) << start if end > start else 0


def union(masks: Iterable[int]) -> int:
    """Every bit that any of them has."""
    return reduce(or_, masks, 0)


def blocked_starts(busy: int, before: int, length: int) -> int:
    """The starts whose span `[start − before, start + length)` meets a busy minute."""
    width = before + length
    done = 1
    while done * 2 <= width:
        busy |= busy >> done
        done *= 2
    busy |= busy >> (width - done)
    return busy << before


def spread(starts: int, length: int) -> int:
    """Every minute of the spans of that length that begin at these starts."""
    done = 1
    while done * 2 <= length:
        starts |= starts << done
        done *= 2
    return starts | starts << (length - done)


@lru_cache(maxsize=65536)
def grid(first: int, last: int, step: int) -> int:
    """The bits first, first + step, … up to and including `last`."""
    mask = 0
    for bit in range(first, last + 1, step):
        mask |= 1 << bit
    return mask
