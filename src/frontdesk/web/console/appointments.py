"""One appointment: its state and the buttons that make sense now, and "who changed this and why" in one look."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ...access.may import may, may_open
from ...audit import queries as audit
from ...booking import actions, by_the_clock, queries
from ...booking.calendar.places import Placement, verdict
from ...booking.errors import BreaksRules
from ...booking.models import Appointment
from ...booking.moving import PROPOSED, must_move_one
from ...booking.needing import needing
from ...booking.requests import looks_again
from ...booking.rules import minutes_late, told_before
from ...booking.series.actions import cancel_rest, of_series
from ...booking.states import DUE
from ...booking.take import Place, Wish, what_waits
from ...core.refusals import Refusal
from ...core.typed import whole_number
from ...day.canceled_late.actions import count_after_all, excuse
from ...day.canceled_late.queries import counts_as
from ...day.correcting import actions as correcting
from ...day.exceptions.queries import nobody_for_who_is_here, rules_against
from ...intake import queries as asking
from ...intake.models import Request
from ...intake.states import OPEN
from ...intake.tasks.queries import open_things
from ...messaging import queries as messaging
from ...messaging.dates import when_here
from ...outreach.proposals import queries as proposed
from ...outreach.proposals.actions import lost_its_time
from ...outreach.waitlist import queries as offers
from ...practice.reasons import reasons_to
from .. import posted
from ..choosing import staff_times, usual_of
from ..forms import against_rules, providers, time_form, version, way_back
from ..interpreters import show_interpreters
from ..page import get_or_404, once, page
from ..placing import press
from ..request import PageRequest
from ..who_was_told import tells_before, told, told_all, was_told
from . import asking_first, showing, waits
from .alive import led_to_record
from .no_longer_allowed import no_longer_allowed
from .to_bring import to_bring


@page("appointment.view")
def show(request: PageRequest, key: UUID) -> HttpResponse:
    return _render(request, get_or_404(queries.by_id(request.actor, key)))


@page("appointment.reschedule", ["GET", "POST"], shows=showing.APPOINTMENT)
def move(request: PageRequest, key: UUID) -> HttpResponse:
    """Placement: every time that fits is a button; press one.  A scheduler may choose any other, with a reason."""
    appointment = get_or_404(queries.by_id(request.actor, key))
    if (record := led_to_record(request, appointment.patient)) is not None:
        return record
    placing = press(
        request,
        time_form(request.POST),
        lambda place, key: actions.reschedule.once(
            key,
            request.actor,
            appointment,
            place=place,
            reason=_why_it_moves(request),
            version=version(request),
            override=against_rules(request.POST),
            only=not posted.text(request, "second"),
        ),
    )
    if placing.done is not None:
        words = told(gettext("Moved."), appointment.patient, placing.done, "rescheduled")
        messages.success(request, words, extra_tags=way_to_undo(request, placing.done))
        return redirect("console:appointment", placing.done.pk)
    wish = Wish(
        appointment.patient,
        appointment.visit_type,
        Place.anywhere(appointment.start),
        "staff",
        appointment.request,
        replaces=appointment,
    )
    waiting, wanted = what_waits(wish), wish.wanted()
    context = {
        "one": appointment,
        "given": wanted.given,
        **staff_times(request, wanted, usual=usual_of(appointment), without=wish.without, waiting=waiting),
        "now_day": appointment.start.astimezone(ZoneInfo(appointment.location.timezone)).date(),
        **placing.context,
        "providers": providers(),
        "may_override": may_open(request.actor, "rules.override"),
    }
    return render(request, "console/move.html", context, status=placing.status)


def _why_it_moves(request: PageRequest) -> str:
    """Why it moves, and why against the rules, where it is: the page asks for both, and keeps both."""
    both = dict.fromkeys((posted.text(request, "reason", 1000), posted.text(request, "why", 1000)))
    return "; ".join(said for said in both if said)


@page("appointment.cancel", ["POST"], shows=showing.APPOINTMENT)
def cancel(request: PageRequest, key: UUID) -> HttpResponse:
    reason = posted.text(request, "reason", 1000)
    if posted.text(request, "series"):
        return _do(
            request,
            key,
            lambda appointment: cancel_rest(request.actor, appointment, reason=reason, version=version(request)),
            lambda appointment: told_all(
                gettext("This one and the rest of the series are canceled."),
                [
                    (appointment.patient, each)
                    for each in of_series(appointment)
                    if each.state == "cancelled" and each.start >= appointment.start
                ],
                "cancelled",
            ),
        )
    return _do(
        request,
        key,
        lambda appointment: actions.cancel(request.actor, appointment, reason=reason, version=version(request)),
        lambda appointment: told(gettext("Canceled."), appointment.patient, appointment, "cancelled"),
    )


@page("appointment.arrive", ["POST"], shows=showing.APPOINTMENT)
def arrive(request: PageRequest, key: UUID) -> HttpResponse:
    return _do(
        request,
        key,
        lambda appointment: actions.arrive(request.actor, appointment, version=version(request)),
        _checked_in,
    )


def _checked_in(appointment: Appointment) -> str:
    done = gettext("Checked in: %(name)s.") % {"name": appointment.patient.name}
    if nobody_for_who_is_here(appointment):
        done += " " + gettext("The provider is out: give the patient to another provider, or send them home.")
    return done


@page("appointment.complete", ["POST"], shows=showing.APPOINTMENT)
def complete(request: PageRequest, key: UUID) -> HttpResponse:
    return _do(
        request,
        key,
        lambda appointment: actions.complete(request.actor, appointment, version=version(request)),
        lambda _one: gettext("Completed."),
    )


@page("appointment.no_show", ["POST"], shows=showing.APPOINTMENT)
def no_show(request: PageRequest, key: UUID) -> HttpResponse:
    return _do(
        request,
        key,
        lambda appointment: actions.no_show(request.actor, appointment, version=version(request)),
        lambda _one: gettext("Marked as a no-show."),
    )


@page("appointment.undo", ["POST"])
def undo(request: PageRequest, key: UUID) -> HttpResponse:
    """What was pressed by mistake, before the patient is told; after a move the page is the one of the time that stands again.

    After a booking for what somebody had asked for, it is the one of their request.
    """
    appointment = get_or_404(queries.by_id(request.actor, key))
    here = _list_before(request) or reverse("console:appointment", args=[appointment.pk])
    if (question := asking_first.of_appointment(request, appointment, version(request), here)) is not None:
        return question
    was = correcting.moved_from(appointment)
    answer = _do(
        request,
        key,
        lambda appointment: correcting.undo(request.actor, appointment, version=version(request)),
        _as_before,
    )
    appointment.refresh_from_db(fields=["state", "hold_expires_at"])
    if answer.status_code != 302:
        return answer
    if was is not None and appointment.state in ("cancelled", "held"):
        return redirect("console:appointment", was.pk)
    if (
        appointment.state == "cancelled"
        and appointment.hold_expires_at is not None
        and (asked := _waits_again(request, appointment))
    ):
        return redirect("console:request", asked.pk)
    return answer


@page("appointment.undo", ["POST"], shows=showing.APPOINTMENT)
def correct(request: PageRequest, key: UUID) -> HttpResponse:
    """What was written down about the day was wrong; or what was canceled late does not count, or does."""
    reason, state = posted.text(request, "reason", 400), posted.text(request, "state")

    def work(appointment: Appointment) -> object:
        if state in COUNTING:
            return COUNTING[state](request.actor, appointment, reason=reason, version=version(request))
        return correcting.correct(request.actor, appointment, state=state, reason=reason, version=version(request))

    return _do(request, key, work, lambda _one: gettext("Corrected."))


@page("appointment.resize", ["GET", "POST"], shows=showing.LENGTH)
def length(request: PageRequest, key: UUID) -> HttpResponse:
    """Longer or shorter where it stands: what stands in the way is said first, and who may decides against it with a reason."""
    appointment = get_or_404(queries.by_id(request.actor, key))
    text = str(posted.text(request, "minutes") or request.GET.get("minutes") or "")
    minutes = whole_number(text, 1, correcting.LONGEST)
    problem, reasons = "", []
    if minutes is None and text:
        problem = gettext("Enter a number of minutes, from 1 to 720.")
    elif minutes is not None and request.method == "POST":
        reason, override = posted.text(request, "reason", 1000), bool(posted.text(request, "override"))
        try:
            once(
                lambda: correcting.resize(
                    request.actor,
                    appointment,
                    minutes=minutes,
                    reason=reason,
                    override=override,
                    version=version(request),
                )
            )
        except BreaksRules as broken:
            reasons = broken.reasons
        except Refusal as other:
            problem = str(other)
        else:
            done = gettext("It takes %(minutes)s minutes now.") % {"minutes": minutes}
            if minutes == _minutes(appointment):  # its steps went to who is free
                done = gettext("The time stays as it is. Who has which step now is shown here.")
            messages.success(request, done)
            return redirect("console:appointment", appointment.pk)
    elif minutes is not None:
        place = Place(appointment.provider.code, appointment.location.code, appointment.start)
        reasons = verdict(Placement(appointment.visit_type, appointment.patient, appointment, minutes), place)
    context = {
        "one": appointment,
        "minutes": minutes,
        "problem": problem,
        "broken": reasons,
        "now_minutes": _minutes(appointment),
    }
    return render(request, "console/length.html", context, status=409 if problem else 200)


CORRECTED = {"booked": _("Not here yet"), "arrived": _("Is here, or was"), "no_show": _("Did not come")}


COUNTING = {"excused": excuse, "counts": count_after_all}


def _undone_above(request: PageRequest) -> bool:
    """Whether what was just done is said at the top of the page, with its way back."""
    said = messages.get_messages(request)
    above = any(message.extra_tags for message in said)
    said.used = False  # type: ignore[union-attr]  # looking is not showing: the page has yet to say it
    return above


def way_to_undo(request: PageRequest, appointment: Appointment) -> str:
    """The address that takes back what this actor has just done to it; '' where there is none."""
    until = correcting.open_until(request.actor, appointment) if may_open(request.actor, "appointment.undo") else None
    return (
        ""
        if until is None
        else way_back(reverse("console:undo-appointment", args=[appointment.pk]), appointment.version, until)
    )


def _waits_again(request: PageRequest, appointment: Appointment) -> Request | None:
    """What its patient asked for, where that is still to be done and is this actor's to see."""
    asked = asking.by_id(request.actor, appointment.request_id) if appointment.request_id is not None else None
    return asked if asked is not None and asked.state in OPEN else None


