"""Whether the database answers: asked without waiting, said in one line when it does not and in one when it does again."""

from __future__ import annotations

import time
from collections.abc import Callable

from psycopg import pq
from psycopg.pq.abc import PGconn

PAUSES = (1, 2, 4, 8, 15, 30)  # seconds between two questions while it does not answer
CALM = 10  # and while it does
PATIENCE = 5  # seconds for one answer


class Answering:
    """`look()` as often as one likes; it never blocks, so that whoever looks after processes can ask between two looks."""

    def __init__(self, address: str, say: Callable[[str], None], *, calm: float = CALM) -> None:
        self._address, self._say, self._calm = address.encode(), say, calm
        self._asked: PGconn | None = None
        self._until = self._again_at = 0.0
        self.failures = 0
        self.answers: bool | None = None

    def look(self) -> None:
        now = time.monotonic()
        if self._asked is None:
            if now < self._again_at:
                return
            self._until = now + PATIENCE
            self._asked = pq.PGconn.connect_start(self._address)
        status = pq.PollingStatus.FAILED
        if self._asked.status != pq.ConnStatus.BAD and now < self._until:
            status = pq.PollingStatus(self._asked.connect_poll())
        if status in (pq.PollingStatus.READING, pq.PollingStatus.WRITING):
            return
        error = _line(self._asked)
        self._asked.finish()
        self._asked = None
        self._found(status == pq.PollingStatus.OK, error)

    def wait(self, stopping: Callable[[], bool] = lambda: False) -> bool:
        """Until it answers; False where we were told to stop before."""
        while not stopping():
            self.look()
            if self.answers:
                return True
            time.sleep(0.1)
        return False

    def _found(self, answers: bool, error: str) -> None:
        if answers:
            if self.answers is False:
                self._say("the database answers again")
            self.failures, pause = 0, self._calm
        else:
            if self.answers is not False:
                self._say(f"the database does not answer ({error}); trying again until it does")
            pause = PAUSES[min(self.failures, len(PAUSES) - 1)]
            self.failures += 1
        self.answers, self._again_at = answers, time.monotonic() + pause


def _line(asked: PGconn) -> str:
    said = asked.get_error_message().strip().splitlines()
    return said[0].strip() if said and asked.status == pq.ConnStatus.BAD else f"nothing within {PATIENCE} s"
