"""Times: first available on top, then days; filters below; a hold; confirmed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now

from ...availability.model import Wanted
from ...booking import actions, offers, queries
from ...booking.waitlist.actions import PARTS
from ...core.typed import whole_number
from ...intake import queries as intake
from ...intake.evaluation import facts_of
from ...practice import policies
from ..forms import TimeForm
from ..page import PROBLEMS, found, once, page
from ..placing import press
from ..request import PageRequest
from . import forms

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
    wanted = Wanted(
        asked.visit_type.code, now(), replace(facts_of(asked), channel="online"), (), (), str(asked.patient_id)
    )
    context = {"asked": asked, **times_context(request, wanted), **placing.context}
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
            return _choose_again(hold)
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
        return _choose_again(hold)
    return redirect("portal:hold", hold.pk)


def _choose_again(hold) -> HttpResponse:  # type: ignore[no-untyped-def]
    if hold.replaces_id:
        return redirect("portal:move", hold.replaces_id)
    return redirect("portal:times", hold.request_id) if hold.request_id else redirect("portal:home")


def times_context(
    request: PageRequest,
    wanted: Wanted,
    *,
    without: Iterable[UUID] = (),
    window: tuple[dt.date, dt.date] | None = None,
) -> dict[str, object]:
    """The times of one page, narrowed by what the address asks for: provider, place, part of the day."""
    setup = policies.file_of(policies.published()).setup
    provider, location = request.GET.get("provider", ""), request.GET.get("place", "")
    part = request.GET.get("part", "")
    narrowed = replace(
        wanted,
        providers=(provider,) if provider in setup.providers else wanted.providers,
        locations=(location,) if location in setup.locations else wanted.locations,
    )
    number = _page(request)
    today = now().astimezone(request.practice.zone).date()
    first = max(today, window[0]) if window else today
    first += dt.timedelta(days=number * DAYS)
    days = DAYS if window is None else max(0, min(DAYS, (window[1] - first).days + 1))
    found_ = offers.times(narrowed, first, days, limit=400, without=without) if days else []
    begin, end = PARTS.get(part, (0, 24))
    found_ = [offer for offer in found_ if begin <= offer.start.hour < end]
    return {
        "first": found_[0] if found_ else None,
        "days": by_day(found_),
        "page": number,
        "next": number + 1,
        "chosen": {"provider": provider, "place": location, "part": part},
        "narrowed": bool(provider or location or part),
        "filters": {
            "providers": [(one.id, one.name) for one in setup.providers.values() if one.locations],
            "places": [(one.id, one.name) for one in setup.locations.values()],
            "parts": [(name, forms.PART_NAMES[name]) for name in PARTS],
        },
    }


def by_day(found_: list[offers.Offer]) -> list[tuple[dt.date, list[tuple[str, list[offers.Offer]]]]]:
    """Days, each with Morning, Afternoon and Evening; one button for a time, however many could see the patient then.

    Whoever wants a certain person chooses them in the filter below: forty buttons are easier to read than a hundred and sixty.
    """
    days: dict[dt.date, dict[str, list[offers.Offer]]] = defaultdict(lambda: defaultdict(list))
    seen: set[dt.datetime] = set()
    for offer in found_:
        if offer.start in seen:
            continue
        seen.add(offer.start)
        part = next(name for name, (begin, end) in PARTS.items() if begin <= offer.start.hour < end)
        days[offer.start.date()][str(forms.PART_NAMES[part])].append(offer)
    return [(day, list(parts.items())) for day, parts in days.items()]


def _page(request: PageRequest) -> int:
    text = request.GET.get("page", "0")
    return min(whole_number(text) or 0, 26)
