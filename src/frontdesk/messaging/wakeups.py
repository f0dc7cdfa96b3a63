"""Wakes the worker for a message.  The queue is in the same database: message and job commit together.

A job is only a wake-up; the outbox itself says what is due, and a sweep hands over what no job came for.
"""

from __future__ import annotations

import contextlib

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from .models import Message


def defer_delivery(message: Message) -> None:
    """A wake-up for when it is due; one at a time for each message."""
    task = app.configure_task(
        "messaging:deliver",
        queue="messages",
        queueing_lock=f"deliver {message.pk}",
        schedule_at=message.not_before,
    )
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        task.defer(practice=str(message.practice_id), message=str(message.pk))
