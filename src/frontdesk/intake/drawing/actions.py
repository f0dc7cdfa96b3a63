"""What the worker does with a document that waits to be drawn."""

from __future__ import annotations

import logging
from uuid import UUID

from ...tenancy.context import inside_practice
from ...tenancy.models import Practice
from .. import vault
from ..content import PDF
from ..models import Document
from .process import Drawn, NotShown, drawn

log = logging.getLogger("frontdesk.documents")


def draw(practice: Practice, key: UUID | str) -> None:
    """Draw a document that waits for it; a photograph is replaced by what was drawn, without the camera's remarks.

    Raises VaultClosed.  The process that draws runs outside of any transaction.
    """
    with inside_practice(practice):
        document = Document.objects.filter(pk=key).first()
        if document is None or not document.waits_to_be_drawn:
            return
        try:
            data = vault.get(practice.pk, document.name)
        except FileNotFoundError:
            _refuse(document)
            return
    try:
        made = drawn(data)
    except NotShown:
        made = None
    with inside_practice(practice):
        document = Document.objects.select_for_update(of=("self",)).filter(pk=key).first()
        if document is None or not document.waits_to_be_drawn:
            return
        if made is None:
            _refuse(document)
        else:
            _keep(document, made)


def _refuse(document: Document) -> None:
    log.info("document %s cannot be shown", document.pk)
    document.drawing = "refused"
    document.save(update_fields=["drawing"])


def _keep(document: Document, made: Drawn) -> None:
    """The photograph as it came is left to the nightly sweep, which a backup holds up: nothing vanishes while it is copied."""
    practice = document.practice_id
    document.pages = [vault.put(practice, picture) for picture in made.pictures]
    document.drawing, document.page_count = "drawn", made.pages
    if document.content_type != PDF:
        document.name, document.size, document.content_type = (
            document.pages[0],
            len(made.pictures[0]),
            made.content_type,
        )
    document.save()
