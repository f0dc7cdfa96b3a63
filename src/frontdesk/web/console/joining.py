"""Staff put on the waitlist who asks for it at the desk or on the telephone: the same form and action as on patients' pages."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from ...booking import queries as booking
from ...booking.models import Appointment
from ...booking.moving import must_move_one
from ...booking.queries import waiting_for_a_time
from ...core.refusals import Refusal
from ...intake import queries as intake
from ...intake.models import Request
from ...outreach.waitlist import actions, queries
from ...people import queries as people
from ...people.models import Patient
from ...practice import queries as named
from ...practice.models import VisitType
from ...tenancy.today import today_at
from ..forms import new_key, pressed_key
from ..page import get_or_404, once, page
from ..portal.forms import WaitFormOfPatient
from ..request import PageRequest
from .alive import led_to_record
from .booking import asked_first


@page("waitlist.join", ["GET", "POST"])
def for_patient(request: PageRequest, key: UUID) -> HttpResponse:
    """None of the times works for who calls; what the rules ask about is asked first, and becomes a request."""
    patient = get_or_404(people.find(request.actor, "").filter(pk=key).first())
    if (record := led_to_record(request, patient)) is not None:
        return record
    visit = named.visit_type(request.GET.get("visit", ""))
    if visit is None:
        return render(request, "console/wait_visit.html", {"patient": patient, "visits": named.visit_types()})
    if (waiting := waiting_for_a_time(patient, visit)) is not None:
        return redirect("console:wait-request", waiting.pk)
    if asked_first(patient, visit):
        address = reverse("console:write-down", args=[patient.pk])
        return redirect(f"{address}?{urlencode({'visit': visit.code, 'wait': 1})}")
    back = f"{reverse('console:book-times', args=[patient.pk])}?{urlencode({'visit': visit.code})}"
    return _join(request, patient, visit, back, reverse("console:patient", args=[patient.pk]))


@page("waitlist.join", ["GET", "POST"])
def for_request(request: PageRequest, key: UUID) -> HttpResponse:
    """It is approved, and none of the times works."""
    asked = get_or_404(intake.by_id(request.actor, key))
    address = reverse("console:request", args=[asked.pk])
    if (record := led_to_record(request, asked.patient)) is not None:
        return record
    if asked.state != "approved":
        messages.info(request, gettext("Only a request that is approved and has no time yet goes on the waitlist."))
        return redirect(address)
    waits = queries.waiting(request.actor).filter(patient=asked.patient, visit_type=asked.visit_type)
    if request.method == "GET" and waits.exists():
        messages.info(request, _already(asked.patient))
        return redirect("console:waitlist")
    return _join(request, asked.patient, asked.visit_type, address, address, asked=asked)


@page("waitlist.join", ["GET", "POST"])
def for_appointment(request: PageRequest, key: UUID) -> HttpResponse:
    """They keep it, and hear when something earlier opens."""
    kept = get_or_404(booking.by_id(request.actor, key))
    address = reverse("console:appointment", args=[kept.pk])
    if (record := led_to_record(request, kept.patient)) is not None:
        return record
    if kept.state != "booked" or must_move_one(kept):
        messages.info(request, gettext("This appointment has changed. Nobody was put on the waitlist."))
        return redirect(address)
    return _join(request, kept.patient, kept.visit_type, address, address, asked=kept.request, kept=kept)


def _already(patient: Patient) -> str:
    return gettext("%(name)s is on the waitlist for this visit already.") % {"name": patient.name}


def _join(
    request: PageRequest,
    patient: Patient,
    visit: VisitType,
    back: str,
    done: str,
    *,
    asked: Request | None = None,
    kept: Appointment | None = None,
) -> HttpResponse:
    """`back` leads to the page from which it was reached, `done` to the one that shows it."""
    form = WaitFormOfPatient(request.POST or None)
    if request.method == "POST" and form.is_valid():
        about = {"appointment": kept, "request": asked, "first_on": today_at(request.practice), **form.wishes}
        token = pressed_key(request)
        try:
            once(lambda: actions.join.once(token, request.actor, patient, visit_type=visit, **about))
            messages.success(request, gettext("%(name)s is on the waitlist.") % {"name": patient.name})
        except actions.WaitsAlready:
            messages.error(request, _already(patient))
        except Refusal as problem:
            messages.error(request, str(problem))
        return redirect(done)
    context = {"form": form, "patient": patient, "visit": visit, "kept": kept, "back": back, "key": new_key()}
    return render(request, "console/wait.html", context, status=422 if form.errors else 200)
