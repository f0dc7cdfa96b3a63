"""`frontdesk serve`: the web servers of one machine, watched until they are told to stop."""

from __future__ import annotations

import os
import signal
import socket
import sys
import tempfile
from pathlib import Path

from .complaint import Complaint
from .processes import stop_all, watch, web_children


def run(host: str, port: int) -> int:
    """Until SIGTERM, SIGINT or SIGHUP.  Raises Complaint where nobody can listen there."""
    must_be_free(host, port)
    stopping: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, lambda number, _: stopping.append(number))
    with tempfile.TemporaryDirectory(prefix="frontdesk-") as folder:
        children = web_children(host, port, dict(os.environ), Path(folder))
        for child in children:
            child.start()
        try:
            watch(children, lambda: bool(stopping), lambda: None, _say)
        finally:
            stop_all(children)
    return 0


def must_be_free(host: str, port: int) -> None:
    """Several web servers share a port with each other, and with nobody else."""
    try:
        where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(where[0], where[1]) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where[4])
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Complaint(f"cannot listen on {host}, port {port}: {reason}") from None


def _say(text: str) -> None:
    print(f"frontdesk: {text}", file=sys.stderr, flush=True)
