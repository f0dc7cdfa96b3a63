"""Looking patients up."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from ...booking import queries as booking
from ...intake import queries as intake
from ...people import queries
from ..page import found, page
from ..request import PageRequest


@page("patient.view")
def search(request: PageRequest) -> HttpResponse:
    """By words of the name in any order, birth date, or digits of the number."""
    text = request.GET.get("q", "").strip()[:100]
    rows = queries.find(request.actor, text)[:50] if text else []
    return render(request, "console/patients.html", {"q": text, "patients": rows})


@page("patient.view")
def show(request: PageRequest, key: UUID) -> HttpResponse:
    patient = found(queries.find(request.actor, "").filter(pk=key).first())
    context = {
        "patient": patient,
        "appointments": booking.visible(request.actor).filter(patient=patient).order_by("-start")[:50],
        "requests": intake.visible(request.actor).filter(patient=patient).order_by("-created_at")[:20],
    }
    return render(request, "console/patient.html", context)
