"""What a death ends, and taking it back.  It is one action: whatever was open ends in the same moment, and is written down."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import replace
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import now

from ...access.may import SYSTEM, Actor
from ...audit.action import action
from ...booking import locks
from ...booking.actions import cancel
from ...booking.by_the_clock import time_has_come
from ...booking.errors import BreaksRules, JustTaken
from ...booking.events import Booked, TakenBack
from ...booking.judging import Judge, with_facts
from ...booking.messages import tell_no_time
from ...booking.models import Appointment, Death, Proposal, Recall, WaitlistEntry, WaitlistOffer
from ...booking.moving import asked_to_move
from ...booking.papers import BY_ITSELF
from ...booking.queries import AGAIN
from ...booking.series.telling import tell
from ...booking.states import DUE
from ...booking.take import Place, Wish, given_length, take
from ...core.events import raise_event
from ...day.correcting.actions import stand
from ...day.exceptions.actions import CANCELLED
from ...day.exceptions.reopening.actions import lost_its_ground
from ...intake import actions as intake
from ...intake.events import DeathTakenBack, PatientDied
from ...intake.models import Request, Task
from ...intake.states import OPEN as ASKED
from ...intake.tasks.actions import open_task, reopen
from ...intake.undo.actions import TooLateToUndo
from ...messaging.actions import withdraw_all
from ...messaging.models import Inbound
from ...outreach.recalls.actions import AS_NEW
from ...outreach.waitlist.actions import DIED, WAITING
from ...outreach.waitlist.again.actions import offer_again, wish_of_offer
from ...people.merged import records_merged_into
from ...people.models import Patient
from ...practice import policies
from ...practice.models import VisitType
from ...tenancy.today import today_at
from .queries import deaths_of

BY_MISTAKE = "a death was entered by mistake"
SAID_OF_A_VISIT = ("order", "paper")  # what is asked of a visit once: a call by the rules, a late paper


@action("patient.deceased")
def deceased(actor: Actor, patient: Patient, *, on: dt.date) -> Patient:
    """A patient has died: nothing is due, nobody waits, nothing more is written; what was booked is given back.

    Written down again, only the date changes: what the first time ended is remembered once, with the way back.
    """
    locks.line_up(patients=[patient.pk])
    patient.refresh_from_db()
    known = Patient.objects.filter(pk=patient.pk).exclude(deceased_on=None).exists()
    patient.deceased_on = on
    patient.save(update_fields=["deceased_on"])
    if known:
        deaths_of(patient).update(on=on)
    else:
        raise_event(PatientDied(actor, patient))
    return patient


@action("patient.alive", permission="patient.deceased", needs_reason=True)
def alive(actor: Actor, patient: Patient, *, reason: str) -> Patient:
    """It was a mistake: what the death ended is taken up again; where a time is gone by now, somebody books another."""
    locks.line_up(*wishes_of(patient), patients=[patient.pk])
    patient.refresh_from_db()
    patient.deceased_on = None
    patient.save(update_fields=["deceased_on"])
    # Should they be two people again, the other one lives as well.
    Patient.objects.filter(pk__in=records_merged_into(patient.pk)).update(deceased_on=None)
    raise_event(DeathTakenBack(actor, patient))
    return patient


@action("appointment.stands_again", permission="appointment.undo")
def stand_after_all(actor: Actor, appointment: Appointment) -> Appointment:
    """What ended by mistake when it had begun is as it was: what came of it is still to be said.  Raises TooLateToUndo."""
    stand(appointment, "booked")
    raise_event(TakenBack(actor, appointment, "cancelled"))
    return appointment


def remember(event: PatientDied) -> None:
    """What is open now, so that it can be taken up again should the death have been a mistake."""
    patient = event.patient
    booked = _booked(patient)
    death = Death(practice_id=patient.practice_id, patient=patient, by=event.actor.name[:120], created_at=now())
    death.on = patient.deceased_on or today_at(patient.practice)
    death.ended = {
        "waitlist": _keys(WaitlistEntry.objects.filter(patient=patient, state__in=WAITING)),
        "request": [[str(request.pk), request.state] for request in _asked(patient)] + _of_a_time(booked),
        "task": _keys(Task.objects.filter(patient=patient, state="open")),
        "appointment": [str(appointment.pk) for appointment in booked if appointment.state == "booked"],
        "offer": _keys(WaitlistOffer.objects.filter(entry__patient=patient, state="offered")),
        "recall": _keys(
            Recall.objects.filter(Q(state__in=DUE) | Q(state="booked", appointment__in=booked), patient=patient)
        ),
    }
    death.save()


def end_everything(event: PatientDied) -> None:
    """Appointments, holds, requests and messages that wait.  Places on the waitlist have ended by then, with their offers."""
    for appointment in _booked(event.patient):
        appointment.refresh_from_db(fields=["state"])
        if appointment.state in ("held", "booked"):
            cancel(SYSTEM, appointment, reason=DIED, told=True)
    for request in _asked(event.patient):
        intake.withdraw(SYSTEM, request)
    withdraw_all(event.patient)


def close_tasks(event: PatientDied) -> None:
    """Nobody has to be called any more; also what this death itself has opened."""
    opened = Task.objects.filter(patient=event.patient, state="open").exclude(kind="refill")
    opened.update(state="done", outcome=DIED, done_at=now(), done_by=event.actor.name[:120])


def take_up_again(event: DeathTakenBack) -> None:
    """As far as it can be had still."""
    for death in deaths_of(event.patient):
        _take_up(event.actor, event.patient, death)


# Helpers ----------------------------------------------------------------------------------------------------


def _take_up(actor: Actor, patient: Patient, death: Death) -> None:
    """All that this one had ended, in whichever record it was."""
    ended = death.ended
    closed, left = {"state": "closed", "reason": DIED}, {"state": "left", "reason": DIED}  # by nobody's own decision
    Recall.objects.filter(pk__in=ended.get("recall", []), **closed).update(**AS_NEW, reason="")
    free = _not_twice(patient, WaitlistEntry.objects.filter(pk__in=ended.get("waitlist", []), **left))
    WaitlistEntry.objects.filter(pk__in=free).update(state="waiting", reason="")
    for key, state in ended.get("request", []):
        intake.take_up(SYSTEM, Request.objects.get(pk=key), state=state)
    booked = _ended_with(death)
    for appointment in booked.filter(start__lte=death.created_at):
        with suppress(TooLateToUndo), transaction.atomic():
            stand_after_all(SYSTEM, appointment)
    there = [
        (_book_again(actor, appointment, ended.get("task", [])), appointment)
        for appointment in booked.filter(start__gt=death.created_at)
    ]
    again = {str(made.pk): str(appointment.pk) for made, appointment in there if made is not None}
    _tell_of_series(actor, [made for made, _appointment in there if made is not None])
    for given in _offers(ended):
        offer_again(actor, given, "their death was entered")
    for task in _settled_by_it(ended):
        if not lost_its_ground(task):
            reopen(task)
    Death.objects.filter(pk=death.pk).update(state="taken back", ended={**ended, AGAIN: again})


def _booked(patient: Patient) -> list[Appointment]:
    """What ends with them: all but what they may have come to, of which staff say what came of it."""
    rows = Appointment.objects.filter(patient=patient, state__in=["held", "booked"]).select_related("location")
    return [row for row in rows.order_by("start") if row.state == "held" or not _may_have_been(row, patient)]


def _may_have_been(appointment: Appointment, patient: Patient) -> bool:
    """It had begun before anybody knew of their death, on a day on which they lived."""
    day = appointment.start.astimezone(ZoneInfo(appointment.location.timezone)).date()
    return time_has_come(appointment) and (patient.deceased_on is None or day <= patient.deceased_on)


def _ended_with(death: Death) -> QuerySet[Appointment]:
    """What was booked, and is as the death has left it."""
    keys = death.ended.get("appointment", [])
    return Appointment.objects.filter(pk__in=keys, state="cancelled", reason=DIED).order_by("start")


def _asked(patient: Patient) -> list[Request]:
    return list(Request.objects.filter(patient=patient, state__in=ASKED))


def _of_a_time(booked: list[Appointment]) -> list[list[str]]:
    """The requests that these were booked for: without their times they look for others."""
    asked = {
        appointment.request_id
        for appointment in booked
        if appointment.state == "booked" and appointment.request_id is not None
    }
    return [
        [str(key), "approved"]
        for key in Request.objects.filter(pk__in=asked, state="scheduled").values_list("pk", flat=True)
    ]


def _settled_by_it(ended: dict[str, list[str]]) -> QuerySet[Task]:
    """What was to be done until then; also what somebody wrote about visits that the death canceled: it is to be read still."""
    done = Task.objects.filter(pk__in=ended.get("task", []), state="done")
    with_visits = Q(thing_kind="inbound", outcome=CANCELLED, settled_with__in=ended.get("appointment", []))
    return done.filter(Q(outcome=DIED) | with_visits)


def _keys(rows) -> list[str]:  # type: ignore[no-untyped-def]
    return [str(key) for key in rows.values_list("pk", flat=True)]


def _not_twice(patient: Patient, entries) -> list[UUID]:  # type: ignore[no-untyped-def]
    """Those for a visit that they have not begun to wait for again."""
    waiting = WaitlistEntry.objects.filter(patient=patient, state__in=WAITING).values("visit_type")
    return list(entries.exclude(visit_type__in=waiting).values_list("pk", flat=True))


def wishes_of(patient: Patient) -> list[Wish]:
    """The times that are booked again when it was a mistake: whoever takes several waits for all of them first."""
    there = list(deaths_of(patient))
    booked = [appointment for death in there for appointment in _ended_with(death)]
    return [*map(_wish, booked), *(wish_of_offer(given) for death in there for given in _offers(death.ended))]


def _wish(appointment: Appointment) -> Wish:
    minutes = int((appointment.end - appointment.start).total_seconds() // 60)
    visit, place = (
        VisitType.objects.get(pk=appointment.visit_type_id),
        Place(appointment.provider.code, appointment.location.code, appointment.start),
    )
    given = given_length(appointment)
    long = minutes if given is None else None
    return Wish(appointment.patient, visit, place, "staff", appointment.request, agreed=True, minutes=long, given=given)


def _book_again(actor: Actor, appointment: Appointment, tasks: list[str]) -> Appointment | None:
    """The same time, where it is free still and has not passed; else it is somebody's task.

    One that had to move has to still, and its patient chooses another time: what was proposed ended with the death.
    """
    due = now() + dt.timedelta(hours=4)
    try:
        if appointment.start <= now():
            raise JustTaken([])
        made = _take_as_agreed(appointment)
    except (JustTaken, BreaksRules):
        open_task("rebook", appointment, due_at=due, patient=appointment.patient)
        _got(appointment).filter(pk__in=_not_twice(appointment.patient, _got(appointment))).update(
            state="waiting", reason=""
        )
        return None
    made.series, made.self_pay = appointment.series, appointment.self_pay
    made.payer = None if appointment.self_pay else made.payer
    made.confirmed_at = appointment.confirmed_at
    made.given_minutes, made.given_why = appointment.given_minutes, appointment.given_why
    made.override_reason = appointment.override_reason or appointment.given_why
    made.overridden = sorted({*made.overridden, *appointment.overridden})
    given = ["given_minutes", "given_why", "override_reason", "overridden"]
    made.save(update_fields=["series", "self_pay", "payer", "confirmed_at", *given])
    _is_about(appointment, made, tasks)
    WaitlistEntry.objects.filter(patient=appointment.patient, appointment=appointment).update(appointment=made)
    _got(appointment).update(state="booked", reason="", got=made)
    moves = asked_to_move(made)
    raise_event(Booked(actor, made, tell=not moves and made.series is None, again=appointment))
    if moves:
        tell_no_time(made, soon=actor)
    return made


def _take_as_agreed(appointment: Appointment) -> Appointment:
    """It was agreed on before, and stays so: what only speaks of booking (how far ahead, how many, who decides) is not asked anew.

    Raises JustTaken, and BreaksRules where something would be against it if it had stood all the time.
    """
    wish = _wish(appointment)
    try:
        return take(wish, "booked")
    except BreaksRules as broken:
        row = with_facts(Appointment.objects.filter(pk=appointment.pk))[0]
        contended = any(reason.contended for reason in broken.reasons)
        if contended or Judge(policies.current().setup).against(row):
            raise
    return take(replace(wish, override=appointment.override_reason or BY_MISTAKE), "booked")


def _tell_of_series(actor: Actor, made: list[Appointment]) -> None:
    """One message for all of a series, as when it was booked; who was asked to choose another time for one reads of that by itself."""
    series = {appointment.series for appointment in made if appointment.series is not None}
    for key in sorted(series):
        tell(actor, [each for each in made if each.series == key and not asked_to_move(each)])


def _offers(ended: dict[str, list[str]]) -> list[WaitlistOffer]:
    """What they were offered when it was written down."""
    offers = WaitlistOffer.objects.filter(pk__in=ended.get("offer", [])).order_by("pk")
    return list(offers.select_related("hold__provider", "hold__location"))


def _is_about(old: Appointment, new: Appointment, tasks: list[str]) -> None:
    """What they wrote about that visit, what was to be done about it and what was proposed for it is about the same time under its new key.

    So is what staff had settled of it: nobody is asked again.  `tasks`: what was open when the death was entered.  That it had to move was settled by the death alone.
    """
    Task.objects.filter(pk__in=tasks, thing_id=old.pk).update(thing_id=new.pk)
    said = Task.objects.filter(thing_id=old.pk, kind__in=SAID_OF_A_VISIT, state="done")
    said.exclude(done_by=BY_ITSELF).exclude(outcome=DIED).update(thing_id=new.pk)
    for task in Task.objects.filter(pk__in=tasks, thing_id=new.pk, kind="move", outcome=CANCELLED):
        reopen(task)
    Proposal.objects.filter(appointment=old).update(appointment=new)
    for got in Inbound.objects.filter(about__contains=[old.pk]):
        got.about = [new.pk if key == old.pk else key for key in got.about]
        got.save(update_fields=["about"])


def _got(appointment: Appointment) -> QuerySet[WaitlistEntry]:
    """Who had waited and had got that time."""
    return WaitlistEntry.objects.filter(got=appointment, state="left", reason=DIED)
