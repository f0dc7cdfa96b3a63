"""One request: what the patient said, what the rules say, and the one button that does what is next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language, gettext

from ...access.may import may, may_open
from ...availability.model import Wanted
from ...booking import actions as booking
from ...booking.of_request import beside
from ...core.emergency import is_emergency
from ...core.refusals import Refusal
from ...day.canceled_late.queries import canceled_as_no_shows
from ...intake import actions, pictures, queries
from ...intake.evaluation import evaluate, facts_of, impossible
from ...intake.models import Request
from ...intake.queue import actions as queue
from ...intake.queue.queries import Filters, colleagues, rows
from ...intake.rules_for_patient import engine_for
from ...intake.states import OPEN
from ...intake.undo import actions as undoing
from ...intake.verdict import lines
from ...messaging.consent import channel_of
from ...messaging.templates import fill, template_for
from ...messaging.ways import ways
from ...people.contacts import shown as shown_contact
from ...people.queries import Match, died_like, look_alike
from ...practice import policies
from ...practice.reasons import reasons_to
from ...practice.roles.standing_still import for_what_waits
from .. import posted
from ..choosing import Usual, asked_for, staff_times, usual_of
from ..download import download, picture
from ..forms import TimeForm, version, way_back, with_pressed_time
from ..limited import Limited
from ..page import get_or_404, once, page
from ..placing import Placing, press
from ..portal.journey import question_for
from ..portal.questions import answer_words
from ..request import PageRequest
from ..who_was_told import told
from . import asking_first, showing, waits
from .appointments import way_to_undo
from .referral_says import both_say

RAIL = 40  # how many of the queue stand beside a request
ASKABLE = ("insurance-card", "referral", "reason", "pharmacy")


@page("request.view")
def show(request: PageRequest, key: UUID) -> HttpResponse:
    return _render(request, key)


@page("request.ask", ["POST"], shows=showing.OPEN_REQUEST)
def ask(request: PageRequest, key: UUID) -> HttpResponse:
    fields = [field for field in posted.texts(request, "field", 20) if field]
    asked = get_or_404(queries.by_id(request.actor, key))
    if not fields or not set(fields) <= {*ASKABLE, *asked.missing}:
        return _render(request, key, problem=gettext("Choose what you need from the patient."))
    return _do(
        request,
        asked,
        lambda: actions.ask(
            request.actor, asked, fields=fields, note=posted.text(request, "note", 1000), version=version(request)
        ),
        lambda: told(gettext("Asked."), asked.patient, asked, "information-needed"),
    )


@page("request.approve", ["POST"], shows=showing.OPEN_REQUEST)
def approve(request: PageRequest, key: UUID) -> HttpResponse:
    asked = get_or_404(queries.by_id(request.actor, key))
    return _do(
        request,
        asked,
        lambda: actions.approve(
            request.actor, asked, reason=posted.text(request, "reason", 1000), version=version(request)
        ),
        lambda: told(gettext("Approved."), asked.patient, asked, "request-approved"),
    )


@page("request.decline", ["POST"], shows=showing.OPEN_REQUEST)
def decline(request: PageRequest, key: UUID) -> HttpResponse:
    asked = get_or_404(queries.by_id(request.actor, key))
    reason = posted.text(request, "reason", 1000)
    return _do(
        request,
        asked,
        lambda: actions.decline(request.actor, asked, reason=reason, version=version(request)),
        lambda: told(gettext("Declined."), asked.patient, asked, "request-declined"),
    )


@page("appointment.cancel", ["POST"], shows=showing.OPEN_REQUEST)
def give_up(request: PageRequest, key: UUID) -> HttpResponse:
    """Its appointment was not kept, and the patient wants no other."""
    asked = get_or_404(queries.by_id(request.actor, key))
    return _do(
        request,
        asked,
        lambda: actions.give_up(
            request.actor, asked, reason=gettext("The patient wants no other time"), version=version(request)
        ),
        lambda: gettext("No other time is looked for."),
    )


@page("request.take", ["POST"], shows=showing.OPEN_REQUEST)
def take(request: PageRequest, key: UUID) -> HttpResponse:
    asked = get_or_404(queries.by_id(request.actor, key))
    return _do(
        request,
        asked,
        lambda: queue.take(request.actor, asked, version=version(request)),
        lambda: gettext("This request is assigned to you."),
    )


@page("request.hand_over", ["POST"], shows=showing.OPEN_REQUEST)
def hand_over(request: PageRequest, key: UUID) -> HttpResponse:
    asked = get_or_404(queries.by_id(request.actor, key))
    to = next((member for member in colleagues(request.actor) if str(member.pk) == posted.text(request, "to")), None)
    if to is None:
        return _render(request, key, problem=gettext("Choose to whom."))
    note = posted.text(request, "note", 400)
    return _do(
        request,
        asked,
        lambda: queue.hand_over(request.actor, asked, to=to, reason=note, version=version(request)),
        lambda: gettext("Assigned to %(name)s.") % {"name": to.name},
    )


@page("request.undo", ["POST"])
def undo(request: PageRequest, key: UUID) -> HttpResponse:
    """Take back what one has just done, before the patient was told."""
    asked = get_or_404(queries.by_id(request.actor, key))
    last, here = undoing.last_of(request.actor, asked), reverse("console:request", args=[asked.pk])
    if (question := asking_first.of_request(request, last, asked, version(request), here)) is not None:
        return question
    referral = asked.referrals.first() if may_open(request.actor, "referral.view") else None
    becomes = asking_first.what_becomes_of_the_record(asked, last) if last is not None else ""
    try:
        once(lambda: undoing.undo(request.actor, asked, version=version(request)))
    except Refusal as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"{gettext('Undone. No message was sent.')} {becomes}".strip())
        if referral is not None and last is not None and last.action == queries.FROM_A_REFERRAL:
            return redirect("console:referral", referral.pk)
        if queries.by_id(request.actor, key) is None:  # it went with a record that nobody else needs
            return redirect("console:queue")
    return redirect("console:request", asked.pk)


@page("appointment.book", ["POST"], shows=showing.OPEN_REQUEST)
def book(request: PageRequest, key: UUID) -> HttpResponse:
    """Approve where that is due and may be done here, and book, in one press."""
    asked = get_or_404(queries.by_id(request.actor, key))
    placing = press(
        request,
        TimeForm(with_pressed_time(request.POST)),
        lambda place, key: booking.approve_and_book.once(
            key,
            request.actor,
            asked,
            place=place,
            version=version(request),
            reason=posted.text(request, "reason", 1000),
            only=not posted.text(request, "second"),
        ),
    )
    if placing.done is None:
        return _render(request, key, placing=placing)
    words = told(gettext("Booked."), asked.patient, placing.done, "booked")
    messages.success(request, words, extra_tags=way_to_undo(request, placing.done))
    return redirect("console:appointment", placing.done.pk)


@page("document.view")
def document(request: PageRequest, key: UUID) -> HttpResponse:
    """A patient's document, as a download that a browser does not interpret."""
    kept_document = get_or_404(queries.document(request.actor, key))
    return download(kept_document)


