"""Wakes the worker for a try-out; committed with it."""

from __future__ import annotations

from procrastinate.contrib.django import app

from ..models import Trial


def defer_trial(trial: Trial) -> None:
    app.configure_task("reports:try", queue="chores").defer(practice=str(trial.practice_id), trial=str(trial.pk))
