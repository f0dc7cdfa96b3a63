"""What a round does to many things, one after another: who holds one's line waits for no other, and one that fails stops no other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from uuid import UUID

from .context import inside_practice
from .models import Practice

log = logging.getLogger("frontdesk.jobs")


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
