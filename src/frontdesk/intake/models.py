"""Tables of the workflow."""

from __future__ import annotations

from django.db import models

from ..rules.facts import CHANNELS
from ..tenancy.models import PracticeRow, inside
from .states import MOVES, IllegalTransition


class Draft(PracticeRow):
    """What a patient has typed so far, before anything is sent; found by a token of which only a hash is kept.

    `contact`: once they have given an address or number, the draft is found again by a code that is sent there.
    """

    token_hash = models.CharField(max_length=64)
    contact = models.CharField(max_length=254, blank=True)
    answers = models.JSONField(default=dict)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "token_hash"], name="draft_token_once")]
        indexes = [models.Index(fields=["practice", "expires_at"]), models.Index(fields=["practice", "contact"])]


class Request(PracticeRow):
    """A patient asks.  `deciding` are the sentences that put it where it is; `version` counts its changes."""

    AUDITED = ("state", "patient_id", "visit_type_id", "owner_id", "note")

    number = models.PositiveIntegerField()
    patient = inside("people.Patient", related_name="requests")
    visit_type = inside("practice.VisitType", related_name="+")
    policy = inside("practice.Policy", related_name="+")
    state = models.CharField(max_length=20, default="requested", choices=[(s, s) for s in MOVES])
    channel = models.CharField(max_length=10, choices=[(c, c) for c in CHANNELS])
    deciding = models.JSONField(default=list)
    missing = models.JSONField(default=list)
    waits_for_clinician = models.BooleanField(default=False)
    owner = inside("people.Staff", null=True, blank=True, related_name="+")
    note = models.TextField(blank=True)
    approved_by = models.CharField(max_length=120, blank=True)
    self_pay = models.BooleanField(default=False, help_text="the patient pays for this visit; the payer is not told")
    asked_by = models.CharField(
        max_length=254, blank=True, help_text="the address or number that asked, where it is a proxy's"
    )
    created_at = models.DateTimeField()
    state_since = models.DateTimeField()
    reply_by = models.DateField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "number"], name="request_number_once"),
            models.CheckConstraint(condition=models.Q(state__in=list(MOVES)), name="request_state_known"),
        ]
        indexes = [
            models.Index(fields=["practice", "state", "state_since"]),
            models.Index(fields=["practice", "patient"]),
        ]

    def __str__(self) -> str:
        return f"request {self.number}"

    def move_to(self, state: str) -> None:
        """Raises IllegalTransition."""
        if state != self.state and state not in MOVES[self.state]:
            raise IllegalTransition(self.state, state)
        self.state = state


class Answer(PracticeRow):
    request = inside(Request, on_delete=models.CASCADE, related_name="answers")
    field = models.CharField(max_length=60)
    value = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "request", "field"], name="answer_once")]


class Document(PracticeRow):
    """A photograph or PDF.  The row says whose it is; the content lies encrypted in the vault, under a random name."""

    AUDITED = ("field", "scan")

    patient = inside("people.Patient", null=True, related_name="documents")
    request = inside(Request, null=True, related_name="documents")
    draft = inside(Draft, null=True, on_delete=models.SET_NULL, related_name="+")
    field = models.CharField(max_length=60)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    name = models.CharField(max_length=64)
    scan = models.CharField(
        max_length=12, default="none", choices=[(s, s) for s in ("none", "waiting", "clean", "infected")]
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "name"], name="document_name_once")]

    @property
    def may_be_opened(self) -> bool:
        """Not before a scanner has seen it, where one is set."""
        return self.scan in ("none", "clean")
