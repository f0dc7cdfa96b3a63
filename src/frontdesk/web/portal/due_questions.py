"""The pages of the questions behind the link of a due visit: one question a screen, then the times."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from ...booking.models import Recall
from ...intake import drafts
from ...people.actions import TooMany
from .. import other_language, posted
from ..forms import Form
from ..request import PageRequest
from ..sender import limit
from .due_journey import DueJourney, begin, due_journey
from .due_link import due_page, not_bookable
from .one_question import LANGUAGE, keep_answer, keep_as_typed, keep_file_of, leads_away, show, step_before
from .step_forms import form_of


@due_page(["POST"])
def start(request: PageRequest, recall: Recall, token: str) -> HttpResponse:
    """The first question that is open."""
    if (answer := not_bookable(request, due_journey(request, recall), token)) is not None:
        return answer
    try:
        limit(request, "draft-from")
    except TooMany as problem:
        messages.error(request, str(problem))
        return redirect("portal:due", token)
    return _next(begin(request, recall), token)


@due_page(["GET", "POST"])
def step(request: PageRequest, recall: Recall, token: str, step: str) -> HttpResponse:
    """One question."""
    journey = due_journey(request, recall)
    if not journey.is_begun or step not in journey.steps():
        return redirect("portal:due", token)
    form = form_of(request, journey, step)
    if request.method == "POST":
        keep_as_typed(request, journey, step, form)
        if request.headers.get("X-Keep"):
            return HttpResponse(status=204)
        if leads_away(request):
            return _leave(request, journey, step, form, token)
        if form.is_valid() and keep_answer(request, journey, step, form):
            return _next(due_journey(request, recall), token)
    return show(request, journey, step, form)


@due_page(["GET", "POST"])
def emergency(request: PageRequest, recall: Recall, token: str) -> HttpResponse:
    """What was written may be an emergency: 911 and 988 before anything else; then it goes on, as it was."""
    journey = due_journey(request, recall)
    said = journey.emergencies()
    if request.method == "POST" and journey.is_begun:
        drafts.keep(journey.draft, **{f"told:{field}": text for field, text in said.items()})
    if request.method == "POST" or not said:
        return _next(due_journey(request, recall), token)
    change = reverse("portal:due-step", args=[token, next(iter(said))])
    return render(request, "portal/emergency.html", {"change": change, "journey": journey})


def questions_first(request: PageRequest, journey: DueJourney, token: str) -> HttpResponse:
    """Before there are times: that something is asked first, and a button that leads to it."""
    if request.method == "POST":
        messages.warning(request, gettext("Answer our questions first. Then choose a time."))
    context = {
        "recall": journey.recall,
        "token": token,
        "begun": journey.is_begun,
        "count": journey.most(),
        "paid_alone": journey.paid_alone,
    }
    return render(request, "portal/due_questions.html", context, status=409 if request.method == "POST" else 200)


# Helpers ----------------------------------------------------------------------------------------------------


def _next(journey: DueJourney, token: str) -> HttpResponse:
    """The next question; then the times."""
    if journey.emergencies():
        return redirect("portal:due-emergency", token)
    missing = journey.complete()
    return redirect("portal:due-step", token, missing) if missing else redirect("portal:due", token)


def _leave(request: PageRequest, journey: DueJourney, step: str, form: Form, token: str) -> HttpResponse:
    """To the question before, or to this one in the other language: nothing is judged, and what is typed is here again."""
    keep_file_of(request, journey, step, form)
    if LANGUAGE in request.POST:
        return other_language.remember(redirect(request.get_full_path()), posted.text(request, LANGUAGE))
    before = step_before(journey.steps(), step)
    return redirect("portal:due-step", token, before) if before else redirect("portal:due", token)
