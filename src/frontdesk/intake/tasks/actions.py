"""What changes a task.  Tasks are opened and closed by what happens; people take them, hand them on and say what came of it."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext

from ...access.may import Actor
from ...audit.action import action
from ...core.events import raise_event
from ...core.refusals import Refusal
from ...people import lines
from ...people.models import Patient, Staff
from ...practice.kept_sentences import in_todays_words
from ...practice.policies import current
from ...tenancy.within_length import within_length
from ..events import TaskDone
from ..models import Referral, Task
from .open_days import on_an_open_day

BY_HAND = "by_hand"
WITH_A_REASON = ("paper",)  # what staff settle otherwise than it was meant to be
SEVERAL = ("order", "referral")  # of which several may be open about one thing (`one_open_task_of_a_kind`)
NOBODY_THERE = "nobody_there"  # of a provider's time: it stays withheld until somebody says otherwise


class NotSaid(Refusal):
    """Put right by hand: only whoever did it knows how."""

    code = "not_said"

    @property
    def sentence(self) -> str:
        return gettext("Write into the note what was done.")


def open_task(
    kind: str,
    thing: Model,
    *,
    due_at: dt.datetime,
    patient: Patient | None = None,
    what: str = "",
    referral: Referral | None = None,
    owner: Staff | None = None,
    of_merge: UUID | None = None,
) -> Task | None:
    """Something has to be done, by a day on which somebody is there.  Called inside what caused it; None where the same is open already."""
    try:
        with transaction.atomic():
            return Task.objects.create(
                practice_id=thing.practice_id,  # type: ignore[attr-defined]
                kind=kind,
                thing_kind=str(thing._meta.model_name),
                thing_id=thing.pk,
                patient=patient,
                referral=referral,
                what=what,
                owner=owner,
                of_merge=of_merge,
                due_at=on_an_open_day(due_at, now(), latest=getattr(thing, "start", None)),
                created_at=now(),
            )
    except IntegrityError:
        return None


def set_due(thing: Model, kind: str, due_at: dt.datetime) -> None:
    """What is open about it is to be done by then now, since something has happened: on a day on which somebody is there."""
    due = on_an_open_day(due_at, now(), latest=getattr(thing, "start", None))
    Task.objects.filter(thing_id=thing.pk, kind=kind, state="open").update(due_at=due)


def close_tasks(
    thing: Model | UUID,
    *kinds: str,
    outcome: str = "settled by itself",
    by: str = "Frontdesk",
    settled_with: UUID | None = None,
    of_merge: UUID | None = None,
) -> int:
    """What was to be done is no longer: somebody came, the time was taken, it was answered.  How many there were.

    `thing`: what it was to be done about, or its key.
    `settled_with`: the appointment of which a change settles it (`day/exceptions/reopening`).  `of_merge`: that of this merge alone.
    """
    key = thing if isinstance(thing, UUID) else thing.pk
    waiting = Task.objects.filter(thing_id=key, kind__in=kinds)
    if of_merge is not None:
        waiting = waiting.filter(of_merge=of_merge)
    return close_these(waiting, outcome=outcome, by=by, settled_with=settled_with)


def close_these(tasks: QuerySet[Task], *, outcome: str, by: str = "Frontdesk", settled_with: UUID | None = None) -> int:
    """The same of some that may stand beside others about the same thing (`SEVERAL`)."""
    settled = {"outcome": outcome[:40], "done_at": now(), "done_by": by[:120], "settled_with": settled_with}
    return tasks.filter(state="open").update(state="done", **settled)


def reopen(task: Task) -> None:
    """It is not settled after all; where the same is open again already, that one counts."""
    same = Task.objects.filter(kind=task.kind, thing_id=task.thing_id, of_merge=task.of_merge)
    if task.kind in SEVERAL:
        same = same.filter(after=task.after, referral=task.referral)
    if not any(_says(task) == _says(other) for other in same.filter(state="open")):
        again = {"state": "open", "outcome": "", "done_at": None, "done_by": "", "settled_with": None}
        Task.objects.filter(pk=task.pk, state="done").update(**again)


def _says(task: Task) -> str:
    """What tells it from others about the same thing: the sentence that orders it, as it reads today, or what somebody wrote; '' where nothing has to."""
    if task.kind not in SEVERAL:
        return ""
    return (
        in_todays_words([task.what], current().setup.book, task.created_at).pop() if task.kind == "order" else task.what
    )


@action("task.take")
def take(actor: Actor, task: Task, *, version: int | None = None) -> Task:
    """Make it one's own work.  Raises Stale."""
    task = _locked(task, version)
    task.owner = Staff.objects.filter(pk__in=[actor.id] if actor.id else []).first()
    return _save(task)


@action("task.hand_over", permission="task.take")
def hand_over(actor: Actor, task: Task, *, to: Staff, reason: str = "", version: int | None = None) -> Task:
    """Give it to somebody else.  Raises Stale."""
    task = _locked(task, version)
    task.owner, task.note = to, within_length(reason, 400) or task.note
    return _save(task)


@action("task.later", permission="task.take")
def later(actor: Actor, task: Task, *, due_at: dt.datetime, outcome: str, version: int | None = None) -> Task:
    """It was tried, and is to be tried again: `outcome` is what came of it this time.  Raises Stale."""
    task = _locked(task, version)
    task.due_at, task.outcome = on_an_open_day(due_at, now()), outcome[:40]
    return _save(task)


@action("task.done")
def done(actor: Actor, task: Task, *, outcome: str, note: str = "", version: int | None = None) -> Task:
    """It is done, and this is what came of it; that nobody is there can be said otherwise later.  Raises NotSaid, Stale."""
    if (outcome == BY_HAND or task.kind in WITH_A_REASON) and not note.strip():
        raise NotSaid
    task = _locked(task, version)
    if task.state == "open" or (task.outcome == NOBODY_THERE != outcome):
        task.state, task.outcome, task.note = "done", outcome[:40], within_length(note, 400) or task.note
        task.done_at, task.done_by = now(), actor.name
        task = _save(task)
        raise_event(TaskDone(actor, task))
    return task


def _locked(task: Task, version: int | None) -> Task:
    """The row as it is now, in the line of its patient: what came of it may end what they have asked for.  Raises Stale."""
    rows = Task.objects.select_for_update(of=("self",)).select_related("patient", "referral")
    return lines.in_line_of(task.pk, rows, version=version)


def _save(task: Task) -> Task:
    task.version += 1
    task.save()
    return task
