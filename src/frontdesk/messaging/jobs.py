"""What the worker does for messages, after their cause is committed."""

from __future__ import annotations

from uuid import UUID

from procrastinate import Blueprint

from .delivery import deliver

tasks = Blueprint()


@tasks.task(name="deliver", queue="messages")
def deliver_message(practice: str, message: str) -> None:
    deliver(UUID(practice), UUID(message))
