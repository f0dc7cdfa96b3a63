"""Staff have the patient on the line: what waits for an answer is accepted as the patient's own link accepts it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from ...booking.models import Appointment
from ...booking.second_visit import SecondVisit
from ...core.refusals import Refusal
from ...outreach.proposals import actions as proposing
from ...outreach.proposals import queries as proposals
from ...outreach.waitlist import actions as waiting
from ...outreach.waitlist import queries as waitlist
from .. import posted
from ..page import get_or_404, once, page
from ..request import PageRequest
from ..who_was_told import told
from . import showing
from .appointments import way_to_undo

BY_TELEPHONE = "by telephone"  # as the audit trail keeps it


@page("proposal.answer", ["POST"], shows=showing.PROPOSED)
def proposal(request: PageRequest, key: UUID) -> HttpResponse:
    """The time that the practice holds instead of one that it must move."""
    proposed = get_or_404(proposals.by_id(request.actor, key))

    def work(only: bool) -> object:
        return proposing.accept(request.actor, proposed, only=only, reason=BY_TELEPHONE)

    return _accept(request, proposed, proposed.hold, work, "proposed")


@page("appointment.book", ["POST"], shows=showing.OFFER)
def offer(request: PageRequest, key: UUID) -> HttpResponse:
    """The time that the waitlist holds."""
    given = get_or_404(waitlist.offer_by_id(request.actor, key))

    def work(only: bool) -> object:
        key = f"accept {given.pk} {given.hold.version}"
        return waiting.accept.once(key, request.actor, given, only=only, reason=BY_TELEPHONE)

    return _accept(request, given, given.hold, work, "offer")


def _accept(
    request: PageRequest, thing: Model, hold: Appointment, work: Callable[[bool], object], shows: str
) -> HttpResponse:
    try:
        once(lambda: work(not posted.text(request, "second")))
    except SecondVisit as second:
        context = {"problem": second, "thing": thing, "hold": hold, "shows": shows, "moves": second.moves}
        return render(request, "console/accept_second.html", context, status=409)
    except Refusal as problem:
        messages.error(request, str(problem))
        return redirect(reverse("console:appointment", args=[hold.replaces_id or hold.pk]))
    words = told(gettext("Time taken by phone."), hold.patient, hold, "rescheduled" if hold.replaces_id else "booked")
    hold.refresh_from_db()
    messages.success(request, words, extra_tags=way_to_undo(request, hold))
    return redirect("console:appointment", hold.pk)
