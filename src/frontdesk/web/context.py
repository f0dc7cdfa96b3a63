"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import translation

from .request import PageRequest


def frame(request: PageRequest) -> dict[str, Any]:
    return {
        "practice": getattr(request, "practice", None),
        "actor": getattr(request, "actor", None),
        "demo": settings.DEMO,
        "language": translation.get_language() or "en",
        "letters": getattr(getattr(request, "user", None), "one_letter_keys", True),
        "session_minutes": settings.SESSION_COOKIE_AGE // 60,
    }
