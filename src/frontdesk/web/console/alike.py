"""While somebody's name, birth date or number is typed: the records that may be theirs."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render

from ...people.contacts import normal_contact
from ...people.models import Patient
from ...people.queries import look_alike
from .. import posted
from ..forms import BirthDateField, Form
from ..page import page
from ..request import PageRequest

# Under which names the forms of callers and of referrals ask for one thing.
FIRST, LAST = ("first", "first_name"), ("last", "last_name")
BIRTH = ("birth", "birth_date")
CONTACTS = ("contact", "phone", "email")
MOST = 5


@page("patient.view", ["POST"])
def alike(request: PageRequest) -> HttpResponse:
    """A POST, since what is typed about a person belongs in no address; nothing is kept of it."""
    contacts = [normal_contact(text) for name in CONTACTS if (text := posted.text(request, name).strip()[:254])]
    typed = Patient(
        practice=request.practice,
        first_name=_typed(request, FIRST),
        last_name=_typed(request, LAST),
        birth_date=_birth(request),  # type: ignore[misc]
        email=next((contact for contact in contacts if contact and "@" in contact), ""),
        phone=next((contact for contact in contacts if contact and "@" not in contact), ""),
    )
    return render(request, "console/_alike.html", {"alike": look_alike(request.actor, typed)[:MOST]})


def _typed(request: PageRequest, names: tuple[str, str]) -> str:
    return next((text for name in names if (text := posted.text(request, name).strip()[:80])), "")


def _birth(request: PageRequest) -> dt.date | None:
    """None until the three fields are a date of birth."""
    for name in BIRTH:
        form = type("Typed", (Form,), {name: BirthDateField(required=False)})(request.POST)
        if form.is_valid() and isinstance(form.cleaned_data[name], dt.date):
            return form.cleaned_data[name]  # type: ignore[no-any-return]
    return None
