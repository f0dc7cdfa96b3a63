"""A patient asks for a visit: one question a screen, check, code, sent."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import redirect, render

from ...intake import actions, drafts
from ...intake.evaluation import self_schedulable
from ...intake.patients import record_of
from ...messaging.actions import write
from ...people import actions as people
from ...people import queries
from ...people.may import SYSTEM
from ...practice.models import Payer, VisitType
from ..forms import Form
from ..page import once, page
from ..request import PageRequest
from ..signin import sign_in_patient
from . import forms
from .journey import Journey, current, question_for

OWN_FORMS: dict[str, type[Form]] = {
    "who": forms.WhoForm,
    "contact": forms.ContactForm,
    "insurance": forms.InsuranceForm,
}
TITLES = {"who": "Who is the visit for?", "contact": "How do we reach you?", "insurance": "Your insurance"}


@page("portal.view", ["GET", "POST"])
def start(request: PageRequest) -> HttpResponse:
    """What do you need?"""
    visits = VisitType.objects.filter(active=True).order_by("name")
    chosen = visits.filter(code=request.POST.get("visit", "")).first() if request.method == "POST" else None
    if chosen is not None:
        draft = drafts.find(request.session.get("draft", ""))
        if draft is None:
            draft, request.session["draft"] = drafts.begin(request.practice)
        drafts.keep(draft, visit=chosen.code)
        return _next(current(request))
    wrong = "Choose what you need." if request.method == "POST" else ""
    return render(request, "portal/start.html", {"visits": visits, "wrong": wrong}, status=422 if wrong else 200)


@page("request.draft", ["GET", "POST"])
def step(request: PageRequest, step: str) -> HttpResponse:
    """One question."""
    journey = current(request)
    if journey is None or step not in journey.steps():
        return redirect("portal:start")
    form = _form(request, journey, step)
    if request.method == "POST":
        _keep_typed(journey, step, request)
        if form.is_valid() and _keep(request, journey, step, form):
            return redirect("portal:ask-check") if "change" in request.GET else _next(current(request))
    steps = journey.steps()
    context = {
        "form": form,
        "title": TITLES.get(step),
        "step": step,
        "number": steps.index(step) + 1,
        "of": len(steps),
        "steps": steps,
        "back": steps[steps.index(step) - 1] if steps.index(step) else None,
        "question": None if step in OWN_FORMS else question_for(step),
        "visit": journey.visit_type,
        "has_document": any(d.field == step for d in journey.documents()),
    }
    return render(request, "portal/step.html", context, status=422 if form.is_bound and form.errors else 200)


@page("request.draft", ["GET", "POST"])
def check(request: PageRequest) -> HttpResponse:
    """Check your answers; one button."""
    journey = current(request)
    if journey is None:
        return redirect("portal:start")
    missing = journey.complete()
    if missing:
        return redirect("portal:ask-step", missing)
    if request.method == "POST":
        if journey.known is not None:
            return _send(request, journey)
        return _send_code(request, journey)
    return render(request, "portal/check.html", {"journey": journey, "rows": _rows(journey), "problem": ""})


@page("request.draft", ["GET", "POST"])
def code(request: PageRequest) -> HttpResponse:
    """The code that was sent; with the right one the request is on its way."""
    journey = current(request)
    contact = journey.answers.get("contact", "") if journey else ""
    if journey is None or not contact:
        return redirect("portal:start")
    form = forms.CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            people.limit(request.practice, "verify", contact)
            people.use_code(contact, form.cleaned_data["code"])
        except (people.WrongCode, people.TooMany) as problem:
            form.add_error("code", str(problem))
        else:
            sign_in_patient(request, contact)
            return _send(request, journey)
    return render(
        request,
        "portal/code.html",
        {"form": form, "contact": contact, "resend": "portal:ask-check"},
        status=422 if form.errors else 200,
    )


# Helpers ----------------------------------------------------------------------------------------------------


def _next(journey: Journey | None) -> HttpResponse:
    missing = journey.complete() if journey else None
    return redirect("portal:ask-step", missing) if missing else redirect("portal:ask-check")


def _form(request: PageRequest, journey: Journey, step: str) -> Form:
    made = OWN_FORMS.get(step) or forms.question_form(question_for(step))
    if request.method == "POST":
        return made(request.POST, request.FILES)
    typed = journey.answers
    initial = {name: typed.get(name) for name in ("first", "last", "birth", "contact", "payer", "member_id")}
    return made(initial=initial | {"answer": typed.get(f"q:{step}")})


def _keep_typed(journey: Journey, step: str, request: PageRequest) -> None:
    """What was typed stays, right or wrong; fields that the form does not have are not looked at."""
    if step == "who":
        drafts.keep(journey.draft, first=request.POST.get("first", "")[:80], last=request.POST.get("last", "")[:80])
    elif step == "contact":
        drafts.keep(journey.draft, contact_typed=request.POST.get("contact", "")[:254])
    elif step not in OWN_FORMS and question_for(step).kind not in ("document", "several choices"):
        drafts.keep(journey.draft, **{f"q:{step}": request.POST.get("answer", "")[:4000]})


def _keep(request: PageRequest, journey: Journey, step: str, form: Form) -> bool:
    values = form.cleaned_data
    done = sorted({*journey.answers.get("done", []), step})
    if step in OWN_FORMS:
        plain = {name: str(value) if isinstance(value, dt.date) else value for name, value in values.items()}
        drafts.keep(journey.draft, done=done, **plain)
        return True
    if question_for(step).kind == "document":
        try:
            drafts.keep_document(request.practice, step, values["answer"].read(drafts.LARGEST + 1), journey.draft)
        except drafts.NotADocument as problem:
            form.add_error("answer", str(problem))
            return False
        drafts.keep(journey.draft, done=done)
        return True
    answer = values["answer"]
    drafts.keep(
        journey.draft, done=done, **{f"q:{step}": ", ".join(answer) if isinstance(answer, list) else str(answer)}
    )
    return True


def _send_code(request: PageRequest, journey: Journey) -> HttpResponse:
    contact = journey.answers["contact"]
    try:
        write(request.practice, contact, "code", code=people.new_code(request.practice, contact))
    except people.TooMany as problem:
        return render(
            request,
            "portal/check.html",
            {"journey": journey, "rows": _rows(journey), "problem": str(problem)},
            status=429,
        )
    return redirect("portal:ask-code")


def _send(request: PageRequest, journey: Journey) -> HttpResponse:
    """Record and request; the draft is done with.  Sent twice, it is one request."""
    patient = journey.known
    if patient is None:
        said = journey.answers
        patient = record_of(
            SYSTEM,
            request.practice,
            first=said["first"].strip(),
            last=said["last"].strip(),
            birth=dt.date.fromisoformat(said["birth"]),
            contact=said["contact"],
            payer=Payer.objects.filter(code=said.get("payer", "")).first(),
            member_id=said.get("member_id", ""),
        )
        request.actor = queries.patient_actor(said["contact"])
    key, sent_for = str(journey.draft.pk), patient
    made = once(
        lambda: actions.submit(
            request.actor,
            sent_for,
            visit_type=journey.visit_type,
            answers=journey.said(),
            channel="online",
            documents=[document.pk for document in journey.documents()],
            key=key,
        )
    )
    request.session.pop("draft", None)
    if made.state == "approved" and self_schedulable(made.patient, made.visit_type, journey.said()):
        return redirect("portal:times", made.pk)
    return redirect("portal:request", made.pk)


def _rows(journey: Journey) -> list[tuple[str, str, str | None]]:
    """(what, answer, step to change it)."""
    said = journey.answers
    rows: list[tuple[str, str, str | None]] = [("Visit", journey.visit_type.name, None)]
    if journey.known is not None:
        rows.append(("For", journey.known.name, None))
    else:
        birth = dt.date.fromisoformat(said["birth"])
        payer = Payer.objects.filter(code=said.get("payer", "")).first()
        rows += [
            ("Name", f"{said['first']} {said['last']}", "who"),
            ("Date of birth", f"{birth:%B} {birth.day}, {birth.year}", "who"),
            ("We reach you at", said["contact"], "contact"),
            (
                "Insurance",
                f"{payer.name if payer else 'None of these'}{' · ' + said['member_id'] if said.get('member_id') else ''}",
                "insurance",
            ),
        ]
    given = {document.field for document in journey.documents()}
    for question in journey.questions():
        rows.append(
            (
                question.ask,
                "Photo or PDF received" if question.id in given else said.get(f"q:{question.id}", ""),
                question.id,
            )
        )
    return rows
