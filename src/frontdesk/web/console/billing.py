"""Appointments by payer and status: no reason for the visit, no answers."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now

from ...booking import queries
from ..forms import chosen_day
from ..page import page


@page("billing.view")
def billing(request: HttpRequest) -> HttpResponse:
    day = chosen_day(request, now().astimezone(request.practice.zone).date())
    rows = queries.for_billing(request.actor, request.practice, day, 7)
    return render(request, "console/billing.html", {"rows": rows, "day": day, "before": day - dt.timedelta(days=7), "after": day + dt.timedelta(days=7)})
