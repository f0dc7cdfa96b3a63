"""What a patient answers by text: what was asked and is unanswered, and who has to read what no rule could."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.timezone import now

from ..access.may import NotAllowed, may
from ..booking.actions import will_come
from ..booking.by_the_clock import Past
from ..booking.errors import MustMove
from ..booking.messages import about
from ..booking.models import Appointment
from ..booking.moving import MOVING, asked_to_move, moves_alone, must_move, must_move_one, patient_may_change
from ..intake.states import IllegalTransition
from ..intake.tasks.actions import open_task
from ..messaging import dates
from ..messaging.consent import refused
from ..messaging.incoming import answer, is_about, of_the_dead, reached_at
from ..messaging.models import Inbound, Message
from ..messaging.stopping import may_mean_the_visit
from ..messaging.ways import for_whom
from ..practice.actors import patient_actor
from .questions import ANSWERS_COUNT_FOR, OF_A_VISIT, Question, proposal_for, question_of, words_of

TO_READ = ("urgent", "confirm", "reschedule", "cannot", "unclear")  # the rest is answered where it comes in
CANNOT = {  # by whether they may move it, and cancel it
    (True, True): "text-cannot",
    (True, False): "text-cannot-move",
    (False, True): "text-cannot-cancel",
    (False, False): "text-cannot-call",
}
SOON, LATER = dt.timedelta(minutes=15), dt.timedelta(hours=4)


def answer_by_text(got: Inbound) -> None:
    """Nothing is confirmed that was not asked; what is not understood is somebody's task; an emergency is one at once.

    Save to an emergency nobody is answered where only the dead were reached, or no texts are wanted: staff read it.
    """
    if got.meaning != "urgent" and (of_the_dead(got.sender) or refused(got.sender)):
        keep_for_staff(got)
        return
    if got.meaning not in TO_READ:
        return
    question = question_of(got)
    if question is not None:
        _answer_about(got, question)
    else:
        _answer_about_visits(got)


def _answer_about_visits(got: Inbound) -> None:
    gone, asked = _about_what(got)
    match got.meaning:
        case "urgent":
            answer(got, "text-urgent")
            _task(got, asked, "urgent", SOON)
        case "confirm" | "reschedule" | "cannot" if gone:
            answer(got, "text-over")
            _task(got, asked, "text", LATER)
        case "confirm":
            _confirm(got, asked)
        case "reschedule" | "cannot" | "unclear" if moving := [
            appointment for appointment in asked if must_move_one(appointment)
        ]:
            _must_move(got, moving[0])
            if got.meaning != "reschedule":
                _task(got, asked, "cannot" if got.meaning == "cannot" else "text", LATER)
        case "reschedule":
            _reschedule(got, asked)
        case "cannot":
            _cannot(got, asked)
        case "unclear":
            _unclear(got, asked)


def _reschedule(got: Inbound, asked: list[Appointment]) -> None:
    """Led to where they choose; who may not choose alone is called, and told so."""
    if not asked:
        _unclear(got, asked)
    elif any(_moves_alone(got, appointment) for appointment in asked):
        answer(got, "text-link", f"/appointments/{asked[0].pk}/move/" if len(asked) == 1 else "/")
    else:
        answer(got, "text-link-call", f"/appointments/{asked[0].pk}/" if len(asked) == 1 else "/")
        _task(got, asked, "text", LATER)


def _cannot(got: Inbound, asked: list[Appointment]) -> None:
    """Led to what they may do about it; who may change none of it here is told to call."""
    path = f"/appointments/{asked[0].pk}/" if len(asked) == 1 else "/"
    changes = {patient_may_change(appointment, patient_actor(got.sender)) for appointment in asked}
    moves, cancels = not changes.isdisjoint({"move", "only move"}), not changes.isdisjoint({"move", "cancel"})
    answer(got, CANNOT[moves, cancels] if asked else "text-cannot", path)
    _task(got, asked, "cannot", LATER)


def _moves_alone(got: Inbound, appointment: Appointment) -> bool:
    return moves_alone(appointment, patient_actor(got.sender))


def keep_for_staff(got: Inbound) -> None:
    """It is not answered; somebody reads it, save what speaks of texts alone."""
    if got.meaning == "stop":
        _perhaps_the_visit(got)
        return
    if got.meaning not in TO_READ and not (got.meaning == "help" and of_the_dead(got.sender)):
        return
    question = question_of(got)
    if question is not None:
        _read_about(got, question)
        return
    _gone, asked = _about_what(got)
    urgent = got.meaning == "urgent"
    kind = got.meaning if urgent or got.meaning == "cannot" else "text"
    _task(got, asked, kind, SOON if urgent else LATER)


def _perhaps_the_visit(got: Inbound) -> None:
    """Who texts CANCEL wants no more texts, by law; where they have a visit ahead, or were asked about one, somebody asks whether it is that."""
    if not may_mean_the_visit(got.body):
        return
    _gone, asked = _about_what(got)
    if not asked:
        asked = appointments_ahead(got.sender)
        if len({appointment.patient_id for appointment in asked}) == 1:
            is_about(got, asked[0].patient, [appointment.pk for appointment in asked])
    if asked or _written(got.sender).filter(template__in=OF_A_VISIT).exists():
        _task(got, asked, "cannot", LATER)


def _answer_about(got: Inbound, question: Question) -> None:
    """Nobody is booked by a text: who wants the time that was offered is led to it, and staff see to it before it is gone."""
    hold, offer = question.hold, question.offer
    if got.meaning == "urgent":
        answer(got, "text-urgent")
    elif got.meaning == "confirm" and hold is not None and offer is not None and _may_book(got, hold):
        words = words_of(hold, offer.expires_at, question.patient)
        template = "text-offered" if question.kept else "text-offer-over"
        answer(got, template, f"/waitlist/offers/{offer.pk}/", words, about=question.patient)
    else:
        answer(got, "text-to-staff")
    _read_about(got, question)


def _may_book(got: Inbound, hold: Appointment) -> bool:
    return may(patient_actor(got.sender), "appointment.book", hold)


def _read_about(got: Inbound, question: Question) -> None:
    hold = question.hold
    is_about(got, question.patient, [hold.pk] if hold is not None else [])
    if got.meaning == "urgent":
        _task(got, [], "urgent", SOON)
    elif got.meaning == "confirm" and hold is not None:
        _wants(got, [hold], question.offer.expires_at if question.kept and question.offer is not None else None)
    else:
        _task(got, [hold] if hold is not None else [], "text", LATER)


def _wants(got: Inbound, asked: list[Appointment], until: dt.datetime | None) -> None:
    """Somebody sees to it while the time is kept still."""
    left = until - now() if until is not None else SOON
    _task(got, asked, "offered", min(SOON, left))


def _about_what(got: Inbound) -> tuple[bool, list[Appointment]]:
    """Whether what was asked at that number is over, and else the appointments that it was about.

    A family shares a number: a text is about whom they were asked about, and not about whose record is the oldest.
    """
    if last_asked_about_a_visit_that_is_off(got.sender):
        return True, []
    asked = asked_of(got.sender)
    if asked:
        named = next(
            (appointment.patient for appointment in asked if appointment.patient_id == got.patient_id), asked[0].patient
        )
        is_about(got, named, [appointment.pk for appointment in asked])
    return False, asked


def _confirm(got: Inbound, asked: list[Appointment]) -> None:
    """All of the day that was asked about, in the power of who has that number; what cannot take place then is said."""
    actor, confirmed, moves, doubtful = patient_actor(got.sender), [], [], []
    cannot_be = must_move(asked)
    for appointment in asked:
        if appointment.pk in cannot_be and not told_to_move([appointment]):
            doubtful.append(appointment)
            continue
        try:
            confirmed.append(will_come(actor, appointment))
        except MustMove:
            moves.append(appointment)
        except NotAllowed:  # they see it, and somebody else answers for the patient
            doubtful.append(appointment)
        except (IllegalTransition, Past):
            continue
    if doubtful:  # nobody is there then, and they have not heard of it: staff are about to tell them
        answer(got, "text-to-staff")
        _task(got, doubtful, "text", LATER)
    elif not confirmed and not moves:
        _unclear(got, asked)
    if len(confirmed) == 1:
        words = {**about(confirmed[0]), "for_whom": for_whom(confirmed[0].patient, got.sender)}
        answer(got, "confirmed", words=words, about=confirmed[0].patient)
    elif confirmed:
        who = confirmed[0].patient
        named = ", ".join(_named(appointment, who.language) for appointment in confirmed)
        answer(got, "confirmed-several", words={"list": named}, about=who)
    for appointment in moves[:1]:
        _must_move(got, appointment)


def told_to_move(asked: list[Appointment]) -> list[Appointment]:
    """Those of which the practice has said that they cannot take place: nobody keeps that time."""
    return [appointment for appointment in asked if asked_to_move(appointment)]


def _must_move(got: Inbound, appointment: Appointment) -> None:
    """What cannot take place is said; a yes to the time that is kept instead is somebody's, at once."""
    proposal = proposal_for(appointment)
    if got.meaning == "confirm" and proposal is not None:
        if may(patient_actor(got.sender), "proposal.answer", appointment):
            words = words_of(proposal.hold, proposal.expires_at, appointment.patient)
            answer(got, "text-offered", f"/appointments/{appointment.pk}/", words, about=appointment.patient)
        else:
            answer(got, "text-to-staff", f"/appointments/{appointment.pk}/")
        _wants(got, [appointment], proposal.expires_at)
        return
    words = {**about(appointment), "for_whom": for_whom(appointment.patient, got.sender)}
    answer(
        got,
        "text-must-move" if _moves_alone(got, appointment) else "text-must-move-call",
        words=words,
        about=appointment.patient,
    )


