"""Which processes live in a data folder: after a postmaster was killed its children may still hold the memory that they share."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path


def living_in(folder: Path) -> list[int]:
    """Processes whose working directory is the folder; [] where the system does not tell (no /proc)."""
    try:
        mine = folder.stat()
        numbers = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return []
    living = []
    for number in numbers:
        with contextlib.suppress(OSError):
            here = os.stat(f"/proc/{number}/cwd")
            if (here.st_dev, here.st_ino) == (mine.st_dev, mine.st_ino) and number != os.getpid():
                living.append(number)
    return living


def clear(folder: Path, patience: float) -> bool:
    """Wait for them to end by themselves (they notice that their postmaster is gone), then end those that are PostgreSQL's."""
    until = time.monotonic() + patience
    while living_in(folder) and time.monotonic() < until:
        time.sleep(0.05)
    for number in living_in(folder):
        with contextlib.suppress(OSError):
            if Path(f"/proc/{number}/comm").read_text().startswith("postgres"):
                os.kill(number, signal.SIGKILL)
    time.sleep(0.05)
    return not living_in(folder)
