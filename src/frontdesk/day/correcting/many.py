"""Taking back what one press did to many: the proposals of new times that have not left yet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from ...access.may import Actor
from ...audit.models import Entry
from ...booking import locks
from ...booking.freed_times import minutes_of, wish_of
from ...booking.models import Appointment
from ...intake.models import Task
from ...intake.undo.actions import TooLateToUndo
from ...outreach.proposals.actions import TAKEN_BACK
from .actions import open_until, undo

Span = tuple[dt.datetime, dt.datetime]


@dataclass
class Taken:
    """Whose proposal was taken back, and who had been told by then, or whose appointment somebody has gone on with."""

    back: list[Appointment] = field(default_factory=list)
    left: list[Appointment] = field(default_factory=list)


def all_open_until(actor: Actor, appointments: list[Appointment]) -> dt.datetime | None:
    """Until when some of it can be taken back."""
    return max(filter(None, (open_until(actor, appointment) for appointment in appointments)), default=None)


def undo_all(actor: Actor, appointments: list[Appointment], press: Span) -> Taken:
    """Of these appointments, what this actor proposed in that press, and nothing that was done since."""
    taken = Taken()
    asked = _asked_in(actor, appointments, press)
    sent = [appointment for appointment in appointments if appointment.pk in asked]
    locks.line_up(*(wish_of(appointment, minutes_of(appointment), "") for appointment in sent))
    for appointment in sent:
        try:
            with transaction.atomic():
                undo(actor, appointment)
        except TooLateToUndo:
            taken.left.append(appointment)
        else:
            taken.back.append(appointment)
    return taken


def _asked_in(actor: Actor, appointments: list[Appointment], press: Span) -> set[UUID | None]:
    """Those that were proposed by this actor then, and not taken back since: each left somebody something to do."""
    keys = [appointment.pk for appointment in appointments]
    mine = Entry.objects.filter(thing_kind="appointment", thing_id__in=keys, action="proposal.send", actor_id=actor.id)
    made = Task.objects.filter(kind="move", thing_id__in=mine.values("thing_id"), created_at__range=press)
    return set(made.exclude(outcome=TAKEN_BACK).values_list("thing_id", flat=True))
