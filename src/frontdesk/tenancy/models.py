"""The practice, and the base of every table that belongs to one."""

from __future__ import annotations

import secrets
import time
import uuid
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db import connection, models
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor

from . import current_practice


def uuid7() -> uuid.UUID:
    """A version 7 UUID: 48 bits of milliseconds, 12 of the fraction, then random (RFC 9562, 5.7 and 6.2, method 3).

    New rows lie side by side in an index, and of two that one process makes the later has the larger key.
    """
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    value = milliseconds << 80 | (rest * 4096 // 1_000_000) << 64 | secrets.randbits(64)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


# What stands first in addresses that belong to no practice: none can be called so.
RESERVED = frozenset(
    [
        "static",
        "media",
        "healthz",
        "livez",
        "readyz",
        "metrics",
        "admin",
        "api",
        "fhir",
        "oidc",
        "sso",
        "saml",
        "accounts",
        "auth",
        "oauth",
        "favicon.ico",
        "robots",
        "console",
        "setup",
        "portal",
        "www",
        "frontdesk",
    ]
)


class Practice(models.Model):
    """The tenant.  What stands here is public: it is on the first page that anybody sees.

    `sample_of`: made-up data of that practice, to look at what a role sees; nobody else can open it, and no worker serves it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    timezone = models.CharField(max_length=60)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    reply_days = models.PositiveSmallIntegerField(default=2)
    sample_of = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample_of"], name="one_sample_of_a_practice"),
            models.CheckConstraint(
                condition=models.Q(sample_of=None) | ~models.Q(sample_of=models.F("id")), name="sample_of_another"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def practice_id(self) -> uuid.UUID:
        """Its own key: what is made in a practice is asked for of the practice, as of any row that is part of it."""
        return self.id

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class _OfThePractice(ForwardManyToOneDescriptor):  # type: ignore[type-arg]
    """The practice of a row is the one in which we are: its row was read when it was entered."""

    def get_object(self, instance: Any) -> Any:
        here = current_practice.entered_practice()
        if here is not None and here.pk == instance.practice_id:
            return here
        practice: Practice = super().get_object(instance)  # type: ignore[assignment]
        current_practice.learn(practice)
        return practice


class PracticeKey(models.ForeignKey[Practice, Practice]):
    """The practice that a row is of."""

    forward_related_accessor_class = _OfThePractice

    def deconstruct(self) -> Any:
        """In migrations a foreign key like others: it differs in how it is read alone."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs


class PracticeRow(models.Model):
    """A row of one practice.  `AUDITED` names the fields whose changes an audit entry shows."""

    AUDITED: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    practice = PracticeKey(Practice, models.PROTECT, related_name="+")

    class Meta:
        abstract = True


def next_number() -> int:
    """A number that people say on the telephone.  From a sequence: no two get the same, nobody waits for anybody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('frontdesk_number')")
        return int(cursor.fetchone()[0])


def inside(to: Any, **options: Any) -> Any:
    """A foreign key to a row of the same practice: the database checks both (`sql.secure` writes the constraint)."""
    options.setdefault("on_delete", models.PROTECT)
    return models.ForeignKey(to, db_constraint=False, **options)
