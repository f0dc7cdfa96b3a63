"""How I am reached, and who may act for me."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext

from ...intake import patients
from ...intake.preferences import actions as wishes
from ...messaging.consent import agreed, agreed_for
from ...people import limits, queries
from ...people.models import Patient
from ..other_language import remember
from ..page import get_or_404, page
from ..request import PageRequest
from . import forms
from .changes import ChangesForm, kept
from .proving import own_record, to_prove
from .resume import BirthForm


@page("patient.preferences", ["GET", "POST"])
def preferences(request: PageRequest) -> HttpResponse:
    """Language, and yes or no for each way: of a person's own record, or of who only acts for others, of their own address."""
    if own_record(request) is None and request.actor.kind == "patient":
        return _own_address(request)
    me = get_or_404(own_record(request))
    form = _preferences(me, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        changed = form.changed()
        if changed:
            wishes.prefer(request.actor, me, **changed)
        return _saved(request, form, changed)
    carers = me.proxies.exclude(state="ended").order_by("created_at")
    theirs = [contact for contact in (me.email, me.phone) if wishes.may_say(request.actor, me, contact)]
    context = {"form": form, "me": me, "carers": carers, "unproved": to_prove(me), "theirs": theirs}
    return render(request, "portal/preferences.html", context, status=422 if form.errors else 200)


def _own_address(request: PageRequest) -> HttpResponse:
    contact = request.actor.contact
    written = wishes.language_there(request.actor)
    initial = {"language": written or translation.get_language() or "en", "written_to": agreed(contact)}
    # What the page shows as chosen: where they are written to in several languages, that is nobody's choice yet.
    now = {"language": kept(initial["language"]), "written_to": kept(initial["written_to"], contact)}
    form = forms.OwnAddressForm(request.POST if request.method == "POST" else None, initial=initial, now=now)
    if request.method == "POST" and form.is_valid():
        changed = form.changed()
        if changed:
            wishes.prefer_own(request.actor, request.practice, **changed)
        return _saved(request, form, changed)
    context = {"form": form, "contact": contact, "text": "@" not in contact}
    return render(request, "portal/preferences_own.html", context, status=422 if form.errors else 200)


@page("patient.preferences", ["GET", "POST"])
def add_carer(request: PageRequest) -> HttpResponse:
    """Somebody whom I trust may act for me, as far as the practice's table lets them."""
    me = get_or_404(own_record(request))
    form = forms.CarerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            patients.let_act(request.actor, me, contact=said["contact"], name=said["name"])
        except patients.OwnContact:
            form.add_error(
                "contact", gettext("This is your own. Enter the email address or phone number of the other person.")
            )
        except patients.EndedByStaff as fault:
            form.add_error("contact", fault.sentence)
        else:
            said_next = gettext("Done. When they first sign in, we ask them for your date of birth. Tell them so.")
            messages.success(request, said_next)
            return redirect("portal:preferences")
    return render(request, "portal/carer.html", {"form": form}, status=422 if form.errors else 200)


@page("home.view", ["GET", "POST"])
def first_time(request: PageRequest) -> HttpResponse:
    """Somebody whom a patient has named signs in for the first time: for whom?  Nothing of the patient is said before."""
    contact = request.actor.contact
    get_or_404(queries.named_at(contact).first())
    form = BirthForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            limits.attempt(request.practice, "verify-device", f"first time {contact}")
        except limits.TooMany as problem:
            form.add_error(None, str(problem))
        else:
            if patients.shows_whom(contact, form.cleaned_data["birth"]):
                limits.count_as_right(request.practice, "verify-device", f"first time {contact}")
                messages.success(request, gettext("Done. You can now manage their appointments."))
                return redirect("portal:home")
            form.add_error(None, gettext("That is not the date of birth that we have. Try again, or call us."))
    return render(request, "portal/first_time.html", {"form": form}, status=422 if form.errors else 200)


@page("patient.preferences", ["POST"])
def end_carer(request: PageRequest, key: UUID) -> HttpResponse:
    me = get_or_404(own_record(request))
    proxy = get_or_404(queries.proxy_of(me, key))
    patients.take_back(request.actor, me, proxy=proxy)
    messages.success(request, gettext("They can no longer manage your appointments."))
    return redirect("portal:preferences")


def _preferences(me: Patient, said: QueryDict | None = None) -> forms.PreferencesForm:
    """What is so, as long as nobody has said otherwise: whichever form of the page was sent."""
    initial = {
        "language": me.language,
        "time_zone": me.time_zone,
        "by_email": bool(me.email) and agreed_for(me, me.email),
        "by_text": bool(me.phone) and agreed_for(me, me.phone),
    }
    now = {
        "language": kept(me.language),
        "time_zone": kept(me.time_zone),
        "by_email": kept(initial["by_email"], me.email),
        "by_text": kept(initial["by_text"], me.phone),
    }
    return forms.PreferencesForm(said, initial=initial, now=now)


def _saved(request: PageRequest, form: ChangesForm, changed: dict[str, Any]) -> HttpResponse:
    """What was changed is kept; and what changed elsewhere meanwhile is said, since it stays."""
    language = changed.get("language") or translation.get_language() or "en"
    with translation.override(language):
        meanwhile = form.meanwhile()
        for words in meanwhile:
            messages.warning(request, words)
        if changed or not meanwhile:
            messages.success(request, gettext("Saved."))
    return remember(redirect("portal:preferences"), language)
