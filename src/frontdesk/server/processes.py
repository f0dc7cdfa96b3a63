"""The processes of one machine, watched: started in order, started again when they die, stopped in order."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

THREADS = 4  # that answer requests at the same time, in each web server
WEB_SERVERS = 2  # each with one worker, on the same port: one that dies or hangs leaves the other
BACKOFF = (0.2, 1, 3, 10)
HEALTHY = 60  # seconds after which earlier deaths are forgotten
FROZEN = 30  # seconds without a beat after which a process is ended and started again
BEAT = "FRONTDESK_BEAT"  # a file that a watched process touches


def live_pages() -> int:
    """How many open pages one process tells of changes (settings.LIVE, read here without Django)."""
    return int(os.environ.get("FRONTDESK_LIVE", "") or 24)


def web_command(host: str, port: int) -> list[str]:
    """granian: WSGI, one worker (SO_REUSEPORT lets several share a port; we start it again, for ever), with a few threads that work and one for every page that is told of changes."""
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
        "1",
        "--blocking-threads",
        str(THREADS + live_pages()),
        "--workers-kill-timeout",
        "5",  # a page that is told of changes does not hold up the end
        "--no-ws",
        "--log-level",
        "error",
        "--backpressure",
        str(64 + live_pages()),
        "frontdesk.server.wsgi:application",
    ]


def worker_command() -> list[str]:
    return [sys.executable, "-m", "frontdesk.server.cli", "worker"]


def web_children(host: str, port: int, environment: dict[str, str], folder: Path) -> list[Child]:
    """The web servers of one machine, each with the file of its beat below `folder`."""
    names = ["web server", *(f"web server {n}" for n in range(2, WEB_SERVERS + 1))]
    return [
        Child(name, web_command(host, port), environment, folder / f"{name.replace(' ', '-')}-{os.getpid()}.beat")
        for name in names
    ]


def end_with_parent() -> None:
    """Of a child, before its program: when we are killed it is asked to end (Linux; elsewhere `frontdesk stop` finds it)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


@dataclass
class Child:
    """A process in a session of its own: Ctrl-C in the terminal reaches us alone, and we stop it in order."""

    name: str
    command: list[str]
    environment: dict[str, str]
    beat: Path | None = None
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    began: float = field(default=0.0)
    again_at: float = field(default=0.0)

    def start(self) -> None:
        environment = self.environment
        if self.beat is not None:
            self.beat.write_text("")
            environment = {**environment, BEAT: str(self.beat)}
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509  (whoever watches has one thread)
        )

    def is_frozen(self) -> bool:
        """Whether it has not touched its file for long; one that still starts gets the same time."""
        if self.beat is None or self.process is None or time.monotonic() - self.began < FROZEN:
            return False
        try:
            return time.time() - self.beat.stat().st_mtime > FROZEN
        except OSError:
            return False

    def kill(self) -> None:
        """It and all that it has started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self, seconds: float = 10) -> None:
        if self.process is not None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)
            self.kill()
        if self.beat is not None:
            self.beat.unlink(missing_ok=True)


def stop_all(children: list[Child]) -> None:
    """All are asked at once, then waited for."""
    for child in children:
        if child.process is not None:
            child.process.terminate()
    for child in children:
        child.stop()


def watch(
    children: list[Child], stopping: Callable[[], bool], tend: Callable[[], None], say: Callable[[str], None]
) -> None:
    """Until `stopping()`: start again what died or froze, for ever, waiting longer each time; `tend` looks after the database."""
    while not stopping():
        tend()
        for child in children:
            _look_at(child, say)
        time.sleep(0.25)


def _look_at(child: Child, say: Callable[[str], None]) -> None:
    now = time.monotonic()
    if child.process is None:
        if now >= child.again_at:
            with contextlib.suppress(OSError):  # no room for a process or a file just now: the next look tries again
                child.start()
        return
    if child.failures and now - child.began > HEALTHY:
        child.failures = 0
    frozen = child.is_frozen()
    if not frozen and child.process.poll() is None:
        return
    child.kill()  # a web server that was killed leaves its worker on the port
    pause = BACKOFF[min(child.failures, len(BACKOFF) - 1)]
    what = "did not move" if frozen else f"stopped (status {child.process.returncode})"
    say(f"the {child.name} {what}; starting it again in {pause:g} s")
    child.process, child.failures, child.again_at = None, child.failures + 1, now + pause
