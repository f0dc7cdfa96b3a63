"""One appointment: its state and the buttons that make sense now, and "who changed this and why" in one look."""

from __future__ import annotations

from collections.abc import Callable
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
from ...booking import actions, queries, timely
from ...booking.calendar.places import Placement, verdict
from ...booking.correcting import actions as correcting
from ...booking.errors import BreaksRules
from ...booking.exceptions.queries import against
from ...booking.models import Appointment
from ...booking.moving import has_to_move
from ...booking.needing import needing
from ...booking.proposals import queries as proposed
from ...booking.proposals.actions import lost_its_time
from ...booking.requests import looks_again
from ...booking.rules import minutes_late, told_before
from ...booking.series.actions import cancel_rest, of_series
from ...booking.states import DUE
from ...booking.take import Place, Wish
from ...booking.waitlist import queries as offers
from ...core.refusals import Refusal
from ...core.typed import whole_number
from ...intake import queries as asking
from ...intake.models import Request
from ...intake.queries import owed
from ...intake.states import OPEN
from ...intake.tasks.queries import open_things
from ...messaging import queries as messaging
from ...messaging.dates import when_here
from ...practice import queries as named
from ...practice.reasons import reasons_to
from .. import posted
from ..choosing import staff_times, usual_of
from ..forms import providers, time_form, version, way_back
from ..interpreters import show_interpreters
from ..own_words import thing_itself
from ..page import found, once, page
from ..placing import press
from ..portal.journey import question_for
from ..request import PageRequest
from ..told import tells_before, told, told_all, was_told
from . import asking_first, showing
from .alive import led_to_record


@page("appointment.view")
def show(request: PageRequest, key: UUID) -> HttpResponse:
    return _render(request, found(queries.by_id(request.actor, key)))


@page("appointment.reschedule", ["GET", "POST"], shows=showing.APPOINTMENT)
def move(request: PageRequest, key: UUID) -> HttpResponse:
    """Placement: every time that fits is a button; press one.  A scheduler may choose any other, with a reason."""
    one = found(queries.by_id(request.actor, key))
    if (record := led_to_record(request, one.patient)) is not None:
        return record
    placing = press(
        request,
        time_form(request.POST),
        lambda place, key: actions.reschedule.once(
            key,
            request.actor,
            one,
            place=place,
            reason=posted.text(request, "reason", 1000),
            version=version(request),
            override=bool(posted.text(request, "override")),
            only=not posted.text(request, "second"),
        ),
    )
    if placing.done is not None:
        words = told(gettext("Moved."), one.patient, placing.done, "rescheduled")
        messages.success(request, words, extra_tags=way_to_undo(request, placing.done))
        return redirect("console:appointment", placing.done.pk)
    wish = Wish(one.patient, one.visit_type, Place.anywhere(one.start), "staff", one.request, replaces=one)
    context = {
        "one": one,
        **staff_times(request, wish.wanted(), usual=usual_of(one), without=wish.without),
        "now_day": one.start.astimezone(ZoneInfo(one.location.timezone)).date(),
        **placing.context,
        "providers": providers(),
        "may_override": may_open(request.actor, "rules.override"),
    }
    return render(request, "console/move.html", context, status=placing.status)


@page("appointment.cancel", ["POST"], shows=showing.APPOINTMENT)
def cancel(request: PageRequest, key: UUID) -> HttpResponse:
    reason = posted.text(request, "reason", 1000)
    if posted.text(request, "series"):
        return _do(
            request,
            key,
            lambda one: cancel_rest(request.actor, one, reason=reason, version=version(request)),
            lambda one: told_all(
                gettext("This one and the rest of the series are canceled."),
                [
                    (one.patient, each)
                    for each in of_series(one)
                    if each.state == "cancelled" and each.start >= one.start
                ],
                "cancelled",
            ),
        )
    return _do(
        request,
        key,
        lambda one: actions.cancel(request.actor, one, reason=reason, version=version(request)),
        lambda one: told(gettext("Canceled."), one.patient, one, "cancelled"),
    )


@page("appointment.arrive", ["POST"], shows=showing.APPOINTMENT)
def arrive(request: PageRequest, key: UUID) -> HttpResponse:
    return _do(
        request,
        key,
        lambda one: actions.arrive(request.actor, one, version=version(request)),
        lambda one: gettext("Checked in: %(name)s.") % {"name": one.patient.name},
    )


