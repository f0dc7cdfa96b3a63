"""Patients sign in by a code.  Known and unknown addresses get the same answer."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from ...messaging.actions import write
from ...people import actions as people
from ...people.queries import by_contact
from ..page import page
from ..request import PageRequest
from ..signin import sign_in_patient
from . import forms


@page("signin.use", ["GET", "POST"])
def sign_in(request: PageRequest) -> HttpResponse:
    """Where do we send the code?"""
    form = forms.ContactForm(request.POST or None)
    form.fields["contact"].help_text = "The one you gave us. We send a code there."
    if request.method == "POST" and form.is_valid():
        contact = form.cleaned_data["contact"]
        try:
            code_ = people.new_code(request.practice, contact)
        except people.TooMany as problem:
            form.add_error("contact", str(problem))
        else:
            if by_contact(contact).exists():
                write(request.practice, contact, "code", code=code_)
            request.session["signing_in"] = contact
            return redirect("portal:sign-in-code")
    return render(request, "portal/sign_in.html", {"form": form}, status=422 if form.errors else 200)


@page("signin.use", ["GET", "POST"])
def code(request: PageRequest) -> HttpResponse:
    """The code."""
    contact = request.session.get("signing_in", "")
    if not contact:
        return redirect("portal:sign-in")
    form = forms.CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            people.limit(request.practice, "verify", contact)
            people.use_code(contact, form.cleaned_data["code"])
            if not by_contact(contact).exists():
                raise people.WrongCode
        except (people.WrongCode, people.TooMany) as problem:
            form.add_error("code", str(problem))
        else:
            del request.session["signing_in"]
            sign_in_patient(request, contact)
            return redirect("portal:home")
    return render(
        request,
        "portal/code.html",
        {"form": form, "contact": contact, "resend": "portal:sign-in"},
        status=422 if form.errors else 200,
    )


@page("portal.view", ["POST"])
def sign_out(request: PageRequest) -> HttpResponse:
    request.session.flush()
    return redirect("portal:start")
