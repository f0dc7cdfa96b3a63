"""The outbox: a message is written in the transaction of its cause, and delivered by the worker."""

from __future__ import annotations

from django.db import models

from ..tenancy.models import PracticeRow, inside

STATES = ("queued", "sending", "sent", "failed")


class Message(PracticeRow):
    """`id` is its key for life: also its Message-ID.  `secret` bodies (codes, links that sign in) are wiped once sent."""

    patient = inside("people.Patient", null=True, blank=True, related_name="messages")
    channel = models.CharField(max_length=10, choices=[("email", "e-mail"), ("text", "text message")])
    to = models.CharField(max_length=254)
    template = models.CharField(max_length=40)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    secret = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="queued", choices=[(s, s) for s in STATES])
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    thing_kind = models.CharField(max_length=30, blank=True)
    thing_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(state__in=STATES), name="message_state_known")]
        indexes = [
            models.Index(fields=["practice", "-created_at"]),
            models.Index(fields=["practice", "thing_kind", "thing_id"]),
        ]
