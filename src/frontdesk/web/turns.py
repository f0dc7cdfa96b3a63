"""How much of one web process one practice may take at once, so that what is stuck at one leaves the others alone.

Whoever works holds one of the pool's few connections; whoever waits for a turn holds a thread and nothing else.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field


class NoTurn(Exception):
    """It did not come in time; nothing was begun."""


@dataclass
class _Practice:
    working: int = 0
    line: list[object] = field(default_factory=list)


class Turns:
    """`at_work` of one practice at the same time, `in_line` more that wait for them, each for at most `patience` seconds."""

    def __init__(self, at_work: int, in_line: int, patience: float) -> None:
        self.at_work, self.in_line, self.patience = at_work, in_line, patience
        self._practices: dict[str, _Practice] = {}
        self._changed = threading.Condition()

    @contextlib.contextmanager
    def turn(self, slug: str) -> Iterator[None]:
        """In the order of coming.  Raises NoTurn."""
        self._take(slug)
        try:
            yield
        finally:
            self._give_back(slug)

    def _take(self, slug: str) -> None:
        with self._changed:
            practice = self._practices.setdefault(slug, _Practice())
            if practice.working < self.at_work and not practice.line:
                practice.working += 1
                return
            if len(practice.line) >= self.in_line:
                raise NoTurn
            mine, until = object(), time.monotonic() + self.patience
            practice.line.append(mine)
            try:
                while practice.working >= self.at_work or practice.line[0] is not mine:
                    if not self._changed.wait(until - time.monotonic()):
                        raise NoTurn
                practice.working += 1
            finally:
                practice.line.remove(mine)
                self._changed.notify_all()

    def _give_back(self, slug: str) -> None:
        with self._changed:
            practice = self._practices[slug]
            practice.working -= 1
            if not practice.working and not practice.line:
                del self._practices[slug]  # an address that leads nowhere leaves nothing behind
            self._changed.notify_all()
