"""Who may be written to, and where.  What nobody agreed to is not allowed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from ..people.contacts import can_be_written_to
from ..people.models import Patient
from ..tenancy.context import read_once_on_a_page
from .models import Consent, Message, MessageState

HANDED: tuple[MessageState, ...] = ("sent", "delivered", "failed")  # to a server


def channel_of(contact: str) -> str:
    return "email" if "@" in contact else "text"


def agreed(contact: str) -> bool:
    """Whether the last word about an address or number was yes, whoever was asked; a number with an extension is for calls alone."""
    return can_be_written_to(contact) and standing([contact])[contact].agreed


def agreed_for(patient: Patient, contact: str) -> bool:
    """Whether messages about this patient may go there.  Who shares a number agrees for themselves alone."""
    return may_be_agreed(patient, contact) and agreed(contact)


def may_be_agreed(patient: Patient, contact: str) -> bool:
    """Whether a yes of whoever has it would do: it can be written to, and the patient has not kept it for themselves."""
    return contact not in patient.not_agreed_to and can_be_written_to(contact)


@dataclass(frozen=True)
class Standing:
    """Whether the last word about an address or number was yes; `unreachable`: the last message there came back or was
    refused, and nobody has said since that it is right."""

    agreed: bool
    unreachable: bool = False


def standing(contacts: Iterable[str]) -> dict[str, Standing]:
    """How it stands with each of them, by one question."""
    there = sorted(set(contacts))
    return read_once_on_a_page(f"standing {there}", lambda: _standing(there)) if there else {}


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


def _standing(contacts: list[str]) -> dict[str, Standing]:
    handed = Message.objects.filter(to=OuterRef("contact"), state__in=HANDED, handed_at__isnull=False)
    last = handed.order_by("-created_at")
    yes = Consent.objects.filter(contact=OuterRef("contact"), given=True).order_by("-at")
    said = (
        Consent.objects.filter(contact__in=contacts)
        .order_by("contact", "channel", "-at", "-id")
        .distinct("contact", "channel")
        .annotate(
            last_state=Subquery(last.values("state")[:1]),
            last_at=Subquery(last.values("created_at")[:1]),
            yes_at=Subquery(yes.values("at")[:1]),
        )
    )
    found = dict.fromkeys(contacts, Standing(agreed=False))
    for one in said:
        if one.channel == channel_of(one.contact):
            failed = one.last_state == "failed" and (one.yes_at is None or one.yes_at <= one.last_at)
            found[one.contact] = Standing(one.given, failed)
    return found