@page("appointment.complete", ["POST"], shows=showing.APPOINTMENT)
def complete(request: PageRequest, key: UUID) -> HttpResponse:
    return _do(
        request,
        key,
        lambda one: actions.complete(request.actor, one, version=version(request)),
        lambda _one: gettext("Completed."),
    )


@page("appointment.no_show", ["POST"], shows=showing.APPOINTMENT)
def no_show(request: PageRequest, key: UUID) -> HttpResponse:
    return _do(
        request,
        key,
        lambda one: actions.no_show(request.actor, one, version=version(request)),
        lambda _one: gettext("Marked as a no-show."),
    )


@page("appointment.undo", ["POST"])
def undo(request: PageRequest, key: UUID) -> HttpResponse:
    """What was pressed by mistake, before the patient is told; after a move the page is the one of the time that stands again.

    After a booking for what somebody had asked for, it is the one of their request.
    """
    one = found(queries.by_id(request.actor, key))
    here = reverse("console:appointment", args=[one.pk])
    if (question := asking_first.of_appointment(request, one, version(request), here)) is not None:
        return question
    was = correcting.moved_from(one)
    answer = _do(
        request,
        key,
        lambda one: correcting.undo(request.actor, one, version=version(request)),
        _as_before,
    )
    one.refresh_from_db(fields=["state", "hold_expires_at"])
    if answer.status_code != 302:
        return answer
    if was is not None and one.state in ("cancelled", "held"):
        return redirect("console:appointment", was.pk)
    if one.state == "cancelled" and one.hold_expires_at is not None and (asked := _waits_again(request, one)):
        return redirect("console:request", asked.pk)
    return answer


@page("appointment.undo", ["POST"], shows=showing.APPOINTMENT)
def correct(request: PageRequest, key: UUID) -> HttpResponse:
    """What was written down about the day was wrong."""
    reason, state = posted.text(request, "reason", 400), posted.text(request, "state")
    return _do(
        request,
        key,
        lambda one: correcting.correct(request.actor, one, state=state, reason=reason, version=version(request)),
        lambda _one: gettext("Corrected."),
    )


@page("appointment.resize", ["GET", "POST"], shows=showing.LENGTH)
def length(request: PageRequest, key: UUID) -> HttpResponse:
    """Longer or shorter where it stands: what stands in the way is said first, and who may decides against it with a reason."""
    one = found(queries.by_id(request.actor, key))
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
                    request.actor, one, minutes=minutes, reason=reason, override=override, version=version(request)
                )
            )
        except BreaksRules as broken:
            reasons = broken.reasons
        except Refusal as other:
            problem = str(other)
        else:
            messages.success(request, gettext("It takes %(minutes)s minutes now.") % {"minutes": minutes})
            return redirect("console:appointment", one.pk)
    elif minutes is not None:
        place = Place(one.provider.code, one.location.code, one.start)
        reasons = verdict(Placement(one.visit_type, one.patient, one, minutes), place)
    context = {"one": one, "minutes": minutes, "problem": problem, "broken": reasons, "now_minutes": _minutes(one)}
    return render(request, "console/length.html", context, status=409 if problem else 200)


CORRECTED = {"booked": _("Not here yet"), "arrived": _("Is here, or was"), "no_show": _("Did not come")}


def _undone_above(request: PageRequest) -> bool:
    """Whether what was just done is said at the top of the page, with its way back."""
    said = messages.get_messages(request)
    above = any(one.extra_tags for one in said)
    said.used = False  # type: ignore[union-attr]  # looking is not showing: the page has yet to say it
    return above


def way_to_undo(request: PageRequest, one: Appointment) -> str:
    """The address that takes back what this actor has just done to it; '' where there is none."""
    until = correcting.open_until(request.actor, one) if may_open(request.actor, "appointment.undo") else None
    return "" if until is None else way_back(reverse("console:undo-appointment", args=[one.pk]), one.version, until)


def _waits_again(request: PageRequest, one: Appointment) -> Request | None:
    """What its patient asked for, where that is still to be done and is this actor's to see."""
    asked = asking.by_id(request.actor, one.request_id) if one.request_id is not None else None
    return asked if asked is not None and asked.state in OPEN else None


