"""Try-outs that were made, and their cases."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ...access.may import Actor, require_open
from ..models import Trial


def trials(actor: Actor) -> list[Trial]:
    """The latest first."""
    require_open(actor, "policy.try")
    return list(Trial.objects.select_related("policy", "against").defer("results").order_by("-made_at")[:30])


def by_id(actor: Actor, key: UUID) -> Trial | None:
    require_open(actor, "policy.try")
    return Trial.objects.select_related("policy", "against").filter(pk=key).first()


def cases(trial: Trial, *, before: str = "", after: str = "", sentence: str = "", changed: bool = False) -> list[Any]:
    """Of a trial's cases those with that outcome, by that sentence, or that would come out differently."""
    return [
        row
        for row in trial.results.get("cases", ())
        if before in ("", row["before"])
        and after in ("", row["after"])
        and (not sentence or sentence in row["because"])
        and (not changed or row["before"] != row["after"])
    ]
