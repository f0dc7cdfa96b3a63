"""What the worker has before it, what stalled and what failed: of one practice, and of the whole installation."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.utils.timezone import now

from ...access.may import Actor, require_open
from ..models import FailedJob
from .counted import OF_A_WORKER_THAT_STOPPED, OLDEST, STALLED


@dataclass(frozen=True)
class Stalled:
    """A job whose worker gave no sign of life for a minute; another one takes it up."""

    task: str
    since: dt.datetime | None


def failed(actor: Actor) -> QuerySet[FailedJob]:
    """The last that failed first."""
    require_open(actor, "job.view")
    return FailedJob.objects.order_by("-last_at")


def stalled(actor: Actor) -> list[Stalled]:
    """Those of this practice."""
    require_open(actor, "job.view")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT j.task_name, w.last_heartbeat {OF_A_WORKER_THAT_STOPPED} "
            "AND j.args->>'practice' = current_setting('frontdesk.practice', true) ORDER BY j.id LIMIT 100",
            [STALLED],
        )
        return [Stalled(str(task), since) for task, since in cursor.fetchall()]


def waits_since(actor: Actor) -> dt.timedelta | None:
    """How long the oldest job that could be done waits; None where none does."""
    require_open(actor, "job.view")
    with connection.cursor() as cursor:
        cursor.execute(OLDEST)
        earliest = cursor.fetchone()[0]
    return now() - earliest if earliest else None
