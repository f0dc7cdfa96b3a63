"""What changes a request."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext, gettext_noop

from ..access.may import SYSTEM, Actor, require, require_for
from ..audit.action import action, because_of
from ..audit.models import Entry
from ..core.events import raise_event
from ..messaging import dates
from ..messaging.actions import asks_from, link, tell_soon, withdraw_about
from ..messaging.ways import can_be_asked, seen_by_reached, to_call
from ..people import lines
from ..people.alive import require_alive
from ..people.models import Patient, Staff
from ..practice import policies
from ..practice.models import Location, Provider, VisitType
from ..rules.facts import Channel
from ..tenancy.models import next_number
from .evaluation import Chosen, Verdict, evaluate, facts_of, said_on, self_schedulable
from .events import DocumentAdded, DocumentReplaced, RequestChanged
from .models import Answer, Document, Request
from .queries import APPROVED_WITH_ITS_TIME, WITH_ITS_TIME, came_into, has_its_time, unkept
from .service_levels import promise, promise_anew, promised_by_others, reply_by, time
from .standard.actions import keep_on_record
from .states import IN_THE_DATABASE, MOVES, OPEN, UNKEPT, IllegalTransition, Moves, ReplacedAlready, RequestState


@action("request.submit")
def submit(
    actor: Actor,
    patient: Patient,
    *,
    visit_type: VisitType,
    answers: Mapping[str, str],
    channel: Channel = "online",
    documents: list[UUID] | None = None,
    self_pay: bool = False,
) -> Request:
    """A patient asks, or who acts for them.  The rules decide at once where the request goes."""
    require_for(actor, "request.submit", patient.pk, visit_type.code)
    asked_by = actor.contact if actor.kind == "patient" and patient.pk not in actor.patients else ""
    asks_from(patient, actor.contact)
    return written_down(actor, patient, visit_type, answers, channel, documents or [], self_pay, asked_by)


@action("request.create")
def create_for_caller(
    actor: Actor,
    patient: Patient,
    *,
    visit_type: VisitType,
    answers: Mapping[str, str],
    channel: Channel = "phone",
    self_pay: bool = False,
    documents: list[UUID] | None = None,
    wants: tuple[Provider | None, Location | None] = (None, None),
    chosen: Chosen | None = None,
    tell: bool = True,
) -> Request:
    """What a caller asks: with whom and where if said; judged as of `chosen`, when it is to be.  `tell`: unless it cannot be booked."""
    return written_down(
        actor, patient, visit_type, answers, channel, documents or [], self_pay, wants=wants, chosen=chosen, tell=tell
    )


@action(WITH_ITS_TIME, permission="request.create")
def create_with_its_time(
    actor: Actor, patient: Patient, *, visit_type: VisitType, answers: Mapping[str, str], chosen: Chosen
) -> Request:
    """What a caller says for whom a time is booked by the same press: `chosen`; the rules decide as they will hold then."""
    return written_down(actor, patient, visit_type, answers, "phone", [], False, chosen=chosen)


@action("request.ask")
def ask(actor: Actor, request: Request, *, fields: list[str], note: str = "", version: int | None = None) -> Request:
    """Ask the patient for what is missing.  Raises IllegalTransition, Stale."""
    request = locked_row(request, version)
    request.missing, request.note = list(dict.fromkeys([*fields])), note
    move(request, "awaiting_info")
    tell_soon(actor, request.patient, "information-needed", request, **_about(request))
    return request


@action("request.answer")
def answer(
    actor: Actor,
    request: Request,
    *,
    answers: Mapping[str, str],
    documents: list[UUID] | None = None,
    version: int | None = None,
) -> Request:
    """What was missing arrives; the rules decide anew.  Raises IllegalTransition, Stale."""
    request = locked_row(request, version)
    keep_said(actor, request, answers, documents or [])
    known = facts_of(request)
    # An empty answer is an answer where it may be left empty; what a rule needs is missing all the same.
    still = [field for field in request.missing if known.answer(field) is None and field not in answers]
    if request.state == "awaiting_info":
        move(request, "requested")
    request.note = "" if not still else request.note
    go_by(request, evaluate(request), still)
    return request


@action("request.approve")
def approve(actor: Actor, request: Request, *, reason: str = "", version: int | None = None) -> Request:
    """Somebody who may says yes.  Raises IllegalTransition, Stale."""
    request = _approved(actor, request, version)
    tell_approved(actor, request)
    return request


@action(APPROVED_WITH_ITS_TIME, permission="request.approve")
def approve_with_its_time(actor: Actor, request: Request, *, reason: str = "", version: int | None = None) -> Request:
    """The same, for whom a time is booked by the same press: of that they hear.  Raises IllegalTransition, Stale."""
    return _approved(actor, request, version)


@action("request.decline", needs_reason=True)
def decline(actor: Actor, request: Request, *, reason: str, version: int | None = None) -> Request:
    """Somebody who may says no, and why.  Raises IllegalTransition, Stale, ReasonMissing."""
    request = locked_row(request, version)
    request.note = reason
    move(request, "declined")
    tell_soon(actor, request.patient, "request-declined", request, **_about(request))
    return request


@action("request.withdraw")
def withdraw(actor: Actor, request: Request, *, reason: str = "") -> Request:
    """The patient no longer asks; one that has its appointment ends with that.  Raises IllegalTransition."""
    request = locked_row(request)
    move(request, "withdrawn")
    _say_no_more(request)
    return request


@action("request.withdraw")
def withdraw_unkept(actor: Actor, request: Request, *, reason: str = "") -> Request:
    """Its appointment has ended, and with it what was asked.  Raises IllegalTransition."""
    request = locked_row(request)
    _move_unkept(request, "withdrawn")
    _say_no_more(request)
    return request


@action("document.add")
def add_document(actor: Actor, patient: Patient, *, document: Document) -> Document:
    """A document of a patient's, to no request in particular."""
    lines.wait_for_patients([patient.pk])
    document.patient = patient
    document.save(update_fields=["patient"])
    raise_event(DocumentAdded(document))
    return document


