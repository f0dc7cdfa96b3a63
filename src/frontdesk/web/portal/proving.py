"""An address or number that somebody typed beside the one they signed in with: a code that goes there shows that it is theirs.

Without it, one slip would make a stranger the patient, who proves at any later time that it is theirs indeed.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from ...intake import patients
from ...messaging.actions import write
from ...people import actions as people
from ...people import queries
from ...people.models import TYPED, Patient
from .. import posted
from ..page import get_or_404, page
from ..request import PageRequest
from ..sender import asker, attempt, code_limit, passed
from . import forms

PROVING = "proving"  # in the session: where the code went


def own_record(request: PageRequest) -> Patient | None:
    """The record of who is signed in, where it is open to them as their own."""
    return queries.own_record(request.actor)


def to_prove(me: Patient) -> list[str]:
    """What they typed, and nobody has confirmed."""
    if me.confidential_contact:
        return []
    return [contact for contact in (me.email, me.phone) if contact and me.whose(contact) == TYPED]


@page("patient.preferences", ["POST"])
def prove(request: PageRequest) -> HttpResponse:
    """A code goes there."""
    me = get_or_404(own_record(request))
    contact = get_or_404(
        next((unproven for unproven in to_prove(me) if unproven == posted.text(request, "contact")), None)
    )
    if not _sent(request, contact):
        return redirect("portal:preferences")
    request.session[PROVING] = contact
    return redirect("portal:proved")


def _sent(request: PageRequest, contact: str) -> bool:
    """A code, as often as the limits let; False, with why, where they do not."""
    try:
        code_limit(request, contact)
        code = people.new_code(request.practice, contact, asker(request))
    except people.TooMany as problem:
        messages.error(request, str(problem))
        return False
    write(request.practice, contact, "code", code=code, language=translation.get_language() or "en")
    return True


@page("patient.preferences", ["GET", "POST"])
def proved(request: PageRequest) -> HttpResponse:
    """And is entered here, by who is signed in already."""
    me, contact = get_or_404(own_record(request)), request.session.get(PROVING, "")
    if contact not in to_prove(me):
        return redirect("portal:preferences")
    if forms.AGAIN in request.POST:
        if _sent(request, contact):
            messages.success(request, forms.sent_again())
        return redirect("portal:proved")
    form = forms.CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            attempt(request, "verify", contact)
            people.use_code(contact, form.cleaned_data["code"], asker(request))
        except (people.WrongCode, people.TooMany) as problem:
            form.add_error("code", str(problem))
        else:
            patients.proved(request.actor, me, contact=contact)
            del request.session[PROVING]
            messages.success(request, gettext("Confirmed. You can sign in with it from now on."))
            return passed(request, "verify", contact, redirect("portal:preferences"))
    context = {"form": form, "contact": contact, "back": reverse("portal:preferences")}
    return render(request, "portal/code.html", context, status=422 if form.errors else 200)
