"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from .request import PageRequest


def frame(request: PageRequest) -> dict[str, Any]:
    return {
        "practice": getattr(request, "practice", None),
        "actor": getattr(request, "actor", None),
        "demo": settings.DEMO,
    }
