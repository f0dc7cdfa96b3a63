"""Lanes: how a provider, room or patient is taken once, by as many as there are seats, or beside what is there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from psycopg import errors as pg
from psycopg.types.range import TimestamptzRange

from ..availability.model import Taking, instant_of
from ..practice.models import Provider, Resource
from .errors import JustTaken
from .models import Appointment, Reservation


def reserve(
    appointment: Appointment,
    takes: Iterable[Taking],
    *,
    seats: int = 1,
    overbook: bool = False,
    beside: Collection[Appointment] = (),
) -> None:
    """The rows that take the time: `takes` with the buffers, the patient from start to end.

    `seats`: so many may have it together.  `beside`: the appointment that a hold will replace, and what else is held in its place, keep
    their own rows until then; where they overlap the hold waits in another lane, and is moved into lane 0 when it is confirmed.  Raises JustTaken where no seat is left.
    """
    subjects = [
        *((*taken_by, seats) for taken_by in _subjects(appointment, list(takes))),
        ("patient", appointment.patient_id, _range(appointment.start, appointment.end), 1),
    ]
    rows = []
    for kind, subject, during, places in subjects:
        lane, lanes = _lane(subject, during, places, overbook or _only_own(subject, during, beside))
        rows.append(
            Reservation(
                practice_id=appointment.practice_id,
                appointment=appointment,
                kind=kind,
                subject=subject,
                lane=lane,
                lanes=lanes,
                during=during,
            )
        )
    Reservation.objects.bulk_create(rows)


def release(appointments: Iterable[Appointment]) -> None:
    """Give the time back.  Of several who have a visit together, another one moves into lane 0, where everybody else is kept out."""
    rows = list(Reservation.objects.filter(appointment__in=list(appointments)))
    Reservation.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        if row.lane == 0 and row.lanes and row.lanes > 1:
            _move_up(row.subject, row.during)


def settle_in(appointment: Appointment) -> None:
    """Into the ordinary lane, once what it replaces has gone; nothing that was only kept was put beside somebody on purpose.  Raises JustTaken where somebody is there after all."""
    try:
        with transaction.atomic():
            waiting = appointment.reservations.filter(lanes=None)
            if appointment.replaces_id is not None or not appointment.override_reason:
                waiting.update(lane=0, lanes=1)
    except IntegrityError as error:
        if isinstance(error.__cause__, pg.ExclusionViolation):
            raise JustTaken([]) from None
        raise


# Helpers ----------------------------------------------------------------------------------------------------


def _there(subject: UUID, during: TimestamptzRange) -> QuerySet[Reservation]:
    assert during.lower is not None and during.upper is not None
    return Reservation.objects.meeting(during.lower, during.upper).filter(subject=subject)


def _range(begin: dt.datetime, end: dt.datetime) -> TimestamptzRange:
    return TimestamptzRange(begin, end, "[)")


def _subjects(appointment: Appointment, takes: list[Taking]) -> list[tuple[str, UUID, TimestamptzRange]]:
    own = appointment.provider
    others = {taking.id for taking in takes if taking.kind == "provider"} - {own.code}
    rooms = {taking.id for taking in takes if taking.kind == "resource"}
    keys = {("provider", own.code): own.pk}
    keys |= {("provider", code): key for code, key in _keys(Provider, others)}
    keys |= {("resource", code): key for code, key in _keys(Resource, rooms)}
    return [
        (taking.kind, keys[taking.kind, taking.id], _range(instant_of(taking.begin), instant_of(taking.end)))
        for taking in takes
    ]


def _keys(model: type[Provider | Resource], codes: Collection[str]) -> QuerySet[Any, tuple[str, UUID]]:
    return model._default_manager.filter(code__in=codes).values_list("code", "pk")


def _only_own(subject: UUID, during: TimestamptzRange, beside: Collection[Appointment]) -> bool:
    """Whether what stands in the way in the ordinary lane goes when the hold is confirmed, and nothing else stands there."""
    if not beside:
        return False
    there = _there(subject, during).filter(lane=0)
    return there.exists() and not there.exclude(appointment__in=beside).exists()


def _lane(subject: UUID, during: TimestamptzRange, seats: int, extra: bool) -> tuple[int, int | None]:
    """(lane, how many there are).  `extra`: beyond what is there; it never touches what stands in the others.  Raises JustTaken."""
    if not extra and seats == 1:
        return 0, 1  # the constraint says whether it is free
    there = _there(subject, during).values_list("lane", "lanes")
    used = {lane for lane, _ in there}
    if extra:
        above = max((lanes or 1 for _, lanes in there), default=0)
        return next(lane for lane in range(above, above + len(used) + 1) if lane not in used), None
    free = next((lane for lane in range(seats) if lane not in used), None)
    if free is None:
        raise JustTaken([])
    return free, seats


def _move_up(subject: UUID, during: TimestamptzRange) -> None:
    others = _there(subject, during)
    first = others.filter(lanes__gt=1).order_by("lane").first()
    if first is not None and not others.filter(lane=0).exists():
        first.lane = 0
        first.save(update_fields=["lane"])
