"""The command palette: pages by what they are called, requests and appointments by their number, patients by name."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from ...access.may import may_open
from ...booking import queries as booking
from ...core.typed import whole_number
from ...intake import queries as intake
from ...people.models import Patient
from .. import navigation
from ..limited import Limited
from ..page import page
from ..request import PageRequest
from ..templatetags.frontdesk import birth
from . import by_key


@dataclass(frozen=True)
class Found:
    words: str
    href: str
    icon: str
    more: str = ""


@page("console.view")
def find(request: PageRequest) -> HttpResponse:
    """What fits the words; only what this actor may open."""
    text = request.GET.get("q", "").strip()
    matches = [*_pages(request, text), *_numbers(request, text), *_referrals(request, text), *_patients(request, text)]
    context = {"found": Limited(matches, 20), "q": text}
    return render(request, "console/_found.html" if request.htmx else "console/find.html", context)


def _pages(request: PageRequest, text: str) -> list[Found]:
    return [
        Found(str(link.words), reverse(link.address), link.icon)
        for link in navigation.findable(request.actor)
        if text.casefold() in str(link.words).casefold()
    ]


def _numbers(request: PageRequest, text: str) -> list[Found]:
    number = whole_number(text)
    if number is None:
        return []
    matches = []
    if may_open(request.actor, "request.view"):
        for asked in intake.visible(request.actor).filter(number=number)[:1]:
            words = gettext("Request %(number)s") % {"number": asked.number}
            matches.append(Found(words, reverse("console:request", args=[asked.pk]), "queue", asked.patient.name))
    if may_open(request.actor, "appointment.view"):
        for row in booking.visible(request.actor).filter(number=number)[:1]:
            words = gettext("Appointment %(number)s") % {"number": row.number}
            matches.append(Found(words, reverse("console:appointment", args=[row.pk]), "day", row.patient.name))
    return matches


def _patients(request: PageRequest, text: str) -> list[Found]:
    if len(text) < 2 or not may_open(request.actor, "patient.view"):
        return []
    return [
        Found(patient.name, reverse("console:patient", args=[patient.pk]), "people", _about(patient))
        for patient in by_key.people(request.actor, text, 21)
    ]


def _referrals(request: PageRequest, text: str) -> list[Found]:
    """By the other system's key: nobody may have matched who was referred yet."""
    return [
        Found(
            gettext("Referral %(number)s") % {"number": referral.number},
            reverse("console:referral", args=[referral.pk]),
            "mail",
            f"{referral.patient_name} · {referral.outside_key}",
        )
        for referral in by_key.referred(request.actor, text)
    ]


def _about(patient: Patient) -> str:
    """What tells two of a name apart; a record that nobody has matched says so."""
    born = birth(patient.birth_date)
    if getattr(patient, "differs", "") == "birth":
        return gettext("another birth date: %(birth_date)s") % {"birth_date": born}
    if patient.deceased_on is not None:
        return f"{born} · {gettext('Died %(deceased_on)s.') % {'deceased_on': birth(patient.deceased_on)}}"
    return f"{born} · {gettext('not matched yet')}" if patient.self_registered else born
