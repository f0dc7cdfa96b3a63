"""A patient asks for a visit: one question a screen, check, code, sent.  Signed in, it is shorter."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from ...intake import drafts
from ...intake.evaluation import self_schedulable
from ...messaging.actions import write
from ...people import actions as people
from ...practice import queries as named
from ...practice.drafts.queries import phone_of
from ...practice.models import VisitType
from .. import other_language, posted, unsent_requests
from ..forms import Form
from ..own_words import visit_in_words
from ..page import page
from ..request import PageRequest
from ..sender import asker, attempt, code_limit, limit, passed
from ..signin import sign_in_patient
from . import at_limit, for_whom, forms
from .closed import closed, not_as_shown
from .journey import Journey, current, every, of_draft, people_for
from .one_question import LANGUAGE, keep_answer, keep_as_typed, keep_file_of, leads_away, show, step_before
from .resume import begun_at, forgotten, left_elsewhere, left_unproven, remember
from .send import rows, send
from .step_forms import form_of
from .writing import asks_language, keep_language


@page("portal.view", ["GET", "POST"])
def start(request: PageRequest) -> HttpResponse:
    """What do you need?  Each answer begins a request of its own; what is open in another tab stays what it is.

    It starts empty, whoever typed what before: the second may be for somebody else, and be begun by somebody else.
    """
    visits = named.visit_types()
    chosen = visits.filter(code=posted.text(request, "visit")).first() if request.method == "POST" else None
    if chosen is not None:
        try:
            limit(request, "draft-from")
        except people.TooMany as problem:
            return _start_page(request, str(problem), 429)
        draft = unsent_requests.begin(request)
        drafts.keep(draft, visit=chosen.code, chosen=_chosen(request, chosen))
        response = _next(request, of_draft(request, draft))
        return remember(request, response, draft) if request.actor.kind == "nobody" else response
    wrong = gettext("Choose what you need.") if request.method == "POST" else ""
    return _start_page(request, wrong, 422 if wrong else 200)


def _start_page(request: PageRequest, wrong: str, status: int) -> HttpResponse:
    visits = named.visit_types()
    shown = [(visit, *visit_in_words(visit)) for visit in visits]
    here = request.method == "GET"
    return render(
        request,
        "portal/start.html",
        {
            "visits": shown,
            "call": "" if shown else phone_of(request.practice),
            "wrong": wrong,
            "wrong_at": f"visit-{shown[0][0].code}" if status == 422 and shown else "",
            "chosen": other_language.typed_before().get("visit", ""),
            "begun": every(request) if here else [],
            "left_here": begun_at(request) if here else None,
            "elsewhere": here and left_elsewhere(request),
            "not_theirs": left_unproven(request) if here else False,
        },
        status=status,
    )


@page("request.draft")
def go_on(request: PageRequest) -> HttpResponse:
    """Where it was left."""
    journey = current(request)
    return _next(request, journey, send_at_once=False) if journey else redirect("portal:start")


@page("request.draft", ["GET", "POST"])
def step(request: PageRequest, step: str) -> HttpResponse:
    """One question."""
    journey = current(request)
    if journey is None:
        return closed(request)
    if (other := not_as_shown(request, journey, step)) is not None:
        return other
    if step not in journey.steps() and not (step == "for" and journey.people):
        return _next(request, journey, send_at_once=False)
    form = form_of(request, journey, step)
    if request.method == "POST":
        keep_as_typed(request, journey, step, form)
        if request.headers.get("X-Keep"):  # the session is about to end: what is half typed is kept
            return HttpResponse(status=204)
        if leads_away(request):
            return _leave(request, journey, step, form)
        for_whom.refuse(request, journey, step, form)
        if form.is_valid() and keep_answer(request, journey, step, form):
            return (
                _to("check", journey) if "change" in request.GET else _next(request, of_draft(request, journey.draft))
            )
    return show(request, journey, step, form)


@page("request.draft", ["GET", "POST"])
def check(request: PageRequest) -> HttpResponse:
    """Check your answers; one button."""
    journey = current(request)
    if journey is None:
        return closed(request)
    if (other := not_as_shown(request, journey)) is not None:
        return other
    if journey.emergencies():
        return _to("emergency", journey)
    missing = journey.complete()
    if missing:
        return _to_step(missing, journey)
    if request.method == "POST":
        if posted.text(request, "checked", default=journey.checked) != journey.checked:
            changed = gettext("Your answers were changed in another window. Check them again.")
            return _check_page(request, journey, changed, 409)
        if request.actor.kind == "patient":
            keep_language(request, journey.known)
            return send(request, journey)
        return _send_code(request, journey)
    return _check_page(request, journey)


@page("request.draft", ["GET", "POST"])
def emergency(request: PageRequest) -> HttpResponse:
    """What was written may be an emergency: 911 and 988 before anything else; then the request goes on, as it was."""
    journey = current(request)
    if journey is None:
        return closed(request)
    if request.method == "POST":
        drafts.keep(journey.draft, **{f"told:{field}": text for field, text in journey.emergencies().items()})
        return _next(request, of_draft(request, journey.draft))
    if not journey.emergencies():
        return _next(request, journey, send_at_once=False)
    return render(
        request,
        "portal/emergency.html",
        {"change": _address("portal:ask-step", journey, next(iter(journey.emergencies()))), "journey": journey},
    )


@page("request.draft", ["GET", "POST"])
def code(request: PageRequest) -> HttpResponse:
    """The code that was sent; with the right one the request is on its way."""
    journey = current(request)
    if journey is None:
        return closed(request)
    if (other := not_as_shown(request, journey)) is not None:
        return other
    contact = journey.draft.contact
    if not contact:
        return redirect("portal:start")
    if forms.AGAIN in request.POST:
        return _send_again(request, journey)
    form = forms.CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            attempt(request, "verify", contact)
            people.use_code(contact, form.cleaned_data["code"], asker(request))
        except (people.WrongCode, people.TooMany) as problem:
            form.add_error("code", str(problem))
        else:
            sign_in_patient(request, contact)
            return passed(request, "verify", contact, forgotten(request, _send_as_checked(request, journey)))
    return render(
        request,
        "portal/code.html",
        {
            "form": form,
            "contact": contact,
            "back": _address("portal:ask-check", journey),
            "journey": journey,
            "checked": posted.text(request, "checked")
            or other_language.typed_before().get("checked")
            or request.GET.get("checked")
            or journey.checked,
        },
        status=422 if form.errors else 200,
    )


# Helpers ----------------------------------------------------------------------------------------------------


def _chosen(request: PageRequest, visit: VisitType) -> str:
    """Whom the button on the home page was for; '' where that is still to be asked."""
    mine = {str(patient.pk) for patient in people_for(request, visit.code)}
    return posted.text(request, "for") if posted.text(request, "for") in mine else ""


def _next(request: PageRequest, journey: Journey | None, *, send_at_once: bool = True) -> HttpResponse:
    """The next question; else, for somebody whom the rules let book alone, the times; else the check."""
    if journey is None:
        return redirect("portal:start")
    if journey.emergencies():
        return _to("emergency", journey)
    if journey.known and (full := at_limit.alone(journey.known, journey.visit_type, journey.said(), journey.seen)):
        messages.info(request, " ".join(full))
        return redirect("portal:home")
    missing = journey.complete()
    if missing:
        return _to_step(missing, journey)
    if send_at_once and request.method == "POST" and _books_alone(journey):
        return send(request, journey)
    return _to("check", journey)


def _address(name: str, journey: Journey, *args: str) -> str:
    """A page of that request, which the address names: Back and a second tab lead to it and to no other."""
    return f"{reverse(name, args=args)}?{unsent_requests.FIELD}={journey.draft.pk}"


def _to(page_: str, journey: Journey) -> HttpResponse:
    return redirect(_address(f"portal:ask-{page_}", journey))


def _to_step(step: str, journey: Journey) -> HttpResponse:
    return redirect(_address("portal:ask-step", journey, step))


def _books_alone(journey: Journey) -> bool:
    """The page that confirms the time shows all there is to check; what the practice says to this answer stands on this one."""
    if journey.known is None or journey.advice():
        return False
    short = [question for question in journey.questions() if question.id != "reason"]
    return not short and self_schedulable(journey.known, journey.visit_type, journey.said(), seen=journey.seen)


def _leave(request: PageRequest, journey: Journey, step: str, form: Form) -> HttpResponse:
    """To the question before, or to this one in the other language: nothing is judged, and what is typed is here again."""
    keep_file_of(request, journey, step, form)
    if LANGUAGE in request.POST:
        return other_language.remember(redirect(request.get_full_path()), posted.text(request, LANGUAGE))
    before = step_before(journey.steps(), step)
    return _to_step(before, journey) if before else redirect("portal:start")


def _send_code(request: PageRequest, journey: Journey) -> HttpResponse:
    contact = journey.draft.contact
    if not contact:  # what was typed once is no address any more
        return _to_step("contact", journey)
    try:
        code_limit(request, contact)
        code = people.new_code(request.practice, contact, asker(request))
    except people.TooMany as problem:
        return _check_page(request, journey, str(problem), 429)
    if not posted.text(request, "website") and not journey.answers.get("website"):
        write(request.practice, contact, "code", code=code, language=translation.get_language() or "en")
    return redirect(f"{_address('portal:ask-code', journey)}&{urlencode({'checked': journey.checked})}")


def _send_again(request: PageRequest, journey: Journey) -> HttpResponse:
    """Another code, of the answers that were checked; as often as codes are sent at all."""
    answer = _send_code(request, journey)
    if answer.status_code != 302:
        return answer
    messages.success(request, forms.sent_again())
    named = {"checked": posted.text(request, "checked", default=journey.checked)}
    return redirect(f"{_address('portal:ask-code', journey)}&{urlencode(named)}")


def _send_as_checked(request: PageRequest, journey: Journey) -> HttpResponse:
    """The answers that were checked before the code was sent; others are looked at first, and who is signed in now needs no other code."""
    if posted.text(request, "checked", default=journey.checked) == journey.checked:
        return send(request, journey)
    messages.warning(request, gettext("Your answers were changed in another window. Check them again."))
    return _to("check", journey)


def _check_page(request: PageRequest, journey: Journey, problem: str = "", status: int = 200) -> HttpResponse:
    context = {
        "journey": journey,
        "rows": rows(journey),
        "problem": problem,
        "signed_in": request.actor.kind == "patient",
        "asks_language": asks_language(request, journey.known),
        "books_alone": journey.books_alone(),
    }
    return render(request, "portal/check.html", context, status=status)