def last_asked_about_a_visit_that_is_off(number: str) -> bool:
    """Whether what was last asked at that number, or said where nothing was asked, is about a visit that takes place no longer.

    Not where something newer was said of one that does: whoever writes then has that before them.
    """
    newest = _newest(_written(number))
    asked = _newest(_written(number).filter(template__in=OF_A_VISIT)) or newest
    return newest is not None and asked is not None and _is_off(asked) and _is_off(newest)


def _newest(written: QuerySet[Message]) -> Message | None:
    return written.exclude(thing_id=None).order_by("-created_at").first()


def _is_off(message: Message) -> bool:
    """Whether the visit that it is about takes place no longer, nor where it was moved to."""
    gone = Appointment.objects.filter(
        pk__in=[message.thing_id], state__in=("cancelled", "rescheduled"), start__gt=now()
    )
    return gone.exclude(successor__state="booked").exists()


def asked_of(number: str) -> list[Appointment]:
    """The appointments of the day that the last unanswered reminder to that number was about; without one, those that we last wrote about.

    Only what who has that number may see, and what is still to come.  Where the visit that was asked about last is none any
    more, what was said since then comes before whatever was asked earlier.
    """
    written = _written(number)
    last = _newest(written.filter(template__in=OF_A_VISIT))
    if (
        last is not None
        and Appointment.objects.filter(pk__in=[last.thing_id], state__in=("cancelled", "rescheduled")).exists()
    ):
        return _asked_in(number, written.filter(created_at__gt=last.created_at)) or _asked_in(number, written)
    return _asked_in(number, written)


