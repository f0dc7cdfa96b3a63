"""Rows that go from one record to another: where two are one person by now, or are two again."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet

from ..people.models import Patient


def hand_over(rows: QuerySet[Any], to: Patient) -> None:
    """They are of that record from here on.  Whoever has a form of one of them open was shown another record's: it has changed since."""
    counts = any(field.name == "version" for field in rows.model._meta.concrete_fields)
    rows.update(patient=to, **({"version": F("version") + 1} if counts else {}))