@page("document.view")
def document_page(request: PageRequest, key: UUID, number: int) -> HttpResponse:
    """One page of it as a picture, to be read beside the request."""
    return picture(get_or_404(queries.document(request.actor, key)), number)


def _no_times(asked: Request, wanted: Wanted) -> tuple[str, ...]:
    """The sentences that leave the patient no time whenever it is, whoever looks for one."""
    return impossible(engine_for(asked.patient, policies.current().setup, wanted.facts), wanted)


def _do(request: PageRequest, asked: Request, work: Callable[[], object], done: Callable[[], str]) -> HttpResponse:
    try:
        once(work)
    except Refusal as problem:
        return _render(request, asked.pk, problem=str(problem))
    messages.success(request, done(), extra_tags=way_to_undo_request(request, asked))
    return redirect(f"{reverse('console:request', args=[asked.pk])}?{Filters.read(request.GET.dict()).query()}")


def way_to_undo_request(request: PageRequest, asked: Request) -> str:
    """The address that takes back what this actor has just done to it; '' where there is none, or it is not theirs to see."""
    until = undoing.open_until(request.actor, asked) if may_open(request.actor, "request.undo") else None
    as_it_is = queries.by_id(request.actor, asked.pk) if until is not None else None
    if until is None or as_it_is is None:
        return ""
    return way_back(reverse("console:undo", args=[asked.pk]), as_it_is.version, until)


def _matches(request: PageRequest, asked: Request) -> list[Match]:
    """Records that may be who asks; proposed where staff can decide on it."""
    if not (may(request.actor, "request.match", asked) and may_open(request.actor, "patient.view")):
        return []
    kept_out = asked.patient.self_registered  # who was kept out of them is said
    return look_alike(request.actor, asked.patient, with_proxies=kept_out)[:5]


