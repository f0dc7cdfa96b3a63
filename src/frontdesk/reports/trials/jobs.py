"""The wake-up of a try-out, committed with it."""

from __future__ import annotations

from uuid import UUID

from procrastinate import Blueprint
from procrastinate.contrib.django import app

from ..models import Trial

tasks = Blueprint()


@tasks.task(name="try", queue="chores")
def try_out(practice: str, trial: str) -> None:
    from .actions import run

    run(UUID(practice), UUID(trial))


def defer_trial(trial: Trial) -> None:
    app.configure_task("reports:try", queue="chores").defer(practice=str(trial.practice_id), trial=str(trial.pk))
