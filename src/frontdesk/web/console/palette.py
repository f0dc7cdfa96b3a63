"""The command palette: pages by what they are called, requests and appointments by their number, patients by name."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...access.may import may_open
from ...booking import queries as booking
from ...core.typed import whole_number
from ...intake import queries as intake
from ...people.models import Patient
from ..limited import Limited
from ..page import page
from ..request import PageRequest
from ..templatetags.frontdesk import birth
from . import by_key

PAGES = (  # permission, address, words, icon
    ("queue.view", "console:queue", _("Queue"), "queue"),
    ("task.view", "console:exceptions", _("Exceptions"), "late"),
    ("referral.view", "console:referrals", _("Referrals"), "mail"),
    ("referral.create", "console:referral-new", _("New referral"), "mail"),
    ("calendar.view", "console:calendar", _("Calendar"), "day"),
    ("appointment.book", "console:book", _("Book a caller"), "phone"),
    ("patient.view", "console:patients", _("Patients"), "people"),
    ("waitlist.prioritise", "console:waitlist", _("Waitlist"), "awaiting_info"),
    ("recall.view", "console:recalls", _("Recalls"), "requested"),
    ("message.view", "console:messages", _("Messages"), "mail"),
    ("away.view", "console:away", _("Time away"), "out"),
    ("billing.view", "console:billing", _("Billing"), "book"),
    ("reports.view", "console:pipeline", _("Pipeline"), "queue"),
    ("reports.view", "console:access", _("Access"), "day"),
    ("reports.view", "console:exception-weeks", _("No-shows and changes"), "no_show"),
    ("rules.view", "setup:rules", _("Rules"), "book"),
    ("templates.view", "setup:templates", _("Message texts"), "mail"),
    ("staff.view", "setup:staff", _("Staff"), "people"),
    ("roles.view", "setup:roles", _("Roles"), "approved"),
    ("job.view", "setup:jobs", _("Background tasks"), "running"),
    ("audit.view", "setup:audit", _("Audit"), "audit"),
)


@dataclass(frozen=True)
class Found:
    words: str
    href: str
    icon: str
    more: str = ""


@page("console.view")
def find(request: PageRequest) -> HttpResponse:
    """What fits the words; only what this actor may open."""
    text = request.GET.get("q", "").strip()[:100]
    found = [*_pages(request, text), *_numbers(request, text), *_referrals(request, text), *_patients(request, text)]
    context = {"found": Limited(found, 20), "q": text}
    return render(request, "console/_found.html" if request.htmx else "console/find.html", context)


def _pages(request: PageRequest, text: str) -> list[Found]:
    return [
        Found(str(words), reverse(address), icon)
        for permission, address, words, icon in PAGES
        if may_open(request.actor, permission) and text.casefold() in str(words).casefold()
    ]


def _numbers(request: PageRequest, text: str) -> list[Found]:
    number = whole_number(text)
    if number is None:
        return []
    found = []
    if may_open(request.actor, "request.view"):
        for one in intake.visible(request.actor).filter(number=number)[:1]:
            words = gettext("Request %(number)s") % {"number": one.number}
            found.append(Found(words, reverse("console:request", args=[one.pk]), "queue", one.patient.name))
    if may_open(request.actor, "appointment.view"):
        for row in booking.visible(request.actor).filter(number=number)[:1]:
            words = gettext("Appointment %(number)s") % {"number": row.number}
            found.append(Found(words, reverse("console:appointment", args=[row.pk]), "day", row.patient.name))
    return found


def _patients(request: PageRequest, text: str) -> list[Found]:
    if len(text) < 2 or not may_open(request.actor, "patient.view"):
        return []
    return [
        Found(one.name, reverse("console:patient", args=[one.pk]), "people", _about(one))
        for one in by_key.people(request.actor, text, 21)
    ]


def _referrals(request: PageRequest, text: str) -> list[Found]:
    """By the other system's key: nobody may have matched who was referred yet."""
    return [
        Found(
            gettext("Referral %(number)s") % {"number": one.number},
            reverse("console:referral", args=[one.pk]),
            "mail",
            f"{one.patient_name} · {one.outside_key}",
        )
        for one in by_key.referred(request.actor, text)
    ]


def _about(patient: Patient) -> str:
    """What tells two of a name apart; a record that nobody has matched says so."""
    born = birth(patient.birth_date)
    if patient.deceased_on is not None:
        return f"{born} · {gettext('Died %(deceased_on)s.') % {'deceased_on': birth(patient.deceased_on)}}"
    return f"{born} · {gettext('not matched yet')}" if patient.self_registered else born
