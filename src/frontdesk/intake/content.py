"""What a file claims to be, by its first and last bytes.  Nothing here reads further: that is the worker's part (`drawing`)."""

from __future__ import annotations

from django.utils.translation import gettext

LARGEST = 5 * 1024 * 1024
PDF = "application/pdf"


class NotADocument(Exception):
    def __str__(self) -> str:
        return gettext("Choose a photo (JPEG or PNG) or a PDF of at most 5 MB.")


def kind_of(data: bytes) -> str:
    """Its type.  Raises NotADocument for what cannot be a JPEG, a PNG or a PDF, whatever its name."""
    if len(data) > LARGEST:
        raise NotADocument
    if data.startswith(b"%PDF-") and b"%%EOF" in data[-2048:]:
        return PDF
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"):
        return "image/png"
    raise NotADocument
