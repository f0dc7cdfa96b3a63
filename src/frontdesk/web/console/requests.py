"""One request: what the patient said, what the rules say, and the one button that does what is next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...audit.models import Entry
from ...availability.model import Wanted
from ...booking import actions as booking
from ...booking import offers
from ...intake import actions, queries
from ...intake.evaluation import evaluate, facts_of
from ...intake.models import Request
from ...messaging.models import Message
from ...people.may import may
from ...people.queries import Match, matches
from ..download import download
from ..forms import TimeForm, chosen_day, version
from ..page import PROBLEMS, found, once, page
from ..placing import Placing, press
from ..portal.journey import question_for
from ..request import PageRequest

DECLINE_REASONS = (
    _("We do not take this insurance"),
    _("We do not offer this visit"),
    _("This needs an emergency department"),
    _("The patient is cared for elsewhere"),
    _("We could not reach the patient"),
)


@page("request.view")
def show(request: PageRequest, key: UUID) -> HttpResponse:
    return _render(request, found(queries.by_id(request.actor, key)))


@page("request.ask", ["POST"])
def ask(request: PageRequest, key: UUID) -> HttpResponse:
    fields = [field for field in request.POST.getlist("field") if field][:20]
    asked = found(queries.by_id(request.actor, key))
    if not fields:
        return _render(request, asked, problem=gettext("Choose what you need from the patient."))
    return _do(
        request,
        asked,
        lambda: actions.ask(
            request.actor, asked, fields=fields, note=request.POST.get("note", "")[:1000], version=version(request)
        ),
        gettext("Asked. The patient has been told."),
    )


@page("request.approve", ["POST"])
def approve(request: PageRequest, key: UUID) -> HttpResponse:
    asked = found(queries.by_id(request.actor, key))
    return _do(
        request,
        asked,
        lambda: actions.approve(request.actor, asked, version=version(request)),
        gettext("Approved. The patient has been told."),
    )


@page("request.decline", ["POST"])
def decline(request: PageRequest, key: UUID) -> HttpResponse:
    asked = found(queries.by_id(request.actor, key))
    reason = request.POST.get("reason", "")[:1000]
    return _do(
        request,
        asked,
        lambda: actions.decline(request.actor, asked, reason=reason, version=version(request)),
        gettext("Declined. The patient has been told."),
    )


@page("request.take", ["POST"])
def take(request: PageRequest, key: UUID) -> HttpResponse:
    asked = found(queries.by_id(request.actor, key))
    return _do(
        request,
        asked,
        lambda: actions.take(request.actor, asked, version=version(request)),
        gettext("This request is yours now."),
    )


@page("appointment.book", ["POST"])
def book(request: PageRequest, key: UUID) -> HttpResponse:
    """Approve where that is due and may be done here, and book, in one press."""
    asked = found(queries.by_id(request.actor, key))
    placing = press(
        request,
        TimeForm(request.POST),
        lambda place, key: booking.approve_and_book(
            request.actor, asked, place=place, version=version(request), key=key
        ),
    )
    if placing.done is None:
        return _render(request, found(queries.by_id(request.actor, asked.pk)), placing=placing)
    messages.success(request, gettext("Booked. %(name)s has been told.") % {"name": asked.patient.name})
    return redirect("console:appointment", placing.done.pk)


@page("document.view")
def document(request: PageRequest, key: UUID) -> HttpResponse:
    """A patient's document, as a download that a browser does not interpret."""
    one = found(queries.document(request.actor, key))
    return download(one)


def _do(request: PageRequest, asked: Request, work: Callable[[], object], done: str) -> HttpResponse:
    try:
        once(work)
    except PROBLEMS as problem:
        return _render(request, found(queries.by_id(request.actor, asked.pk)), problem=str(problem))
    messages.success(request, done)
    return redirect("console:request", asked.pk)


def _matches(request: PageRequest, asked: Request) -> list[Match]:
    """Records that may be who asks; proposed where staff can decide on it."""
    return matches(asked.patient)[:5] if may(request.actor, "request.match", asked) else []


def _render(request: PageRequest, asked: Request, *, problem: str = "", placing: Placing | None = None) -> HttpResponse:
    placing = placing or Placing(problem=problem)
    day = chosen_day(request, now().astimezone(request.practice.zone).date())
    said = [(question_for(answer.field).ask, answer.value) for answer in asked.answers.all()]
    verdict = evaluate(asked) if asked.state not in ("scheduled", "declined", "withdrawn", "expired") else None
    bookable = (
        verdict is not None
        and not verdict.missing
        and not asked.missing
        and may(request.actor, "appointment.book")
        and (asked.state == "approved" or may(request.actor, "request.approve", asked))
    )
    wanted = Wanted(
        asked.visit_type.code, now(), replace(facts_of(asked), channel="staff"), (), (), str(asked.patient_id)
    )
    times = offers.times(wanted, day, 14, limit=24) if bookable else []
    missing = [(field, question_for(field).ask) for field in asked.missing]
    askable = [
        (q, question_for(q).ask) for q in ("insurance-card", "referral", "reason", "pharmacy") if q not in asked.missing
    ]
    context = {
        "asked": asked,
        "said": said,
        "verdict": verdict,
        "times": times,
        "missing": missing,
        "askable": askable,
        **placing.context,
        "documents": asked.documents.all(),
        "decline_reasons": DECLINE_REASONS,
        "matches": _matches(request, asked),
        "outgoing": Message.objects.filter(thing_kind="request", thing_id=asked.pk).order_by("-created_at"),
        "history": Entry.objects.filter(thing_kind="request", thing_id=asked.pk).order_by("number"),
        "bookable": bookable,
        "from_day": day,
        "first": times[0] if times else None,
        "appointment": asked.appointments.filter(state__in=["booked", "arrived", "completed", "no_show"]).first(),
    }
    return render(request, "console/request.html", context, status=placing.status)
