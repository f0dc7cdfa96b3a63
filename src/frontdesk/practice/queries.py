"""Reading what the practice file names: providers, locations, visit types, payers; those in force, by name."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from .models import Location, Payer, Provider, Resource, VisitType


def providers() -> QuerySet[Provider]:
    return Provider.objects.filter(active=True).order_by("name")


def locations() -> QuerySet[Location]:
    return Location.objects.filter(active=True).order_by("name")


def visit_types(*, former: bool = False) -> QuerySet[VisitType]:
    """`former`: those that are offered no longer, too."""
    found = VisitType.objects.order_by("name")
    return found if former else found.filter(active=True)


def payers() -> QuerySet[Payer]:
    return Payer.objects.filter(active=True).order_by("name")


def visit_type(code: str) -> VisitType | None:
    return visit_types().filter(code=code).first()


def payer(code: str, *, former: bool = False) -> Payer | None:
    """`former`: one that is not taken any more, too."""
    return (Payer.objects.all() if former else payers()).filter(code=code).first()


def payer_names() -> dict[str, str]:
    """Of all that there ever were, by code."""
    return dict(Payer.objects.values_list("code", "name"))


def provider_by_key(key: UUID | None) -> Provider | None:
    return Provider.objects.filter(pk=key).first() if key is not None else None


def subject_names() -> dict[UUID, str]:
    """Who and what an appointment can take, by key."""
    return {
        **dict(Provider.objects.values_list("pk", "name")),
        **dict(Resource.objects.values_list("pk", "name")),
    }
