"""One web server: granian over a socket that whoever watches it has opened.

Each web server of a machine has a socket of its own on the same port, so that the system divides the work evenly.  They stay
open with whoever watches: what came for one that died or does not move is answered by the one that takes its place.
"""

from __future__ import annotations

import os
import socket
import sys

from granian._granian import SocketHolder
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

BACKLOG = 1024  # connections that wait to be taken by a web server
THREADS = 32  # that answer requests: most of them wait for their turn (`web/turns.py`), and those that work share the pool's connections


def live_pages() -> int:
    """How many open pages one process tells of changes (settings.LIVE, read here without Django)."""
    return int(os.environ.get("FRONTDESK_LIVE", "") or 24)


class OverAGivenSocket(Server):  # type: ignore[misc,valid-type]
    """granian with one worker, which we start again ourselves, for ever, and a thread for every page that is told of changes."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        super().__init__(
            "frontdesk.server.wsgi:application",
            interface=Interfaces.WSGI,
            workers=1,
            blocking_threads=THREADS + live_pages(),
            backpressure=64 + live_pages(),
            workers_kill_timeout=5,  # a page that is told of changes does not hold up the end
            websockets=False,
            log_level=LogLevels.error,
        )

    def _init_shared_socket(self) -> None:
        self._sfd = self._descriptor
        self._shd = SocketHolder(self._descriptor, False, BACKLOG)  # type: ignore[call-arg]
        self._sso = socket.socket(fileno=self._descriptor)
        self._sso.set_inheritable(True)


def reserved(host: str, port: int, number: int) -> list[socket.socket]:
    """A socket for each of so many web servers; nobody is let in before `listen()`.  Raises OSError, OverflowError."""
    made: list[socket.socket] = []
    try:
        with _bound(
            host, port, socket.SO_REUSEADDR
        ) as probe:  # they share the port with each other, and with nobody else
            port = probe.getsockname()[1]
        for _ in range(number):
            made.append(_bound(host, port, socket.SO_REUSEPORT))
    except BaseException:
        for listener in made:
            listener.close()
        raise
    return made


def let_in(sockets: list[socket.socket]) -> None:
    for listener in sockets:
        # Only now, so that `reserved` finds one that is not open yet: what was closed a moment ago (TIME_WAIT) holds up no next start.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.listen(BACKLOG)
        listener.setblocking(False)


def _bound(host: str, port: int, option: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    made = socket.socket(family, kind, protocol)
    try:
        made.setsockopt(socket.SOL_SOCKET, option, 1)
        made.bind(address)
    except BaseException:
        made.close()
        raise
    return made


if __name__ == "__main__":
    OverAGivenSocket(int(sys.argv[1])).serve()
