"""What every template may use: no view gives anything else that name (`tests/web/test_frame.py`)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.crypto import salted_hmac

from .request import PageRequest


def frame(request: PageRequest) -> dict[str, Any]:
    return {
        "practice": getattr(request, "practice", None),
        "actor": getattr(request, "actor", None),
        "drafts_of": _drafts_of(request),
        "demo": settings.DEMO,
        "language": translation.get_language() or "en",
        "letters": getattr(getattr(request, "user", None), "one_letter_keys", True),
        "session_minutes": settings.SESSION_COOKIE_AGE // 60,
    }


def _drafts_of(request: PageRequest) -> str:
    """Whose a half-typed form is, kept in their browser: of a patient nothing that says an address."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.kind not in ("staff", "patient"):
        return ""
    return str(actor.id) if actor.kind == "staff" else salted_hmac("frontdesk.web.who", actor.contact).hexdigest()[:32]
