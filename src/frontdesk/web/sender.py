"""Where a request comes from, for limits on how often."""

from __future__ import annotations

from django.conf import settings

from ..people import actions as people
from .request import PageRequest


def address(request: PageRequest) -> str:
    """The client's address; behind a proxy of ours, the last one that it saw (earlier ones can be made up)."""
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
        if forwarded:
            return forwarded
    return str(request.META.get("REMOTE_ADDR", ""))


def limit(request: PageRequest, purpose: str) -> None:
    """Count one more try from there.  Raises TooMany."""
    people.limit(request.practice, purpose, f"from {address(request)}")
