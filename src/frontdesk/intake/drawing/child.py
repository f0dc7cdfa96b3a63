"""The process that reads a patient's file: content in, pictures out, no keys, no database, no network, no files.

It is started by `process.py` with an empty environment, and limits itself before the first byte is read.  PDFium and Pillow are
large readers of a format that strangers wrote: whatever they do here ends with this process.

Out come frames: `N` and how many pages the file has, then for each picture `P` (PNG) or `J` (JPEG) with its length and bytes,
then `E`.  Without the `E` nothing counts.
"""

from __future__ import annotations

import ctypes
import io
import os
import resource
import signal
import struct
import sys

import pypdfium2
from PIL import Image, ImageOps, JpegImagePlugin, PngImagePlugin  # noqa: F401  (loaded now: later no file can be opened)

MEMORY = 700 * 1024 * 1024
SECONDS = 20  # of the processor
MOST_PAGES = 30
MOST_PIXELS = 50_000_000
MOST_OUTPUT = 64 * 1024 * 1024
WIDTH, HEIGHT = 1300, 5200  # pixels of a page: enough to read a fax
NARROWEST = 150  # a page that would be narrower than this when it is drawn tells nobody anything
LONGEST_SIDE = 2400  # of a photograph: enough to read a card or a letter
FEWEST_POINTS, MOST_POINTS = 9, 14_400  # of a page's side: PDF's own limit (ISO 32000-1, annex C)
NOBODY = 65534


class Unshowable(Exception):
    """The file is not what it seems, or larger than anything that people send each other."""


def confine() -> None:
    """From here on: little memory, little time, no new files, sockets or processes, no core dump, and never longer than the parent."""
    Image.init()
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "prctl"):
        libc.prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        libc.prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 3),  # what is open stays open: the pipes; nothing else can be opened
    ):
        resource.setrlimit(what, (most, most))
    if hasattr(resource, "RLIMIT_NPROC"):
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def main() -> int:
    confine()
    data = sys.stdin.buffer.read()
    try:
        if data.startswith(b"%PDF-"):
            _pages(data)
        else:
            _photograph(data)
    except Exception:  # whatever a reader of pictures raises: it cannot be shown
        return 1
    _out(b"E")
    return 0


def _photograph(data: bytes) -> None:
    """Drawn anew from its pixels: place, device, time, thumbnails and whatever hides behind the picture stay out."""
    with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise Unshowable
        kind = opened.format or "JPEG"
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture = opened.convert("RGBA") if opened.mode in ("P", "1") else opened
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        pixels = ImageOps.exif_transpose(picture).convert("RGB" if kind == "JPEG" else "RGBA")
    bare = Image.new(pixels.mode, pixels.size)
    bare.paste(pixels)
    _out(b"N" + struct.pack("!L", 1))
    _picture(bare, kind)


def _pages(data: bytes) -> None:
    pdf = pypdfium2.PdfDocument(data)
    _out(b"N" + struct.pack("!L", len(pdf)))
    written = 0
    for number in range(min(len(pdf), MOST_PAGES)):
        page = pdf[number]
        drawn = page.render(scale=_scale(*page.get_size()), may_draw_forms=False)
        written += _picture(drawn.to_pil().convert("RGB"), "PNG")
        if written > MOST_OUTPUT:
            raise Unshowable
        drawn.close()
        page.close()


def _scale(width: float, height: float) -> float:
    """How large a page is drawn.  Raises Unshowable before anything is: the size stands in the file, and says what its writer likes."""
    if not (FEWEST_POINTS <= width <= MOST_POINTS and FEWEST_POINTS <= height <= MOST_POINTS):
        raise Unshowable
    scale = min(4.0, WIDTH / width, HEIGHT / height)
    if width * scale < min(NARROWEST, width):
        raise Unshowable
    return scale


def _picture(picture: Image.Image, kind: str) -> int:
    held = io.BytesIO()
    write = picture.save
    write(held, kind, optimize=kind == "JPEG", **({"quality": 88} if kind == "JPEG" else {}))
    content = held.getvalue()
    _out(kind[:1].encode() + struct.pack("!L", len(content)) + content)
    return len(content)


def _out(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.exit(main())