@action("document.replace", permission="document.add")
def replace_document(actor: Actor, old: Document, *, new: Document) -> Document:
    """The right file in the place of a wrong one, for the same request; the old one stays on record.  Raises ReplacedAlready."""
    lines.wait_for_patients(filter(None, [old.patient_id]))
    rows = Document.objects.select_for_update(of=("self",))
    wrong = rows.filter(pk=old.pk, patient=old.patient_id, replaced_by=None).first()  # nor gone to another record
    if wrong is None:
        raise ReplacedAlready
    new.patient_id, new.request_id, new.referral_id = wrong.patient_id, wrong.request_id, wrong.referral_id
    new.save(update_fields=["patient", "request", "referral"])
    wrong.replaced_by = new
    wrong.save(update_fields=["replaced_by"])
    raise_event(DocumentReplaced(wrong, new))
    return wrong


@action("request.expire")
def expire(actor: Actor, request: Request) -> Request:
    """Nobody answered for too long."""
    request = locked_row(request)
    move(request, "expired")
    return request


@action("request.schedule", permission="appointment.book")
def schedule(actor: Actor, request: Request) -> Request:
    """It has its time.  Raises IllegalTransition."""
    request = locked_row(request)
    move(request, "scheduled")
    return request


@action("request.look_again", permission="appointment.cancel")
def look_again(actor: Actor, request: Request, *, owner: Staff | None = None, reason: str = "") -> Request:
    """Its appointment was not kept: it needs another time, or a word that none is wanted.  `owner`: whose work it is, where nobody has it.

    What a person approved stays approved; else the rules say anew whether somebody has to.
    """
    request = locked_row(request)
    verdict = evaluate(request)
    if verdict.state == "awaiting_approval":
        request.deciding, request.waits_for_clinician = list(verdict.deciding), verdict.for_clinician
    request.owner = request.owner or owner
    _move_unkept(request, "awaiting_approval" if verdict.state == "awaiting_approval" else "approved")
    return request


@action("request.give_up", permission="appointment.cancel", needs_reason=True)
def give_up(actor: Actor, request: Request, *, reason: str, version: int | None = None) -> Request:
    """The patient wants no other time than the one that was not kept.  Raises IllegalTransition, Stale, ReasonMissing."""
    request = locked_row(request, version)
    if request.state not in OPEN or unkept(request) is None:
        raise IllegalTransition(request.state, "withdrawn")
    _move_unkept(request, "withdrawn")
    _say_no_more(request)
    return request


@action("request.take_up", permission="appointment.undo")
def take_up(actor: Actor, request: Request, *, state: RequestState) -> Request:
    """What had ended it, or brought it back to work, was a mistake: it is where it was, and waits for a time since it did."""
    request = locked_row(request)
    if request.state != state and state in IN_THE_DATABASE[request.state]:
        withdraw_about(request, "request-declined")
        if state == "scheduled":
            _owner_before(request)
        since = came_into(request, state) if request.state == "scheduled" and state in OPEN else now()
        if request.state != "scheduled":
            promise_anew(request, state)
        if state == "awaiting_approval":
            request.approved_by = ""
        request.state, request.state_since = state, since
        time(request, policies.published())
        save(request)
        raise_event(RequestChanged(request))
    return request


def written_down(
    actor: Actor,
    patient: Patient,
    visit_type: VisitType,
    answers: Mapping[str, str],
    channel: Channel,
    documents: list[UUID],
    self_pay: bool,
    asked_by: str = "",
    wants: tuple[Provider | None, Location | None] = (None, None),
    chosen: Chosen | None = None,
    tell: bool = True,
    decided: Verdict | None = None,
) -> Request:
    """Called inside another action: it is asked, and the rules decide at once where it goes, unless that is `decided` already."""
    lines.wait_for_patients([patient.pk])
    patient.refresh_from_db()
    require_alive(patient)
    practice, moment = patient.practice, now()
    request = Request.objects.create(
        practice=practice,
        number=next_number(),
        patient=patient,
        visit_type=visit_type,
        policy=policies.published(),
        channel=channel,
        self_pay=self_pay,
        asked_by=asked_by,
        provider=wants[0],
        location=wants[1],
        created_at=moment,
        state_since=moment,
        reply_by=reply_by(practice),
    )
    keep_said(actor, request, answers, documents)
    verdict = decided or evaluate(request, chosen=chosen)
    promise(request, verdict.state)
    if tell:
        tell_soon(actor, patient, "request-received", request, **_about(request))
    go_by(request, verdict, [], by=actor)
    return request


