"""A document leaves the vault as a download that a browser does not interpret; never before it was scanned."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from ..intake import pictures, vault
from ..intake.models import Document


def download(one: Document) -> HttpResponse:
    """Raises Http404 for what is not there, was changed, or is closed."""
    if not one.may_be_opened:
        raise Http404
    try:
        content = vault.get(one.practice_id, one.name)
    except (vault.VaultClosed, FileNotFoundError):
        raise Http404 from None
    response = HttpResponse(content, content_type=one.content_type)
    response["Content-Disposition"] = f'attachment; filename="{one.field}.{one.content_type.rpartition("/")[2]}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def picture(one: Document, page: int) -> HttpResponse:
    """A page of a document, to be shown.  Raises Http404."""
    try:
        content, kind = pictures.picture(one, page)
    except (pictures.NotShown, vault.VaultClosed, FileNotFoundError):
        raise Http404 from None
    response = HttpResponse(content, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
