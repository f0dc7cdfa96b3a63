"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    return {"practice": getattr(request, "practice", None), "actor": getattr(request, "actor", None), "demo": settings.DEMO}
