"""Starts the process that draws, and believes nothing that it says beyond its form."""

from __future__ import annotations

import contextlib
import os
import selectors
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass

PATIENCE = 90  # seconds by the clock; the processor's seconds are counted by the process itself
MOST_OUTPUT = 70 * 1024 * 1024
MOST_PICTURES = 30
_KINDS = {b"P": ("image/png", b"\x89PNG\r\n\x1a\n"), b"J": ("image/jpeg", b"\xff\xd8\xff")}


class NotShown(Exception):
    """The file cannot be drawn, or not within the limits."""


@dataclass(frozen=True)
class Drawn:
    """The pictures of a file, all of one type, and how many pages it has: more than there are pictures where it is long."""

    pictures: tuple[bytes, ...]
    content_type: str
    pages: int


def drawn(data: bytes) -> Drawn:
    """Draw a file in a process of its own.  Raises NotShown."""
    process = subprocess.Popen(
        [sys.executable, "-I", "-m", "frontdesk.intake.drawing.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"LANG": "C.UTF-8"},  # nothing of ours: no keys, no addresses
        start_new_session=True,
    )
    feeding = threading.Thread(target=_feed, args=(process, data), daemon=True)
    feeding.start()
    try:
        said = _read(process)
        if said is None or process.wait(5) != 0:
            raise NotShown
    except subprocess.TimeoutExpired:
        raise NotShown from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.wait()
        feeding.join()
        if process.stdout is not None:
            process.stdout.close()
    return _understood(said)


def _feed(process: subprocess.Popen[bytes], data: bytes) -> None:
    assert process.stdin is not None
    with contextlib.suppress(OSError), process.stdin:
        process.stdin.write(data)


def _read(process: subprocess.Popen[bytes]) -> bytes | None:
    """All that it says, or None when that is too much or takes too long."""
    assert process.stdout is not None
    parts: list[bytes] = []
    until, size = time.monotonic() + PATIENCE, 0
    with selectors.DefaultSelector() as ready:
        ready.register(process.stdout, selectors.EVENT_READ)
        while (left := until - time.monotonic()) > 0:
            if not ready.select(left):
                continue
            piece = os.read(process.stdout.fileno(), 1 << 20)
            if not piece:
                return b"".join(parts)
            parts.append(piece)
            size += len(piece)
            if size > MOST_OUTPUT:
                return None
    return None


def _understood(said: bytes) -> Drawn:
    """Raises NotShown for anything but a count, whole pictures of one type, and the end."""
    if len(said) < 6 or said[:1] != b"N":
        raise NotShown
    (pages,) = struct.unpack("!L", said[1:5])
    place, pictures, kinds = 5, [], set()
    while said[place : place + 1] in _KINDS and len(said) >= place + 5:
        kind, signature = _KINDS[said[place : place + 1]]
        (length,) = struct.unpack("!L", said[place + 1 : place + 5])
        picture = said[place + 5 : place + 5 + length]
        if len(picture) != length or not picture.startswith(signature):
            raise NotShown
        pictures.append(picture)
        kinds.add(kind)
        place += 5 + length
    if said[place:] != b"E" or len(kinds) != 1 or len(pictures) > MOST_PICTURES:
        raise NotShown
    return Drawn(tuple(pictures), kinds.pop(), min(pages, 32_767))
