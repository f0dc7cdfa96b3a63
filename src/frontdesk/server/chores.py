"""How what is done for every practice, again and again, becomes jobs: one of each practice's own, with a lock of its own.

What fails, or takes long, for one practice keeps no other waiting; it is noted for that practice (`jobs.noting`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TypeAlias
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from procrastinate import Blueprint
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.tasks import Task

from ..practice.policies import NoPolicy
from ..tenancy.models import Practice

NAMESPACE = "chores"
Work = Callable[[Practice], object]
Chore: TypeAlias = "Task[..., None, ...]"
tasks = Blueprint()


def served() -> QuerySet[Practice]:
    """Every practice, and none of the made-up ones that are there to be looked at."""
    return Practice.objects.filter(sample_of=None)


def everybody() -> QuerySet[Practice]:
    """These too: what is kept of them ends as well."""
    return Practice.objects.all()


def for_each_practice(
    name: str, cron: str, *, queue: str = "chores", of: Callable[[], QuerySet[Practice]] = served
) -> Callable[[Work], Chore]:
    """Declares what is done for a practice whenever `cron` says so: the task begins a job for each, and each job is the task for one.

    Here, and nowhere in the work itself, one that has published nothing yet ends without a word.
    """

    def declare(work: Work) -> Chore:
        def run(timestamp: int = 0, practice: str = "") -> None:
            if not practice:
                begin(name, queue, of())
                return
            served_practice = of().filter(pk=UUID(practice)).first()
            if served_practice is not None:
                with contextlib.suppress(NoPolicy):  # one that has published nothing yet has nothing to do
                    work(served_practice)

        run.__doc__ = work.__doc__
        return tasks.periodic(cron=cron)(tasks.task(name=name, queue=queue, queueing_lock=name)(run))

    return declare


def begin(name: str, queue: str, practices: QuerySet[Practice]) -> None:
    """One that waits already will do the same; one that is at work is followed by this."""
    for key in practices.values_list("pk", flat=True):
        own = f"{name} {key}"
        task = app.configure_task(f"{NAMESPACE}:{name}", queue=queue, lock=own, queueing_lock=own)
        with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
            task.defer(practice=str(key))
