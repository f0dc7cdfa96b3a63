"""Nobody can do a visit: the smallest set of sentences that makes it so.  Remove any one of them, and somebody can."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations

from ..rules.book import Entry, RuleBook
from .engine import Engine
from .model import Setup

MOST_TRIES = 400  # smaller sets that are tried, beside the sentences one after another

Judge = Callable[[Engine], bool]


def smallest_cause(setup: Setup, entries: Sequence[Entry], nobody: Judge) -> tuple[Entry, ...] | None:
    """Of `entries`, which together make it so that `nobody` can; in the book's order.

    None where they do not: then something else than sentences is the cause.  It is always such that without any one of them
    somebody can; that no smaller set does is sure as long as there are no more than `MOST_TRIES` of them.
    """

    def so(some: Sequence[Entry]) -> bool:
        book = RuleBook(tuple(some), setup.book.vocabulary)
        return nobody(Engine(replace(setup, book=book)))

    if so(()) or not so(entries):
        return None
    needed = _without_the_needless(list(entries), so)
    tries = 0
    for size in range(1, len(needed)):
        for some in combinations(entries, size):
            tries += 1
            if tries > MOST_TRIES:
                return tuple(needed)
            if so(some):
                return some
    return tuple(needed)


def _without_the_needless(entries: list[Entry], so: Callable[[Sequence[Entry]], bool]) -> list[Entry]:
    """First many at a time, then one by one, until each is needed."""
    step = max(1, len(entries) // 2)
    while True:
        shorter = False
        for at in range(len(entries) - step, -1, -step):
            less = [*entries[:at], *entries[at + step :]]
            if so(less):
                entries, shorter = less, True
        if step == 1 and not shorter:
            return entries
        step = max(1, min(step // 2, len(entries)))
