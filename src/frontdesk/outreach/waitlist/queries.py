"""Reading the waitlist: only what the actor may see."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from ...access.may import Actor, may_any
from ...access.query import query
from ...booking.models import WaitlistEntry, WaitlistOffer
from ...people.queries import of_own_patients
from .actions import WAITING


@query("waitlist.view")
def visible(actor: Actor) -> QuerySet[WaitlistEntry]:
    """All entries, or a patient's own."""
    entries = WaitlistEntry.objects.select_related(
        "patient", "visit_type", "provider", "location", "appointment", "appointment__location", "request"
    )
    return entries if may_any(actor, "waitlist.view") else entries.filter(of_own_patients(actor, "waitlist.view"))


def waiting(actor: Actor) -> QuerySet[WaitlistEntry]:
    """Those who still wait, the longest waiting first."""
    return visible(actor).filter(state__in=WAITING).order_by("created_at")


def by_id(actor: Actor, key: UUID) -> WaitlistEntry | None:
    return visible(actor).filter(pk=key).first()


@query("waitlist.view")
def offer_by_id(actor: Actor, key: UUID) -> WaitlistOffer | None:
    """One offer, or None: unknown and foreign are the same."""
    offer = (
        WaitlistOffer.objects.select_related(
            "entry", "entry__patient", "entry__visit_type", "entry__appointment", "entry__appointment__location"
        )
        .select_related("hold", "hold__provider", "hold__location", "hold__visit_type", "hold__patient")
        .filter(pk=key)
        .first()
    )
    return offer if offer is not None and visible(actor).filter(pk=offer.entry_id).exists() else None


@query("waitlist.view")
def open_offers(actor: Actor) -> QuerySet[WaitlistOffer]:
    """Offers that wait for an answer."""
    return (
        WaitlistOffer.objects.filter(state="offered", entry__in=visible(actor))
        .select_related("entry", "hold", "hold__location", "hold__provider", "entry__patient")
        .order_by("expires_at")
    )
