"""A process that is watched says that it lives, and does not outlive who watches it."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from pathlib import Path

from .processes import BEAT, end_with_parent

EVERY = 1  # seconds


def start() -> None:
    """Where we are watched (`processes.watch`): touch the file, and end when the parent has ended, however it ended."""
    file = os.environ.get(BEAT)
    if not file:
        return
    end_with_parent()
    parent = os.getppid()
    threading.Thread(target=_beat, args=(Path(file), parent), name="beat", daemon=True).start()


def _beat(file: Path, parent: int) -> None:
    while os.getppid() == parent:
        with contextlib.suppress(OSError):  # the folder was taken away: nobody watches us by it, and we still serve
            file.write_text(str(os.getpid()))  # not only its time: an empty file is of one that has not begun
        time.sleep(EVERY)
    os.kill(os.getpid(), signal.SIGKILL)
