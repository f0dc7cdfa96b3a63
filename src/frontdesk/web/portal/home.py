"""What a signed-in patient sees first: the next appointment, then requests."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from ...booking import queries as booking
from ...intake import queries as intake
from ...intake.evaluation import bookable_alone
from ...intake.states import OPEN
from ..page import page
from ..request import PageRequest
from .journey import known_patient


@page("home.view")
def home(request: PageRequest) -> HttpResponse:
    asked = intake.visible(request.actor).order_by("-created_at")
    me = known_patient(request)
    context = {
        "may_book": bookable_alone(me) if me else [],
        "appointments": booking.upcoming(request.actor),
        "open": asked.filter(state__in=OPEN),
        "past": asked.exclude(state__in=OPEN)[:10],
    }
    return render(request, "portal/home.html", context)
