"""Reading time away: what was asked for, and whom it affects."""

from __future__ import annotations

import datetime as dt
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import now

from ...access.may import Actor, may_any, require_open
from ...availability.clock import day
from ...availability.model import BETWEEN_REASONS, instant_of
from ...booking.by_the_clock import is_of_today
from ...booking.judging import appointments_here
from ...booking.models import Appointment, Proposal, Reservation, TimeAway
from ...booking.moving import MOVING, NEED_NOT_MOVE, STAYS, asked_to_move
from ...booking.queries import ONLY_HELD
from ...intake.models import Task
from ...messaging.models import Message
from ...outreach.proposals.actions import TAKEN_BACK
from ...outreach.proposals.queries import last_of_each
from ...practice import policies
from ...practice.file.model import NOT_FREE
from ...practice.kept_sentences import in_todays_words
from .depending_visits import hanging, sentences
from .keeping import sentence
from .many.queries import being_prepared

TELLING = (*MOVING, STAYS)


def visible(actor: Actor) -> QuerySet[TimeAway]:
    """All, or a clinician's own."""
    require_open(actor, "away.view")
    times_away = TimeAway.objects.select_related("provider", "provider__practice")
    return times_away if may_any(actor, "away.view") else times_away.filter(provider=actor.provider)


def upcoming(actor: Actor, today: dt.date) -> QuerySet[TimeAway]:
    """What is not over, soonest first."""
    return visible(actor).filter(last_on__gte=today).exclude(state="withdrawn").order_by("first_on")


def by_id(actor: Actor, key: UUID) -> TimeAway | None:
    return visible(actor).filter(pk=key).first()


def affected(away: TimeAway) -> list[Appointment]:
    """Booked appointments to come in which the provider has a part while they are away, or that need them there, in order."""
    return _concerned(away, Appointment.objects.filter(state="booked", start__gte=now()))


def here_then(away: TimeAway) -> list[Appointment]:
    """The same of patients who are checked in today, whether their time has come or not: they wait in the house."""
    return [appointment for appointment in _concerned(away, appointments_here()) if is_of_today(appointment)]


