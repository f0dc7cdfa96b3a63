"""Of those who were asked to move: for whom somebody is there after all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from ....audit.models import Entry
from ....availability.model import Reason
from ....booking.judging import Judge, appointments_to_come, with_facts
from ....booking.models import Appointment, TimeAway
from ....booking.moving import MOVING
from ....intake.models import Task
from ....messaging.models import Message
from ....practice import policies
from ....practice.actions import without_rule
from ....practice.file import FileFaults, examine
from ....practice.models import Policy
from ..keeping import closure, decided_and_to_come
from ..queries import told


def stay_without(away: TimeAway, appointments: Iterable[Appointment]) -> list[Appointment]:
    """Of these, those that nothing else keeps from taking place once this time away is taken back: no other time away, no closed day."""
    practice = away.provider.practice
    others = [other for other in decided_and_to_come(practice) if other.pk != away.pk]
    if closure(away) in {closure(other) for other in others}:
        return []
    file, _faults = examine(without_rule(policies.published().text, closure(away)))
    if file is None:
        return []
    there = list(appointments)
    judge = Judge(file.setup)
    rows = with_facts(Appointment.objects.filter(pk__in=[appointment.pk for appointment in there]))
    staying = {appointment.pk for appointment in rows if not _kept_from(judge, appointment)}
    return [appointment for appointment in there if appointment.pk in staying]


def would_be_told(away: TimeAway, appointments: Iterable[Appointment]) -> list[Appointment]:
    """Of these, those whose patients hear that it stays when this time away is taken back."""
    there = list(appointments)
    reached = told(there)
    return stay_without(away, [appointment for appointment in there if appointment.pk in reached]) if reached else []


def stay_under(policy: Policy) -> list[Appointment]:
    """Those to come whose patients were asked to move while nobody was there then, or no room was open, and that can be by these rules.

    Who was asked for another reason is asked still: rules say nothing of that.
    """
    about = Message.objects.filter(thing_kind="appointment", thing_id=OuterRef("pk"), template__in=MOVING)
    moving = Task.objects.filter(kind="move", state="open", thing_id=OuterRef("pk"))
    asked = list(with_facts(appointments_to_come().filter(Q(Exists(moving)) | Q(Exists(about)))))
    judge = Judge(policies.file_of(policy).setup)
    there = [appointment for appointment in asked if not _kept_from(judge, appointment)]
    when = _asked_at(there) if there else {}
    then: dict[UUID, Judge | None] = {}
    return [appointment for appointment in there if appointment.pk in when and _absent_at(when, appointment, then)]


def _asked_at(appointments: list[Appointment]) -> dict[UUID, dt.datetime]:
    """When they were asked last, of those who are to choose still or have read of it: what follows from rules by itself asks nobody."""
    keys = [appointment.pk for appointment in appointments]
    tasks = Task.objects.filter(kind="move", state="open", thing_id__in=keys)
    asked_at = dict(tasks.values_list("thing_id", "created_at"))
    sent = Entry.objects.filter(action="proposal.send", thing_kind="appointment", thing_id__in=list(asked_at))
    for key, at in sent.values_list("thing_id", "at"):
        if key is not None:
            asked_at[key] = max(at, asked_at[key])
    others = told([appointment for appointment in appointments if appointment.pk not in asked_at])
    said = Message.objects.filter(thing_kind="appointment", thing_id__in=others, template__in=MOVING)
    told_at = said.order_by("created_at").values_list("thing_id", "created_at")
    return asked_at | {key: at for key, at in told_at if key is not None}


def _absent_at(when: dict[UUID, dt.datetime], appointment: Appointment, judges: dict[UUID, Judge | None]) -> bool:
    """Whether the version that was in force then found nobody there; `judges`: one for each version that was asked before."""
    then = Policy.objects.filter(published_at__lte=when[appointment.pk]).order_by("-published_at").first()
    if then is None:
        return False
    if then.pk not in judges:
        try:
            judges[then.pk] = Judge(policies.file_of(then).setup)
        except FileFaults:  # what an older Frontdesk could read
            judges[then.pk] = None
    judge = judges[then.pk]
    return judge is not None and bool(_kept_from(judge, appointment))


def _kept_from(judge: Judge, appointment: Appointment) -> list[Reason]:
    """Why it cannot be where it stands: nobody is there for it, or no room that it needs is open then."""
    return judge.absent(appointment) or [reason for reason in judge.against(appointment) if reason.kind == "resource"]
