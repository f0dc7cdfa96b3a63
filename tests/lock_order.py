"""Everybody takes locks in the one order of `people/lines.py`; tests watch it by `watched`.

What belongs together is the outermost action, or the request: within it nobody stands in a line that comes before one in
which they stand already, and nobody asks for a line while holding a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from frontdesk.people import lines
from frontdesk.tenancy import context

RANKS = {"rules": 2, "lists": 3, "in force": 4, "patient": 5, "provider": 6, "cap": 6}
ROWS = 7
WHAT = {
    2: "the rules",
    3: "a list that is loaded",
    4: "what is in force",
    5: "a patient",
    6: "a provider or cap",
    ROWS: "a row",
}


class WrongOrder(AssertionError):
    """Two who do this and its opposite would wait for each other for ever."""


@dataclass
class Held:
    """What one unit of work holds: names of lines, and the highest rank."""

    unit: object = None
    names: set[str] = field(default_factory=set)
    rank: int = 0

    def take(self, names: set[str], rank: int) -> None:
        """Raises WrongOrder."""
        unit = context._put_off.get()
        if unit is None:
            return
        if unit is not self.unit:
            self.unit, self.names, self.rank = unit, set(), 0
        new = names - self.names
        if new and rank < self.rank:
            raise WrongOrder(f"{WHAT[rank]} ({', '.join(sorted(new))[:80]}) after {WHAT[self.rank]}")
        self.names |= names
        self.rank = max(self.rank, rank)


def rank_of(name: str) -> int:
    return RANKS.get(name) or RANKS[name.split()[0]]


@contextmanager
def watched() -> Iterator[None]:
    """In this thread."""
    held, wait = Held(), lines.wait

    def waiting(names: Any, *, beside: bool = False) -> None:
        names = set(names)
        for rank in sorted({rank_of(name) for name in names}):
            held.take({name for name in names if rank_of(name) == rank}, rank)
        wait(names, beside=beside)

    def executing(execute: Callable[..., Any], sql: Any, params: Any, many: bool, about: Any) -> Any:
        if isinstance(sql, str) and "FOR UPDATE" in sql and "SKIP LOCKED" not in sql:
            held.take(set(), ROWS)
        return execute(sql, params, many, about)

    lines.wait = waiting
    try:
        with connection.execute_wrapper(executing):
            yield
    finally:
        lines.wait = wait
