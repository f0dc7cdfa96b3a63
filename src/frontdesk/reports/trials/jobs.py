"""What the worker does for a try-out."""

from __future__ import annotations

from uuid import UUID

from procrastinate import Blueprint

from .actions import run

tasks = Blueprint()


@tasks.task(name="try", queue="chores")
def try_out(practice: str, trial: str) -> None:
    run(UUID(practice), UUID(trial))
