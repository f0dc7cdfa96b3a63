"""What a file really is, by its content, and photographs without what the camera wrote into them."""

from __future__ import annotations

import io
import warnings

from django.utils.translation import gettext
from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST = 5 * 1024 * 1024
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2400  # enough to read a card or a letter


class NotADocument(Exception):
    def __str__(self) -> str:
        return gettext("Choose a photo (JPEG or PNG) or a PDF of at most 5 MB.")


def clean(data: bytes) -> tuple[bytes, str]:
    """(content without metadata, its type).  Raises NotADocument for anything but JPEG, PNG and PDF, whatever its name."""
    if len(data) > LARGEST:
        raise NotADocument
    if data.startswith(b"%PDF-"):
        if b"%%EOF" not in data[-2048:]:
            raise NotADocument
        return data, "application/pdf"
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return _photograph(data)
    raise NotADocument


def _photograph(data: bytes) -> tuple[bytes, str]:
    """Drawn anew from its pixels: place, device, time, thumbnails and whatever hides behind the picture stay out."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=["JPEG", "PNG"]) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise NotADocument
                kind = opened.format or "JPEG"
                upright = ImageOps.exif_transpose(opened)
                upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                pixels = upright.convert("RGB" if kind == "JPEG" else "RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning):
        raise NotADocument from None
    bare = Image.new(pixels.mode, pixels.size)
    bare.paste(pixels)
    out = io.BytesIO()
    write = bare.save
    write(out, kind, optimize=True, **({"quality": 88} if kind == "JPEG" else {}))
    return out.getvalue(), f"image/{kind.lower()}"
