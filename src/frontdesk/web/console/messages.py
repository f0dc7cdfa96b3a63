"""What was sent, what waits, what failed and who deals with it, and what patients wrote."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ...core.refusals import Refusal
from ...messaging import actions, queries
from ...messaging.dates import when
from ...messaging.models import Message
from ...messaging.serving import CHANNELS, served
from .. import posted
from ..csv_file import csv_of, wanted
from ..limited import page_of
from ..page import get_or_404, once, page
from ..request import PageRequest
from ..who_was_told import show_whom
from . import showing, texts

SHOWN = 100  # rows of one page
TABS = (
    ("", _("All")),
    ("exceptions", _("Failed, not dealt with")),
    ("queued", _("Waiting")),
    ("failed", _("Failed, all")),
    ("sent", _("Sent")),
)


@page("message.view")
def outbox(request: PageRequest) -> HttpResponse:
    """Codes and links that sign somebody in are never shown to staff."""
    state = request.GET.get("state", "")
    if wanted(request):
        cells = (
            (
                message.created_at,
                message.patient.name if message.patient else "",
                message.to,
                message.subject,
                message.state,
                message.error,
            )
            for message in queries.outbox(request.actor, state).iterator(1000)
        )
        return csv_of(request, "messages", ("when", "patient", "to", "subject", "state", "error"), cells)
    if request.GET.get("part") == "texts":
        return render(request, "console/_text_rows.html", texts.waiting(request))
    leaf = page_of(request, queries.outbox(request.actor, state), SHOWN)
    show_whom(message for message in leaf if message.state == "failed")
    context: dict[str, object] = {
        "rows": leaf,
        "again": {message.pk for message in leaf if queries.may_go_again(message)},
        "address": urlencode({"state": state}),
        "state": state,
        "tabs": TABS,
        **(texts.waiting(request) if state in ("", "exceptions") else {}),
        "unserved": [channel for channel in CHANNELS if not served(channel)],
    }
    template = "console/_message_rows.html" if request.htmx else "console/messages.html"
    return render(request, template, context)


@page("message.again", ["POST"], shows=showing.MESSAGE)
def again(request: PageRequest, key: UUID) -> HttpResponse:
    message = get_or_404(queries.outbox(request.actor).filter(pk=key).first())
    try:
        sent = once(lambda: actions.send_again(request.actor, message))
    except Refusal as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _goes_out(request, sent))
    return redirect(f"{_list(request)}?state=exceptions")


def _goes_out(request: PageRequest, message: Message) -> str:
    """At once, or when it is no longer night where the patient is."""
    if message.not_before is None:
        return gettext("It is on its way again.")
    moment = when(message.not_before, request.practice.timezone, get_language() or "en")
    return gettext("It goes out on %(when)s, when quiet hours are over.") % {"when": moment}


@page("message.settle", ["POST"], shows=showing.MESSAGE)
def settle(request: PageRequest, key: UUID) -> HttpResponse:
    message = get_or_404(queries.outbox(request.actor).filter(pk=key).first())
    actions.settle(request.actor, message, reason=posted.text(request, "reason", 200))
    messages.success(request, gettext("Done."))
    return redirect(f"{_list(request)}?state=exceptions")


def _list(request: PageRequest) -> str:
    return reverse("console:messages")