def only_a_step(away: TimeAway, appointments: list[Appointment]) -> list[tuple[Appointment, int]]:
    """Of these, those of somebody else in which whoever is out has a step, with their minutes: another who is free may take it."""
    others = [appointment.pk for appointment in appointments if appointment.provider_id != away.provider_id]
    parts = Reservation.objects.filter(kind="provider", subject=away.provider_id, appointment__in=others)
    theirs = set(parts.order_by("pk").values_list("appointment", flat=True)) if others else set()
    return [
        (appointment, int((appointment.end - appointment.start).total_seconds()) // 60)
        for appointment in appointments
        if appointment.pk in theirs
    ]


def _concerned(away: TimeAway, rows: QuerySet[Appointment]) -> list[Appointment]:
    parts = Reservation.objects.meeting(*_around(away)).filter(kind="provider", subject=away.provider_id)
    concerned = Q(pk__in=parts.values("appointment")) | Q(pk__in=hanging(away, *_around(away)))
    whole = ("patient", "patient__practice", "provider", "location", "visit_type", "request", "payer")
    appointments = rows.filter(concerned).select_related(*whole).order_by("start")
    return [appointment for appointment in appointments if _meets(away, appointment)]


def moved_by(away: TimeAway) -> list[tuple[Appointment, Appointment]]:
    """Who was booked then and is no longer, with what they have now: moved, by whichever way, or canceled.  In order.

    Those in whose way it was found to stand, and those who were moved or canceled because nobody is there then.
    Who has the same time again is not among them, nor who kept theirs, or had it again, before they moved for another reason.
    """
    begin, end = _around(away)
    gone = Appointment.objects.filter(state__in=("cancelled", "rescheduled"), start__gte=begin, start__lt=end)
    about = Task.objects.filter(kind__in=("broken", "move", "here"), created_at__gte=away.created_at)
    about = about.exclude(outcome__in=NEED_NOT_MOVE)
    theirs = Q(provider=away.provider_id) & (Q(means=NOT_FREE) | Exists(about.filter(thing_id=OuterRef("pk"))))
    with_a_part = Q(pk__in=_by_its_sentences(away, about.filter(thing_id__in=gone.values("pk"))))
    rows = (
        gone.filter(theirs | with_a_part)
        .exclude(ONLY_HELD)
        .select_related("patient", "location", "visit_type")
        .order_by("start")
    )
    moved: dict[UUID, tuple[Appointment, Appointment]] = {}
    there = [appointment for appointment in rows if _meets(away, appointment)]
    _read_successors(there)
    for appointment in there:
        last = _last_of(appointment)
        if last.start != appointment.start or last.state == "cancelled":
            moved.setdefault(last.pk, (appointment, last))
    return list(moved.values())


def _by_its_sentences(away: TimeAway, tasks: QuerySet[Task]) -> list[UUID]:
    """What those are about that name the time away, or a rule in force that asks for whoever is away; in whichever words they were written."""
    book, own, others = policies.current().setup.book, sentence(away), set(sentences(away))
    about: list[UUID] = []
    for kind, key, what, since in tasks.values_list("kind", "thing_id", "what", "created_at"):
        pieces = what.split(BETWEEN_REASONS)  # whole: "Lee is away" is not what "Ann Lee is away" says
        said = in_todays_words(pieces, book, since)
        if own in pieces or own in said or (kind != "move" and said & others):
            about.append(key)
    return about


def _read_successors(rows: list[Appointment]) -> None:
    """Where each has moved to, for all of them together: as many questions as one of them has moved times."""
    while rows := [
        appointment
        for appointment in rows
        if appointment.state == "rescheduled" and appointment.successor_id is not None
    ]:
        successors = Appointment.objects.select_related("location").in_bulk(
            [appointment.successor_id for appointment in rows]
        )
        for appointment in rows:
            appointment.successor = successors[appointment.successor_id]
        rows = [appointment.successor for appointment in rows]


def _last_of(appointment: Appointment) -> Appointment:
    """Where it has moved to in the end; itself where it has not."""
    while appointment.state == "rescheduled" and appointment.successor is not None:
        appointment = appointment.successor
    return appointment


def _around(away: TimeAway) -> tuple[dt.datetime, dt.datetime]:
    """Its days, wherever it is."""
    begin = dt.datetime.combine(away.first_on - dt.timedelta(days=1), dt.time(), dt.UTC)
    return begin, dt.datetime.combine(away.last_on + dt.timedelta(days=2), dt.time(), dt.UTC)


def told_to_move(away: TimeAway) -> list[Appointment]:
    """Of those, the ones whose patient was asked to move, or told that it cannot take place."""
    return [appointment for appointment in affected(away) if asked_to_move(appointment) or was_told(appointment)]


def was_told(appointment: Appointment) -> bool:
    """Whether its patient knows that it cannot take place: a message has gone out, or they have answered what was proposed."""
    return appointment.pk in told([appointment])


def told(appointments: list[Appointment]) -> set[UUID]:
    """The keys of those of which that is so; to whom it is about to be said that it stays, that is enough."""
    keys = [appointment.pk for appointment in appointments]
    said = Message.objects.filter(thing_kind="appointment", thing_id__in=keys, template__in=TELLING)
    unheard = Q(state__in=("queued", "withdrawn", "failed")) & ~Q(state="queued", template=STAYS)
    said = said.exclude(unheard).order_by("thing_id", "-created_at")
    last = {row.thing_id: row for row in said.distinct("thing_id")}
    declined = Proposal.objects.filter(appointment__in=keys, state="declined")
    answered = dict(declined.order_by("created_at").values_list("appointment", "created_at"))
    return {
        key
        for key in keys
        if ((message := last.get(key)) is not None and message.template != STAYS)
        or (key in answered and (message is None or answered[key] > message.created_at))
    }


def answers(appointments: list[Appointment], reached: set[UUID]) -> dict[UUID, str]:
    """What came of asking each of them, by key.

    'preparing' where a job is at it; proposed, declined, passed; 'untold' where it could be said to nobody (`reached`: to whom it could), 'asked' without a time,
    or '' where nobody was asked yet, or was and is not after all.
    """
    keys = [appointment.pk for appointment in appointments]
    moving = Task.objects.filter(kind="move", thing_id__in=keys).order_by("thing_id", "-created_at")
    tasks = {task.thing_id: task for task in moving.distinct("thing_id")}
    last = last_of_each(keys)
    waits = being_prepared(keys)
    return {
        key: "preparing" if key in waits else _answer(tasks.get(key), last.get(key), key in reached) for key in keys
    }


def _answer(to_do: Task | None, last: Proposal | None, reached: bool) -> str:
    if to_do is not None and to_do.outcome == TAKEN_BACK:
        return ""
    if last is not None:
        return "untold" if last.state == "proposed" and not reached else str(last.state)
    return "asked" if to_do is not None else ""


def _meets(away: TimeAway, appointment: Appointment) -> bool:
    """On one of the dates, and within the hours of it (wall clock of the place)."""
    zone = ZoneInfo(appointment.location.timezone)
    date = appointment.start.astimezone(zone).date()
    if not away.first_on <= date <= away.last_on:
        return False
    local = day(date, zone)
    return (
        appointment.start < instant_of(local.bound(away.to_minute))
        and instant_of(local.bound(away.from_minute)) < appointment.end
    )
