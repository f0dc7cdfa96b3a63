"""Documents as pictures, to be read beside a form: a PDF never reaches the browser's own viewer, so nothing in it runs."""

from __future__ import annotations

import io

import pypdfium2

from . import vault
from .models import Document

MOST_PAGES = 30
WIDTH = 1300  # pixels: enough to read a fax


class NotShown(Exception):
    """There is no such page, or the file cannot be drawn; it can still be downloaded."""


def pages(document: Document) -> int:
    """How many pictures a document has; 0 where it is closed or cannot be drawn."""
    if not document.may_be_opened:
        return 0
    if document.content_type != "application/pdf":
        return 1
    try:
        with _opened(document) as pdf:
            return min(len(pdf), MOST_PAGES)
    except (NotShown, vault.VaultClosed, FileNotFoundError):
        return 0


def picture(document: Document, page: int) -> tuple[bytes, str]:
    """One page, counted from 1, and its content type.  Raises NotShown, VaultClosed, FileNotFoundError."""
    if not document.may_be_opened or not 1 <= page <= MOST_PAGES:
        raise NotShown
    if document.content_type != "application/pdf":
        return vault.get(document.practice_id, document.name), document.content_type
    with _opened(document) as pdf:
        if page > len(pdf):
            raise NotShown
        sheet = pdf[page - 1]
        width = sheet.get_width() or 1
        drawn = sheet.render(scale=min(4.0, WIDTH / width), may_draw_forms=False).to_pil()
        out = io.BytesIO()
        write = drawn.convert("RGB").save
        write(out, "PNG")
        return out.getvalue(), "image/png"


def _opened(document: Document) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(vault.get(document.practice_id, document.name))
    except pypdfium2.PdfiumError:
        raise NotShown from None
