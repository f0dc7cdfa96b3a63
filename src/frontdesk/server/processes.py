"""The processes of one machine, watched: started in order, started again when they die, stopped in order."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

THREADS = 4  # that answer requests at the same time, in each of the two workers
BACKOFF = (0.2, 1, 3, 10)


def live_pages() -> int:
    """How many open pages one process tells of changes (settings.LIVE, read here without Django)."""
    return int(os.environ.get("FRONTDESK_LIVE", "") or 24)


def web_command(host: str, port: int) -> list[str]:
    """granian where it has a wheel: WSGI, 2 workers, each with a few threads that work and one for every page that is told of changes."""
    return [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        "2",
        "--blocking-threads",
        str(THREADS + live_pages()),
        "--workers-kill-timeout",
        "5",  # a page that is told of changes does not hold up the end
        "--no-ws",
        "--log-level",
        "error",
        "--respawn-failed-workers",
        "--backpressure",
        str(64 + live_pages()),
        "frontdesk.server.wsgi:application",
    ]


def worker_command() -> list[str]:
    return [sys.executable, "-m", "frontdesk.server.cli", "worker"]


@dataclass
class Child:
    """A process in a session of its own: Ctrl-C in the terminal reaches us alone, and we stop it in order."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    again_at: float = field(default=0.0)

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command, env=self.environment, stdin=subprocess.DEVNULL, start_new_session=True
        )

    def stop(self, seconds: float = 10) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def watch(
    children: list[Child], stopping: Callable[[], bool], tend: Callable[[], None], say: Callable[[str], None]
) -> None:
    """Until `stopping()`: start again what died, waiting longer each time; `tend` looks after the database."""
    while not stopping():
        tend()
        for child in children:
            if child.process is not None and child.process.poll() is not None:
                pause = BACKOFF[min(child.failures, len(BACKOFF) - 1)]
                say(f"the {child.name} stopped (status {child.process.returncode}); starting it again in {pause:g} s")
                child.process, child.failures, child.again_at = None, child.failures + 1, time.monotonic() + pause
            elif child.process is None and time.monotonic() >= child.again_at:
                child.start()
        time.sleep(0.25)
