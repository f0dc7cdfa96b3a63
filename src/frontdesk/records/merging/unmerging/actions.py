"""What was made while two records were one, and nobody knows whose it is: whoever takes them apart is led to each.  Nothing moves by that."""

from __future__ import annotations

import datetime as dt

from django.utils.timezone import now

from ....access.may import Actor
from ....booking.models import Merge
from ....day.exceptions.reopening.actions import reopen_settled
from ....intake.models import Task
from ....intake.tasks.actions import close_tasks, open_task
from ....people.models import Patient, Staff
from ..belonging import rows_made_between
from .queries import other_records

SOON = dt.timedelta(hours=4)
ONE_AGAIN = "they are one record again"


def ask_whose(actor: Actor, merge: Merge, kept: Patient) -> None:
    """Called inside the undoing of a merge: one exception for each thing, whose owner is who undid it."""
    owner = Staff.objects.filter(pk__in=[actor.id] if actor.id else []).first()
    both = {record.pk: record for record in (kept, merge.gone)}
    for thing, what in rows_made_between(merge, kept):
        whose = both[thing.patient_id]  # type: ignore[attr-defined]
        open_task("apart", thing, due_at=now() + SOON, patient=whose, what=what, owner=owner, of_merge=merge.pk)


def ask_no_more(merge: Merge) -> None:
    """Called inside a merge: what was left between records that are one again is nobody's to look at any more."""
    asked = list(Task.objects.filter(kind="apart", state="open", patient=merge.kept_id).exclude(of_merge=None))
    for task in set(asked) - set(other_records(asked)):
        key = task.thing_id
        close_tasks(key, "apart", outcome=ONE_AGAIN, by=merge.by, settled_with=merge.pk, of_merge=task.of_merge)


def ask_again(merge: Merge) -> None:
    """Called inside its undoing: they are two again, and it is as open as it was."""
    reopen_settled(merge.pk, ONE_AGAIN)
