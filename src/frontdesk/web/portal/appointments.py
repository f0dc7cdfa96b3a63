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
from ...booking.absence import why_it_moves
from ...booking.being_there import changed, has_now
from ...booking.models import Appointment, WaitlistOffer
from ...booking.moving import has_to_move, moves_alone
from ...booking.needing import needing
from ...booking.proposals import actions as proposals
from ...booking.rules import cut_off, if_canceled_late
from ...booking.second import others
from ...booking.standing import stands
from ...booking.take import Place, Wish
from ...booking.waitlist import queries as waitlist
from ...core.refusals import Refusal
from ...people.contacts import shown as shown_contact
from .. import posted
from ..calendar_file import calendar_file
from ..choosing import usual_of
from ..crossing import Part, Showing
from ..forms import TimeForm
from ..page import found, once, page
from ..placing import press
from ..request import PageRequest
from ..telling import tell, tell_it_changed
from . import forms
from .changing import proposed_instead, until, what_changes
from .times import times_context


@page("appointment.view")
def show(request: PageRequest, key: UUID) -> HttpResponse:
    mine = found(queries.by_id(request.actor, key))
    if _was_only_held(mine):
        return _only_held(request, mine)
    proposal = proposed_instead(mine)
    limit = until(mine, visits_seen(request.actor, mine.patient_id))
    context = {
        "mine": mine,
        **limit,
        "may_move": _may_move(request, mine),
        "in_time": mine.state == "booked" and limit["in_time"],
        "proposal": proposal,
        "chosen": _chosen(mine),
        "proposed_changes": what_changes(mine, proposal.hold) if proposal else [],
        "entry": waitlist.waiting(request.actor).filter(appointment=mine).first(),
        "others": others(mine.patient, mine.visit_type, proposal.hold.start, [mine.pk], same_day=True)
        if proposal
        else [],
        "must_move": (moves := has_to_move(mine)),
        "why_it_moves": why_it_moves(mine, get_language() or "en") if moves else "",
        "may_confirm": mine.state == "booked"
        and not moves
        and mine.start > now()
        and may(request.actor, "appointment.confirm", mine),
    }
    return render(request, "portal/appointment.html", context)


@page("appointment.reschedule", ["GET", "POST"])
def move(request: PageRequest, key: UUID) -> HttpResponse:
    """The new time first; the old one is kept until the new one is confirmed."""
    mine = found(queries.by_id(request.actor, key))
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
    seen = visits_seen(request.actor, mine.patient_id)
    anywhere = Place.anywhere(mine.start)
    wish = Wish(mine.patient, mine.visit_type, anywhere, "online", mine.request, replaces=mine, seen=seen)
    proposal = proposed_instead(mine)
    context = {
        "mine": mine,
        "must_move": has_to_move(mine),
        "proposal": proposal,
        **times_context(
            request,
            wish.wanted(),
            usual=usual_of(mine),
            without=wish.without,
            proposed=proposal.hold if proposal is not None else None,
        ),
        **placing.context,
    }
    return render(request, "portal/move.html", context, status=placing.status)


def _as_it_stands(mine: Appointment) -> list[Part]:
    """Whether it stands, and the time that we keep in its place."""
    proposal, offer = proposed_instead(mine), _offered_instead(mine)
    return [Part("", "", mine.state), *(Part("", "", str(kept.pk) if kept else "") for kept in (proposal, offer))]


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
    mine = found(queries.by_id(request.actor, key))
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
    return mine.state == "booked" and now() <= cut_off(mine, seen=visits_seen(request.actor, mine.patient_id))[0]


def _cancel_page(request: PageRequest, mine: Appointment, form: forms.CancelForm, changed: str = "") -> HttpResponse:
    """With the time that we keep in its place, which is lost by it, and the visits that need it first."""
    proposal, offer = proposed_instead(mine), _offered_instead(mine)
    seen = visits_seen(request.actor, mine.patient_id)
    context = {
        "mine": mine,
        "form": form,
        "last": cut_off(mine, seen=seen)[0],
        "needing": needing(mine, seen=seen),
        "late": if_canceled_late(mine, seen=seen, language=get_language() or "en"),
        "changed": changed,
        "kept": proposal.hold if proposal is not None else offer.hold if offer is not None else None,
    }
    status = 409 if changed else 422 if form.errors else 200
    return render(request, "portal/cancel.html", context, status=status)


@page("appointment.confirm", ["POST"])
def confirm(request: PageRequest, key: UUID) -> HttpResponse:
    """I will come."""
    mine = found(queries.by_id(request.actor, key))
    try:
        actions.will_come(request.actor, mine)
        messages.success(request, gettext("Thank you. See you then."))
    except Refusal as problem:
        tell(request, problem)
    return redirect("portal:appointment", mine.pk)


@page("appointment.view")
def calendar(request: PageRequest, key: UUID) -> HttpResponse:
    """For the patient's own calendar (RFC 5545); of what was booked and is over, that it is."""
    mine = found(queries.by_id(request.actor, key))
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
    if hold.state == "held" and stands(hold):
        return redirect("portal:appointment", hold.replaces_id) if hold.proposed else redirect("portal:hold", hold.pk)
    one = has_now(hold)
    context = {
        "hold": hold,
        "now": queries.by_id(request.actor, one.pk) if one is not None else None,
        "asked": hold.request if hold.request is not None and hold.request.state == "approved" else None,
    }
    return render(request, "portal/held_no_more.html", context)


def _chosen(mine: Appointment) -> Appointment | None:
    """The time that they chose in the place of this one, and have not confirmed."""
    kept = queries.chosen_by(mine.patient_id).filter(replaces=mine, hold_expires_at__gt=now())
    one: Appointment | None = kept.select_related("location", "provider").first()
    return one


def _may_move(request: PageRequest, mine: Appointment) -> bool:
    return moves_alone(mine, visits_seen(request.actor, mine.patient_id))


@page("proposal.answer", ["POST"])
def answer_proposal(request: PageRequest, key: UUID) -> HttpResponse:
    """The practice had to move it: take the time that the page showed and no other, or say that it does not suit."""
    mine = found(queries.by_id(request.actor, key))
    last = found(mine.proposals.order_by("created_at", "pk").last())
    proposal = next((one for one in mine.proposals.all() if str(one.pk) == posted.text(request, "proposal")), None)
    if proposal is None or (proposal != last and proposed_instead(mine) is not None):
        messages.error(request, gettext("We keep another time for you than that page showed. Look at it first."))
        return redirect("portal:appointment", mine.pk)
    if proposal.state != "proposed" and mine.state != "booked":  # answered on another page in the meantime
        tell(request, changed(proposal.hold))
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