def _as_before(appointment: Appointment) -> str:
    """What was taken back; of a time that is only kept again, for whom and until when."""
    if appointment.state != "held" or appointment.hold_expires_at is None:
        lost = gettext("The time that was held for them instead is free again, and they are told so.")
        return " ".join(
            filter(None, (gettext("Undone."), lost if lost_its_time(appointment) else "", _due_as_before(appointment)))
        )
    language = get_language() or "en"
    return gettext("Undone: %(start)s is kept for %(name)s again until %(until)s. No message was sent.") % {
        "start": when_here(appointment.start, appointment.location, language),
        "name": appointment.patient.name,
        "until": when_here(appointment.hold_expires_at, appointment.location, language),
    }


def _due_as_before(appointment: Appointment) -> str:
    """Of a visit that was due and is so again: whether its patient gets another invitation."""
    if appointment.state != "cancelled" or (due := appointment.recalls.filter(state__in=DUE).first()) is None:
        return ""
    if due.state == "invited":
        return gettext("The recall is open as before, and the link in the invitation works again.")
    return gettext("The recall is open as before, and %(name)s will be invited.") % {"name": appointment.patient.name}


def _minutes(appointment: Appointment) -> int:
    return int((appointment.end - appointment.start).total_seconds() // 60)


def _do(
    request: PageRequest, key: UUID, work: Callable[[Appointment], object], done: Callable[[Appointment], str]
) -> HttpResponse:
    appointment = get_or_404(queries.by_id(request.actor, key))
    try:
        once(lambda: work(appointment))
    except Refusal as problem:
        return _render(request, get_or_404(queries.by_id(request.actor, key)), str(problem))
    appointment = get_or_404(queries.by_id(request.actor, key))
    back, way = _list_before(request), way_to_undo(request, appointment)
    messages.success(
        request, done(appointment), extra_tags=f"{way}&{urlencode({'back': back})}" if way and back else way
    )
    return redirect(back) if back else redirect("console:appointment", key)


def _list_before(request: PageRequest) -> str:
    """The list of the day on which it was pressed, or undone: it leads back there; '' where it was not on one."""
    back = posted.text(request, "back") or request.GET.get("back", "")
    ours = back.startswith(reverse("console:calendar")) and url_has_allowed_host_and_scheme(back, None)
    return back if ours else ""


def _render(request: PageRequest, appointment: Appointment, problem: str = "") -> HttpResponse:
    whole = may(request.actor, "appointment.history", appointment)
    show_interpreters([appointment])
    to_come = appointment.state == "booked" and appointment.start > now() and whole
    context = {
        "one": appointment,
        "problem": problem,
        "reasons": reasons_to("cancel", get_language() or "en"),
        "predecessor": appointment.predecessors.first(),
        "history": audit.history(request.actor, appointment) if whole else [],
        "outgoing": messaging.about(appointment) if may_open(request.actor, "message.view") else [],
        "wrote": (wrote := messaging.came_in(request.actor).filter(about__contains=[appointment.pk])),
        "cannot": wrote.filter(pk__in=open_things("cannot")),
        "turns": queries.turns(appointment),
        "documents": appointment.request.documents.filter(replaced_by=None)
        if appointment.request and may_open(request.actor, "document.view")
        else [],
        "asked": appointment.request
        if whole and appointment.request is not None and looks_again(appointment.request) == appointment
        else None,
        "series": of_series(appointment),
        "owed": to_bring(appointment),
        "proposal": (proposal := proposed.open_proposal_about(request.actor, appointment)),
        "told_of_it": proposal is not None and was_told(proposal.appointment, *PROPOSED),
        "offer": offers.open_offers(request.actor).filter(hold=appointment).first()
        if appointment.state == "held" and may_open(request.actor, "waitlist.view")
        else None,
        **waits.for_earlier(request, appointment),
        "against_because": no_longer_allowed(appointment),
        "against": rules_against(appointment) if to_come else [],
        "nobody": nobody_for_who_is_here(appointment),
        "needing": needing(appointment) if whole else [],
        "must_move": must_move_one(appointment),
        "tells": tells_before(appointment),
        "told_before": told_before(appointment, seen=None) if to_come else [],
        "minutes": _minutes(appointment),
        "way_to_undo": "" if _undone_above(request) else way_to_undo(request, appointment),
        "canceled_late": counts_as(appointment) if whole else None,
        "its_day": by_the_clock.day_has_come(appointment),
        "late": minutes_late(appointment)
        if appointment.state == "booked" and by_the_clock.day_has_come(appointment)
        else 0,
        "its_time": by_the_clock.time_has_come(appointment),
        "corrections": [(state, CORRECTED[state]) for state in correcting.CORRECTIONS.get(appointment.state, ())],
        "back": request.GET.get("back", "") if request.htmx else "",
    }
    template = "console/_appointment.html" if request.htmx and not problem else "console/appointment.html"
    return render(request, template, context, status=409 if problem else 200)
