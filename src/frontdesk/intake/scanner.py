"""Asking ClamAV about a file (`clamd`'s INSTREAM; man clamd).  FRONTDESK_CLAMD is host:port or the path of its socket."""

from __future__ import annotations

import socket
import struct

from django.conf import settings

_CHUNK = 64 * 1024
_TIMEOUT = 30


class NoAnswer(Exception):
    """The scanner cannot be reached, or did not say: the file waits."""


def is_set() -> bool:
    return bool(settings.CLAMD)


def verdict(data: bytes) -> str:
    """'clean' or 'infected'.  Raises NoAnswer."""
    try:
        with _connected() as peer:
            peer.sendall(b"zINSTREAM\0")
            for begin in range(0, len(data), _CHUNK):
                piece = data[begin : begin + _CHUNK]
                peer.sendall(struct.pack("!L", len(piece)) + piece)
            peer.sendall(struct.pack("!L", 0))
            answer = b""
            while not answer.endswith(b"\0") and (piece := peer.recv(4096)):
                answer += piece
    except OSError:
        raise NoAnswer("the scanner cannot be reached") from None
    said = answer.rstrip(b"\0").decode("ascii", "replace")
    if said.endswith(" FOUND"):
        return "infected"
    if said.endswith(": OK"):
        return "clean"
    raise NoAnswer("the scanner did not say")


def _connected() -> socket.socket:
    if settings.CLAMD.startswith("/"):
        peer = socket.socket(socket.AF_UNIX)
        peer.settimeout(_TIMEOUT)
        peer.connect(settings.CLAMD)
        return peer
    host, _, port = settings.CLAMD.rpartition(":")
    return socket.create_connection((host or "127.0.0.1", int(port)), _TIMEOUT)