def _asked_in(number: str, written: QuerySet[Message]) -> list[Appointment]:
    asked = written.filter(template__in=OF_A_VISIT)
    last = asked.order_by("-created_at").first()
    moving = asked.filter(pk=last.pk) if last is not None and last.template in MOVING else asked.none()
    return (
        _of_that_day(number, moving)  # who must move has that question open, whether they had confirmed or not
        or _of_that_day(number, asked, confirmed_at=None)
        or _of_that_day(number, asked)
        or _of_that_day(number, written.exclude(template__startswith="reminder"))
    )


def appointments_ahead(number: str) -> list[Appointment]:
    """What is to come of those whom a number reaches, as far as who has it may see it."""
    rows = Appointment.objects.filter(patient__in=reached_at(number), state="booked", start__gt=now())
    rows = rows.select_related("patient__practice", "location", "visit_type", "provider", "request").order_by("start")
    actor = patient_actor(number)
    return [appointment for appointment in rows if may(actor, "appointment.view", appointment)]


def _of_that_day(number: str, written: QuerySet[Message], **more: None) -> list[Appointment]:
    said = written.exclude(thing_id=None).order_by("-created_at").values_list("thing_id", flat=True)[:20]
    keys = [key for key in said if key is not None]
    rows = Appointment.objects.filter(pk__in=keys, state="booked", start__gt=now(), **more)
    actor = patient_actor(number)
    seen = {
        appointment.pk: appointment
        for appointment in rows.select_related("patient__practice", "location", "visit_type", "provider", "request")
        if may(actor, "appointment.view", appointment)
    }
    appointments = [seen[key] for key in dict.fromkeys(keys) if key in seen]
    return sorted(
        (appointment for appointment in appointments if _day(appointment) == _day(appointments[0])),
        key=lambda appointment: appointment.start,
    )


def _written(number: str) -> QuerySet[Message]:
    return Message.objects.filter(
        to=number, thing_kind="appointment", channel="text", created_at__gt=now() - ANSWERS_COUNT_FOR
    ).exclude(state__in=["withdrawn", "failed"])


def _day(appointment: Appointment) -> dt.date:
    return appointment.start.astimezone(ZoneInfo(appointment.location.timezone)).date()


def _named(appointment: Appointment, language: str) -> str:
    return f"{appointment.patient.first_name}, {dates.when(appointment.start, appointment.location.timezone, language)}"


def _unclear(got: Inbound, asked: list[Appointment]) -> None:
    """Asked to say it in a word; who may answer for none of it by a word is told that staff read it."""
    actor = patient_actor(got.sender)
    answers = not asked or any(may(actor, "appointment.confirm", appointment) for appointment in asked)
    answer(got, "text-unclear" if answers else "text-to-staff")
    _task(got, asked, "text", LATER)


def _task(got: Inbound, asked: list[Appointment], kind: str, within: dt.timedelta) -> None:
    """It names everybody whom it can be about, where that is more than one."""
    about = [appointment.patient for appointment in asked] or ([] if got.patient is None else reached_at(got.sender))
    whom = list(dict.fromkeys(appointment.name for appointment in about))
    what = f"{', '.join(whom)}: {got.body}" if len(whom) > 1 else got.body
    ahead = [appointment.start for appointment in asked if appointment.start > now()]
    open_task(kind, got, due_at=min([now() + within, *ahead]), patient=got.patient, what=what)
