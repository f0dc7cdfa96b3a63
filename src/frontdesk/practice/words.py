"""The practice's own names in the language of whoever reads them."""

from __future__ import annotations

from . import policies
from .models import VisitType


def visit_words(visit: VisitType, language: str) -> tuple[str, str]:
    """(name, description) of a visit type; in English where the practice has no Spanish."""
    if language != "es":
        return visit.name, visit.description
    name, description = spanish_of(visit)
    return name or visit.name, description or visit.description


def spanish_of(visit: VisitType) -> tuple[str, str]:
    """(name, description) as the practice wrote them in Spanish; '' for what it did not."""
    return policies.current().spanish.get(visit.code, ("", ""))
