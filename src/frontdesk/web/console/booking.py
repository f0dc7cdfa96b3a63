"""Booking for a caller: who, what, when."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext

from ...access.may import may, may_open
from ...availability.model import Reason, Wanted
from ...booking import actions, offers
from ...booking.calendar.places import Placement, verdict
from ...booking.calling.actions import book_caller
from ...booking.models import Appointment
from ...booking.queries import waiting_for_a_time
from ...booking.take import Place, Wish, chosen_place
from ...booking.unready import NOTHING_WAITS, Waits, waits_for_a_yes
from ...intake import actions as intake
from ...intake import queries as requests
from ...intake.evaluation import Chosen, facts
from ...intake.models import Request
from ...people import queries as people
from ...people.models import Patient
from ...practice import policies
from ...practice import queries as named
from ...practice.models import VisitType
from .. import posted
from ..choosing import staff_times, usual_for
from ..forms import (
    Form,
    TimeForm,
    against_rules,
    new_key,
    providers,
    time_form,
    with_pressed_time,
)
from ..own_words import visit_said
from ..page import get_or_404, once, page
from ..place_words import place_name
from ..placing import Placing, press
from ..portal.forms import WEEKDAYS
from ..portal.questions import said_on
from ..request import PageRequest
from ..who_was_told import show_how, told
from . import answers, by_key
from .alive import led_to_record
from .appointments import way_to_undo
from .asking import asks_caller, sheets_of
from .requests import way_to_undo_request


@page("appointment.book")
def caller(request: PageRequest) -> HttpResponse:
    """Who is calling?"""
    text = request.GET.get("q", "").strip()
    answers.forget(request)
    known = by_key.people(request.actor, text, 20) if text else []
    show_how(known)
    context = {"q": text, "patients": known, "carry": carry_of(request)}
    return render(request, "console/_patients.html" if request.htmx else "console/book.html", context)


def carry_of(request: PageRequest) -> str:
    """A visit and a time that were chosen in the calendar go along while the patient is looked up."""
    return urlencode({name: value for name in ("visit", "time") if (value := request.GET.get(name, "")[:160])})


@page("appointment.book", ["GET", "POST"])
def times(request: PageRequest, key: UUID) -> HttpResponse:
    """What, and when; the rules that a time would break are named, and a scheduler may decide against them with a reason."""
    patient = get_or_404(people.find(request.actor, "").filter(pk=key).first())
    if (record := led_to_record(request, patient)) is not None:
        return record
    visit = named.visit_type(request.GET.get("visit", ""))
    asked = waiting_for_a_time(patient, visit) if visit and request.method != "POST" else None
    if asked is not None and may(request.actor, "request.view", asked):
        messages.info(request, gettext("This visit was asked for already, and waits for a time. Book it here."))
        chosen = urlencode({"time": time}) if (time := request.GET.get("time", "")[:160]) else ""
        return redirect(f"{reverse('console:request', args=[asked.pk])}?{chosen}".rstrip("?"))
    data = answers.pressed(request, patient, visit) if request.method == "POST" else None
    typed = answers.typed(request, patient, visit)
    sheets = sheets_of(patient, visit, data, typed) if visit and asks_caller(patient, visit) else []
    if request.method != "POST":
        answers.put_back(request, patient, visit, sheets)
    elif visit:
        answers.keep(request, patient, visit, sheets)
        _instead(request, patient, visit)
        if address := answers.elsewhere(request, patient, visit):
            return redirect(address)
    placing = _placing(request, patient, visit, sheets)
    if placing.done is not None:
        answers.forget(request)
        words = told(gettext("Booked."), patient, placing.done, "booked")
        messages.success(request, words, extra_tags=way_to_undo(request, placing.done))
        return redirect("console:appointment", placing.done.pk)
    context = {**_times_context(request, patient, visit, sheets, placing), **placing.context}
    return render(request, "console/book_times.html", context, status=placing.status)


def _instead(request: PageRequest, patient: Patient, visit: VisitType) -> None:
    """Another visit is chosen: what was typed is not lost by it."""
    other = named.visit_type(posted.text(request, "other"))
    if not answers.shows_times(request) or other is None:
        return
    if not answers.put_along(request, patient, visit, other, sheets_of(patient, other)):
        words = gettext(
            "What was typed stays with %(visit)s, and is there when you choose it again: more people may read the other request."
        )
        messages.info(request, words % {"visit": visit_said(visit)})


def _placing(request: PageRequest, patient: Patient, visit: VisitType | None, sheets: list[Form]) -> Placing:
    """The press, once the caller has answered what the rules depend on."""
    valid = [sheet.is_valid() for sheet in sheets]  # each, so that every field shows its own error
    if request.method == "POST" and not all(valid):
        return Placing(
            problem=gettext("Ask the caller the questions that are marked."),
            wanted=str(with_pressed_time(request.POST).get("time", ""))[:160],
        )
    return press(
        request,
        time_form(request.POST) if visit else TimeForm({}),
        lambda place, key: _book(request, patient, get_or_404(visit), place, key, sheets),
    )


def _times_context(
    request: PageRequest,
    patient: Patient,
    visit: VisitType | None,
    sheets: list[Form],
    placing: Placing,
) -> dict[str, object]:
    """What is offered, or why nothing is."""
    unanswered = request.method == "POST" and not all(sheet.is_valid() for sheet in sheets)
    wanted = _wanted(patient, visit, sheets if request.method == "POST" else []) if visit else None
    waiting = waits_for(wanted, patient) if wanted else NOTHING_WAITS
    refused = waiting.always
    if visit and refused and not sheets:  # the request that is written down instead asks for the reason
        sheets = sheets_of(patient, visit, typed=answers.typed(request, patient, visit))
        answers.put_back(request, patient, visit, sheets)
    pressed = request.GET.get("time", "") or (placing.wanted if unanswered else "")
    chosen = _chosen(pressed, patient, visit) if visit and pressed else None
    overrides = may_open(request.actor, "rules.override")
    return {
        "chosen_asks": chosen is not None and (overrides or not chosen["reasons"]),
        "patient": patient,
        "to_match": _to_match(request, patient),
        "visits": named.visit_types(),
        "visit": visit,
        "book_url": f"{reverse('console:book-times', args=[patient.pk])}?{urlencode({'visit': visit.code})}"
        if visit and refused
        else "",  # where the form that stands here is of something else
        "sheets": sheets,
        "carry": carry_of(request),
        "also": answers.also(request, patient, visit),
        **staff_times(
            request,
            wanted,
            usual=usual_for(patient),
            carry={"visit": visit.code} if visit else {},
            waiting=waiting,
        ),
        "refused": refused,
        "waiting": _waiting(waiting),
        "chosen": chosen,
        "providers": providers(),
        "weekdays": list(enumerate(WEEKDAYS)),
        "may_override": overrides,
        "may_wait": may_open(request.actor, "waitlist.join"),
    }


def _to_match(request: PageRequest, patient: Patient) -> Request | None:
    """The request on which somebody says who they are, where nobody has: a due visit, or a file, would not find them."""
    if not patient.self_registered or not may_open(request.actor, "request.match"):
        return None
    return requests.visible(request.actor).filter(patient=patient).order_by("-created_at").first()


def _wanted(patient: Patient, visit: VisitType, sheets: list[Form]) -> Wanted:
    """What is looked for, with what the caller has said by now."""
    said = {str(sheet.prefix): said_on(sheet) for sheet in sheets if sheet.is_valid()}
    return Wanted(visit.code, now(), facts(patient, said, "phone"), (), (), str(patient.pk))


def waits_for(wanted: Wanted, patient: Patient) -> Waits:
    """Where this visit waits for a yes before any time can be booked."""
    return waits_for_a_yes(offers.engine(), wanted)


def asked_first(patient: Patient, visit: VisitType) -> bool:
    """Whether what is wanted becomes a request first: the rules ask about something, or somebody has to approve it."""
    return asks_caller(patient, visit) or bool(waits_for(_wanted(patient, visit, []), patient).always)


def _waiting(waiting: Waits) -> list[tuple[str, tuple[Reason, ...]]]:
    """Whose times are left out, where others have some: by name, with the rules."""
    if waiting.always:
        return []
    setup = policies.current().setup
    return [
        (f"{setup.providers[provider].name}, {setup.locations[location].name}", reasons)
        for (provider, location), reasons in waiting.pairs.items()
    ]


def _book(
    request: PageRequest, patient: Patient, visit: VisitType, place: Place, key: str | None, sheets: list[Form]
) -> Appointment:
    """Where the caller was asked something, with what they said."""
    override, only = against_rules(request.POST), not posted.text(request, "second")
    reason = posted.text(request, "reason", 1000)
    if not sheets:
        return actions.book.once(
            key,
            request.actor,
            patient,
            visit_type=visit,
            place=place,
            channel="phone",
            override=override,
            only=only,
            reason=reason,
        )
    return book_caller.once(
        key,
        request.actor,
        patient,
        visit_type=visit,
        place=place,
        answers={str(sheet.prefix): said_on(sheet) for sheet in sheets},
        override=override,
        only=only,
        reason=reason,
    )


def _chosen(time: str, patient: Patient, visit: VisitType) -> dict[str, object] | None:
    """The time that was pressed in the calendar, with what stands in its way for this patient."""
    form = TimeForm({"time": time})
    if not form.is_valid():
        return None
    setup = policies.current().setup
    place = form.place
    return {
        "value": time,
        "start": place.start.astimezone(setup.locations[place.location].zone),
        "provider": setup.providers[place.provider].name,
        "location": place_name(place.location),
        "reasons": verdict(Placement(visit, patient), place),
    }


@page("request.create", ["GET", "POST"])
def write_down(request: PageRequest, key: UUID) -> HttpResponse:
    """What a caller asks for becomes a request: what the rules need is asked here, and the rules decide at once."""
    patient = get_or_404(people.find(request.actor, "").filter(pk=key).first())
    if (record := led_to_record(request, patient)) is not None:
        return record
    visit = get_or_404(named.visit_type(request.GET.get("visit", "")))
    sheets = sheets_of(patient, visit, request.POST or None, answers.typed(request, patient, visit))
    if request.method != "POST":
        answers.put_back(request, patient, visit, sheets)
    valid = [sheet.is_valid() for sheet in sheets]
    if request.method == "POST" and all(valid):
        said = {str(sheet.prefix): said_on(sheet) for sheet in sheets}
        token = posted.text(request, "key", 40)
        time = (posted.text(request, "time") or request.GET.get("time", ""))[:160]
        asked_for = _asked_for(patient, visit, time, said)
        limits = offers.limits_reached(offers.engine(), _wanted(patient, visit, sheets))
        made = once(
            lambda: intake.create_for_caller.once(
                token or None,
                request.actor,
                patient,
                visit_type=visit,
                answers=said,
                chosen=asked_for,
                tell=not limits,
            )
        )
        answers.forget(request)
        way = way_to_undo_request(request, made)
        if _goes_on_waitlist(request, made):
            words = gettext("Saved as a request. Enter what works for them, and put them on the waitlist.")
            messages.success(request, words, extra_tags=way)
            return redirect("console:wait-request", made.pk)
        messages.success(request, gettext("Saved. Here is what the rules say."), extra_tags=way)
        chosen = urlencode({"time": time}) if time else ""
        return redirect(f"{reverse('console:request', args=[made.pk])}?{chosen}".rstrip("?"))
    wrong = request.method == "POST"
    context = {
        "patient": patient,
        "visit": visit,
        "sheets": sheets,
        "key": new_key(),
        "carry": carry_of(request),
        "limits": offers.limits_reached(offers.engine(), _wanted(patient, visit, sheets if wrong else [])),
        "waits_then": bool(request.GET.get("wait")),
    }
    return render(request, "console/write_down.html", context, status=422 if wrong else 200)


def _goes_on_waitlist(request: PageRequest, made: Request) -> bool:
    """None of the times works for the caller, and it waits for nothing else."""
    return bool(request.GET.get("wait")) and made.state == "approved" and may(request.actor, "waitlist.join", made)


def _asked_for(patient: Patient, visit: VisitType, time: str, said: dict[str, str]) -> Chosen | None:
    """The time that the caller would like, as the rules will hold then; None where they named none."""
    form = TimeForm({"time": time})
    if not form.is_valid():
        return None
    return chosen_place(Wish(patient, visit, form.place, "phone", answers=tuple(said.items())), booked=False)
