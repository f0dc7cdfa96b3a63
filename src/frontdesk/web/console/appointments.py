"""One appointment: its state and the buttons that make sense now, and "who changed this and why" in one look."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...audit import queries as audit
from ...availability.model import Wanted
from ...booking import actions, offers, queries
from ...booking.models import Appointment
from ...booking.take import Place, Wish
from ...messaging.models import Message
from ...people.may import may
from ..forms import chosen_day, providers, time_form, version
from ..page import PROBLEMS, found, once, page
from ..placing import press
from ..request import PageRequest

CANCEL_REASONS = (
    _("The patient asked"),
    _("The provider is away"),
    _("The patient is ill"),
    _("Booked by mistake"),
    _("Another reason"),
)


@page("appointment.view")
def show(request: PageRequest, key: UUID) -> HttpResponse:
    return _render(request, found(queries.by_id(request.actor, key)))


@page("appointment.reschedule", ["GET", "POST"])
def move(request: PageRequest, key: UUID) -> HttpResponse:
    """Placement: every time that fits is a button; press one.  A scheduler may choose any other, with a reason."""
    one = found(queries.by_id(request.actor, key))
    placing = press(
        request,
        time_form(request),
        lambda place, key: actions.reschedule(
            request.actor,
            one,
            place=place,
            reason=request.POST.get("reason", "")[:1000],
            version=version(request),
            override=bool(request.POST.get("override")),
            key=key,
        ),
    )
    if placing.done is not None:
        messages.success(request, gettext("Moved. %(name)s has been told.") % {"name": one.patient.name})
        return redirect("console:appointment", placing.done.pk)
    day = chosen_day(request, max(now(), one.start).astimezone(request.practice.zone).date())
    wish = Wish(one.patient, one.visit_type, Place("", "", one.start), "staff", one.request)
    times = offers.times(
        Wanted(one.visit_type.code, now(), wish.facts, (), (), str(one.patient_id)), day, 14, limit=60, without=[one.pk]
    )
    context = {
        "one": one,
        "times": times,
        "from_day": day,
        **placing.context,
        "providers": providers(),
        "may_override": may(request.actor, "rules.override"),
    }
    return render(request, "console/move.html", context, status=placing.status)


@page("appointment.cancel", ["POST"])
def cancel(request: PageRequest, key: UUID) -> HttpResponse:
    reason = request.POST.get("reason", "")[:1000]
    return _do(
        request,
        key,
        lambda one: actions.cancel(request.actor, one, reason=reason, version=version(request)),
        "Cancelled. The patient has been told.",
    )


@page("appointment.arrive", ["POST"])
def arrive(request: PageRequest, key: UUID) -> HttpResponse:
    return _do(request, key, lambda one: actions.arrive(request.actor, one, version=version(request)), "Checked in.")


@page("appointment.complete", ["POST"])
def complete(request: PageRequest, key: UUID) -> HttpResponse:
    return _do(request, key, lambda one: actions.complete(request.actor, one, version=version(request)), "Completed.")


@page("appointment.no_show", ["POST"])
def no_show(request: PageRequest, key: UUID) -> HttpResponse:
    return _do(
        request, key, lambda one: actions.no_show(request.actor, one, version=version(request)), "Marked as a no-show."
    )


def _do(request: PageRequest, key: UUID, work: Callable[[Appointment], object], done: str) -> HttpResponse:
    one = found(queries.by_id(request.actor, key))
    try:
        once(lambda: work(one))
    except PROBLEMS as problem:
        return _render(request, found(queries.by_id(request.actor, key)), str(problem))
    messages.success(request, done)
    return redirect("console:appointment", key)


def _render(request: PageRequest, one: Appointment, problem: str = "") -> HttpResponse:
    context = {
        "one": one,
        "problem": problem,
        "reasons": CANCEL_REASONS,
        "predecessor": one.predecessors.first(),
        "history": audit.history(request.actor, one) if may(request.actor, "appointment.history", one) else [],
        "outgoing": Message.objects.filter(thing_kind="appointment", thing_id=one.pk).order_by("-created_at")
        if may(request.actor, "message.view")
        else [],
        "rooms": _rooms(one),
    }
    return render(request, "console/appointment.html", context, status=409 if problem else 200)


def _rooms(one: Appointment) -> list[str]:
    from ...practice.models import Resource

    ids = [reservation.subject for reservation in one.reservations.all() if reservation.kind == "resource"]
    return list(Resource.objects.filter(pk__in=ids).values_list("name", flat=True))
