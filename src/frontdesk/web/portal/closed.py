"""A form of a request that is not taken: it was sent, left for too long, or is for somebody else by now.  What was typed is not lost by it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from ...intake import drafts
from .. import posted, unsent_requests
from ..crossing import BESIDE
from ..other_language import PRESSED
from ..request import PageRequest
from .journey import Journey
from .resume import left_here


def closed(request: PageRequest) -> HttpResponse:
    """The request of this page is not open in this browser: it was sent, left for too long, or never begun.

    Says so, with the way back to it; and what was just typed is on the page, so that nothing of it is lost.
    """
    made = unsent_requests.became(request)
    if request.method == "POST" and not request.headers.get("X-Keep"):
        context = {
            "made": made,
            "left_here": left_here(request),
            "typed": typed(request),
            "signed_out": _signed_out(request),
        }
        return render(request, "portal/closed.html", context, status=409)
    if made:
        messages.info(request, gettext("You sent this request already. Here it is."))
        return redirect("portal:request", made)
    if address := _signed_out(request):
        messages.warning(request, gettext("You were signed out. Sign in, and you are back at your question."))
        return redirect(address)
    if left_here(request) is not None and request.actor.kind == "patient":
        return redirect("portal:ask-resume")
    if left_here(request) is not None:
        messages.warning(
            request,
            gettext("Nothing was pressed for a while, so we closed your request. What you typed is kept for a day."),
        )
        return redirect("portal:start")
    messages.warning(
        request,
        gettext(
            "Your request is not open here any more: nothing was pressed for a while. If you gave us an email address or a phone number, sign in with it to go on where you were. Or start again."
        ),
    )
    return redirect("portal:start")


def _signed_out(request: PageRequest) -> str:
    """The sign-in that leads back to this question, where it is of a request that somebody wrote while they were signed in."""
    key = unsent_requests.said(request).partition(".")[0]
    if request.actor.kind != "nobody" or not drafts.has_owner(key):
        return ""
    step = request.resolver_match.kwargs.get("step", "") if request.resolver_match else ""
    return f"{reverse('portal:sign-in')}?{urlencode({unsent_requests.FIELD: key, 'step': step})}"


NOT_TYPED = (*BESIDE, unsent_requests.FIELD, "website", "write_in", "back", "language", PRESSED)


def typed(request: PageRequest) -> list[str]:
    """What stood in the fields of a form that is not taken."""
    fields = [(name, posted.texts(request, name)) for name in request.POST if name not in NOT_TYPED]
    return [text for _, values in fields for text in values if text.strip()]


def not_as_shown(request: PageRequest, journey: Journey, step: str = "") -> HttpResponse | None:
    """What to say where the form showed the request for somebody else, or for another visit, than it is for by now.

    Who it is for may be said again from any page of it: that is what these steps are for.
    """
    said = unsent_requests.said(request)
    if request.method != "POST" or "." not in said or said == journey.shows or step in ("who", "for"):
        return None
    if request.headers.get("X-Keep"):
        return HttpResponse(status=204)
    context = {"journey": journey, "typed": typed(request), "changed": True}
    return render(request, "portal/closed.html", context, status=409)
