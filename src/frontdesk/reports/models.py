"""Figures that cannot be worked out later (what was on offer on a day), try-outs of rules, and jobs that failed."""

from __future__ import annotations

from typing import Literal, get_args

from django.db import models

from ..tenancy.models import PracticeRow, inside

TrialState = Literal["queued", "running", "done", "failed"]


class Access(PracticeRow):
    """How long a patient would have waited, as it stood on a day: days to the next and the third next available time.

    None: nothing was on offer within the horizon.  `provider` None: with anybody.  Days are local dates from `on`.
    """

    on = models.DateField()
    visit_type = inside("practice.VisitType", related_name="+")
    provider = inside("practice.Provider", null=True, blank=True, related_name="+")
    location = inside("practice.Location", related_name="+")
    next_days = models.PositiveSmallIntegerField(null=True)
    third_days = models.PositiveSmallIntegerField(null=True)

    class Meta:
        verbose_name_plural = "access"
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "on", "visit_type", "provider", "location"],
                name="access_once",
                nulls_distinct=False,
            )
        ]


TRIAL_MOVES = {"queued": ("running",), "running": ("done", "failed")}


class Trial(PracticeRow):
    """What happened in the last `days`, replayed under `text` and under `against_text`: both as they were when it was begun.

    `results` hold visit types, sentences, request numbers and counts: nobody's name, and nothing that a patient wrote.
    """

    AUDITED = ("days",)

    policy = inside("practice.Policy", related_name="+")
    against = inside("practice.Policy", related_name="+")
    text = models.TextField()
    against_text = models.TextField()
    days = models.PositiveSmallIntegerField()
    state: models.CharField[TrialState, TrialState] = models.CharField(
        max_length=10, default="queued", choices=[(s, s) for s in get_args(TrialState)]
    )
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    results = models.JSONField(default=dict)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"try-out of {self.policy}"

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


class FailedJob(PracticeRow):
    """Work of the worker's for this practice that failed and was not done since.  Nothing of a patient: ids, and which kind of error."""

    AUDITED = ("task",)

    task = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    lock = models.CharField(max_length=200, blank=True, default="", help_text="of jobs with it one is done at a time")
    kind = models.CharField(max_length=80)
    place = models.CharField(max_length=200)
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "task", "arguments"], name="failed_job_once")]

    def __str__(self) -> str:
        return self.task
