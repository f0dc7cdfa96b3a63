"""What runs over one folder of data: held by a lock that dies with its holder, told by a file beside it."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO


@dataclass(frozen=True)
class Running:
    """Who looks after everything: its process, the address of the pages, since when (seconds since 1970)."""

    pid: int
    address: str
    since: float

    def __str__(self) -> str:
        since = time.strftime("%Y-%m-%d %H:%M", time.localtime(self.since))
        return f"{self.address} (process {self.pid}, since {since})"


class Claim:
    """`claim()` says that we run here; None of it outlives us."""

    def __init__(self, folder: Path) -> None:
        self._lock, self._file = folder / "running.lock", folder / "running.json"
        self._held: IO[str] | None = None

    def claim(self, address: str) -> Running | None:
        """None when it is ours now; else who has it.  Raises OSError."""
        self._lock.parent.mkdir(parents=True, exist_ok=True)
        held = self._lock.open("a")
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.close()
            return self.who() or Running(0, "here", time.time())
        self._held = held
        half = self._file.with_suffix(".half")
        half.write_text(json.dumps(asdict(Running(os.getpid(), address, time.time()))))
        half.replace(self._file)
        return None

    def give_up(self) -> None:
        if self._held is not None:
            self._file.unlink(missing_ok=True)
            self._held.close()
            self._held = None

    def who(self) -> Running | None:
        """Who runs over the folder just now."""
        try:
            with self._lock.open("r") as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
                return None
        except FileNotFoundError:
            return None
        except BlockingIOError:
            with contextlib.suppress(OSError, ValueError, TypeError):
                return Running(**json.loads(self._file.read_text()))
            return None

    def stop(self, seconds: float) -> bool:
        """Ask whoever runs here to stop, and wait.  False when they did not."""
        who = self.who()
        if who is None:
            return True
        with contextlib.suppress(ProcessLookupError):
            os.kill(who.pid, signal.SIGTERM)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.who() is None:
                return True
            time.sleep(0.1)
        return False
