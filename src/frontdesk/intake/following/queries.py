"""Which requests a signed-in person sees the state of, and no more."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from ...access.may import Actor
from ...people.models import Proxy
from ..models import Request


def followed(actor: Actor) -> QuerySet[Request]:
    """The requests of which a signed-in person sees the state alone, the latest first."""
    if actor.kind != "patient" or not actor.contact:
        return Request.objects.none()
    rows = _open_to(actor.contact).exclude(patient__in=[*actor.patients, *(grant.patient for grant in actor.grants)])
    return rows.select_related("visit_type").order_by("-created_at")


def stored_contact(contact: str) -> str:
    """An address or number as such a request has it; '' where none has it.  A code may go there."""
    stored = _open_to(contact).values_list("followed_by", flat=True).first()
    return stored or ""


def _open_to(contact: str) -> QuerySet[Request]:
    """Not where the record says who may know anything at all: at one confidential address only, or somebody no longer."""
    ended = Proxy.objects.filter(patient=OuterRef("patient"), contact=contact, state="ended")
    known = Request.objects.filter(followed_by=contact, patient__confidential_contact="", patient__deceased_on=None)
    return known.exclude(Exists(ended))
