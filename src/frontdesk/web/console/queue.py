"""The queue: open requests by state, the longest waiting first."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now

from ...intake import queries
from ...intake.states import OPEN
from ...people.may import may
from ..page import page
from ..request import PageRequest

FIRST_PAGES = (
    ("queue.view", "console:queue"),
    ("billing.view", "console:billing"),
    ("rules.view", "setup:rules"),
    ("staff.view", "setup:staff"),
)


@page("console.view")
def first(request: PageRequest) -> HttpResponse:
    """What each role is accountable for, first."""
    return redirect(next(address for permission, address in FIRST_PAGES if may(request.actor, permission)))


@page("queue.view")
def queue(request: PageRequest) -> HttpResponse:
    counts = queries.counts(request.actor)
    state = request.GET.get("state", "")
    if state not in OPEN:
        state = next(
            (one for one in ("awaiting_approval", "approved", "requested", "awaiting_info") if counts[one]),
            "awaiting_approval",
        )
    rows = queries.queue(request.actor, state)
    payer, visit = request.GET.get("payer", ""), request.GET.get("visit", "")
    if payer:
        rows = rows.filter(patient__payer__code=payer)
    if visit:
        rows = rows.filter(visit_type__code=visit)
    if request.GET.get("mine"):
        rows = rows.filter(owner_id=request.actor.id)
    from ...practice.models import Payer, VisitType

    context = {
        "tabs": [(one, counts[one]) for one in OPEN],
        "state": state,
        "rows": rows[:200],
        "today": now().astimezone(request.practice.zone).date(),
        "payers": Payer.objects.filter(active=True).order_by("name"),
        "visits": VisitType.objects.filter(active=True).order_by("name"),
        "payer": payer,
        "visit": visit,
        "mine": request.GET.get("mine", ""),
        "filtered": bool(payer or visit or request.GET.get("mine")),
    }
    return render(request, "console/queue.html", context)
