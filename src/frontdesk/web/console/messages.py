"""What was sent, what waits, what failed."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from ...messaging.models import Message
from ..page import page
from ..request import PageRequest


@page("message.view")
def outbox(request: PageRequest) -> HttpResponse:
    """Codes that sign somebody in are never shown to staff."""
    rows = Message.objects.select_related("patient").filter(secret=False).order_by("-created_at")
    state = request.GET.get("state", "")
    if state in ("queued", "failed", "sent"):
        rows = rows.filter(state=state)
    return render(
        request, "console/messages.html", {"rows": rows[:100], "state": state, "no_server": not settings.EMAIL_URL}
    )
