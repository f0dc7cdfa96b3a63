"""Figures that cannot be worked out later: what was on offer on a day."""

from __future__ import annotations

from django.db import models

from ..tenancy.models import PracticeRow, inside


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
