"""A process that stays is asked to stop: somebody listens from its first line to its last, and it ends where it can, not where it stands."""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Callable, Iterator

ASKING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Stopping:
    """Whether we were asked to stop.  There is one of a process, and it listens as long as that lives.

    What listens for a part of its life alone (an event loop, a wait) leaves a gap before and behind, in which the signal ends the
    process where it stands.  So those parts ask here.
    """

    def __init__(self) -> None:
        self._asked = False
        self._wake: Callable[[], object] | None = None

    def __call__(self) -> bool:
        return self._asked

    def listen(self) -> None:
        """From here on.  What is ignored stays so: `nohup` means that the terminal may be closed."""
        for number in ASKING:
            if signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._ask)

    def pause(self, seconds: float) -> None:
        """So long, or until we are asked.  (An event may not be waited for here: who sets it would wait for its lock.)"""
        until = time.monotonic() + seconds
        while not self._asked and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, 0.1))

    @contextlib.contextmanager
    def waking(self, wake: Callable[[], object]) -> Iterator[None]:
        """`wake` is called once, as soon as we are asked, or at once where we were; it runs between any two lines of ours."""
        self._wake = wake
        try:
            if self._asked:
                self._call()
            yield
        finally:
            self._wake = None

    def _ask(self, *_: object) -> None:
        self._asked = True
        self._call()

    def _call(self) -> None:
        wake, self._wake = self._wake, None
        if wake is not None:
            wake()


stopping = Stopping()  # this process's
