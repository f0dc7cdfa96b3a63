"""The day: a column for each provider with the place under the name."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now

from ...booking import queries
from ...practice import policies
from ...practice.models import Provider
from ..forms import chosen_day
from ..page import page
from ..request import PageRequest


@page("calendar.view")
def day(request: PageRequest) -> HttpResponse:
    today = now().astimezone(request.practice.zone).date()
    date = chosen_day(request, today)
    setup = policies.file_of(policies.published()).setup
    by_provider = defaultdict(list)
    for one in queries.on_day(request.actor, request.practice, date):
        by_provider[one.provider.code].append(one)
    columns = []
    own = Provider.objects.filter(pk=request.actor.provider).first() if request.actor.provider else None
    for provider in setup.providers.values():
        if own is not None and own.code != provider.id:  # a clinician sees their own day
            continue
        blocks = sorted((block for block in provider.blocks if block.on(date)), key=lambda block: block.from_)
        places = ", ".join(dict.fromkeys(setup.locations[block.at].name for block in blocks))
        if blocks or provider.id in by_provider:
            hours = ", ".join(f"{_clock(block.from_)}–{_clock(block.to)}" for block in blocks)
            columns.append((provider.name, places, hours, by_provider.get(provider.id, [])))
    context = {
        "date": date,
        "today": today,
        "before": date - dt.timedelta(days=1),
        "after": date + dt.timedelta(days=1),
        "columns": columns,
    }
    return render(request, "console/day.html", context)


def _clock(minute: int) -> str:
    return f"{minute // 60 % 12 or 12}{f':{minute % 60:02}' if minute % 60 else ''} {'AM' if minute // 60 % 24 < 12 else 'PM'}"
