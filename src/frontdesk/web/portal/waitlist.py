"""Waiting for a time, or for an earlier one; and the offer when it is there."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext

from ...access.may import Actor, may
from ...booking import queries as booking
from ...booking.being_there import NOT_THERE
from ...booking.models import WaitlistEntry, WaitlistOffer
from ...booking.moving import must_move_one
from ...booking.second_visit import other_visits_of_kind
from ...booking.still_changeable import refuse_too_late
from ...core.refusals import Refusal
from ...intake import queries as intake
from ...intake.models import Request
from ...outreach.waitlist import actions, queries
from ...tenancy.today import today_at
from .. import posted
from ..crossing import Part, Showing
from ..page import get_or_404, once, page
from ..request import PageRequest
from ..telling import tell, tell_it_changed
from . import forms
from .changing import (
    moves_as_shown,
    stands,
    stands_after_all,
    stands_by_now,
    until,
    what_changes,
    what_they_have,
)
from .who_pays import paid_alone


@page("waitlist.join", ["GET", "POST"])
def for_request(request: PageRequest, key: UUID) -> HttpResponse:
    """None of the times suited: tell me when one opens that does."""
    asked = get_or_404(intake.by_id(request.actor, key))
    if asked.state != "approved":
        if asked.state == "scheduled":
            messages.info(request, _has_its_time(asked))
        else:
            tell_it_changed(request)
        return redirect("portal:request", asked.pk)
    try:
        actions.refuse_what_staff_find(request.actor, asked)
    except Refusal as problem:
        tell(request, problem)
        return redirect("portal:request", asked.pk)
    return _join(request, asked, {"request": asked})


@page("waitlist.join", ["GET", "POST"])
def for_appointment(request: PageRequest, key: UUID) -> HttpResponse:
    """Keep my appointment and tell me if something earlier opens."""
    mine = get_or_404(booking.by_id(request.actor, key))
    if not may(request.actor, "waitlist.join", mine):
        return redirect("portal:appointment", mine.pk)
    if mine.state != "booked":
        messages.info(request, gettext("This appointment has changed, so you were not put on the waitlist."))
        return redirect("portal:appointment", mine.pk)
    if must_move_one(mine):
        tell_it_changed(request)
        return redirect("portal:appointment", mine.pk)
    try:
        refuse_too_late(request.actor, mine)
    except Refusal as problem:
        tell(request, problem)
        return redirect("portal:appointment", mine.pk)
    return _join(request, mine, {"appointment": mine, "request": mine.request})


def _has_its_time(asked: Request) -> str:
    booked = asked.appointments.filter(state="booked").first()
    if booked is not None and must_move_one(booked):
        return stands(booked)
    return gettext("You have a time for this already, so you were not put on the waitlist.")


def _join(request: PageRequest, thing, about) -> HttpResponse:  # type: ignore[no-untyped-def]
    form = forms.WaitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.join(
                request.actor,
                thing.patient,
                visit_type=thing.visit_type,
                first_on=today_at(request.practice),
                **form.wishes,
                **about,
            )
            messages.success(
                request, gettext("You are on the waitlist. We tell you when a time opens that works for you.")
            )
        except Refusal as problem:
            tell(request, problem)
        return redirect("portal:home")
    context = {"form": form, "thing": thing, "appointment": about.get("appointment")}
    return render(request, "portal/wait.html", context, status=422 if form.errors else 200)


def _wait_and_time(entry: WaitlistEntry) -> list[Part]:
    """Whether they wait, and the time that is kept for them."""
    kept = entry.offers.filter(state="offered", expires_at__gt=now()).first()
    return [Part("", "", entry.state), Part("", "", str(kept.pk) if kept is not None else "")]


def _waits_otherwise(request: PageRequest, entry: WaitlistEntry) -> HttpResponse:
    """A time is kept for them since, which they have not seen; or they wait no longer."""
    kept = entry.offers.filter(state="offered", expires_at__gt=now()).first()
    tell_it_changed(request)
    return redirect("portal:offer", kept.pk) if kept is not None else redirect("portal:home")


WAITING = Showing(
    "waiting", lambda actor, data, key: [queries.by_id(actor, key)], _wait_and_time, crossed=_waits_otherwise
)


@page("waitlist.leave", ["POST"], shows=WAITING)
def leave(request: PageRequest, key: UUID) -> HttpResponse:
    entry = get_or_404(queries.by_id(request.actor, key))
    actions.leave(request.actor, entry, reason="left on the page")
    messages.success(request, gettext("You are no longer on the waitlist."))
    return redirect("portal:home")


@page("waitlist.view")
def offer(request: PageRequest, key: UUID) -> HttpResponse:
    """Old and new side by side; how long it is kept; accept, or keep what I have."""
    given = get_or_404(queries.offer_by_id(request.actor, key))
    over = given.state != "offered" or given.expires_at < now()
    old, new = given.entry.appointment, given.hold
    besides = [new.pk, new.replaces_id]
    context = {
        "given": given,
        "over": over,
        "must_move": old is not None and must_move_one(old),
        "meanwhile": stands(old),
        "may_take": may(request.actor, "appointment.book", new),
        "nobody_there": new.reason == NOT_THERE,
        "paid_alone": paid_alone(request.actor, new.request, new),
        **until(new, request.actor),
        "changes": what_changes(old, new) if old else [],
        **what_they_have(
            other_visits_of_kind(new.patient, new.visit_type, new.start, besides, same_day=new.replaces_id is not None)
        ),
    }
    return render(request, "portal/offer.html", context)


def _instead_of(actor: Actor, data: QueryDict, key: UUID) -> list[WaitlistOffer]:
    given = queries.offer_by_id(actor, key)
    return [given] if given is not None and given.state == "offered" and stands_by_now(given.entry.appointment) else []


def _keeps_it_perhaps(request: PageRequest, given: WaitlistOffer) -> HttpResponse:
    """What it takes the place of stands after all, and they have not seen that."""
    messages.error(request, stands_after_all())
    return redirect("portal:offer", given.pk)


OFFERED = Showing(
    "offered-instead", _instead_of, lambda given: moves_as_shown(given.entry.appointment), crossed=_keeps_it_perhaps
)


@page("appointment.book", ["POST"], shows=OFFERED)
def accept(request: PageRequest, key: UUID) -> HttpResponse:
    given = get_or_404(queries.offer_by_id(request.actor, key))
    try:
        only = not posted.text(request, "second")
        booked = once(lambda: actions.accept.once(f"accept {given.pk}", request.actor, given, only=only))
    except Refusal as problem:
        tell(request, problem)
        return redirect("portal:offer", given.pk)
    messages.success(request, gettext("This time is now yours."))
    return redirect("portal:appointment", booked.pk)


@page("waitlist.decline", ["POST"])
def decline(request: PageRequest, key: UUID) -> HttpResponse:
    given = get_or_404(queries.offer_by_id(request.actor, key))
    if actions.decline(request.actor, given).state == "accepted":
        tell_it_changed(request)
        return redirect("portal:appointment", given.hold_id)
    words = f"{stands(given.entry.appointment)} {gettext('You are still on the waitlist.')}"
    messages.success(request, words.strip())
    return redirect("portal:home")
