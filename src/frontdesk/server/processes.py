"""The processes of one machine, watched: started in order, started again when they die, stopped in order."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

WEB_SERVERS = 2  # each with one worker, on the same port: one that dies or does not move leaves the other
BACKOFF = (0.2, 1, 3, 10)
HEALTHY = 60  # seconds after which earlier deaths are forgotten
FROZEN = 4  # seconds without a beat after which a process is ended and started again
SLOW = 2  # seconds by which we ourselves may be late: beyond that the machine slept or is overloaded, and no process is to blame
STARTING = 60  # the same before the first beat
BEAT = "FRONTDESK_BEAT"  # a file that a watched process touches


def web_command(over: socket.socket) -> list[str]:
    return [sys.executable, "-m", "frontdesk.server.web_process", str(over.fileno())]


def worker_command() -> list[str]:
    return [sys.executable, "-m", "frontdesk.server.cli", "worker"]


def web_children(sockets: list[socket.socket], environment: dict[str, str], folder: Path) -> list[Child]:
    """The web servers of one machine, each with its socket and with the file of its beat below `folder`."""
    return [
        Child(
            name := f"web server {number}" if number > 1 else "web server",
            web_command(own),
            environment,
            folder / f"{name.replace(' ', '-')}-{os.getpid()}.beat",
            descriptors=(own.fileno(),),
        )
        for number, own in enumerate(sockets, 1)
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
    descriptors: tuple[int, ...] = ()
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
            pass_fds=self.descriptors,
            preexec_fn=end_with_parent,  # noqa: PLW1509  (whoever watches has one thread)
        )

    def is_frozen(self, since: float) -> bool:
        """Whether it has not touched its file for long, all of it in time that we saw pass (`since`, in seconds since 1970).

        One that has not begun to beat is starting, and gets longer.
        """
        if self.beat is None or self.process is None:
            return False
        try:
            file = self.beat.stat()
        except OSError:
            return False
        longest = FROZEN if file.st_size else STARTING
        return time.time() - max(file.st_mtime, since) > longest

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
    looked = since = time.time()
    while not stopping():
        tend()
        if not 0 <= time.time() - looked <= SLOW:
            since = time.time()
        looked = time.time()
        for child in children:
            _look_at(child, since, say)
        time.sleep(0.25)


def _look_at(child: Child, since: float, say: Callable[[str], None]) -> None:
    now = time.monotonic()
    if child.process is None:
        if now >= child.again_at:
            with contextlib.suppress(OSError):  # no room for a process or a file just now: the next look tries again
                child.start()
        return
    if child.failures and now - child.began > HEALTHY:
        child.failures = 0
    frozen = child.is_frozen(since)
    if not frozen and child.process.poll() is None:
        return
    child.kill()  # a web server that was killed leaves its worker on the port
    pause = BACKOFF[min(child.failures, len(BACKOFF) - 1)]
    what = "did not move" if frozen else f"stopped (status {child.process.returncode})"
    say(f"the {child.name} {what}; starting it again in {pause:g} s")
    child.process, child.failures, child.again_at = None, child.failures + 1, now + pause
