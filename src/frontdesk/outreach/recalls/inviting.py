"""Everybody whose visit is due is invited, one by one: who holds one patient's line does not wait for another's.

Whoever could book nothing by the link is not written to: somebody calls, and plans the visit another way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import now

from ...access.may import SYSTEM
from ...booking.models import Recall
from ...booking.states import DUE
from ...intake.models import Task
from ...intake.tasks.actions import close_tasks, open_task
from ...people import lines
from ...practice import policies
from ...tenancy.context import inside_practice
from ...tenancy.each import Part, each_by_itself
from ...tenancy.models import Practice
from .actions import CannotBeBooked, invite
from .possible import sentences_against_recall
from .queries import to_tell

UNBOOKABLE = "unbookable"
CAN_BE_BOOKED = "fits again"  # of a task: it was settled by a rule or a record that has changed


def invite_due(practice: Practice) -> int:
    """How many were told.  Each is a transaction of its own.  Raises NoPolicy."""
    with inside_practice(practice):
        due = {recall.pk: recall for recall in to_tell(practice)}

    def invite_one(key: UUID) -> bool:
        return _invite(due[key])

    return each_by_itself(practice, due, invite_one)


def _invite(due: Recall) -> bool:
    """Unless somebody has seen to it since it was looked for."""
    same = Recall.objects.filter(state=due.state, told=due.told, patient__deceased_on=None, patient__same_as=None)
    still = lines.still_among(same, due.pk)
    if still is None:
        return False
    try:
        invite(SYSTEM, still)
    except CannotBeBooked as problem:
        _somebody_calls(still, problem.sentences)
        return False
    return True


def _somebody_calls(recall: Recall, sentences: tuple[str, ...]) -> None:
    """Once under the rules in force: who has seen to it is not asked again until others are."""
    policy = policies.published()
    asked = Task.objects.filter(kind=UNBOOKABLE, thing_id=recall.pk).exclude(outcome=CAN_BE_BOOKED)
    since = policy.published_at or policy.created_at
    if not asked.filter(Q(state="open") | Q(created_at__gte=since)).exists():
        due_at, what = now() + dt.timedelta(days=1), " ".join(sentences)
        open_task(UNBOOKABLE, recall, due_at=due_at, patient=recall.patient, what=what)


def _asked_about() -> list[UUID]:
    return list(Task.objects.filter(kind=UNBOOKABLE, state="open").values_list("thing_id", flat=True))


def _settle(keys: Sequence[UUID]) -> int:
    """Nobody has to call about what can be booked by now, or is due no more."""
    for recall in Recall.objects.filter(pk__in=keys).select_related("patient__practice", "visit_type"):
        if recall.state not in DUE:
            close_tasks(recall, UNBOOKABLE)
        elif not sentences_against_recall(recall):
            close_tasks(recall, UNBOOKABLE, outcome=CAN_BE_BOOKED)
    return 0


CAN_BE_BOOKED_BY_NOW = Part(_asked_about, _settle)
