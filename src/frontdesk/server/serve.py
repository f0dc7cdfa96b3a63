"""`frontdesk serve`: the web servers of one machine, watched until they are told to stop."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from pathlib import Path

from .answering import Answering
from .complaint import Complaint
from .processes import WEB_SERVERS, stop_all, watch, web_children
from .stopping import stopping
from .web_process import let_in, reserved


def run(host: str, port: int) -> int:
    """Until we are asked to stop.  Raises Complaint where nobody can listen there."""
    sockets = must_listen(host, port)
    with tempfile.TemporaryDirectory(prefix="frontdesk-") as folder:
        children = web_children(sockets, dict(os.environ), Path(folder))
        if stopping():
            return 0
        for child in children:
            child.start()
        _say(f"serving at http://{host}:{sockets[0].getsockname()[1]}/ (Ctrl-C stops it)")
        answering = Answering(os.environ["FRONTDESK_APP_DATABASE_URL"], _say)
        try:
            watch(children, stopping, answering.look, _say)
        finally:
            stop_all(children)
    return 0


def must_listen(host: str, port: int) -> list[socket.socket]:
    """What the web servers listen on; whoever holds it keeps everybody else away.  Raises Complaint."""
    try:
        sockets = reserved(host, port, WEB_SERVERS)
        let_in(sockets)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Complaint(f"cannot listen on {host}, port {port}: {reason}") from None
    return sockets


def _say(text: str) -> None:
    print(f"frontdesk: {text}", file=sys.stderr, flush=True)
