"""Who may be written to, and where.  What nobody agreed to is not allowed."""

from __future__ import annotations

from ..people.contacts import can_be_written_to
from ..people.models import Patient
from .models import Consent


def channel_of(contact: str) -> str:
    return "email" if "@" in contact else "text"


def agreed(contact: str) -> bool:
    """Whether the last word about an address or number was yes, whoever was asked; a number with an extension is for calls alone."""
    if not can_be_written_to(contact):
        return False
    last = _last(contact)
    return last is not None and last.given


def agreed_for(patient: Patient, contact: str) -> bool:
    """Whether messages about this patient may go there.  Who shares a number agrees for themselves alone."""
    return contact not in patient.not_agreed_to and agreed(contact)


def not_agreed_by(one: Patient, other: Patient) -> list[str]:
    """Of two records of one person: where neither agreed to be written to.  A yes in either is the person's yes."""
    agreed_to = {contact for who in (one, other) for contact in who.own_contacts if agreed_for(who, contact)}
    return sorted({*one.not_agreed_to, *other.not_agreed_to} - agreed_to)


def refused(contact: str) -> bool:
    """Whether the last word about it was no."""
    last = _last(contact)
    return last is not None and not last.given


def _last(contact: str) -> Consent | None:
    return Consent.objects.filter(contact=contact, channel=channel_of(contact)).order_by("-at", "-id").first()
