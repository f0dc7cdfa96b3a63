"""One question of a request that is being written: kept as it is typed, shown, answered, left.  The same for whoever asks and behind a link."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now

from ...intake import drafts
from ...intake.evaluation import WILL_BE_SENT, WILL_BRING
from ..forms import Form
from ..own_words import question_in_words
from ..request import PageRequest
from . import about_whom, for_whom
from .earlier import ON_FILE
from .journey import Journey, question_for
from .questions import signed_now
from .step_forms import OWN_FORMS
from .typed import keep_typed, not_whole, title_of, typed_at
from .uploads import keep_upload

BACK, LANGUAGE = "back", "language"  # the buttons of a question that lead away from it


def leads_away(request: PageRequest) -> bool:
    """Whether a button was pressed that answers nothing."""
    return BACK in request.POST or LANGUAGE in request.POST


def keep_as_typed(request: PageRequest, journey: Journey, step: str, form: Form) -> None:
    """Right or wrong; who typed more than is kept is told so."""
    if not keep_typed(journey, step, form):
        messages.warning(request, not_whole())


def keep_file_of(request: PageRequest, journey: Journey, step: str, form: Form) -> None:
    """The file that was chosen on a page that is left without an answer is here again when it is opened again."""
    if request.FILES and form.is_valid():
        keep_upload(request, form, "answer", form.cleaned_data["answer"], step, journey.draft)


def step_before(steps: list[str], step: str) -> str | None:
    """The question to which Back leads; none from the first, or from one that is asked no more."""
    return steps[steps.index(step) - 1] if step in steps[1:] else None


def show(request: PageRequest, journey: Journey, step: str, form: Form) -> HttpResponse:
    """Its page."""
    steps = journey.steps()
    steps = steps if step in steps else [step, *steps]  # for whom it is can be changed after it was chosen
    question = None if title_of(step) else question_for(step)
    context = {
        "form": form,
        "problem": for_whom.said_again(request, journey, step, form),
        "title": title_of(step),
        "step": step,
        "number": steps.index(step) + 1,
        "of": max(journey.most(), len(steps)),
        "all": len(steps),
        "question": question,
        "words": question_in_words(question) if question else None,
        "visit": journey.visit_type,
        "journey": journey,
        "has_document": any(
            document.field == step and not document.cannot_be_shown for document in journey.documents()
        ),
        "unreadable": any(document.field == step and document.cannot_be_shown for document in journey.documents()),
        "on_file": journey.on_file(step) if question and question.kind == "document" else None,
    }
    return render(request, "portal/step.html", context, status=422 if form.is_bound and form.errors else 200)


def keep_answer(request: PageRequest, journey: Journey, step: str, form: Form) -> bool:
    """What a valid form says; False where its file could not be taken, with the error at the field."""
    values = dict(form.cleaned_data)
    judged = {typed_at(step): None}
    done = sorted({*journey.answers.get("done", []), step})
    if "self_pay" in values:
        drafts.keep(journey.draft, self_pay=values.pop("self_pay"))
    if step in ("for", *OWN_FORMS):
        _keep_own(journey, step, values, done)
        drafts.keep(journey.draft, **judged)
        return True
    question = question_for(step)
    if question.kind == "document":
        return _keep_file(request, journey, step, form, done)
    answer = values["answer"]
    said = ", ".join(answer) if isinstance(answer, list) else "" if answer is None else str(answer)
    if question.kind == "signature" and said:
        said = signed_now(said, now().astimezone(request.practice.zone))
    drafts.keep(journey.draft, done=done, **{f"q:{step}": said}, **judged)
    return True


def _keep_own(journey: Journey, step: str, values: dict[str, Any], done: list[str]) -> None:
    plain = {name: str(value) if isinstance(value, dt.date) else value for name, value in values.items()}
    if step == "for":
        about_whom.choose(journey, plain["person"], done)
    elif step == "who":
        about_whom.name(journey, plain, done)
    else:
        plain.pop("website", None)
        other = {"self_pay": False} if "payer" in plain and plain["payer"] != journey.answers.get("payer") else {}
        drafts.keep(journey.draft, done=done, **plain, **other)


def _keep_file(request: PageRequest, journey: Journey, step: str, form: Form, done: list[str]) -> bool:
    given = form.cleaned_data["answer"]
    if not given:
        kept = ON_FILE if journey.on_file(step) else ""
        said = WILL_BE_SENT if form.cleaned_data.get("sent") else WILL_BRING if form.cleaned_data.get("bring") else kept
        drafts.keep(journey.draft, done=done, **{f"q:{step}": said, typed_at(step): None})
        return True
    if keep_upload(request, form, "answer", given, step, journey.draft) is None:
        return False
    drafts.keep(journey.draft, done=done, **{f"q:{step}": "", typed_at(step): None})
    return True
