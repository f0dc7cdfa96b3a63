"""Pages for what went wrong.  They ask the database nothing and quote nothing that was typed."""

from __future__ import annotations

import logging
import secrets
import sys

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import DatabaseError, IntegrityError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, gettext
from psycopg.errors import LockNotAvailable

from ..access.may import NotAllowed
from ..core.refusals import Refusal
from ..people.contacts import shown as shown_contact
from ..practice.drafts import queries as drafts
from . import navigation, way_back
from .request import PageRequest

log = logging.getLogger("frontdesk.errors")
MOST_BYTES = 1024 * 1024  # of what a program sends at once
TOO_LARGE = "At most 1 MB at once: send the list in parts."


def page(
    request: PageRequest, status: int, title: str, text: str, reference: str = "", done: str = "no", phone: str = ""
) -> HttpResponse:
    """For people a page; for a program, which asks below `api/`, JSON.  `done`: whether anything was changed ('no', 'unknown')."""
    if is_api(request):
        told = {"faults": [text], "done": done, **({"reference": reference} if reference else {})}
        headers = {"Retry-After": "5"} if status == 503 else {}
        return JsonResponse(told, status=status, headers=headers)
    practice = getattr(request, "practice", None)
    context = {
        "title": title,
        "text": text,
        "reference": reference,
        "practice_name": practice.name if practice else "Frontdesk",
        "home": f"/{practice.slug}/" if practice else "/",
        "phone": shown_contact(phone or practice.phone) if practice else "",
        "language": get_language() or "en",
    }
    return HttpResponse(render_to_string("error.html", context), status=status)


def is_api(request: PageRequest) -> bool:
    """/practice/api/…, before and behind `middleware.in_practice`."""
    return request.path.split("/")[2:3] == ["api"]


def not_allowed(request: PageRequest, refusal: NotAllowed) -> HttpResponse:
    """Somebody who is not signed in is asked to; anybody else is told that the page is not theirs, a program which scope it lacks."""
    actor = request.actor
    if actor.kind == "client" and is_api(request):
        return page(request, refusal.status, "", f"This token does not have the scope {refusal.action}.")
    if actor.kind != "staff" and request.path_info.startswith(("/console/", "/setup/")):
        return redirect(way_back.address_with(request, reverse("console:sign-in")))
    if actor.kind == "nobody":
        return redirect(way_back.to_answer(request, reverse("portal:sign-in")))
    if actor.kind == "patient":
        return page(request, 403, gettext("This page is not open to you"), _if_it_is_theirs())
    return page(
        request,
        403,
        gettext("You don't have access to this page"),
        gettext("Your role does not include this page. If you need it, ask your administrator."),
    )


def not_open(request: PageRequest) -> HttpResponse:
    """A practice that has published nothing yet: patients are told so, its manager begins."""
    if navigation.begins_set_up(request.actor):
        return redirect("setup:start")
    phone = drafts.phone_of(request.practice)
    words = gettext("This practice is still setting up its scheduling. Come back later.")
    if phone:
        words = gettext("This practice is still setting up its scheduling. Come back later, or call.")
    return page(request, 503, gettext("Not open yet"), words, phone=phone)


def refused(request: PageRequest, refusal: Refusal) -> HttpResponse:
    """What no view has turned into a sentence of its own."""
    return page(request, refusal.status, gettext("That did not work"), refusal.sentence)


def not_found(request: PageRequest, exception: Exception | None = None) -> HttpResponse:
    """What does not exist and what is somebody else's read the same.  Patients may well mean something of their own, known here by
    another address or number: they read what to do."""
    actor = getattr(request, "actor", None)
    words = gettext("The page does not exist, or you don't have access to it.")
    if actor is None or not actor.is_staff:
        words = f"{gettext('The page does not exist, or it is about somebody else.')} {_if_it_is_theirs()}"
    return page(request, 404, gettext("There is nothing here"), words)


