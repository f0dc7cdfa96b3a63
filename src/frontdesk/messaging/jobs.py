"""Work that runs after its cause is committed.  The queue is in the same database: message and job commit together."""

from __future__ import annotations

import contextlib
import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now
from procrastinate import Blueprint, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from ..tenancy.models import Practice
from .delivery import NotDelivered, deliver
from .models import Message

tasks = Blueprint()
# 4 s, 16 s, 64 s … 18 hours between tries, then it stays failed and is shown to staff.
PATIENCE = RetryStrategy(max_attempts=8, exponential_wait=4, retry_exceptions=[NotDelivered])


@tasks.task(name="deliver", queue="messages", retry=PATIENCE)
def deliver_message(practice: str, message: str) -> None:
    deliver(UUID(practice), UUID(message))


def defer_delivery(message: Message) -> None:
    """A job to deliver it; one at a time for each message."""
    task = app.configure_task("messaging:deliver", queue="messages", queueing_lock=f"deliver {message.pk}")
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        task.defer(practice=str(message.practice_id), message=str(message.pk))


def forgotten(practice: Practice) -> QuerySet[Message]:
    """Messages of the last day that wait without a job: written while no mail server was set, or left by a worker that was killed."""
    late, early = now() - dt.timedelta(minutes=10), now() - dt.timedelta(days=1)
    return Message.objects.filter(
        practice=practice, channel="email", state__in=["queued", "sending"], created_at__lt=late, created_at__gt=early
    )
