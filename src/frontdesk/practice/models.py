"""Policies (one version of rules and set-up each) and the entities that rows of other rooms point to."""

from __future__ import annotations

from typing import Any, Literal, get_args

from django.db import models

from ..tenancy.context import keep_nothing
from ..tenancy.models import PracticeRow, inside

PolicyState = Literal["draft", "aside", "scheduled", "published", "retired", "dropped"]
STATES: tuple[PolicyState, ...] = get_args(PolicyState)
MOVES: dict[
    PolicyState, tuple[PolicyState, ...]
] = {  # what may follow; a policy that was in force once never changes any more
    "draft": ("aside", "scheduled", "published", "dropped"),
    "aside": ("draft", "published", "dropped"),
    "scheduled": ("draft", "aside", "published"),
    "published": ("retired",),
    "dropped": ("draft",),  # whoever dropped it may not have been the only one who wrote in it
}
HELD_BACK = ("another version", "faults")  # why a scheduled one did not come into force when its time came


class Policies(models.QuerySet["Policy"]):
    """Whoever changes a version reads what is in force each time from then on."""

    def update(self, **values: Any) -> int:
        keep_nothing()
        return super().update(**values)


class Policy(PracticeRow):
    """One version of all rules and set-up: the practice file as written.  At most one is a draft, at most one published.

    `base` is the version that a draft began with, at `base_revision`: a scheduled one goes on changing after that, and what
    others changed since is found against what the draft really began with.  `revision` counts its own changes; `publish_at` is when a scheduled one comes
    into force, or was to and did not: then `held_back` says why, until somebody has decided what becomes of it.  Of several
    scheduled ones each is based on the one that comes before it in time, the first on what is in force.
    Once published, a text never changes: the database refuses it.
    """

    AUDITED = ("version", "state", "note", "revision", "publish_at", "held_back")

    version = models.PositiveIntegerField()
    state: models.CharField[PolicyState, PolicyState] = models.CharField(
        max_length=10, choices=[(s, s) for s in STATES]
    )
    text = models.TextField()
    note = models.TextField(blank=True)
    base = inside("self", null=True, blank=True, related_name="+")
    base_revision = models.PositiveIntegerField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    made_by = models.CharField(max_length=120, blank=True)
    published_by = models.CharField(max_length=120, blank=True)
    publish_at = models.DateTimeField(null=True, blank=True)
    held_back = models.CharField(max_length=16, blank=True, choices=[(why, why) for why in HELD_BACK])
    tell_places = models.BooleanField(
        default=False, help_text="who was told an address that it changes is told the new one as it comes into force"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "policies"
        constraints = [
            models.UniqueConstraint(fields=["practice", "version"], name="policy_version_once"),
            models.UniqueConstraint(fields=["practice"], condition=models.Q(state="published"), name="one_published"),
            models.UniqueConstraint(fields=["practice"], condition=models.Q(state="draft"), name="one_draft"),
            models.UniqueConstraint(
                fields=["practice", "publish_at"], condition=models.Q(state="scheduled"), name="one_scheduled_at_a_time"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="scheduled") | models.Q(publish_at__isnull=False), name="scheduled_has_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(base__isnull=True, base_revision__isnull=True)
                | models.Q(base__isnull=False, base_revision__isnull=False),
                name="a_base_is_of_a_revision",
            ),
        ]

    objects = Policies.as_manager()

    def __str__(self) -> str:
        return f"version {self.version}"

    def save(self, *args: Any, **options: Any) -> None:
        keep_nothing()
        super().save(*args, **options)

    def begin_with(self, base: Policy | None) -> None:
        """From now on it says what `base` says at this moment, and its own."""
        self.base, self.base_revision = base, None if base is None else base.revision

    def begins_with(self, other: Policy | None) -> bool:
        """Whether it says what `other` says now, and its own."""
        if other is None:
            return self.base_id is None
        return (self.base_id, self.base_revision) == (other.pk, other.revision)

    @property
    def base_text(self) -> str | None:
        """What it began with, as that was then; None: with nothing."""
        if self.base is None or self.base_revision == self.base.revision:
            return None if self.base is None else self.base.text
        then: str = Revision.objects.get(policy=self.base_id, number=self.base_revision or 0).text
        return then


class Revision(PracticeRow):
    """What a policy said at each of its revisions, written by the database: what a page showed can be found again."""

    policy = inside(Policy, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "policy", "number"], name="revision_once")]


class Entity(PracticeRow):
    """Something that the file names.  It outlives the file: `active` is false when the published one has it no more."""

    code = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    active = models.BooleanField(default=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


def _once(name: str) -> list[models.BaseConstraint]:
    return [models.UniqueConstraint(fields=["practice", "code"], name=f"{name}_code_once")]


class Location(Entity):
    timezone = models.CharField(max_length=60)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    sensitive = models.BooleanField(default=False)

    class Meta:
        constraints = _once("location")


class Resource(Entity):
    """A room or a movable machine; `code` is 'location/id', unique in the practice."""

    location = inside(Location, related_name="resources")
    kind = models.CharField(max_length=80)

    class Meta:
        constraints = _once("resource")


class Provider(Entity):
    npi = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = _once("provider")


class VisitType(Entity):
    sensitive = models.BooleanField(default=False)
    description = models.TextField(blank=True)

    @property
    def list_name(self) -> str:
        """The name for lists; a sensitive visit's is kept out of them (42 CFR Part 2)."""
        return "Visit" if self.sensitive else self.name

    class Meta:
        constraints = _once("visit_type")


class Payer(Entity):
    class Meta:
        constraints = _once("payer")
