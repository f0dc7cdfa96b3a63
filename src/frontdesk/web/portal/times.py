"""Times: first available on top, then days; a hold; confirmed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now

from ...availability.model import Wanted
from ...booking import actions, offers, queries
from ...intake import queries as intake
from ...intake.evaluation import facts_of
from ...intake.models import Request
from ..forms import TimeForm
from ..page import PROBLEMS, found, once, page
from ..placing import press
from ..request import PageRequest

DAYS = 14


@page("appointment.hold", ["GET", "POST"])
def choose(request: PageRequest, key: UUID) -> HttpResponse:
    """Which time suits you?  Choosing keeps it for ten minutes."""
    asked = found(intake.by_id(request.actor, key))
    if asked.state != "approved":
        return redirect("portal:request", asked.pk)
    placing = press(
        request,
        TimeForm(request.POST or None),
        lambda place, key: actions.hold(
            request.actor,
            asked.patient,
            visit_type=asked.visit_type,
            place=place,
            channel="online",
            request=asked,
            key=key,
        ),
    )
    if placing.done is not None:
        return redirect("portal:hold", placing.done.pk)
    context = {"asked": asked, **_times(request, asked), **placing.context}
    return render(request, "portal/times.html", context, status=placing.status)


@page("appointment.book", ["GET", "POST"])
def held(request: PageRequest, key: UUID) -> HttpResponse:
    """The time is kept; confirm it."""
    hold = found(queries.by_id(request.actor, key))
    if request.method == "POST":
        try:
            once(lambda: actions.confirm(request.actor, hold, key=f"confirm {hold.pk}"))
            return redirect("portal:appointment", hold.pk)
        except PROBLEMS as problem:
            messages.error(request, str(problem))
            return redirect("portal:times", hold.request_id) if hold.request_id else redirect("portal:home")
    if hold.state != "held":
        return redirect("portal:appointment", hold.pk)
    return render(request, "portal/hold.html", {"hold": hold})


@page("appointment.hold", ["POST"])
def extend(request: PageRequest, key: UUID) -> HttpResponse:
    """Ten more minutes, with one press."""
    hold = found(queries.by_id(request.actor, key))
    try:
        actions.extend(request.actor, hold)
    except PROBLEMS as problem:
        messages.error(request, str(problem))
        return redirect("portal:times", hold.request_id) if hold.request_id else redirect("portal:home")
    return redirect("portal:hold", hold.pk)


def _times(request: PageRequest, asked: Request) -> dict[str, object]:
    today = now().astimezone(request.practice.zone).date()
    first = today + dt.timedelta(days=_page(request) * DAYS)
    from dataclasses import replace

    wanted = Wanted(
        asked.visit_type.code, now(), replace(facts_of(asked), channel="online"), (), (), str(asked.patient_id)
    )
    found_ = offers.times(wanted, first, DAYS, limit=160)
    return {
        "first": found_[0] if found_ else None,
        "days": by_day(found_),
        "page": _page(request),
        "next": _page(request) + 1,
    }


def by_day(found_: list[offers.Offer]) -> list[tuple[dt.date, list[tuple[str, list[offers.Offer]]]]]:
    """Days, each with Morning, Afternoon and Evening."""
    days: dict[dt.date, dict[str, list[offers.Offer]]] = defaultdict(lambda: defaultdict(list))
    for offer in found_:
        part = "Morning" if offer.start.hour < 12 else "Afternoon" if offer.start.hour < 17 else "Evening"
        days[offer.start.date()][part].append(offer)
    return [(day, list(parts.items())) for day, parts in days.items()]


def _page(request: PageRequest) -> int:
    text = request.GET.get("page", "0")
    return min(int(text), 26) if text.isdigit() and len(text) < 4 else 0