def _render(request: PageRequest, key: UUID, *, problem: str = "", placing: Placing | None = None) -> HttpResponse:
    placing = placing or Placing(problem=problem)
    asked = get_or_404(queries.for_its_page(request.actor, key))
    there = beside(request.actor, asked)
    verdict = evaluate(asked, for_staff=True) if asked.state in OPEN else None
    bookable = (
        verdict is not None
        and asked.patient.deceased_on is None
        and not verdict.missing
        and not asked.missing
        and may_open(request.actor, "appointment.book")
        and (asked.state == "approved" or may(request.actor, "request.approve", asked))
    )
    wanted = Wanted(
        asked.visit_type.code, now(), replace(facts_of(asked), channel="staff"), (), (), str(asked.patient_id)
    )
    read = _read(request, asked)
    times = staff_times(
        request,
        wanted if bookable else None,
        usual=asked_for(asked) or (usual_of(there.usual) if there.usual is not None else Usual()),
        carry=dict(parse_qsl(str(read["address"]))),
        address=reverse("console:request", args=[asked.pk]),
    )
    context = {
        "asked": asked,
        "no_shows": asked.patient.no_shows + canceled_as_no_shows(asked.patient),
        **read,
        "verdict": verdict,
        "nobody_can": [nobody] if (nobody := _nobody(asked)) else [],
        "lines": lines(asked) if verdict is not None else [],
        "already": {"booked": there.booked} if verdict is not None else None,
        **times,
        **placing.context,
        "reasons": _reasons(asked),
        "matches": _matches(request, asked),
        "dead": died_like(asked.patient) if asked.patient.self_registered else [],
        "outgoing": asked.outgoing,  # type: ignore[attr-defined]
        "history": asked.history,  # type: ignore[attr-defined]
        "no_times": _no_times(asked, wanted) if asked.state == "awaiting_approval" else (),
        "bookable": bookable,
        **waits.for_time(request, asked),
        "first": next((offer for offer in times["times"] if offer.value == request.GET.get("time")), times["best"]),  # type: ignore[attr-defined]
        "appointment": there.kept,
        "looks_again": there.unkept,
    }
    return render(request, "console/request.html", context, status=placing.status)


def _nobody(asked: Request) -> str:
    """Why nobody can approve it, where it waits for that."""
    if asked.state != "awaiting_approval":
        return ""
    return for_what_waits(for_clinician=asked.waits_for_clinician)


def _read(request: PageRequest, asked: Request) -> dict[str, object]:
    """What was said and shown, the checklist, the conversation, and the rest of the queue beside it."""
    missing = [(field, question_for(field).ask) for field in asked.missing]
    askable = [(q, question_for(q).ask) for q in ASKABLE if q not in asked.missing]
    filters = Filters.read({"state": asked.state, **request.GET.dict()})
    return {
        "said": [
            (question_for(answer.field).ask, answer_words(answer.value), is_emergency(answer.value))
            for answer in asked.answers.all()
        ],
        "missing": missing,
        "askable": askable,
        "is_open": asked.state in OPEN,
        "documents": [
            (sent, range(1, pictures.pages(sent) + 1)) for sent in asked.documents.all() if sent.replaced_by_id is None
        ],
        "inbound": Limited(asked.inbound, queries.SHOWN)  # type: ignore[attr-defined]
        if may_open(request.actor, "message.view")
        else [],
        "colleagues": colleagues(request.actor) if may_open(request.actor, "request.hand_over") else [],
        "rail": Limited(rows(request.actor, filters), RAIL)
        if filters.state and may_open(request.actor, "queue.view")
        else [],
        "filters": filters,
        "address": filters.query(),
        "preview": _preview(asked),
        "referral": (referral := asked.referrals.first() if asked.channel == "referral" else None),
        "referral_says": both_say(referral, asked.patient) if referral is not None else [],
    }


def _reasons(asked: Request) -> dict[str, list[str]]:
    """What can be chosen: in the patient's language where the patient reads it, else in that of the page."""
    theirs, ours = asked.patient.language, get_language() or "en"
    languages = {"ask": theirs, "decline": theirs, "approve": ours}
    return {decide: reasons_to(decide, language) for decide, language in languages.items()}


def _preview(asked: Request) -> dict[str, str]:
    """What the patient is going to read when they are asked, or declined."""
    file, language = policies.current(), asked.patient.language
    channel = (ways(asked.patient, asked.visit_type.code) or [""])[0]
    words = {
        "practice": asked.practice.name,
        "phone": shown_contact(asked.practice.phone),
        "number": str(asked.number),
        "link": "…",
        "next": "…",
    }
    return {
        id_.replace("-", "_"): fill(template_for(file, id_, language), channel_of(channel), words).body
        if channel
        else ""
        for id_ in ("information-needed", "request-declined", "request-approved")
    }
