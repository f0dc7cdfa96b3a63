"""Which columns hold what is most of all a patient's own: health, insurance, free words about somebody.

They are marked where they stand, so that what encrypts columns at rest has its list, and a new one cannot be forgotten
(`tests/database/test_sealed.py` asks of every column of words what it is).  They are not encrypted yet.
"""

from __future__ import annotations

from typing import TypeVar

from django.apps import apps
from django.db.models import Field

F = TypeVar("F", bound="Field")  # type: ignore[type-arg]


def sealed(field: F) -> F:
    """The same field, marked as one to be kept encrypted."""
    field.is_sealed = True  # type: ignore[attr-defined]
    return field


def sealed_columns() -> frozenset[str]:
    """Every one, as `room.Model.field`."""
    return frozenset(
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if getattr(field, "is_sealed", False)
    )