def _if_it_is_theirs() -> str:
    return gettext(
        "If it is about your own appointment, sign in with the email address or phone number where we write to you about it, or call us."
    )


def bad_request(request: PageRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, (TooManyFieldsSent, RequestDataTooBig)):
        return page(
            request,
            400,
            gettext("That was too much at once"),
            gettext("Nothing was changed. Go back, select fewer or shorten what you typed, and send it again."),
        )
    return page(
        request,
        400,
        gettext("That did not work"),
        gettext("The request could not be understood. Go back and try again."),
    )


def call_us(request: PageRequest) -> HttpResponse:
    phone = shown_contact(request.practice.phone)
    words = (
        gettext("We can't book this online. Please call us at %(phone)s.") % {"phone": phone}
        if phone
        else gettext("We can't book this online. Please call us.")
    )
    return page(request, 409, gettext("Please call us"), words)


def unreadable(request: PageRequest) -> HttpResponse:
    return page(
        request,
        400,
        gettext("That did not work"),
        gettext("Something that was sent holds a character that cannot be kept. Go back and type it again."),
    )


def too_large(request: PageRequest) -> HttpResponse:
    """Before anything of it is read."""
    if is_api(request):
        return page(request, 413, "", TOO_LARGE)
    return page(
        request,
        413,
        gettext("That file is too large"),
        gettext("Choose a photo or a PDF of at most 5 MB. Go back: what you typed is still there."),
    )


def csrf_failure(request: PageRequest, reason: str = "") -> HttpResponse:
    return page(
        request,
        403,
        gettext("This page was open for too long"),
        gettext(
            "Nothing was changed. Go back, reload the page, look whether all that you typed is there, and send it again."
        ),
    )


def signed_out_meanwhile(request: PageRequest) -> HttpResponse:
    """The session ended while the request was being done: all of it was undone."""
    return page(
        request,
        403,
        gettext("You were signed out"),
        gettext("Nothing was changed. Sign in and send it again."),
    )


def busy(request: PageRequest) -> HttpResponse:
    """The practice's turn did not come (`turns`): nothing was begun."""
    return page(
        request,
        503,
        gettext("Very busy right now"),
        gettext("Many people are using this page at the moment. Nothing was changed. Try again in a minute."),
    )


def unsure(request: PageRequest) -> HttpResponse:
    """The connection was lost while the answer was being kept: it may have been done."""
    reference = secrets.token_hex(4).upper()
    log.error("reference %s: lost at commit", reference, exc_info=True)
    words = gettext(
        "The connection to our records was lost at the last moment. Look at the page it was for before you send it again."
    )
    if is_api(request):  # every write of a program's carries a key
        words = (
            "The connection to the database was lost at commit: it may have been done. "
            "Send the same again with the same keys: what was done already is answered as known, and done once."
        )
    title = gettext("We do not know whether that was done")
    return page(request, 503, title, words, reference, done="unknown")


def failed(request: PageRequest) -> HttpResponse:
    """A reference number on the page and in the log; nothing half done stays."""
    reference = secrets.token_hex(4).upper()
    kind = sys.exc_info()[0]
    log.error("reference %s", reference, exc_info=True)
    if isinstance(getattr(sys.exc_info()[1], "__cause__", None), LockNotAvailable):
        return page(
            request,
            503,
            gettext("Somebody else is changing this"),
            gettext("It takes longer than usual. Nothing was changed. Try again in a moment."),
            reference,
        )
    if kind is not None and issubclass(kind, DatabaseError) and not issubclass(kind, IntegrityError):
        return page(
            request,
            503,
            gettext("The system is not available right now"),
            gettext("Nothing was changed. Wait a minute and try again."),
            reference,
        )
    return page(
        request,
        500,
        gettext("Something went wrong on our side"),
        gettext("Nothing was changed. Try again; if it stays, call us."),
        reference,
    )
