"""Everybody whom a time away affects is proposed another time by one press, and each by a job of their own: one that fails stops nobody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from ....access.may import Actor, NotAllowed
from ....audit.action import action
from ....booking.models import Appointment, TimeAway, ToPropose
from ....booking.states import ToProposeState
from ....booking.still_changeable import refuse_no_move
from ....booking.take import Place
from ....intake.states import IllegalTransition
from ....outreach.proposals.actions import WHOLE, NotFreeAnyMore, propose
from ....outreach.wakeups import defer_proposals
from ....people.queries import staff_actor
from ....tenancy.context import inside_practice
from ..keeping import sentence

Shown = Mapping[UUID, Place | None]


class _StaysAfterAll(Exception):
    """The time away was taken back while this waited."""


@action("proposal.send_all", permission="away.decide")
def propose_all(
    actor: Actor, away: TimeAway, *, appointments: list[Appointment], places: Shown | None = None
) -> TimeAway:
    """What each of them needs a job for is written down with the press.  `places`: the times that the page showed, and no others.

    Raises SameTime.
    """
    if actor.id is None:  # each job is done in somebody's name
        raise NotAllowed("proposal.send_all")
    for appointment in appointments:
        if places is not None and (place := places[appointment.pk]) is not None:
            refuse_no_move(appointment, place)
    moment = now()
    rows = [
        ToPropose(
            practice_id=away.practice_id,
            away=away,
            appointment=appointment,
            staff_id=actor.id,
            place=None if places is None else _written(places[appointment.pk]),
            pressed_at=moment,
        )
        for appointment in appointments
    ]
    ToPropose.objects.bulk_create(rows, ignore_conflicts=True)  # who waits already is proposed a time once
    made = ToPropose.objects.filter(pk__in=[to_propose.pk for to_propose in rows]).order_by("pk")
    defer_proposals(away.practice_id, list(made.values_list("pk", flat=True)))
    return away


def propose_one(practice: UUID, key: UUID) -> None:
    """The job of one: in a transaction of its own.  Raises whatever kept it from being done; its exception stands meanwhile."""
    try:
        with inside_practice(practice):
            row = _waiting(key)
            if row is not None:
                _end(key, _propose(row))
    except Exception:
        with inside_practice(practice):
            _end(key, "failed")
        raise


def _propose(row: ToPropose) -> ToProposeState:
    if not row.staff.is_active:
        raise NotAllowed("proposal.send")
    shown = None if row.place is None else (_read(row.place),)
    try:
        with transaction.atomic():
            propose(staff_actor(row.staff), row.appointment, reason=sentence(row.away), shown=shown)
            # Whoever takes it back publishes, and so one of the two has waited for the other (`booking/locks.py`).
            if not TimeAway.objects.filter(pk=row.away_id, state="approved").exists():
                raise _StaysAfterAll
    except NotFreeAnyMore:
        return "not free"
    except (IllegalTransition, _StaysAfterAll):
        return "over"
    return "made"


def _waiting(key: UUID) -> ToPropose | None:
    """What has failed may be tried again; what was done is done."""
    rows = ToPropose.objects.filter(pk=key, state__in=("waiting", "failed"))
    return rows.select_related("staff", "away__provider", "appointment__request", *WHOLE).first()


def _end(key: UUID, state: ToProposeState) -> None:
    ToPropose.objects.filter(pk=key).update(state=state, done_at=now())


def _written(place: Place | None) -> dict[str, str]:
    if place is None:
        return {}
    return {"provider": place.provider, "location": place.location, "start": place.start.isoformat()}


def _read(place: dict[str, str]) -> Place | None:
    if not place:
        return None
    return Place(place["provider"], place["location"], dt.datetime.fromisoformat(place["start"]))
