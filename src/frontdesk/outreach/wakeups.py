"""Wakes the worker for `jobs`; committed with their cause."""

from __future__ import annotations

import contextlib
import datetime as dt
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


def defer_filling(practice: UUID, wait: dt.timedelta = dt.timedelta()) -> None:
    """One at a time for each practice: the one that waits will see everything that was freed.  `wait`: not before that."""
    task = app.configure_task(
        "booking:fill-waitlist",
        queue="chores",
        queueing_lock=f"fill {practice}",
        schedule_in={"seconds": int(wait.total_seconds())} if wait else None,
    )
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        task.defer(practice=str(practice))


def defer_proposals(practice: UUID, rows: list[UUID]) -> None:
    """A job for each; one at a time for each practice, so that no two are proposed the same time, and before what nobody waits for."""
    task = app.configure_task("booking:propose", queue="chores", lock=f"propose {practice}", priority=1)
    for row in rows:
        task.defer(practice=str(practice), row=str(row))
