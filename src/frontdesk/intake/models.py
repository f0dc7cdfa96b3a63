"""Tables of the workflow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from django.contrib.postgres.fields import ArrayField
from django.db import models

from ..people.contacts import EITHER, EMAIL, NUMBER
from ..people.models import normal_or_empty, one_insurance
from ..rules.facts import CHANNELS
from ..tenancy.models import PracticeRow, inside
from ..tenancy.sealed import sealed
from . import vault
from .states import (
    MOVES,
    REFERRAL_MOVES,
    TASK_KINDS,
    IllegalTransition,
    ReferralState,
    RequestState,
    TaskState,
    shown_as,
)


class Draft(PracticeRow):
    """What a patient has typed so far, before anything is sent; found by a token of which only a hash is kept.

    `contact`: once they have given an address or number, the draft is found again by a code that is sent there.
    `owner`: the proven address or number of who was signed in while it was written; nothing but signing in with it opens it.
    `acts_for`: the records for which the owner could ask then; it opens while there is one of these for which they still can.
    """

    token_hash = models.CharField(max_length=64)
    contact = models.CharField(max_length=254, blank=True)
    owner = models.CharField(max_length=254, blank=True)
    acts_for = ArrayField(models.UUIDField(), default=list, blank=True)
    answers = sealed(models.JSONField(default=dict))
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "token_hash"], name="draft_token_once"),
            normal_or_empty("draft_contact_normal", "contact", EITHER),
            normal_or_empty("draft_owner_normal", "owner", EITHER),
        ]
        indexes = [
            models.Index(fields=["practice", "expires_at"]),
            models.Index(fields=["practice", "contact"]),
            models.Index(fields=["practice", "owner"], condition=~models.Q(owner=""), name="draft_by_owner"),
        ]


class Request(PracticeRow):
    """A patient asks.  `deciding` are the sentences that put it where it is; `version` counts its changes.

    `provider` and `location`: with whom and where, if somebody said so.  `due_at`: until when it may wait in this state, by
    the rules of `due_policy`.  `hand_over` is what the one who gave it to its owner wrote.
    """

    AUDITED = ("state", "patient_id", "visit_type_id", "owner_id", "note", "provider_id", "location_id")

    number = models.PositiveIntegerField()
    patient = inside("people.Patient", related_name="requests")
    visit_type = inside("practice.VisitType", related_name="+")
    policy = inside("practice.Policy", related_name="+")
    state: models.CharField[RequestState, RequestState] = models.CharField(
        max_length=20, default="requested", choices=[(s, s) for s in MOVES]
    )
    channel = models.CharField(max_length=10, choices=[(c, c) for c in CHANNELS])
    deciding = models.JSONField(default=list)
    missing = models.JSONField(default=list)
    waits_for_clinician = models.BooleanField(default=False)
    provider = inside("practice.Provider", null=True, blank=True, related_name="+")
    location = inside("practice.Location", null=True, blank=True, related_name="+")
    owner = inside("people.Staff", null=True, blank=True, related_name="+")
    hand_over = sealed(models.CharField(max_length=400, blank=True))
    note = sealed(models.TextField(blank=True))
    approved_by = models.CharField(max_length=120, blank=True)
    self_pay = models.BooleanField(default=False, help_text="the patient pays for this visit; the payer is not told")
    asked_by = models.CharField(
        max_length=254, blank=True, help_text="the address or number that asked, where it is a proxy's"
    )
    followed_by = models.CharField(
        max_length=254,
        blank=True,
        help_text="the address or number that asked and is not the record's: it sees where this request stands",
    )
    created_at = models.DateTimeField()
    state_since = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    due_policy = inside("practice.Policy", null=True, blank=True, related_name="+")
    reply_by = models.DateField()
    promised = models.BooleanField(
        default=True, help_text="whether we owe its patient an answer by that date, as it was when it was timed last"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "number"], name="request_number_once"),
            models.CheckConstraint(condition=models.Q(state__in=list(MOVES)), name="request_state_known"),
            normal_or_empty("request_followed_by_normal", "followed_by", EITHER),
        ]
        indexes = [
            models.Index(
                fields=["practice", "followed_by"], condition=~models.Q(followed_by=""), name="request_by_follower"
            ),
            models.Index(fields=["practice", "state", "state_since"]),
            models.Index(fields=["practice", "patient"]),
            models.Index(fields=["practice", "state", "due_at"]),
        ]

    def __str__(self) -> str:
        return f"request {self.number}"

    def move_to(self, state: RequestState, moves: Mapping[RequestState, tuple[RequestState, ...]] = MOVES) -> None:
        """Raises IllegalTransition."""
        if state != self.state and state not in moves[self.state]:
            raise IllegalTransition(self.state, state)
        self.state = state


class Answer(PracticeRow):
    request = inside(Request, on_delete=models.CASCADE, related_name="answers")
    field = models.CharField(max_length=60)
    value = sealed(models.TextField())

    class Meta:
        ordering = ["pk"]  # as they were given
        constraints = [models.UniqueConstraint(fields=["practice", "request", "field"], name="answer_once")]


DRAWING = ("waiting", "drawn", "refused")


class Document(PracticeRow):
    """A photograph or PDF.  The row says whose it is; the content lies encrypted in the vault, under a random name."""

    AUDITED = ("field", "scan", "replaced_by_id")

    patient = inside("people.Patient", null=True, related_name="documents")
    request = inside(Request, null=True, related_name="documents")
    referral = inside("Referral", null=True, related_name="documents")
    draft = inside(Draft, null=True, on_delete=models.SET_NULL, related_name="+")
    field = models.CharField(max_length=60)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    name = models.CharField(max_length=64)
    scan = models.CharField(
        max_length=12, default="none", choices=[(s, s) for s in ("none", "waiting", "clean", "infected")]
    )
    drawing = models.CharField(max_length=8, default="waiting", choices=[(s, s) for s in DRAWING])
    pages = ArrayField(models.CharField(max_length=64), default=list, blank=True)  # pictures in the vault, in order
    page_count = models.PositiveSmallIntegerField(
        default=0
    )  # of the file; more than there are pictures where it is long
    created_at = models.DateTimeField(auto_now_add=True)
    replaced_by = inside("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaces")

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "name"], name="document_name_once"),
            models.CheckConstraint(
                condition=~models.Q(replaced_by=models.F("id")) | models.Q(replaced_by=None),
                name="document_not_in_its_own_place",
            ),
            models.CheckConstraint(
                condition=models.Q(drawing="drawn", pages__len__gt=0)
                | (~models.Q(drawing="drawn") & models.Q(pages=[])),
                name="document_drawn_has_pages",
            ),
        ]

    @property
    def is_checked(self) -> bool:
        """A scanner has found nothing in it, where one is set."""
        return self.scan in ("none", "clean")

    @property
    def waits_to_be_drawn(self) -> bool:
        return self.is_checked and self.drawing == "waiting"

    @property
    def cannot_be_shown(self) -> bool:
        return self.is_checked and self.drawing == "refused"

    @property
    def may_be_opened(self) -> bool:
        """Not before it was checked; a photograph not before it was drawn anew, without what the camera wrote into it."""
        return self.is_checked and (self.drawing == "drawn" or self.content_type == "application/pdf")

    @property
    def key_is_missing(self) -> bool:
        """It may be opened by who sees it, and cannot be: the key with which it was kept is not on this machine."""
        return self.may_be_opened and vault.key_is_missing(self.practice_id, self.name)


class SavedView(PracticeRow):
    """A filter of a list that somebody wants again: the part of the address after the question mark."""

    staff = inside("people.Staff", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=400)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "staff", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name


class Referral(PracticeRow):
    """What another clinic sent, as it came: almost everything may be missing.  It becomes a request when the minimum is there.

    `token_hash` opens its status to the clinic, with a code that is sent to `clinic_email`.
    """

    AUDITED = (
        "state",
        "urgency",
        "visit_type_id",
        "first_name",
        "last_name",
        "birth_date",
        "phone",
        "email",
        "member_id",
        "clinic_name",
        "clinic_email",
        "owner_id",
        "reason",
    )

    number = models.PositiveIntegerField()
    state: models.CharField[ReferralState, ReferralState] = models.CharField(
        max_length=12, default="open", choices=[(s, s) for s in REFERRAL_MOVES]
    )
    urgency = models.CharField(max_length=8, default="routine", choices=[(u, u) for u in ("routine", "soon", "urgent")])
    visit_type = inside("practice.VisitType", null=True, blank=True, related_name="+")
    provider = inside("practice.Provider", null=True, blank=True, related_name="+")
    location = inside("practice.Location", null=True, blank=True, related_name="+")
    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    payer = inside("practice.Payer", null=True, blank=True, related_name="+")
    uninsured = models.BooleanField(default=False, help_text="has no insurance, or pays alone")
    insured_elsewhere = models.BooleanField(default=False, help_text="has an insurance that is none of our payers")
    member_id = sealed(models.CharField(max_length=60, blank=True))
    why = sealed(models.TextField(blank=True, help_text="what the clinic wrote: the reason for referral"))
    answers = sealed(models.JSONField(default=dict))
    clinic_name = models.CharField(max_length=120, blank=True)
    clinician = models.CharField(max_length=120, blank=True)
    clinic_phone = models.CharField(max_length=40, blank=True)
    clinic_email = models.EmailField(blank=True)
    source = models.CharField(max_length=10, choices=[(s, s) for s in ("by hand", "upload", "file", "api")])
    outside_key = models.CharField(max_length=80, blank=True)
    token_hash = models.CharField(max_length=64, blank=True)
    request = inside(Request, null=True, blank=True, related_name="referrals")
    owner = inside("people.Staff", null=True, blank=True, related_name="+")
    reason = sealed(models.CharField(max_length=400, blank=True, help_text="why it was declined or closed"))
    goes_on_as = inside(
        "intake.Referral",
        null=True,
        blank=True,
        related_name="+",
        help_text="the one that goes on in its place: it came twice",
    )
    received_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "number"], name="referral_number_once"),
            models.CheckConstraint(condition=models.Q(state__in=list(REFERRAL_MOVES)), name="referral_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state="accepted") | models.Q(request__isnull=False), name="accepted_has_request"
            ),
            models.UniqueConstraint(
                fields=["practice", "outside_key"], condition=~models.Q(outside_key=""), name="referral_key_once"
            ),
            one_insurance("referral_one_insurance"),
            normal_or_empty("referral_email_normal", "email", EMAIL),
            normal_or_empty("referral_phone_normal", "phone", NUMBER),
            normal_or_empty("referral_clinic_email_normal", "clinic_email", EMAIL),
            normal_or_empty("referral_clinic_phone_normal", "clinic_phone", NUMBER),
        ]
        indexes = [
            models.Index(fields=["practice", "state", "received_at"]),
            models.Index(fields=["practice", "token_hash"]),
        ]

    def __str__(self) -> str:
        return f"referral {self.number}"

    @property
    def patient_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def move_to(
        self, state: ReferralState, moves: Mapping[ReferralState, tuple[ReferralState, ...]] = REFERRAL_MOVES
    ) -> None:
        """Raises IllegalTransition."""
        if state not in moves.get(self.state, ()):
            raise IllegalTransition(self.state, state)
        self.state = state


class Task(PracticeRow):
    """Something that a person has to do: an exception, a call.  It has an owner, a next step, a time by which, and a way to be done.

    `about`: what it is about, as (`thing_kind`, `thing_id`); one open task of a kind for each.
    """

    AUDITED = ("state", "owner_id", "due_at", "outcome", "note")

    kind = models.CharField(max_length=16, choices=[(k, k) for k in TASK_KINDS])
    thing_kind = models.CharField(max_length=30)
    thing_id = models.UUIDField()
    patient = inside("people.Patient", null=True, blank=True, related_name="tasks")
    referral = inside(Referral, null=True, blank=True, related_name="tasks")
    what = models.TextField(blank=True, help_text="whole, since what a patient wrote may stand nowhere else")
    must_move = models.BooleanField(
        default=False, help_text="what stands in the way of the appointment is that nobody is there then"
    )
    owner = inside("people.Staff", null=True, blank=True, related_name="+")
    meant_for = models.CharField(
        max_length=120, blank=True, default="", help_text="whose work a rule says it is: a role, or a kind of provider"
    )
    provider = inside(
        "practice.Provider", null=True, blank=True, related_name="+"
    )  # whose visit a rule ordered it about
    after = models.CharField(max_length=10, blank=True, default="", help_text="what happened, where a rule ordered it")
    state: models.CharField[TaskState, TaskState] = models.CharField(
        max_length=6, default="open", choices=[(s, s) for s in get_args(TaskState)]
    )
    outcome = models.CharField(max_length=40, blank=True)
    note = sealed(models.CharField(max_length=400, blank=True))
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=120, blank=True)
    settled_with = models.UUIDField(
        null=True, blank=True, help_text="the appointment of which a change settled it: taken back, that opens it again"
    )
    of_merge = models.UUIDField(
        null=True, blank=True, help_text="the merge of which the undoing, or the making, has left it to somebody"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "kind", "thing_id", "of_merge"],
                condition=models.Q(state="open") & ~models.Q(kind="referral") & ~models.Q(kind="order"),
                nulls_distinct=False,
                name="one_open_task_of_a_kind",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="done") | models.Q(done_at__isnull=False), name="done_has_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "state", "due_at"]),
            models.Index(fields=["practice", "thing_id"]),
        ]

    def __str__(self) -> str:
        return f"task: {self.kind}"

    @property
    def shown_as(self) -> str:
        return shown_as(self.kind, self.must_move)
