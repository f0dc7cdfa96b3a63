"""Reading time away: what was asked for, and whom it affects."""

from __future__ import annotations

import datetime as dt
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import now

from ...access.may import Actor, may_any, require_open
from ...availability.clock import day
from ...availability.model import instant_of
from ...intake.models import Task
from ...messaging.models import Message
from ...practice.file.model import NOT_FREE
from ..models import Appointment, Proposal, Reservation, TimeAway
from ..moving import MOVING, asked_to_move
from ..proposals.actions import TAKEN_BACK
from ..queries import ONLY_HELD
from .keeping import sentence
from .many.queries import being_prepared

TELLING = (*MOVING, "time-stays")


def visible(actor: Actor) -> QuerySet[TimeAway]:
    """All, or a clinician's own."""
    require_open(actor, "away.view")
    found = TimeAway.objects.select_related("provider", "provider__practice")
    return found if may_any(actor, "away.view") else found.filter(provider=actor.provider)


def upcoming(actor: Actor, today: dt.date) -> QuerySet[TimeAway]:
    """What is not over, soonest first."""
    return visible(actor).filter(last_on__gte=today).exclude(state="withdrawn").order_by("first_on")


def by_id(actor: Actor, key: UUID) -> TimeAway | None:
    return visible(actor).filter(pk=key).first()


def affected(away: TimeAway) -> list[Appointment]:
    """Booked appointments to come in which the provider has a part while they are away, in order."""
    parts = Reservation.objects.meeting(*_around(away)).filter(kind="provider", subject=away.provider_id)
    rows = (
        Appointment.objects.filter(pk__in=parts.values("appointment"), state="booked", start__gte=now())
        .select_related("patient", "patient__practice", "provider", "location", "visit_type", "request", "payer")
        .order_by("start")
    )
    return [one for one in rows if _meets(away, one)]


def moved_by(away: TimeAway) -> list[tuple[Appointment, Appointment]]:
    """Who was booked then and is no longer, with what they have now: moved, by whichever way, or canceled.  In order.

    Those in whose way it was found to stand, and those who were moved or canceled because nobody is there then.
    Who has the same time again is not among them.
    """
    begin, end = _around(away)
    about = Task.objects.filter(kind__in=("broken", "move"), created_at__gte=away.created_at, thing_id=OuterRef("pk"))
    theirs = Q(provider=away.provider_id) & (Q(means=NOT_FREE) | Exists(about))
    with_a_part = Exists(about.filter(kind="broken", what__contains=sentence(away)))
    rows = (
        Appointment.objects.filter(theirs | with_a_part, state__in=("cancelled", "rescheduled"))
        .filter(start__gte=begin, start__lt=end)
        .exclude(ONLY_HELD)
        .select_related("patient", "location", "visit_type")
        .order_by("start")
    )
    found: dict[UUID, tuple[Appointment, Appointment]] = {}
    there = [one for one in rows if _meets(away, one)]
    _read_successors(there)
    for one in there:
        last = _last_of(one)
        if last.start != one.start or last.state == "cancelled":
            found.setdefault(last.pk, (one, last))
    return list(found.values())


def _read_successors(rows: list[Appointment]) -> None:
    """Where each has moved to, for all of them together: as many questions as one of them has moved times."""
    while rows := [one for one in rows if one.state == "rescheduled" and one.successor_id is not None]:
        found = Appointment.objects.select_related("location").in_bulk([one.successor_id for one in rows])
        for one in rows:
            one.successor = found[one.successor_id]
        rows = [one.successor for one in rows]


def _last_of(one: Appointment) -> Appointment:
    """Where it has moved to in the end; itself where it has not."""
    while one.state == "rescheduled" and one.successor is not None:
        one = one.successor
    return one


def _around(away: TimeAway) -> tuple[dt.datetime, dt.datetime]:
    """Its days, wherever it is."""
    begin = dt.datetime.combine(away.first_on - dt.timedelta(days=1), dt.time(), dt.UTC)
    return begin, dt.datetime.combine(away.last_on + dt.timedelta(days=2), dt.time(), dt.UTC)


def told_to_move(away: TimeAway) -> list[Appointment]:
    """Of those, the ones whose patient was asked to move, or told that it cannot take place."""
    return [one for one in affected(away) if asked_to_move(one) or was_told(one)]


def was_told(one: Appointment) -> bool:
    """Whether its patient knows that it cannot take place: a message has gone out, or they have answered what was proposed."""
    return one.pk in told([one])


def told(appointments: list[Appointment]) -> set[UUID]:
    """The keys of those of which that is so."""
    keys = [one.pk for one in appointments]
    said = Message.objects.filter(thing_kind="appointment", thing_id__in=keys, template__in=TELLING)
    said = said.exclude(state__in=("queued", "withdrawn", "failed")).order_by("thing_id", "-created_at")
    last = {one.thing_id: one for one in said.distinct("thing_id")}
    declined = Proposal.objects.filter(appointment__in=keys, state="declined")
    answered = dict(declined.order_by("created_at").values_list("appointment", "created_at"))
    return {
        key
        for key in keys
        if ((message := last.get(key)) is not None and message.template != "time-stays")
        or (key in answered and (message is None or answered[key] > message.created_at))
    }


def answers(appointments: list[Appointment], reached: set[UUID]) -> dict[UUID, str]:
    """What came of asking each of them, by key.

    'preparing' where a job is at it; proposed, declined, passed; 'untold' where it could be said to nobody (`reached`: to whom it could), 'asked' without a time,
    or '' where nobody was asked yet, or was and is not after all.
    """
    keys = [one.pk for one in appointments]
    moving = Task.objects.filter(kind="move", thing_id__in=keys).order_by("thing_id", "-created_at")
    tasks = {one.thing_id: one for one in moving.distinct("thing_id")}
    proposed = Proposal.objects.filter(appointment__in=keys).order_by("appointment", "-created_at")
    last = {one.appointment_id: one for one in proposed.distinct("appointment")}
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


def _meets(away: TimeAway, one: Appointment) -> bool:
    """On one of the dates, and within the hours of it (wall clock of the place)."""
    zone = ZoneInfo(one.location.timezone)
    date = one.start.astimezone(zone).date()
    if not away.first_on <= date <= away.last_on:
        return False
    local = day(date, zone)
    return one.start < instant_of(local.bound(away.to_minute)) and instant_of(local.bound(away.from_minute)) < one.end
