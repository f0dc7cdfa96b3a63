"""Who may be written to, and where.  What nobody agreed to is not allowed."""

from __future__ import annotations

from ..people.contacts import can_be_written_to
from .models import Consent


def channel_of(contact: str) -> str:
    return "email" if "@" in contact else "text"


def agreed(contact: str) -> bool:
    """Whether the last word about an address or number was yes; a number with an extension is for calls alone."""
    if not can_be_written_to(contact):
        return False
    last = _last(contact)
    return last is not None and last.given


def refused(contact: str) -> bool:
    """Whether the last word about it was no."""
    last = _last(contact)
    return last is not None and not last.given


def _last(contact: str) -> Consent | None:
    return Consent.objects.filter(contact=contact, channel=channel_of(contact)).order_by("-at", "-id").first()
