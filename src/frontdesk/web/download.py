"""A document leaves the vault as a download that a browser does not interpret; never before it was scanned."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext

from ..core.refusals import Refusal
from ..intake import pictures, vault
from ..intake.models import Document


class KeyIsMissing(Refusal):
    """It lies there and nobody can open it: as after a restore without the key that was kept apart from the backup."""

    code, status = "document_key_missing", 503

    @property
    def sentence(self) -> str:
        return gettext(
            "This document cannot be opened: the key it was saved with is missing on this server. Nothing is lost. "
            "Whoever runs Frontdesk has to put the key back; 'frontdesk status' says which one."
        )


def download(document: Document) -> HttpResponse:
    """Raises Http404 for what is not there, was changed, or is closed; KeyIsMissing."""
    if not document.may_be_opened:
        raise Http404
    try:
        content = vault.get(document.practice_id, document.name)
    except vault.KeyMissing:
        raise KeyIsMissing from None
    except (vault.VaultClosed, FileNotFoundError):
        raise Http404 from None
    response = HttpResponse(content, content_type=document.content_type)
    response["Content-Disposition"] = (
        f'attachment; filename="{document.field}.{document.content_type.rpartition("/")[2]}"'
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def picture(document: Document, page: int) -> HttpResponse:
    """A page of a document, to be shown.  Raises Http404, KeyIsMissing."""
    try:
        content, kind = pictures.picture(document, page)
    except vault.KeyMissing:
        raise KeyIsMissing from None
    except (pictures.NotShown, vault.VaultClosed, FileNotFoundError):
        raise Http404 from None
    response = HttpResponse(content, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
