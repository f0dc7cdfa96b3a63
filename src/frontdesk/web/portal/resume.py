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


class FirstNameForm(Form):
    first = name_field(_("First name"), "off")


def remember(request: PageRequest, response: HttpResponse) -> HttpResponse:
    """Keep on this device how the request that is open, and is nobody's who is signed in, is found again."""
    secure, path = settings.SESSION_COOKIE_SECURE, f"/{request.practice.slug}/"
    token = request.session["draft"]
    response.set_cookie(COOKIE, token, max_age=KEPT, path=path, secure=secure, httponly=True, samesite="Lax")
    return response


def forgotten(request: PageRequest, response: HttpResponse) -> HttpResponse:
    """With `response`, this device no longer knows of a request that was begun."""
    response.delete_cookie(COOKIE, path=f"/{request.practice.slug}/", samesite="Lax")
    return response


def left_here(request: PageRequest) -> Draft | None:
    """The request that was begun on this device, is not open in this session, and can be shown to be somebody's.

    What was typed without a name or a birth date opens by signing in with the address that was given, or not at all.
    """
    if current(request) is not None or request.actor.kind != "nobody":
        return None
    found = drafts.find(request.COOKIES.get(COOKIE, ""), request.actor)
    return found if found is not None and (drafts.is_empty(found) or _proof_of(found)) else None


@page("request.draft", ["GET", "POST"])
def resume(request: PageRequest) -> HttpResponse:
    """Is it yours?  One thing that was typed, typed again."""
    draft = left_here(request)
    if draft is None:
        return redirect("portal:start")
    proof = _proof_of(draft)
    if proof is None:  # nothing was typed yet
        return _open(request)
    form = proof(request.POST or None)
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
    return forgotten(request, redirect("portal:start"))


def _proof_of(draft: Draft) -> type[Form] | None:
    """What was typed of who somebody is, to be typed again; the birth date before a name."""
    if draft.answers.get("birth"):
        return BirthForm
    if folded(draft.answers.get("last") or ""):
        return LastNameForm
    return FirstNameForm if folded(draft.answers.get("first") or "") else None


def _is_theirs(draft: Draft, form: Form) -> bool:
    said = form.cleaned_data
    if "birth" in said:
        return bool(str(said["birth"]) == draft.answers["birth"])
    return all(folded(text) == folded(draft.answers[name]) for name, text in said.items())


def _open(request: PageRequest) -> HttpResponse:
    request.session.cycle_key()
    request.session["draft"] = request.COOKIES[COOKIE]
    return remember(request, redirect("portal:ask-go-on"))
