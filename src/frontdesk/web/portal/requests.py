"""A request as its patient sees it: where it stands, what we wait for, what happens next."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext

from ...access.may import may, visits_seen
from ...booking import queries as booking
from ...core.emergency import is_emergency
from ...core.refusals import Refusal
from ...intake import actions, queries
from ...intake.emergency import say_emergency
from ...intake.evaluation import self_schedulable
from ...intake.following import queries as following
from ...intake.models import Request
from ...intake.service_levels import answer_by
from ...messaging.ways import to_call
from ...tenancy.today import today_at
from ..crossing import Part, Showing
from ..other_language import typed_before
from ..page import get_or_404, page
from ..request import PageRequest
from ..telling import tell, tell_it_changed
from . import at_limit
from .changing import must_it_move
from .closed import typed
from .forms import WithdrawForm
from .journey import asked_as, question_for, shown_answer
from .kept_files import chosen_before, forget, keep_for_later, say_it_is_here
from .questions import question_form, said_on
from .uploads import keep_upload


@page("request.view")
def show(request: PageRequest, key: UUID) -> HttpResponse:
    asked = queries.by_id(request.actor, key)
    if asked is None:
        followed = get_or_404(following.followed(request.actor).filter(pk=key).first())
        return render(request, "portal/request_followed.html", {"asked": followed})
    said = {answer.field: answer.value for answer in asked.answers.all()}
    may_choose, calls, limits = how_it_goes_on(request, asked)
    booked = asked.appointments.filter(state__in=["booked", "arrived", "completed"]).order_by("-created_at").first()
    context = {
        "asked": asked,
        "answer_by": answer_by(asked),
        "emergency": _emergency(request, asked) and not request.actor.is_staff,
        "answers": [(asked_as(field), shown_answer(question_for(field), value)) for field, value in said.items()],
        "files": asked.documents.filter(replaced_by=None).order_by("created_at"),
        "missing": [asked_as(field) for field in asked.missing],
        "today": today_at(request.practice),
        "called": to_call(asked.patient, asked.visit_type.code) is not None,
        "may_choose": may_choose,
        "calls": calls,
        "limits": limits,
        "chosen": booking.chosen_for_requests(request.actor).filter(request=asked).first(),
        "appointment": booked,
        **must_it_move(booked),
    }
    return render(request, "portal/request.html", context)


def how_it_goes_on(request: PageRequest, asked: Request) -> tuple[bool, bool, tuple[str, ...]]:
    """Whether they choose a time themselves, whether the patient may and they may not, and what keeps them from every one as things stand."""
    seen = visits_seen(request.actor, asked.patient_id)
    said = {answer.field: answer.value for answer in asked.answers.all()}
    alone = asked.state == "approved" and self_schedulable(asked.patient, asked.visit_type, said, seen=seen)
    may_choose = alone and may(request.actor, "appointment.book", asked)
    return may_choose, alone and not may_choose, at_limit.of_request(asked, seen) if may_choose else ()


def _what_is_asked(asked: Request) -> list[Part]:
    """Which questions, with what words, and since when: the same that are asked again are other ones."""
    said = (asked.state, asked.state_since.isoformat(), ",".join(asked.missing), asked.note)
    return [Part("", "", value) for value in said]


def asked_otherwise(request: PageRequest, asked: Request) -> HttpResponse:
    """Somebody answered meanwhile, or something else is asked: nothing is saved, and what was typed is on the page.

    Words of an emergency are read all the same: whom to call stands first, and staff hear of it.
    """
    context = {
        "asked": asked,
        "typed": typed(request),
        **keep_for_later(request, asked),
        "emergency": _may_be_an_emergency(request, asked),
    }
    return render(request, "portal/asked_otherwise.html", context, status=409)


ASKED = Showing("asked", lambda actor, data, key: [queries.by_id(actor, key)], _what_is_asked, crossed=asked_otherwise)


@page("request.answer", ["GET", "POST"], shows=ASKED)
def answer(request: PageRequest, key: UUID) -> HttpResponse:
    """What we need to know, all that is missing on one page."""
    asked = get_or_404(queries.by_id(request.actor, key))
    if asked.state != "awaiting_info" and request.method == "POST":
        return asked_otherwise(request, asked)
    if asked.state != "awaiting_info":
        return redirect("portal:request", asked.pk)
    if request.FILES and typed_before():  # a browser gives no file back to its field
        keep_for_later(request, asked)
    pairs = [(field, question_for(field)) for field in asked.missing]
    sheets = [
        (
            field,
            question_form(question)(*((request.POST, request.FILES) if request.method == "POST" else ()), prefix=field),
        )
        for field, question in pairs
    ]
    for field, sheet in sheets:
        _say_when_it_may_stay_empty(sheet, question_for(field).required)
        say_it_is_here(request, asked, field, sheet)
    valid = [sheet.is_valid() for _, sheet in sheets]  # each, so that every field shows its own error
    try:
        if request.method == "POST" and all(valid) and _send(request, asked, sheets):
            if not request.session.get("emergency"):  # nothing stands before that notice
                messages.success(request, gettext("Thank you. We have what you sent."))
            return redirect("console:request" if request.actor.is_staff else "portal:request", asked.pk)
    except Refusal:  # changed between the look at it and the press
        return asked_otherwise(request, get_or_404(queries.by_id(request.actor, key)))
    wrong = any(sheet.errors for _, sheet in sheets)
    emergency = wrong and _may_be_an_emergency(request, asked)
    context = {"asked": asked, "sheets": sheets, "emergency": emergency, "leads_back": asked.pk}
    return render(request, "portal/answer.html", context, status=422 if wrong else 200)


WITHDRAWN_HERE = ("awaiting_info", "awaiting_approval", "approved")


def _moved_on(request: PageRequest, asked: Request) -> HttpResponse:
    """Such as an approval that they have not seen: they look at it first."""
    tell_it_changed(request)
    return redirect("portal:request", asked.pk)


OPEN_REQUEST = Showing(
    "own-request",
    lambda actor, data, key: [queries.by_id(actor, key)],
    lambda asked: [Part("", "", asked.state)],
    crossed=_moved_on,
)


@page("request.withdraw", ["GET", "POST"], shows=OPEN_REQUEST)
def withdraw(request: PageRequest, key: UUID) -> HttpResponse:
    """I do not want it any more: why, and what is lost by it; it cannot be taken back."""
    asked = get_or_404(queries.by_id(request.actor, key))
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(request.actor, asked, reason=form.cleaned_data["reason"])
            messages.success(request, gettext("Your request is withdrawn."))
        except Refusal as problem:
            tell(request, problem)
        return redirect("portal:request", asked.pk)
    if asked.state not in WITHDRAWN_HERE or not may(request.actor, "request.withdraw", asked):
        return redirect("portal:request", asked.pk)
    kept = asked.appointments.filter(state="held", hold_expires_at__gt=now()).first()
    context = {"asked": asked, "form": form, "kept": kept}
    return render(request, "portal/withdraw.html", context, status=422 if form.errors else 200)


def _emergency(request: PageRequest, asked: Request) -> bool:
    """Whether what was just sent with this request may be an emergency: said once, and on the page of no other."""
    if request.session.get("emergency") != str(asked.pk):
        return False
    del request.session["emergency"]
    return True


def _may_be_an_emergency(request: PageRequest, asked: Request) -> bool:
    """Whether words of one were typed that are not kept: staff hear of them at once, as of those that are."""
    said = [text for text in typed(request) if is_emergency(text)]
    if not said or request.actor.is_staff:
        return False
    say_emergency(request.actor, asked, said=said)
    return True


def _say_when_it_may_stay_empty(sheet: forms.Form, required: bool) -> None:
    """Somebody asked for it, so it is not called optional; who has nothing to tell is not held up by it all the same."""
    if not required:
        field = sheet.fields["answer"]
        field.needed = True  # type: ignore[attr-defined]
        field.help_text = f"{field.help_text} {gettext('Leave it blank if there is nothing to tell us.')}".strip()


def _send(request: PageRequest, asked: Request, sheets: list) -> bool:  # type: ignore[type-arg]
    """Whether every file could be kept, and all was said.  Raises IllegalTransition, Stale."""
    said, documents = {}, []
    for field, sheet in sheets:
        value = sheet.cleaned_data["answer"]
        if hasattr(value, "read"):
            kept = keep_upload(request, sheet, "answer", value, field)
            if kept is None:
                return False
            documents.append(kept.pk)
        elif (chosen := chosen_before(request, asked, field)) is not None and not sheet.cleaned_data.get("bring"):
            documents.append(chosen.pk)
        else:
            said[field] = said_on(sheet)
    actions.answer(request.actor, asked, answers=said, documents=documents, version=asked.version)
    forget(request, asked)
    request.session["emergency"] = str(asked.pk) if any(map(is_emergency, said.values())) else ""
    return True
