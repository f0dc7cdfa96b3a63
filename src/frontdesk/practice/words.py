"""The practice's own names in the language of whoever reads them."""

from __future__ import annotations

from . import policies
from .models import VisitType


def visit_words(visit: VisitType, language: str) -> tuple[str, str]:
    """(name, description) of a visit type; in English where the practice has no Spanish."""
    if language != "es":
        return visit.name, visit.description
    name, description = policies.file_of(policies.published()).spanish.get(visit.code, ("", ""))
    return name or visit.name, description or visit.description
