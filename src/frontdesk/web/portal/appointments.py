"""An appointment as its patient sees it: move, cancel, confirm, into the calendar, something earlier."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import get_language, gettext

from ...access.may import may, visits_seen
from ...booking import actions, queries
from ...booking.being_there import booked_instead, kept_for_something_else
from ...booking.models import Appointment, Proposal, WaitlistOffer
from ...booking.moving import moves_alone, must_move_one
from ...booking.needing import needing
from ...booking.rules import cut_off, if_canceled_late
from ...booking.second_visit import other_visits_of_kind
from ...booking.still_changeable import still_stands
from ...booking.take import Place, Wish, what_waits
from ...core.refusals import Refusal
from ...intake import queries as intake
from ...intake.queries import has_its_time
from ...intake.states import OPEN
from ...messaging import queries as messaging
from ...outreach.proposals import actions as proposals
from ...outreach.waitlist import queries as waitlist
from ...people.contacts import shown as shown_contact
from .. import posted
from ..calendar_file import calendar_file
from ..choosing import usual_of
from ..crossing import Part, Showing
from ..forms import TimeForm
from ..page import get_or_404, once, page
from ..placing import Placing, press
from ..request import PageRequest
from ..telling import tell, tell_it_changed
from . import forms
from .changing import (
    moves_as_shown,
    must_it_move,
    proposed_instead,
    stands,
    stands_after_all,
    stands_by_now,
    until,
    what_changes,
    what_they_have,
)
from .requests import how_it_goes_on
from .times import times_context
from .who_pays import paid_alone


@page("appointment.view")
def show(request: PageRequest, key: UUID) -> HttpResponse:
    mine = get_or_404(queries.by_id(request.actor, key))
    if _was_only_held(mine):
        return _only_held(request, mine)
    proposal = proposed_instead(mine)
    limit, moves = until(mine, request.actor), must_it_move(mine)
    on_time = mine.state == "booked" and limit["in_time"]
    context = {
        "mine": mine,
        **limit,
        "may_move": _may_move(request, mine),
        "in_time": on_time,
        "may_cancel": on_time and limit["cancelable"],
        "may_answer": may(request.actor, "proposal.answer", mine),
        "may_wait": on_time and may(request.actor, "waitlist.join", mine),
        "proposal": proposal,
        "chosen": _chosen(mine),
        "entry": waitlist.waiting(request.actor).filter(appointment=mine).first(),
        **(_at_the_proposed(mine, proposal, request) if proposal else {}),
        **moves,
        "may_confirm": mine.state == "booked"
        and not moves["must_move"]
        and mine.start > now()
        and may(request.actor, "appointment.confirm", mine),
        "asked_to_confirm": messaging.about(mine).filter(template="reminder").exclude(state="withdrawn").exists(),
        **_asked_still(request, mine),
        **_stands_after_all(mine),
        "paid_alone": paid_alone(request.actor, mine.request, mine),
    }
    return render(request, "portal/appointment.html", context)


def _at_the_proposed(mine: Appointment, proposal: Proposal, request: PageRequest) -> dict[str, object]:
    """What is said where the time that the practice proposes is confirmed, as where any is: until when it can be changed, and the rest."""
    new = proposal.hold
    return {
        "proposed_changes": what_changes(mine, new),
        "proposed_until": until(new, request.actor),
        **what_they_have(other_visits_of_kind(mine.patient, mine.visit_type, new.start, [mine.pk], same_day=True)),
    }


def _stands_after_all(mine: Appointment) -> dict[str, object]:
    """What became of one that ended because of a death that was none: it is booked again, or its time was gone."""
    if mine.state != "cancelled" or not queries.ended_by_mistake(mine):
        return {}
    return {"by_mistake": True, "again": queries.booked_again(mine)}


def _asked_still(request: PageRequest, mine: Appointment) -> dict[str, object]:
    """What it was booked for is asked for still, where it ended and nothing has taken its place: another request would be a second one."""
    asked = mine.request if mine.state in ("cancelled", "no_show") else None
    asked = intake.by_id(request.actor, asked.pk) if asked is not None else None
    if asked is None or asked.state not in OPEN or has_its_time(asked):
        return {}
    may_choose, calls, limits = how_it_goes_on(request, asked)
    return {"asked": asked, "may_choose": may_choose and not limits, "calls": calls, "limits": limits}


def _need_not_choose(request: PageRequest, mine: Appointment) -> HttpResponse:
    """It stands after all, and they have not seen that: no other time is kept before they have."""
    if not _may_move(request, mine):
        tell_it_changed(request)
        return redirect("portal:appointment", mine.pk)
    return _move_page(request, mine, Placing(problem=stands_after_all()))


MOVES = Showing(
    "moves",
    lambda actor, data, key: stands_by_now(queries.by_id(actor, key)),
    moves_as_shown,
    crossed=_need_not_choose,
)


@page("appointment.reschedule", ["GET", "POST"], shows=MOVES)
def move(request: PageRequest, key: UUID) -> HttpResponse:
    """The new time first; the old one is kept until the new one is confirmed."""
    mine = get_or_404(queries.by_id(request.actor, key))
    if not _may_move(request, mine):
        tell_it_changed(request)
        return redirect("portal:appointment", mine.pk)
    placing = press(
        request,
        TimeForm(request.POST or None),
        lambda place, key: actions.hold.once(
            key,
            request.actor,
            mine.patient,
            visit_type=mine.visit_type,
            place=place,
            channel="online",
            request=mine.request,
            replaces=mine,
        ),
    )
    if placing.done is not None:
        return redirect("portal:hold", placing.done.pk)
    return _move_page(request, mine, placing)


def _move_page(request: PageRequest, mine: Appointment, placing: Placing) -> HttpResponse:
    """The times that fit, beside the one that they have and the one that we keep for them."""
    seen = visits_seen(request.actor, mine.patient_id)
    anywhere = Place.anywhere(mine.start)
    wish = Wish(mine.patient, mine.visit_type, anywhere, "online", mine.request, replaces=mine, seen=seen)
    proposal = proposed_instead(mine)
    context = {
        "mine": mine,
        "must_move": must_move_one(mine),
        "proposal": proposal,
        "paid_alone": paid_alone(request.actor, mine.request, mine),
        **times_context(
            request,
            wish.wanted(),
            usual=usual_of(mine),
            without=wish.without,
            proposed=proposal.hold if proposal is not None else None,
            waiting=what_waits(wish),
        ),
        **placing.context,
    }
    return render(request, "portal/move.html", context, status=placing.status)


def _as_it_stands(mine: Appointment) -> list[Part]:
    """Whether it stands, or has to move, and the time that we keep in its place."""
    proposal, offer = proposed_instead(mine), _offered_instead(mine)
    return [
        Part("", "", mine.state),
        *moves_as_shown(mine),
        *(Part("", "", str(kept.pk) if kept else "") for kept in (proposal, offer)),
    ]


def _offered_instead(mine: Appointment) -> WaitlistOffer | None:
    """The earlier time that they waited for."""
    return queries.offered_instead(mine)


def _asked_again(request: PageRequest, mine: Appointment) -> HttpResponse:
    """A time is kept for them since, which they have not seen, or it is no longer booked: nothing is canceled before they have."""
    if _was_only_held(mine):
        return _only_held(request, mine)
    if not _can_be_cancelled(request, mine):
        tell_it_changed(request)
        return redirect("portal:appointment", mine.pk)
    changed = gettext("This has changed in the meantime. Here is what it says now.")
    return _cancel_page(request, mine, forms.CancelForm(request.POST), changed)


CANCELLED = Showing(
    "own-appointment", lambda actor, data, key: [queries.by_id(actor, key)], _as_it_stands, crossed=_asked_again
)


@page("appointment.cancel", ["GET", "POST"], shows=CANCELLED)
def cancel(request: PageRequest, key: UUID) -> HttpResponse:
    mine = get_or_404(queries.by_id(request.actor, key))
    if _was_only_held(mine):
        return _only_held(request, mine)
    form = forms.CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel(request.actor, mine, reason=form.cleaned_data["reason"])
            messages.success(request, gettext("Your appointment is canceled."))
        except Refusal as problem:
            tell(request, problem)
        return redirect("portal:appointment", mine.pk)
    if not _can_be_cancelled(request, mine):
        tell_it_changed(request)
        return redirect("portal:appointment", mine.pk)
    return _cancel_page(request, mine, form)


def _can_be_cancelled(request: PageRequest, mine: Appointment) -> bool:
    in_time = now() <= cut_off(mine, seen=visits_seen(request.actor, mine.patient_id))[0]
    return mine.state == "booked" and in_time and may(request.actor, "appointment.cancel", mine)


def _cancel_page(request: PageRequest, mine: Appointment, form: forms.CancelForm, changed: str = "") -> HttpResponse:
    """With the time that we keep in its place, which is lost by it, and the visits that need it first."""
    proposal, offer = proposed_instead(mine), _offered_instead(mine)
    seen = visits_seen(request.actor, mine.patient_id)
    context = {
        "mine": mine,
        "form": form,
        "last": cut_off(mine, seen=seen)[0],
        "needing": needing(mine, seen=seen),
        **must_it_move(mine),
        "late": if_canceled_late(mine, seen=seen, language=get_language() or "en"),
        "changed": changed,
        "kept": proposal.hold if proposal is not None else offer.hold if offer is not None else None,
    }
    status = 409 if changed else 422 if form.errors else 200
    return render(request, "portal/cancel.html", context, status=status)


@page("appointment.confirm", ["POST"])
def confirm(request: PageRequest, key: UUID) -> HttpResponse:
    """I will come."""
    mine = get_or_404(queries.by_id(request.actor, key))
    try:
        actions.will_come(request.actor, mine)
        messages.success(request, gettext("Thank you. See you then."))
    except Refusal as problem:
        tell(request, problem)
    return redirect("portal:appointment", mine.pk)


@page("appointment.view")
def calendar(request: PageRequest, key: UUID) -> HttpResponse:
    """For the patient's own calendar (RFC 5545); of what was booked and is over, that it is."""
    mine = get_or_404(queries.by_id(request.actor, key))
    if _was_only_held(mine):
        return _only_held(request, mine)
    response = HttpResponse(calendar_file(request.practice, mine), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return response


def _call_for_another(request: PageRequest) -> str:
    phone = shown_contact(request.practice.phone)
    if not phone:
        return gettext("Please call us to find another time.")
    return gettext("Please call us at %(phone)s to find another time.") % {"phone": phone}


def _was_only_held(mine: Appointment) -> bool:
    return mine.state == "held" or (mine.state == "cancelled" and mine.hold_expires_at is not None)


def _only_held(request: PageRequest, hold: Appointment) -> HttpResponse:
    """A time that was never booked is no appointment: it is confirmed, or what they have instead is shown."""
    given = hold.waitlist_offers.order_by("-created_at").first()
    if given is not None:
        return redirect("portal:offer", given.pk)
    if hold.state == "held" and still_stands(hold):
        return redirect("portal:appointment", hold.replaces_id) if hold.proposed else redirect("portal:hold", hold.pk)
    appointment = booked_instead(hold)
    context = {
        "hold": hold,
        "now": queries.by_id(request.actor, appointment.pk) if appointment is not None else None,
        **must_it_move(appointment),
        "asked": hold.request if hold.request is not None and hold.request.state == "approved" else None,
    }
    return render(request, "portal/held_no_more.html", context)


def _chosen(mine: Appointment) -> Appointment | None:
    """The time that they chose in the place of this one, and have not confirmed."""
    kept = queries.chosen_by(mine.patient_id).filter(replaces=mine, hold_expires_at__gt=now())
    appointment: Appointment | None = kept.select_related("location", "provider").first()
    return appointment


def _may_move(request: PageRequest, mine: Appointment) -> bool:
    return moves_alone(mine, request.actor)


@page("proposal.answer", ["POST"])
def answer_proposal(request: PageRequest, key: UUID) -> HttpResponse:
    """The practice had to move it: take the time that the page showed and no other, or say that it does not suit."""
    mine = get_or_404(queries.by_id(request.actor, key))
    last = get_or_404(mine.proposals.order_by("created_at", "pk").last())
    proposal = next(
        (candidate for candidate in mine.proposals.all() if str(candidate.pk) == posted.text(request, "proposal")), None
    )
    if proposal is None or (proposal != last and proposed_instead(mine) is not None):
        messages.error(request, gettext("We keep another time for you than that page showed. Look at it first."))
        return redirect("portal:appointment", mine.pk)
    if proposal.state != "proposed" and mine.state == "booked" and not must_move_one(mine):
        messages.info(request, stands(mine))  # they were told since that it stays
        return redirect("portal:appointment", mine.pk)
    if proposal.state != "proposed" and mine.state != "booked":  # answered on another page in the meantime
        tell(request, kept_for_something_else(proposal.hold))
        return redirect("portal:appointment", mine.pk)
    try:
        if posted.text(request, "answer") == "take":
            only = not posted.text(request, "second")
            done = once(lambda: proposals.accept(request.actor, proposal, only=only))
            messages.success(request, gettext("Booked. This is your appointment now."))
            return redirect("portal:appointment", done.hold_id)
        once(lambda: proposals.decline(request.actor, proposal))
        if not _may_move(request, mine):
            messages.success(request, _call_for_another(request))
            return redirect("portal:appointment", mine.pk)
        messages.success(request, gettext("Please choose another time."))
    except Refusal as problem:
        tell(request, problem)
        return redirect("portal:appointment", mine.pk)
    return redirect("portal:move", mine.pk)
