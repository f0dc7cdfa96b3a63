"""Patients sign in by a code.  Known and unknown addresses get the same answer, after the same work."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from ...core.typed import key
from ...intake import drafts, queries
from ...intake.following import queries as following
from ...messaging.actions import write
from ...people import actions as people
from ...people.queries import by_contact, is_known, named_at, stored_contact
from ...practice.actors import patient_actor
from .. import unsent_requests
from ..other_language import remember
from ..page import page
from ..request import PageRequest
from ..sender import asker, attempt, code_limit, passed
from ..signin import sign_in_patient
from ..way_back import OF_REQUEST
from . import forms, resume

STEP = re.compile(r"[-a-zA-Z0-9_]{1,60}")


@page("signin.use", ["GET", "POST"])
def sign_in(request: PageRequest) -> HttpResponse:
    """Where do we send the code?"""
    form = forms.ContactForm(request.POST or None)
    form.fields["contact"].help_text = gettext("The one you gave us. We send a code there.")
    if request.method == "POST" and form.is_valid():
        contact = form.cleaned_data["contact"]
        try:
            _new_code(request, contact, wanted=not form.cleaned_data["website"])
        except people.TooMany as problem:
            form.add_error("contact", str(problem))
        else:
            request.session["signing_in"] = contact
            return redirect(_with_question(request, "portal:sign-in-code"))
    return render(request, "portal/sign_in.html", {"form": form}, status=422 if form.errors else 200)


def _new_code(request: PageRequest, contact: str, *, wanted: bool = True) -> None:
    """As often as the limits let.  Raises TooMany."""
    code_limit(request, contact)
    send_code(request, contact, people.new_code(request.practice, contact, asker(request)), wanted=wanted)


def send_code(request: PageRequest, contact: str, code: str, *, wanted: bool = True) -> None:
    """The same is done for an address that nobody has, and taken back: how long it takes tells nothing."""
    stored = [stored_contact(contact), drafts.stored_contact(contact), following.stored_contact(contact)]
    known = next(filter(None, stored), "")
    with transaction.atomic():
        write(request.practice, known or contact, "code", code=code, language=translation.get_language() or "en")
        if not known or not wanted:
            transaction.set_rollback(True)


@page("signin.use", ["GET", "POST"])
def code(request: PageRequest) -> HttpResponse:
    """The code."""
    contact = request.session.get("signing_in", "")
    if not contact:
        return redirect("portal:sign-in")
    form = forms.CodeForm(None if forms.AGAIN in request.POST else request.POST or None)
    if forms.AGAIN in request.POST:
        try:
            _new_code(request, contact)
        except people.TooMany as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, forms.sent_again())
        return redirect(_with_question(request, "portal:sign-in-code"))
    if request.method == "POST" and form.is_valid():
        try:
            attempt(request, "verify", contact)
            people.use_code(contact, form.cleaned_data["code"], asker(request))
        except (people.WrongCode, people.TooMany) as problem:
            form.add_error("code", str(problem))
        else:
            return passed(request, "verify", contact, _welcome(request, contact))
    return render(
        request,
        "portal/code.html",
        {"form": form, "contact": contact, "back": _with_question(request, "portal:sign-in")},
        status=422 if form.errors else 200,
    )


def _welcome(request: PageRequest, contact: str) -> HttpResponse:
    """To the question at which they were signed out; else to the home page, or to a request that was begun and not sent, where that is
    all there is.
    """
    del request.session["signing_in"]
    sign_in_patient(request, contact)
    draft = None if unsent_requests.any_open(request) else drafts.by_owner(contact)
    if draft is not None:
        unsent_requests.add(request, *draft)
    first = by_contact(contact).first()
    seen = first is not None or is_known(contact) or following.stored_contact(contact)
    asked = unsent_requests.set_apart(request) or (
        None if unsent_requests.any_open(request) else unsent_requests.given(request, contact)
    )
    to = "portal:ask-resume" if asked else "portal:home" if seen else "portal:ask-go-on"
    if named_at(contact).exists():
        to = "portal:first-time"
    there = _question(request, contact) or _request(request, contact)
    response = resume.forgotten(request, redirect(there or to))
    return remember(response, first.language) if first is not None and first.language != "en" else response


def _with_question(request: PageRequest, name: str) -> str:
    """The address of a page of signing in, which goes on naming the question that it leads back to."""
    named = {
        field: text[:80]
        for field in (unsent_requests.FIELD, "step", OF_REQUEST)
        if (text := request.GET.get(field, ""))
    }
    return f"{reverse(name)}?{urlencode(named)}" if named else reverse(name)


def _question(request: PageRequest, contact: str) -> str:
    """The address of the question that the sign-in names; '' where it is of no request of theirs."""
    draft, step = unsent_requests.open_to(request, contact), request.GET.get("step", "")
    if draft is None:
        return ""
    asked = reverse("portal:ask-step", args=[step]) if STEP.fullmatch(step) else reverse("portal:ask-go-on")
    return f"{asked}?{unsent_requests.FIELD}={draft.pk}"


def _request(request: PageRequest, contact: str) -> str:
    """The page of what is asked of the request that the sign-in names; '' where it is none of theirs."""
    named = key(request.GET.get(OF_REQUEST, ""))
    asked = queries.by_id(patient_actor(contact), named) if named is not None else None
    return reverse("portal:answer", args=[asked.pk]) if asked is not None else ""


@page("portal.view", ["POST"], for_whoever=True)
def sign_out(request: PageRequest) -> HttpResponse:
    """And nothing of theirs stays on the device."""
    request.session.flush()
    return resume.forgotten(request, redirect("portal:start"))


@page("portal.view", ["POST"])
def stay(request: PageRequest) -> HttpResponse:
    """One press keeps the session; back to the page that was open."""
    return HttpResponse(status=204)