def locked_row(request: Request, version: int | None = None) -> Request:
    """The row as it is now, in its patient's line, held until the transaction ends.  Raises Stale: another version, or somebody else's by now."""
    rows = Request.objects.select_for_update(of=("self",)).select_related(
        "patient", "visit_type", "practice", "provider", "location", "due_policy"
    )
    if lines.stands_for(request.patient_id):
        return lines.row_held_in_line(request.pk, rows, request.patient_id, version=version)
    return lines.in_line_of(request.pk, rows, version=version)  # before the row: what follows may end what is kept


# Helpers ----------------------------------------------------------------------------------------------------


def _approved(actor: Actor, request: Request, version: int | None) -> Request:
    request = locked_row(request, version)
    require(actor, "request.approve", request)  # as it stands now: a rule may ask for a clinician since
    because_of("; ".join(request.deciding))
    request.approved_by = actor.name
    move(request, "approved")
    return request


def tell_approved(actor: Actor, request: Request) -> None:
    seen = seen_by_reached(request.patient, request.visit_type.code)
    alone = self_schedulable(request.patient, request.visit_type, said_on(request), seen=seen)
    chooses = alone and can_be_asked(request.patient, request.visit_type.code, "appointment.book")
    next_ = (
        gettext_noop("Choose a time that works for you.")
        if chooses
        else gettext_noop("Call us to choose a time.")
        if alone
        else gettext_noop("We will call you to find a time.")
        if to_call(request.patient, request.visit_type.code)
        else gettext_noop("We will write to you to find a time.")
    )
    with translation.override(request.patient.language):
        next_ = gettext(next_)
    needs = "appointment.book" if chooses else ""
    tell_soon(actor, request.patient, "request-approved", request, needs=needs, next=next_, **_about(request))


def keep_said(actor: Actor, request: Request, answers: Mapping[str, str], documents: list[UUID]) -> None:
    """Called inside another action: what was answered and sent for it."""
    said = keep_on_record(actor, request, answers)
    there = {answer.field: answer for answer in Answer.objects.filter(request=request, field__in=said)} if said else {}
    new = [(field, value) for field, value in said.items() if field not in there]
    Answer.objects.bulk_create(
        Answer(practice_id=request.practice_id, request=request, field=field, value=value) for field, value in new
    )
    for field, answer in there.items():
        answer.value = said[field]
        answer.save(update_fields=["value"])
    Document.objects.filter(pk__in=documents, request=None).update(request=request, patient=request.patient, draft=None)


def go_by(request: Request, verdict: Verdict, still: list[str], *, by: Actor = SYSTEM) -> None:
    """Where the rules put it.  What staff asked for stays missing until it is there; `by`: whose press that follows from."""
    request.deciding, request.waits_for_clinician = list(verdict.deciding), verdict.for_clinician
    request.missing = list(dict.fromkeys([*still, *verdict.missing]))
    state: RequestState = "awaiting_info" if still else verdict.state
    because_of("; ".join(verdict.deciding))
    if state == request.state:
        save(request)
        return
    move(request, state)
    if state == "awaiting_info" and not promised_by_others(request):
        tell_missing(by, request)


def tell_missing(actor: Actor, request: Request) -> None:
    tell_soon(actor, request.patient, "information-needed", request, **_about(request))


def move(request: Request, state: RequestState, moves: Moves = MOVES) -> None:
    promise_anew(request, state)
    request.move_to(state, moves)
    request.state_since = now()
    time(request, policies.published())
    save(request)
    raise_event(RequestChanged(request))


def _move_unkept(request: Request, state: RequestState) -> None:
    """For what follows of the end of its appointment.  Raises IllegalTransition, also while it has one."""
    if has_its_time(request):
        raise IllegalTransition(request.state, state)
    move(request, state, UNKEPT)


def _say_no_more(request: Request) -> None:
    """What waits to be said about it is so no longer."""
    withdraw_about(request, "request-received", "information-needed", "request-approved")


def _owner_before(request: Request) -> None:
    """Nobody looks for another time any more: who was given it with that has it no longer."""
    given = Entry.objects.filter(thing_kind="request", thing_id=request.pk, action="request.look_again").last()
    before, after = given.changes.get("owner_id", (None, None)) if given is not None else (None, None)
    if after and str(request.owner_id) == str(after):
        request.owner_id = UUID(before) if before else None


def save(request: Request) -> None:
    request.version += 1
    request.save()


def _about(request: Request) -> dict[str, str]:
    return {
        "number": str(request.number),
        "reply_by": dates.day(request.reply_by, request.patient.language),
        "link": link(request.practice, f"/requests/{request.pk}/"),
    }
