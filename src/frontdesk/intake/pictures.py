"""Documents as pictures, to be read beside a form: a PDF never reaches the browser's own viewer, so nothing in it runs.

The worker draws each document once, in a process of its own with limits (`drawing`), and the pictures are kept in the vault. A
web process only hands out what is kept.
"""

from __future__ import annotations

from . import content, vault
from .models import Document


class NotShown(Exception):
    """There is no such page, or it is not drawn; a PDF can still be downloaded."""


def pages(document: Document) -> int:
    """How many pictures a document has; 0 while it is closed or not drawn, or where it cannot be drawn."""
    return len(document.pages) if document.may_be_opened else 0


def picture(document: Document, page: int) -> tuple[bytes, str]:
    """One page, counted from 1, and its content type.  Raises NotShown, VaultClosed, FileNotFoundError."""
    if not 1 <= page <= pages(document):
        raise NotShown
    kind = "image/png" if document.content_type == content.PDF else document.content_type
    return vault.get(document.practice_id, document.pages[page - 1]), kind
