"""What a signed-in patient sees first: the next appointment, then requests."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from ...booking import queries as booking
from ...intake import queries as intake
from ...intake.states import OPEN
from ..page import page
from ..request import PageRequest


@page("home.view")
def home(request: PageRequest) -> HttpResponse:
    asked = intake.visible(request.actor).order_by("-created_at")
    context = {
        "appointments": booking.upcoming(request.actor),
        "open": asked.filter(state__in=OPEN),
        "past": asked.exclude(state__in=OPEN)[:10],
    }
    return render(request, "portal/home.html", context)
