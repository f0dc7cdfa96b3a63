"""The outbox, what comes in, and who agreed to be written to."""

from __future__ import annotations

from typing import Literal, get_args

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from ..tenancy.models import PracticeRow, inside
from ..tenancy.sealed import sealed

MessageState = Literal["queued", "sending", "sent", "delivered", "failed", "withdrawn"]
STATES: tuple[MessageState, ...] = get_args(MessageState)
CHANNELS = ("email", "text")


class Message(PracticeRow):
    """`id` is its key for life: its Message-ID, and the key that a text provider is given.

    `once` names what must be said once (a reminder of one appointment, so many hours ahead).  `claimed_until`: a worker
    is at it until then; `handed_at`: it was given to a server for the first time, and may have arrived.
    `secret` bodies (codes, links that sign in) are wiped once sent.
    """

    patient = inside("people.Patient", null=True, blank=True, related_name="messages")
    channel = models.CharField(max_length=10, choices=[("email", "e-mail"), ("text", "text message")])
    to = models.CharField(max_length=254)
    template = models.CharField(max_length=40)
    language = models.CharField(max_length=2, default="en")
    subject = sealed(models.CharField(max_length=200))
    body = sealed(models.TextField())
    words = sealed(
        models.JSONField(
            default=dict, help_text="what the template was filled with: for another way, should this one fail"
        )
    )
    visit = models.CharField(max_length=60, blank=True, help_text="the code of the visit type that it is about")
    instead_of = models.UUIDField(
        null=True, blank=True, help_text="the first of those that say the same by another way"
    )
    secret = models.BooleanField(default=False)
    once = models.CharField(max_length=120, blank=True)
    state: models.CharField[MessageState, MessageState] = models.CharField(
        max_length=10, default="queued", choices=[(s, s) for s in STATES]
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    thing_kind = models.CharField(max_length=30, blank=True)
    thing_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    not_before = models.DateTimeField(null=True, blank=True)
    not_after = models.DateTimeField(null=True, blank=True, help_text="when it is no longer worth saying")
    claimed_until = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    provider_key = models.CharField(max_length=80, blank=True, help_text="what the text provider calls it")
    settled_by = models.CharField(max_length=120, blank=True, help_text="who dealt with its failure")

    AUDITED = ("state", "settled_by")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="message_state_known"),
            models.UniqueConstraint(fields=["practice", "once"], condition=~models.Q(once=""), name="message_once"),
        ]
        indexes = [
            models.Index(fields=["practice", "-created_at"]),
            models.Index(fields=["practice", "thing_kind", "thing_id"]),
            models.Index(
                fields=["practice", "not_before"],
                condition=models.Q(state__in=["queued", "sending"]),
                name="message_waiting",
            ),
            models.Index(fields=["practice", "provider_key"]),
        ]


class Consent(PracticeRow):
    """Somebody agreed, or no longer agrees, to be written to at an address or number.  Append-only; the latest counts.

    `patient`: about whom it was said, where it was about one; a no is one for everybody who is reached there all the same.  After a no, a
    yes that is said about one patient is a yes for that one alone, whoever is reached there by then or later.
    """

    AUDITED = ("channel", "given", "how")

    contact = models.CharField(max_length=254)
    channel = models.CharField(max_length=10, choices=[(c, c) for c in CHANNELS])
    given = models.BooleanField()
    how = models.CharField(max_length=60, help_text="such as 'text STOP' or 'asked at the desk'")
    patient = inside(
        "people.Patient",
        null=True,
        blank=True,
        related_name="+",
        help_text="about whom it was said; none: whoever is reached there",
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["practice", "contact", "channel", "-at"])]


class Inbound(PracticeRow):
    """A text message that came in, as it was understood.  `provider_key` makes a repeated delivery the same message.

    Whether somebody still has to read it is said by the task about it alone.  `about`: the keys of the appointments that it is about.
    """

    AUDITED = ("meaning",)

    sender = models.CharField(max_length=40)
    body = sealed(models.TextField())
    provider_key = models.CharField(max_length=80)
    meaning = models.CharField(max_length=12)
    patient = inside("people.Patient", null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    about = ArrayField(models.UUIDField(), default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "provider_key"], name="inbound_once")]
        indexes = [models.Index(fields=["practice", "-at"]), GinIndex(fields=["about"], name="inbound_about")]
