"""What a round does to many things, one after another: who holds one's line waits for no other, and one that fails stops no other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from .context import inside_practice
from .models import Practice

log = logging.getLogger("frontdesk.jobs")
PORTION = 100  # of what a round does in one transaction: short enough that nobody waits long for its rows


@dataclass(frozen=True)
class Part:
    """One thing that a round sees to: for which rows, or other things by their names, and what is done with some of these, looked at again.

    `work` says for how many something was done.
    """

    keys: Callable[[], Sequence[Any]]
    work: Callable[[Sequence[Any]], int]

    def at_once(self) -> int:
        """Within a transaction that somebody else has begun."""
        return self.work(self.keys())


def each_by_itself(practice: Practice, keys: Iterable[UUID], work: Callable[[UUID], object]) -> int:
    """`work` for each key, in a transaction of its own inside the practice; for how many it says that something was done.

    The keys were read before, so `work` looks again at what it acts on, behind the line in which it acts.  Called outside of a
    transaction.  Raises the first error, when all others had their turn: the round failed, and somebody sees that.
    """
    done, failed = 0, None
    for key in keys:
        try:
            with inside_practice(practice):
                done += bool(work(key))
        except Exception as error:
            log.error("%s of %s failed: %s", work.__name__, key, type(error).__name__)
            failed = failed or error
    if failed is not None:
        raise failed
    return done


def in_portions(practice: Practice, parts: Iterable[Part]) -> int:
    """Every part, some of its rows at a time, each portion in a transaction of its own; for how many something was done.

    What was done stays done: a round that is interrupted goes on there the next time.  A portion that fails is done again one by one,
    so that what cannot be done keeps nothing else.  Called outside of a transaction.  Raises the first error, when all had their turn.
    """
    done, failed = 0, None
    for part in parts:
        try:
            with inside_practice(practice):
                keys = list(part.keys())
        except Exception as error:
            log.error("%s failed: %s", part.keys.__name__, type(error).__name__)
            failed = failed or error
            continue
        for first in range(0, len(keys), PORTION):
            some, fault = _portion(practice, part, keys[first : first + PORTION])
            done, failed = done + some, failed or fault
    if failed is not None:
        raise failed
    return done


def _portion(practice: Practice, part: Part, keys: Sequence[Any]) -> tuple[int, Exception | None]:
    """For how many something was done, and the first error of those that could not be."""
    try:
        with inside_practice(practice):
            return part.work(keys), None
    except Exception as error:
        if len(keys) == 1:
            log.error("%s of %s failed: %s", part.work.__name__, keys[0], type(error).__name__)
            return 0, error
    outcomes = [_portion(practice, part, [key]) for key in keys]
    return sum(some for some, _ in outcomes), next((error for _, error in outcomes if error is not None), None)
