"""What the worker does at the desk: to each of many whom a time away affects another time is proposed."""

from __future__ import annotations

from uuid import UUID

from procrastinate import Blueprint

from .away.many.actions import propose_one

tasks = Blueprint()


@tasks.task(name="propose", queue="chores")
def propose_another_time(practice: str, row: str) -> None:
    propose_one(UUID(practice), UUID(row))
