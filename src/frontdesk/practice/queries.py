"""Reading what the practice file names: providers, locations, visit types, payers; those in force, by name."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from .models import Entity, Location, Payer, Provider, Resource, VisitType

Named = TypeVar("Named", bound=Entity)


def offered(model: type[Named], *own: UUID | None) -> QuerySet[Named]:
    """Those in force, by name; and `own`, what a row has already, though it is there no more: who saves a form takes nothing away by it."""
    return model._default_manager.filter(Q(active=True) | Q(pk__in=[key for key in own if key is not None])).order_by(
        "name"
    )


def providers(*own: UUID | None) -> QuerySet[Provider]:
    """`own`: as in `offered`."""
    return offered(Provider, *own)


def locations() -> QuerySet[Location]:
    return Location.objects.filter(active=True).order_by("name")


def visit_types(*, former: bool = False) -> QuerySet[VisitType]:
    """`former`: those that are offered no longer, too."""
    types = VisitType.objects.order_by("name")
    return types if former else types.filter(active=True)


def payers(*own: UUID | None) -> QuerySet[Payer]:
    """`own`: as in `offered`."""
    return offered(Payer, *own)


def visit_type(code: str) -> VisitType | None:
    return visit_types().filter(code=code).first()


def payer(code: str, *, former: bool = False) -> Payer | None:
    """`former`: one that is not taken any more, too."""
    return (Payer.objects.all() if former else payers()).filter(code=code).first()


def payer_names() -> dict[str, str]:
    """Of all that there ever were, by code."""
    return dict(Payer.objects.values_list("code", "name"))


def provider_names() -> dict[str, str]:
    """Of all that there ever were, by code."""
    return dict(Provider.objects.values_list("code", "name"))


def provider_by_key(key: UUID | None) -> Provider | None:
    return Provider.objects.filter(pk=key).first() if key is not None else None


def subject_names() -> dict[UUID, str]:
    """Who and what an appointment can take, by key."""
    return {
        **dict(Provider.objects.values_list("pk", "name")),
        **dict(Resource.objects.values_list("pk", "name")),
    }
