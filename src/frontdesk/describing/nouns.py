"""How the sentences of rules name visits."""

from __future__ import annotations

from ..rules.words import plural


def noun(visit: str | None) -> str:
    """'new patient visits', or 'visits' for all."""
    return plural(visit).lower() if visit and not visit[1:2].isupper() else plural(visit) if visit else "visits"
