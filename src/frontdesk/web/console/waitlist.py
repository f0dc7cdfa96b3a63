"""The waitlist: who waits for what, what they were offered, and staff's hand on it."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from ...booking.errors import BreaksRules, JustTaken
from ...booking.moving import OFFERS, must_move
from ...core.refusals import Refusal
from ...messaging.dates import when_here
from ...outreach.waitlist import actions, queries
from ...outreach.waitlist.fill import offer_time
from ...practice import policies
from .. import posted
from ..csv_file import csv_of, wanted
from ..forms import TimeForm
from ..limited import page_of
from ..page import get_or_404, once, page
from ..request import PageRequest
from ..who_was_told import told
from . import showing
from .appointments import way_to_undo


@page("waitlist.view")
def waitlist(request: PageRequest) -> HttpResponse:
    """In the order in which a freed time is offered."""
    if not request.actor.is_staff:
        return redirect("portal:home")
    plan = policies.current().waitlist
    entries = queries.waiting(request.actor).prefetch_related(
        "offers", "offers__hold", "offers__hold__location", "offers__hold__provider"
    )
    if plan.order == "most urgent":
        entries = entries.order_by("-urgent", "created_at")
    if wanted(request):
        cells = (
            (
                entry.patient.name,
                entry.visit_type.list_name,
                entry.state,
                entry.created_at,
                "yes" if entry.urgent else "",
            )
            for entry in entries
        )
        return csv_of(request, "waitlist", ("patient", "visit", "state", "since", "urgent"), cells)
    there = page_of(request, entries, 200)
    moving = must_move(entry.appointment for entry in there if entry.appointment is not None)
    context = {"entries": there, "moving": moving, "plan": plan, "minutes": int(plan.keep.total_seconds() // 60)}
    template = "console/_waitlist_rows.html" if request.htmx else "console/waitlist.html"
    return render(request, template, context)


@page("waitlist.prioritise", ["POST"], shows=showing.ENTRY)
def urgent(request: PageRequest, key: UUID) -> HttpResponse:
    entry = get_or_404(queries.by_id(request.actor, key))
    actions.prioritise(request.actor, entry, urgent=posted.text(request, "urgent") == "yes")
    return redirect("console:waitlist")


@page("appointment.book", ["POST"])
def offer(request: PageRequest, key: UUID) -> HttpResponse:
    """One press on a time to fill: it is held for who waits, and they are asked."""
    entry = get_or_404(queries.by_id(request.actor, key))
    form = TimeForm(request.POST)
    back = f"{reverse('console:at')}?{urlencode({'time': posted.text(request, 'time', 160)})}"
    if not form.is_valid():
        messages.error(request, gettext("Choose one of the times."))
        return redirect("console:waitlist")
    try:
        given = once(lambda: offer_time(request.actor, entry, place=form.place))
    except JustTaken as taken:
        messages.error(request, str(taken))
    except BreaksRules as broken:
        messages.error(request, str(broken))
    except Refusal as problem:
        messages.error(request, str(problem))
    else:
        until = when_here(given.expires_at, given.hold.location, get_language() or "en")
        done = gettext("Offered, and held until %(until)s.") % {"until": until}
        words = told(done, entry.patient, given, *OFFERS)
        messages.success(request, words, extra_tags=way_to_undo(request, given.hold))
        return redirect("console:waitlist")
    return redirect(back)


@page("waitlist.leave", ["POST"], shows=showing.ENTRY)
def remove(request: PageRequest, key: UUID) -> HttpResponse:
    entry = get_or_404(queries.by_id(request.actor, key))
    actions.leave(request.actor, entry, reason=posted.text(request, "reason", 200, default="taken off by staff"))
    messages.success(request, gettext("%(name)s is no longer on the waitlist.") % {"name": entry.patient.name})
    return redirect("console:waitlist")


@page("waitlist.decline", ["POST"], shows=showing.OFFER)
def pass_offer(request: PageRequest, key: UUID) -> HttpResponse:
    """Staff know that they will not take it: the time goes to the next at once."""
    given = get_or_404(queries.offer_by_id(request.actor, key))
    try:
        actions.decline(request.actor, given)
        given.hold.refresh_from_db()
        messages.success(
            request,
            gettext("Skipped. The next person is asked, but not in their quiet hours."),
            extra_tags=way_to_undo(request, given.hold),
        )
    except Refusal as problem:
        messages.error(request, str(problem))
    return redirect("console:waitlist")
