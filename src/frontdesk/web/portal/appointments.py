"""An appointment as its patient sees it; move, cancel."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now

from ...availability.model import Wanted
from ...booking import actions, offers, queries
from ...booking.models import Appointment
from ...booking.take import Place, Wish
from ...intake.evaluation import self_schedulable
from ..forms import TimeForm
from ..page import PROBLEMS, found, page
from ..placing import press
from ..request import PageRequest
from . import forms
from .times import by_day


@page("appointment.view")
def show(request: PageRequest, key: UUID) -> HttpResponse:
    mine = found(queries.by_id(request.actor, key))
    return render(request, "portal/appointment.html", {"mine": mine, "may_move": _may_move(mine)})


@page("appointment.reschedule", ["GET", "POST"])
def move(request: PageRequest, key: UUID) -> HttpResponse:
    """The new time first; the old one is kept until the new one is confirmed."""
    mine = found(queries.by_id(request.actor, key))
    if not _may_move(mine):
        return redirect("portal:appointment", mine.pk)
    placing = press(
        request,
        TimeForm(request.POST or None),
        lambda place, key: actions.reschedule(
            request.actor, mine, place=place, reason="moved by the patient", channel="online", key=key
        ),
    )
    if placing.done is not None:
        messages.success(request, "Your appointment has moved.")
        return redirect("portal:appointment", placing.done.pk)
    today = now().astimezone(request.practice.zone).date()
    wish = Wish(mine.patient, mine.visit_type, Place("", "", mine.start), "online", mine.request)
    wanted = Wanted(mine.visit_type.code, now(), wish.facts, (), (), str(mine.patient_id))
    found_ = offers.times(wanted, today, 21, limit=160, without=[mine.pk])
    context = {"mine": mine, "days": by_day(found_), "first": found_[0] if found_ else None, **placing.context}
    return render(request, "portal/move.html", context, status=placing.status)


@page("appointment.cancel", ["GET", "POST"])
def cancel(request: PageRequest, key: UUID) -> HttpResponse:
    mine = found(queries.by_id(request.actor, key))
    form = forms.CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.cancel(request.actor, mine, reason=form.cleaned_data["reason"])
            messages.success(request, "Your appointment is cancelled.")
        except PROBLEMS as problem:
            messages.error(request, str(problem))
        return redirect("portal:appointment", mine.pk)
    return render(request, "portal/cancel.html", {"mine": mine, "form": form}, status=422 if form.errors else 200)


def _may_move(mine: Appointment) -> bool:
    said = {answer.field: answer.value for answer in mine.request.answers.all()} if mine.request else {}
    soon = mine.start - now() < dt.timedelta(0)
    return mine.state == "booked" and not soon and self_schedulable(mine.patient, mine.visit_type, said)
