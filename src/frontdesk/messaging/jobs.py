"""Work that runs after its cause is committed.  The queue is in the same database: message and job commit together."""

from __future__ import annotations

from uuid import UUID

from procrastinate import Blueprint, RetryStrategy
from procrastinate.contrib.django import app

from .delivery import NotDelivered, deliver
from .models import Message

tasks = Blueprint()
PATIENCE = RetryStrategy(max_attempts=12, exponential_wait=4, retry_exceptions=[NotDelivered])


@tasks.task(name="deliver", queue="messages", retry=PATIENCE)
def deliver_message(practice: str, message: str) -> None:
    deliver(UUID(practice), UUID(message))


def defer_delivery(message: Message) -> None:
    app.configure_task("messaging:deliver", queue="messages").defer(
        practice=str(message.practice_id), message=str(message.pk)
    )
