"""A request that was begun on this device and not sent: found again after the session ended, and after somebody showed that it is theirs.

The device keeps a random key and nothing else.  Whoever sits down at a shared computer next sees that a request was begun, and none of it.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...intake import drafts
from ...intake.models import Draft
from ...people import limits
from ...people.contacts import folded
from ..forms import BirthDateField, Form, name_field
from ..page import page
from ..request import PageRequest
from .journey import current

COOKIE, KEPT = "frontdesk_draft", 24 * 3600  # a day: who means to go on does so soon


class BirthForm(Form):
    birth = BirthDateField(label=_("Date of birth"), help_text=_("Month, day and year, such as 3 27 1946"))


class LastNameForm(Form):
    last = name_field(_("Last name"), "off")


def remember(request: PageRequest, response: HttpResponse) -> HttpResponse:
    """Keep on this device how the request that is open is found again; forget it where none is open."""
    token = request.session.get("draft", "")
    path = f"/{request.practice.slug}/"
    if not token:
        response.delete_cookie(COOKIE, path=path, samesite="Lax")
        return response
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(COOKIE, token, max_age=KEPT, path=path, secure=secure, httponly=True, samesite="Lax")
    return response


def left_here(request: PageRequest) -> Draft | None:
    """The request that was begun on this device, and is not open in this session."""
    if current(request) is not None or request.actor.kind != "nobody":
        return None
    return drafts.find(request.COOKIES.get(COOKIE, ""))


@page("request.draft", ["GET", "POST"])
def resume(request: PageRequest) -> HttpResponse:
    """Is it yours?  One thing that was typed, typed again."""
    draft = left_here(request)
    if draft is None:
        return redirect("portal:start")
    form = _form(request, draft)
    if form is None:  # nothing of anybody was typed yet
        return _open(request)
    if request.method == "POST" and form.is_valid():
        try:
            limits.attempt(request.practice, "verify-device", f"draft {draft.pk}")
        except limits.TooMany as problem:
            form.add_error(None, str(problem))
        else:
            if _is_theirs(draft, form):
                limits.passed(request.practice, "verify-device", f"draft {draft.pk}")
                return _open(request)
            form.add_error(None, gettext("That is not what was typed here. Try again, or start a new request."))
    return render(request, "portal/resume.html", {"form": form}, status=422 if form.errors else 200)


@page("request.draft", ["POST"])
def forget(request: PageRequest) -> HttpResponse:
    """Start anew: this device no longer knows of it."""
    return remember(request, redirect("portal:start"))


def _form(request: PageRequest, draft: Draft) -> Form | None:
    data = request.POST or None
    if draft.answers.get("birth"):
        return BirthForm(data)
    return LastNameForm(data) if draft.answers.get("last") else None


def _is_theirs(draft: Draft, form: Form) -> bool:
    said = form.cleaned_data
    if "birth" in said:
        return bool(str(said["birth"]) == draft.answers["birth"])
    return folded(said["last"]) == folded(draft.answers["last"])


def _open(request: PageRequest) -> HttpResponse:
    request.session.cycle_key()
    request.session["draft"] = request.COOKIES[COOKIE]
    return remember(request, redirect("portal:ask-go-on"))
