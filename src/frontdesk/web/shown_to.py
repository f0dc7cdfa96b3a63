"""To whom a form was shown: it is done for that person, or not at all, whoever has signed in since in the same browser.

Every form carries it beside its token (`templatetags/shown_to.py`).  What stands on a page of somebody who was signed in is theirs;
what nobody was signed in for belongs to whoever sends it.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from . import errors, posted
from .request import PageRequest

FIELD = "shown_to"
SIGNING_IN = "signin.use"  # who somebody is by now is what these forms change


def whom(request: PageRequest) -> str:
    """Who is signed in, in letters that tell nobody who that is; '' where nobody is."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.kind not in ("staff", "patient"):
        return ""
    who = str(actor.id) if actor.kind == "staff" else actor.contact
    return salted_hmac("frontdesk.web.shown_to", f"{actor.kind} {who}").hexdigest()[:32]


def refused(request: PageRequest, permission: str) -> HttpResponse | None:
    """What to say where somebody else is signed in than the form was shown to.  Nothing that was typed stands there: it is not theirs."""
    shown, now = posted.text(request, FIELD), whom(request)
    if request.method != "POST" or permission == SIGNING_IN or not shown or not now or shown == now:
        return None
    if request.headers.get("X-Keep"):
        return HttpResponse(status=204)
    return errors.page(
        request,
        409,
        gettext("Somebody else is signed in now"),
        gettext(
            "This page was opened by somebody else, who was signed in here before you. Nothing was changed. If it was you, sign in again as before. Otherwise, open the page again."
        ),
    )
