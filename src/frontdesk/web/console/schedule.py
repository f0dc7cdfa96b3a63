"""The day: a column for each provider with the place under the name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now

from ...availability.clock import say_minute
from ...availability.model import Setup
from ...booking import queries
from ...booking.models import Appointment
from ...practice import policies
from ...practice.models import Provider
from ..forms import chosen_day
from ..page import page
from ..request import PageRequest


@dataclass
class Column:
    """One provider's day: where, which hours, and what is booked."""

    name: str
    places: str = ""
    hours: str = ""
    rows: list[Appointment] = field(default_factory=list)


@page("calendar.view")
def day(request: PageRequest) -> HttpResponse:
    today = now().astimezone(request.practice.zone).date()
    date = chosen_day(request, today)
    columns = _working(policies.file_of(policies.published()).setup, date)
    for one in queries.on_day(request.actor, request.practice, date):
        columns.setdefault(one.provider.code, Column(one.provider.name)).rows.append(one)
    if request.actor.provider is not None:  # a clinician sees their own day
        own = Provider.objects.get(pk=request.actor.provider)
        columns = {code: column for code, column in columns.items() if code == own.code}
    context = {
        "date": date,
        "today": today,
        "before": date - dt.timedelta(days=1),
        "after": date + dt.timedelta(days=1),
        "columns": columns.values(),
    }
    return render(request, "console/day.html", context)


def _working(setup: Setup, date: dt.date) -> dict[str, Column]:
    """Who has hours on a date, by id, in the file's order.  (Somebody whom the file no longer has may have appointments still.)"""
    columns = {}
    for provider in setup.providers.values():
        blocks = sorted((block for block in provider.blocks if block.on(date)), key=lambda block: block.from_)
        if blocks:
            places = ", ".join(dict.fromkeys(setup.locations[block.at].name for block in blocks))
            hours = ", ".join(f"{say_minute(block.from_)}–{say_minute(block.to)}" for block in blocks)
            columns[provider.id] = Column(provider.name, places, hours)
    return columns