def _as_before(one: Appointment) -> str:
    """What was taken back; of a time that is only kept again, for whom and until when."""
    if one.state != "held" or one.hold_expires_at is None:
        lost = gettext("The time that was held for them instead is free again, and they are told so.")
        return " ".join(filter(None, (gettext("Undone."), lost if lost_its_time(one) else "", _due_as_before(one))))
    language = get_language() or "en"
    return gettext("Undone: %(start)s is kept for %(name)s again until %(until)s. No message was sent.") % {
        "start": when_here(one.start, one.location, language),
        "name": one.patient.name,
        "until": when_here(one.hold_expires_at, one.location, language),
    }


def _due_as_before(one: Appointment) -> str:
    """Of a visit that was due and is so again: whether its patient gets another invitation."""
    if one.state != "cancelled" or (due := one.recalls.filter(state__in=DUE).first()) is None:
        return ""
    if due.state == "invited":
        return gettext("The recall is open as before, and the link in the invitation works again.")
    return gettext("The recall is open as before, and %(name)s will be invited.") % {"name": one.patient.name}


def _minutes(one: Appointment) -> int:
    return int((one.end - one.start).total_seconds() // 60)


def _do(
    request: PageRequest, key: UUID, work: Callable[[Appointment], object], done: Callable[[Appointment], str]
) -> HttpResponse:
    one = found(queries.by_id(request.actor, key))
    try:
        once(lambda: work(one))
    except Refusal as problem:
        return _render(request, found(queries.by_id(request.actor, key)), str(problem))
    one = found(queries.by_id(request.actor, key))
    messages.success(request, done(one), extra_tags=way_to_undo(request, one))
    back = posted.text(request, "back")
    if back.startswith(reverse("console:calendar")) and url_has_allowed_host_and_scheme(back, None):
        return redirect(back)
    return redirect("console:appointment", key)


def _render(request: PageRequest, one: Appointment, problem: str = "") -> HttpResponse:
    whole = may(request.actor, "appointment.history", one)
    show_interpreters([one])
    context = {
        "one": one,
        "problem": problem,
        "reasons": reasons_to("cancel", get_language() or "en"),
        "predecessor": one.predecessors.first(),
        "history": audit.history(request.actor, one) if whole else [],
        "outgoing": messaging.about(one) if may_open(request.actor, "message.view") else [],
        "wrote": (wrote := messaging.came_in(request.actor).filter(about__contains=[one.pk])),
        "cannot": wrote.filter(pk__in=open_things("cannot")),
        "turns": _turns(one),
        "documents": one.request.documents.filter(replaced_by=None)
        if one.request and may_open(request.actor, "document.view")
        else [],
        "asked": one.request if whole and one.request is not None and looks_again(one.request) == one else None,
        "series": of_series(one),
        "owed": [thing_itself(question_for(field).ask) for field in owed(one.patient)],
        "proposal": (proposal := proposed.about(request.actor, one)),
        "told_of_it": proposal is not None and was_told(proposal.appointment, "time-proposed"),
        "offer": offers.open_offers(request.actor).filter(hold=one).first()
        if one.state == "held" and may_open(request.actor, "waitlist.view")
        else None,
        "against": against(one) if one.state == "booked" and one.start > now() and whole else [],
        "needing": needing(one) if whole else [],
        "must_move": has_to_move(one),
        "tells": tells_before(one),
        "told_before": told_before(one, seen=None) if one.state == "booked" and one.start > now() and whole else [],
        "minutes": _minutes(one),
        "way_to_undo": "" if _undone_above(request) else way_to_undo(request, one),
        "its_day": timely.day_has_come(one),
        "late": minutes_late(one) if one.state == "booked" and timely.day_has_come(one) else 0,
        "its_time": timely.time_has_come(one),
        "corrections": [(state, CORRECTED[state]) for state in correcting.CORRECTIONS.get(one.state, ())],
        "back": request.GET.get("back", "") if request.htmx else "",
    }
    template = "console/_appointment.html" if request.htmx and not problem else "console/appointment.html"
    return render(request, template, context, status=409 if problem else 200)


def _turns(one: Appointment) -> list[tuple[str, object, object]]:
    """Who and what it takes, in their turn: (name, from, to)."""
    names = named.subject_names()
    rows = one.reservations.exclude(kind="patient").order_by("during")
    return [
        (names[row.subject], max(row.during.lower, one.start), min(row.during.upper, one.end))
        for row in rows
        if row.subject in names
    ]
