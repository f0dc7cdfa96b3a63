"""The audit trail.  The database numbers and chains the entries (see the migration); nobody can change one."""

from __future__ import annotations

from django.db import models

from ..tenancy.context import do_last_things
from ..tenancy.models import PracticeRow
from ..tenancy.sealed import sealed


class Entries(models.Manager["Entry"]):
    """Whoever reads the trail finds all that was done, of this very transaction too."""

    def get_queryset(self) -> models.QuerySet[Entry]:
        do_last_things()
        return super().get_queryset()


class Entry(PracticeRow):
    """One thing that somebody did.  `changes` is {field: [before, after]}; `rule` the sentence that decided, if one did."""

    number = models.BigIntegerField(editable=False)
    at = models.DateTimeField(editable=False)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=120)
    action = models.CharField(max_length=60)
    thing_kind = models.CharField(max_length=30)
    thing_id = models.UUIDField(null=True)
    reason = sealed(models.TextField(blank=True))
    rule = models.TextField(blank=True)
    changes = sealed(models.JSONField(default=dict))
    previous = models.BinaryField(editable=False)
    digest = models.BinaryField(editable=False)

    objects = Entries()

    class Meta:
        verbose_name_plural = "entries"
        constraints = [models.UniqueConstraint(fields=["practice", "number"], name="entry_number_once")]
        indexes = [models.Index(fields=["practice", "thing_kind", "thing_id", "number"])]


class Head(PracticeRow):
    """The end of a practice's chain: the row that two writers at once have to pass one after the other."""

    number = models.BigIntegerField()
    digest = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice"], name="one_head")]


class Idempotency(PracticeRow):
    """What an action with a key did, so that the same request again finds its own result; `digest` is what it was sent with.

    `led_to`: of a form that was pressed, the page that it led to.
    """

    key = models.CharField(max_length=80)
    action = models.CharField(max_length=60)
    actor_id = models.UUIDField(null=True)
    result_kind = models.CharField(max_length=60)
    result_id = models.UUIDField()
    digest = models.CharField(max_length=64, default="")
    led_to = models.CharField(max_length=500, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [  # a key of somebody else's is a key that was never used
            models.UniqueConstraint(
                fields=["practice", "action", "key", "actor_id"], nulls_distinct=False, name="idempotency_once_each"
            )
        ]
