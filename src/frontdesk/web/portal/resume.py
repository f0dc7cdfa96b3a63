"""A request that was begun on this device and not sent: found again after the session ended, by whoever shows that it is theirs.

The device keeps a random key and nothing else.  Whoever sits down at a shared computer next sees that a request was begun, and none of it.
Where an address or a number was given, a code that goes there opens it on that device, and nothing else does: a birth date is no secret
in a family.  In another browser the code alone does not: who typed the address may have slipped, and then somebody else has it.
Where none was given yet, what was typed of a name opens a request that says no more than a name; one that says why somebody wants to
come, or is for a visit that somebody else may not know of, opens nowhere but in the session that wrote it.

Signing in ends that session's claim too: who signs in need not be who began it, and shows in the same way that they did.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...intake import drafts
from ...intake.models import Draft
from ...messaging.actions import write
from ...people import actions as people
from ...people import limits
from ...people.contacts import folded
from .. import unsent_requests
from ..forms import BirthDateField, Form, PatientForm, name_field
from ..other_language import typed_before
from ..page import page
from ..request import PageRequest
from ..sender import asker, attempt, code_limit, passed
from ..signin import sign_in_patient
from . import forms

COOKIE, KEPT = "frontdesk_draft", 24 * 3600  # a day: who means to go on does so soon


class BirthForm(PatientForm):
    birth = BirthDateField(label=_("Date of birth"), help_text=_("Month, day and year, such as 3 27 1946"))


class LastNameForm(PatientForm):
    last = name_field(_("Last name"), "off")


class FirstNameForm(PatientForm):
    first = name_field(_("First name"), "off")


def remember(request: PageRequest, response: HttpResponse, draft: Draft) -> HttpResponse:
    """Keep on this device how the request that is open, and is nobody's who is signed in, is found again."""
    secure, path = settings.SESSION_COOKIE_SECURE, f"/{request.practice.slug}/"
    token = unsent_requests.token(request, draft)
    response.set_cookie(COOKIE, token, max_age=KEPT, path=path, secure=secure, httponly=True, samesite="Lax")
    return response


def forgotten(request: PageRequest, response: HttpResponse) -> HttpResponse:
    """With `response`, this device no longer knows of a request that was begun."""
    response.delete_cookie(COOKIE, path=f"/{request.practice.slug}/", samesite="Lax")
    return response


def left_here(request: PageRequest) -> Draft | None:
    """The request that was begun on this device, is not open in this session, and can be shown to be somebody's."""
    draft = _left(request)
    shown = draft is not None and (draft.contact or (drafts.says_little(draft) and _can_be_shown(draft)))
    return draft if shown else None


def left_unproven(request: PageRequest) -> bool:
    """Whether one was begun here that nobody can be shown any more: there is nothing by which it is anybody's."""
    draft = _left(request)
    return draft is not None and not drafts.is_empty(draft) and left_here(request) is None


def begun_at(request: PageRequest) -> dt.datetime | None:
    """When the one that was left here was begun: all that is shown of it."""
    draft = left_here(request)
    return drafts.begun_at(draft) if draft is not None else None


def left_elsewhere(request: PageRequest) -> bool:
    """Whether it was begun in another browser, and gives their address."""
    draft = left_here(request) if request.actor.kind == "patient" else None
    return draft is not None and bool(draft.contact)


@page("request.draft", ["GET", "POST"])
def resume(request: PageRequest) -> HttpResponse:
    """Is it yours?  A code to the address that was given; or, where none was, one thing that was typed, typed again."""
    draft = left_here(request)
    if draft is None:
        return redirect("portal:start")
    if draft.contact and request.actor.kind != "patient":
        return _by_code(request, draft)
    proof = _proof_of(draft)
    if proof is None:  # nothing was typed yet
        return _open(request, draft)
    form = proof(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            limits.attempt(request.practice, "verify-device", f"draft {draft.pk}")
        except limits.TooMany as problem:
            form.add_error(None, str(problem))
        else:
            if _is_theirs(draft, form):
                limits.count_as_right(request.practice, "verify-device", f"draft {draft.pk}")
                return _open(request, draft)
            form.add_error(None, gettext("That is not what was typed here. Try again, or start a new request."))
    context = {"form": form, "begun_at": drafts.begun_at(draft), "elsewhere": left_elsewhere(request)}
    return render(request, "portal/resume.html", context, status=422 if form.errors else 200)


@page("request.draft", ["POST"])
def forget(request: PageRequest) -> HttpResponse:
    """Start anew: this device no longer knows of it."""
    unsent_requests.is_not_mine(request)
    return forgotten(request, redirect("portal:start"))


# Helpers ----------------------------------------------------------------------------------------------------


def _left(request: PageRequest) -> Draft | None:
    if request.actor.kind == "patient":
        return unsent_requests.set_apart(request) or _given(request)
    if request.actor.kind != "nobody" or unsent_requests.latest(request) is not None:
        return None
    return drafts.find(request.COOKIES.get(COOKIE, ""), request.actor)


def _given(request: PageRequest) -> Draft | None:
    """Their address alone does not show that they typed it: what else is asked was typed too."""
    draft = unsent_requests.given(request, request.actor.contact)
    return draft if draft is not None and _proof_of(draft) is not None else None


def _can_be_shown(draft: Draft) -> bool:
    return drafts.is_empty(draft) or _proof_of(draft) is not None


def _by_code(request: PageRequest, draft: Draft) -> HttpResponse:
    """Where it goes is not said: who wrote the request knows.  The answer is the same whatever was typed before."""
    form = forms.CodeForm(request.POST if "code" in request.POST else None)
    if request.method == "POST" and "code" not in request.POST:
        return _send_code(request, draft, form)
    if request.method == "POST" and form.is_valid():
        try:
            attempt(request, "verify", draft.contact)
            people.use_code(draft.contact, form.cleaned_data["code"], asker(request))
        except (people.WrongCode, people.TooMany) as problem:
            form.add_error("code", str(problem))
        else:
            contact = draft.contact
            unsent_requests.add(request, draft, request.COOKIES[COOKIE])
            sign_in_patient(request, contact)
            there = redirect(f"{reverse('portal:ask-go-on')}?{unsent_requests.FIELD}={draft.pk}")
            return passed(request, "verify", contact, forgotten(request, there))
    return _code_page(request, form, sent="code" in request.POST or "code" in typed_before())


def _send_code(request: PageRequest, draft: Draft, form: Form) -> HttpResponse:
    try:
        code_limit(request, draft.contact)
        code = people.new_code(request.practice, draft.contact, asker(request))
    except people.TooMany as problem:
        return _code_page(request, form, problem=str(problem))
    write(request.practice, draft.contact, "code", code=code, language=translation.get_language() or "en")
    return _code_page(request, form, sent=True)


def _code_page(request: PageRequest, form: Form, *, sent: bool = False, problem: str = "") -> HttpResponse:
    context = {"form": form, "sent": sent, "problem": problem}
    return render(request, "portal/resume_code.html", context, status=429 if problem else 422 if form.errors else 200)


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


def _open(request: PageRequest, draft: Draft) -> HttpResponse:
    there = redirect(f"{reverse('portal:ask-go-on')}?{unsent_requests.FIELD}={draft.pk}")
    if request.actor.kind == "patient":
        unsent_requests.is_mine(request, draft)
        return there
    request.session.cycle_key()
    unsent_requests.add(request, draft, request.COOKIES[COOKIE])
    return remember(request, there, draft)
