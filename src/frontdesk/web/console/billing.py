"""Appointments by payer and status: no reason for the visit, no answers."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now

from ...booking import queries
from ..forms import chosen_day
from ..page import page
from ..request import PageRequest


@page("billing.view")
def billing(request: PageRequest) -> HttpResponse:
    day = chosen_day(request, now().astimezone(request.practice.zone).date())
    rows = queries.for_billing(request.actor, request.practice, day, 7)
    return render(
        request,
        "console/billing.html",
        {"rows": rows, "day": day, "before": day - dt.timedelta(days=7), "after": day + dt.timedelta(days=7)},
    )
