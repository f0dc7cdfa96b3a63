"""Tables of what became of whole records: a death, and two that were merged into one (`records/`)."""

from __future__ import annotations

from typing import get_args

from django.db import models

from ..tenancy.models import PracticeRow, inside
from ..tenancy.sealed import sealed
from .states import DeathState, MergeState


class Death(PracticeRow):
    """It was written down that a patient has died.  `ended` says what that ended: it can be taken up again."""

    AUDITED = ("state", "on")

    patient = inside("people.Patient", related_name="+")
    on = models.DateField()
    ended = models.JSONField(default=dict)
    state: models.CharField[DeathState, DeathState] = models.CharField(
        max_length=10, default="written", choices=[(s, s) for s in get_args(DeathState)]
    )
    by = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["practice", "patient"])]


class Merge(PracticeRow):
    """Two records were found to be one person.  `moved` says which rows went over and `before` what the kept one said: it can be undone."""

    AUDITED = ("state",)

    kept = inside("people.Patient", related_name="+")
    gone = inside("people.Patient", related_name="+")
    moved = models.JSONField(default=dict)
    before = sealed(models.JSONField(default=dict))
    state: models.CharField[MergeState, MergeState] = models.CharField(
        max_length=8, default="merged", choices=[(s, s) for s in get_args(MergeState)]
    )
    created_at = models.DateTimeField()
    by = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(fields=["practice", "kept"])]
