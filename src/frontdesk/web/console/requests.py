"""One request: what the patient said, what the rules say, and the one button that does what is next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now

from ...audit.models import Entry
from ...availability.model import Reason, Wanted
from ...booking import actions as booking
from ...booking import offers
from ...booking.errors import BreaksRules, JustTaken
from ...intake import actions, queries
from ...intake.evaluation import evaluate, facts_of
from ...intake.models import Request
from ...messaging.models import Message
from ...people.may import may
from ...people.queries import possible_duplicates
from ..forms import TimeForm, chosen_day, new_key, version
from ..page import PROBLEMS, found, once, page
from ..portal.journey import question_for
from ..request import PageRequest

DECLINE_REASONS = (
    "We do not take this insurance",
    "We do not offer this visit",
    "This needs an emergency department",
    "The patient is cared for elsewhere",
    "We could not reach the patient",
)


@page("request.view")
def show(request: PageRequest, key: UUID) -> HttpResponse:
    return _render(request, found(queries.by_id(request.actor, key)))


@page("request.ask", ["POST"])
def ask(request: PageRequest, key: UUID) -> HttpResponse:
    fields = [field for field in request.POST.getlist("field") if field][:20]
    asked = found(queries.by_id(request.actor, key))
    if not fields:
        return _render(request, asked, problem="Choose what you need from the patient.")
    return _do(
        request,
        asked,
        lambda: actions.ask(
            request.actor, asked, fields=fields, note=request.POST.get("note", "")[:1000], version=version(request)
        ),
        "Asked. The patient has been told.",
    )


@page("request.approve", ["POST"])
def approve(request: PageRequest, key: UUID) -> HttpResponse:
    asked = found(queries.by_id(request.actor, key))
    return _do(
        request,
        asked,
        lambda: actions.approve(request.actor, asked, version=version(request)),
        "Approved. The patient has been told.",
    )


@page("request.decline", ["POST"])
def decline(request: PageRequest, key: UUID) -> HttpResponse:
    asked = found(queries.by_id(request.actor, key))
    reason = request.POST.get("reason", "")[:1000]
    return _do(
        request,
        asked,
        lambda: actions.decline(request.actor, asked, reason=reason, version=version(request)),
        "Declined. The patient has been told.",
    )


@page("request.take", ["POST"])
def take(request: PageRequest, key: UUID) -> HttpResponse:
    asked = found(queries.by_id(request.actor, key))
    return _do(
        request,
        asked,
        lambda: actions.take(request.actor, asked, version=version(request)),
        "This request is yours now.",
    )


@page("appointment.book", ["POST"])
def book(request: PageRequest, key: UUID) -> HttpResponse:
    """Approve where that is due and may be done here, and book, in one press."""
    asked, form = found(queries.by_id(request.actor, key)), TimeForm(request.POST)
    if not form.is_valid():
        return _render(request, asked, problem="Choose one of the times.")
    try:
        done = once(
            lambda: (
                booking.approve_and_book(
                    request.actor, asked, place=form.place, version=version(request), key=form.once_key or None
                )
                if asked.state != "approved"
                else booking.book(
                    request.actor,
                    asked.patient,
                    visit_type=asked.visit_type,
                    place=form.place,
                    request=asked,
                    key=form.once_key or None,
                )
            )
        )
    except JustTaken as taken:
        return _render(request, asked, problem=str(taken), nearest=taken.nearest)
    except BreaksRules as broken:
        return _render(request, asked, problem="The rules do not allow this time.", reasons=broken.reasons)
    except PROBLEMS as problem:
        return _render(request, found(queries.by_id(request.actor, key)), problem=str(problem))
    messages.success(request, f"Booked. {asked.patient.name} has been told.")
    return redirect("console:appointment", done.pk)


@page("document.view")
def document(request: PageRequest, key: UUID) -> HttpResponse:
    """A patient's document, as a download that a browser does not interpret."""
    one = found(queries.document(request.actor, key))
    response = HttpResponse(bytes(one.data), content_type=one.content_type)
    response["Content-Disposition"] = f'attachment; filename="{one.field}.{one.content_type.rpartition("/")[2]}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _do(request: PageRequest, asked: Request, work: Callable[[], object], done: str) -> HttpResponse:
    try:
        once(work)
    except PROBLEMS as problem:
        return _render(request, found(queries.by_id(request.actor, asked.pk)), problem=str(problem))
    messages.success(request, done)
    return redirect("console:request", asked.pk)


def _render(
    request: PageRequest,
    asked: Request,
    *,
    problem: str = "",
    nearest: list[offers.Offer] | None = None,
    reasons: list[Reason] | None = None,
) -> HttpResponse:
    day = chosen_day(request, now().astimezone(request.practice.zone).date())
    said = [(question_for(answer.field).ask, answer.value) for answer in asked.answers.all()]
    verdict = evaluate(asked) if asked.state not in ("scheduled", "declined", "withdrawn", "expired") else None
    bookable = (
        verdict is not None
        and not verdict.missing
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
        "key": new_key(),
        "problem": problem,
        "nearest": nearest or [],
        "reasons": reasons or [],
        "documents": asked.documents.defer("data"),
        "decline_reasons": DECLINE_REASONS,
        "duplicates": possible_duplicates(asked.patient)[:5] if may(request.actor, "patient.view") else [],
        "outgoing": Message.objects.filter(thing_kind="request", thing_id=asked.pk).order_by("-created_at"),
        "history": Entry.objects.filter(thing_kind="request", thing_id=asked.pk).order_by("number"),
        "bookable": bookable,
        "from_day": day,
        "first": times[0] if times else None,
        "appointment": asked.appointments.filter(state__in=["booked", "arrived", "completed", "no_show"]).first(),
    }
    return render(request, "console/request.html", context, status=409 if problem else 200)
