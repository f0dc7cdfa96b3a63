"""A failure is noted where it happens and settled when the same work succeeds; somebody can try it again before."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.timezone import now
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from ...access.may import Actor
from ...audit.action import action
from ...tenancy.context import inside_practice
from ...tenancy.models import Practice
from ..models import FailedJob

KEPT = dt.timedelta(days=30)


def note(practice: Practice, task: str, arguments: dict[str, Any], error: BaseException, *, lock: str = "") -> None:
    """Of an error its kind and its place: the text may quote what somebody typed.  Never fails itself: the job's own error counts.

    `lock`: of such jobs one is done at a time.
    """
    kind, place = type(error).__name__[:80], _place(error)[:200]
    with contextlib.suppress(Exception), inside_practice(practice):
        row, made = FailedJob.objects.get_or_create(
            practice=practice,
            task=task,
            arguments=arguments,
            defaults={"kind": kind, "place": place, "lock": lock, "first_at": now(), "last_at": now()},
        )
        if not made:
            FailedJob.objects.filter(pk=row.pk).update(
                kind=kind, place=place, lock=lock, last_at=now(), times=F("times") + 1
            )


def settle(practice: Practice, task: str, arguments: dict[str, Any]) -> None:
    """It was done."""
    with contextlib.suppress(Exception), inside_practice(practice):
        FailedJob.objects.filter(practice=practice, task=task, arguments=arguments).delete()


@action("job.again")
def again(actor: Actor, job: FailedJob) -> FailedJob:
    """In the queue once more, unless it stands there already, and never beside another of its kind; what failed stays until it was done."""
    task = app.tasks[job.task]
    arguments = job.arguments or {
        "practice": str(job.practice_id)
    }  # without: from before each practice had jobs of its own
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        once = app.configure_task(job.task, queue=task.queue, lock=job.lock or None, queueing_lock=f"again {job.pk}")
        once.defer(**arguments)
    return job


def over() -> QuerySet[FailedJob]:
    """What was not tried for a month."""
    return FailedJob.objects.filter(last_at__lt=now() - KEPT)


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/frontdesk/', 1)[-1]}:{trace.tb_lineno}" if trace else "?"
