"""Reading practices."""

from __future__ import annotations

from .models import Practice


def practice_called(slug: str) -> Practice | None:
    """By what stands in its addresses; none that is only there to be looked at."""
    return Practice.objects.filter(slug=slug, sample_of=None).first()
