"""What somebody has typed before anything is sent, and the documents of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.utils.timezone import now

from ..tenancy.models import Practice
from .models import Document, Draft

KEPT = dt.timedelta(days=2)
LARGEST = 5 * 1024 * 1024
TYPES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"%PDF-": "application/pdf"}


class NotADocument(Exception):
    def __str__(self) -> str:
        return "Choose a photo (JPEG or PNG) or a PDF of at most 5 MB."


def begin(practice: Practice) -> tuple[Draft, str]:
    """A draft and the token that finds it again."""
    token = secrets.token_urlsafe(24)
    return Draft.objects.create(practice=practice, token_hash=_hash(token), expires_at=now() + KEPT), token


def find(token: str) -> Draft | None:
    return Draft.objects.filter(token_hash=_hash(token), expires_at__gt=now()).first() if token else None


def keep(draft: Draft, **values: object) -> None:
    """Write down what was typed, right or wrong: nothing typed is lost."""
    draft.answers = {**draft.answers, **values}
    draft.save(update_fields=["answers"])


def keep_document(practice: Practice, field: str, data: bytes, draft: Draft | None = None) -> Document:
    """A photo or PDF, by its content and not by its name.  Raises NotADocument."""
    kind = next((name for magic, name in TYPES.items() if data.startswith(magic)), None)
    if kind is None or len(data) > LARGEST:
        raise NotADocument
    return Document.objects.create(
        practice=practice, draft=draft, field=field, content_type=kind, size=len(data), data=data
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
