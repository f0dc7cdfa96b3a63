"""Tables of taken time."""

from __future__ import annotations

import datetime as dt
from typing import get_args
from uuid import UUID

from django.db import models

from ..intake.states import UNDECIDED, IllegalTransition
from ..practice.file.model import MEANINGS
from ..practice.models import VisitType
from ..rules.facts import CHANNELS
from ..tenancy.models import PracticeRow, inside
from ..tenancy.sealed import sealed
from ..tenancy.today import today_at
from .of_records import Death as Death  # noqa: PLC0414  (these too)
from .of_records import Merge as Merge  # noqa: PLC0414
from .reservations import Reservation as Reservation  # noqa: PLC0414  (it is of these tables, in a file of its own)
from .states import (
    AWAY_MOVES,
    MOVES,
    OFFER_MOVES,
    PROPOSAL_MOVES,
    RECALL_MOVES,
    WAITLIST_MOVES,
    AppointmentState,
    AwayState,
    OfferState,
    ProposalState,
    RecallState,
    ToProposeState,
    WaitlistState,
)


class Appointment(PracticeRow):
    """A hold, or a time that is kept.  `before` and `after` are the minutes kept free around it when it was booked."""

    AUDITED = (
        "state",
        "start",
        "end",
        "provider_id",
        "location_id",
        "visit_type_id",
        "reason",
        "excused",
        "override_reason",
        "successor_id",
        "confirmed_at",
    )

    number = models.PositiveIntegerField()
    patient = inside("people.Patient", related_name="appointments")
    visit_type = inside("practice.VisitType", related_name="+")
    provider = inside("practice.Provider", related_name="+")
    location = inside("practice.Location", related_name="+")
    policy = inside("practice.Policy", related_name="+")
    request = inside("intake.Request", null=True, blank=True, related_name="appointments")
    start = models.DateTimeField()
    end = models.DateTimeField()
    before = models.PositiveSmallIntegerField(default=0)
    after = models.PositiveSmallIntegerField(default=0)
    state: models.CharField[AppointmentState, AppointmentState] = models.CharField(
        max_length=12, choices=[(s, s) for s in MOVES]
    )
    channel = models.CharField(max_length=10, choices=[(c, c) for c in CHANNELS])
    payer = inside("practice.Payer", null=True, blank=True, related_name="+")
    new_patient = models.BooleanField(default=False)
    reason = sealed(models.TextField(blank=True, help_text="why it was cancelled or moved"))
    means = models.CharField(
        max_length=10, blank=True, default="", choices=[(m, m) for m in MEANINGS], help_text="what that reason means"
    )
    excused = sealed(
        models.TextField(blank=True, default="", help_text="why it does not count although it was canceled late")
    )
    override_reason = sealed(models.TextField(blank=True))
    overridden = models.JSONField(
        default=list, help_text="what stood against it when that was decided, and nothing else"
    )
    given_minutes = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="the length that staff gave it instead of the rules; it goes along where the visit is moved",
    )
    given_why = sealed(
        models.TextField(blank=True, default="", help_text="why it was given that length against a rule")
    )
    successor = inside("self", null=True, blank=True, related_name="predecessors")
    replaces = inside(
        "self", null=True, blank=True, related_name="+", help_text="which one a hold will take the place of"
    )
    proposed = models.BooleanField(
        default=False, help_text="the practice keeps it for who must move: they may choose another time beside it"
    )
    recall = inside(
        "booking.Recall", null=True, blank=True, related_name="+", help_text="which due visit a hold is for"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="when the patient said that they will come")
    self_pay = models.BooleanField(default=False)
    checked = inside(
        "practice.Policy", null=True, blank=True, related_name="+", help_text="the rules by which it was looked at last"
    )
    series = models.UUIDField(null=True, blank=True, help_text="the same for all appointments of one series")
    hold_expires_at = models.DateTimeField(null=True, blank=True)
    extended = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "number"], name="appointment_number_once"),
            models.CheckConstraint(condition=models.Q(state__in=list(MOVES)), name="appointment_state_known"),
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="appointment_lasts"),
            models.CheckConstraint(
                condition=~models.Q(state="held") | models.Q(hold_expires_at__isnull=False), name="hold_expires"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="cancelled") | ~models.Q(reason=""), name="cancelled_has_reason"
            ),
            models.CheckConstraint(condition=models.Q(excused="") | models.Q(state="cancelled"), name="excused"),
            models.CheckConstraint(
                condition=~models.Q(state="rescheduled") | models.Q(successor__isnull=False),
                name="rescheduled_has_successor",
            ),
            models.UniqueConstraint(
                fields=["practice", "replaces", "proposed"],
                condition=models.Q(state="held", replaces__isnull=False),
                name="one_hold_for_an_appointment",
            ),
            models.UniqueConstraint(
                fields=["practice", "request"],
                condition=models.Q(state="held", request__isnull=False, replaces__isnull=True),
                name="one_hold_for_a_request",
            ),
            models.UniqueConstraint(
                fields=["practice", "recall"],
                condition=models.Q(state="held", recall__isnull=False),
                name="one_hold_for_a_due_visit",
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "start"]),
            models.Index(fields=["practice", "patient", "start"]),
            models.Index(fields=["practice", "provider", "start"]),
            models.Index(fields=["practice", "series"], condition=models.Q(series__isnull=False), name="of_a_series"),
            models.Index(fields=["practice", "hold_expires_at"], condition=models.Q(state="held"), name="held_until"),
        ]

    def __str__(self) -> str:
        return f"appointment {self.number}"

    def move_to(self, state: AppointmentState) -> None:
        """Raises IllegalTransition."""
        if state not in MOVES[self.state]:
            raise IllegalTransition(self.state, state)
        self.state = state


class WaitlistEntry(PracticeRow):
    """Somebody who would come at another, or an earlier, time.  `appointment` is the one they keep until they accept.

    `first_on` and `last_on` are local dates, both included; `parts` of the day and `days` (0 is Monday): empty means any;
    `notice_hours` is what they need to get here.  `got` is the time by which it became *booked*, wherever that has moved since.
    """

    AUDITED = ("state", "urgent", "reason")

    patient = inside("people.Patient", related_name="waitlist_entries")
    visit_type = inside("practice.VisitType", related_name="+")
    provider = inside("practice.Provider", null=True, blank=True, related_name="+")
    location = inside("practice.Location", null=True, blank=True, related_name="+")
    appointment = inside(Appointment, null=True, blank=True, related_name="waitlist_entries")
    request = inside("intake.Request", null=True, blank=True, related_name="waitlist_entries")
    first_on = models.DateField()
    last_on = models.DateField(null=True, blank=True)
    parts = models.JSONField(default=list)
    days = models.JSONField(default=list)
    got = inside(
        Appointment, null=True, blank=True, related_name="+", help_text="the appointment that ended their waiting"
    )
    notice_hours = models.PositiveSmallIntegerField(default=24)
    urgent = models.BooleanField(default=False)
    state: models.CharField[WaitlistState, WaitlistState] = models.CharField(
        max_length=10, default="waiting", choices=[(s, s) for s in WAITLIST_MOVES]
    )
    reason = sealed(models.CharField(max_length=200, blank=True))
    created_at = models.DateTimeField()

    @property
    def waits_for_a_decision(self) -> bool:
        """Whether what they asked for has to be decided before a time is offered."""
        return self.appointment_id is None and self.request is not None and self.request.state in UNDECIDED

    class Meta:
        verbose_name_plural = "waitlist entries"
        indexes = [models.Index(fields=["practice", "state", "created_at"])]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=list(WAITLIST_MOVES)), name="waitlist_state_known"),
            models.UniqueConstraint(
                fields=["practice", "patient", "visit_type"],
                condition=models.Q(state__in=["waiting", "offered"]),
                name="waiting_once",
            ),
        ]


class WaitlistOffer(PracticeRow):
    """A freed time, held for somebody who waits, until they accept, decline, or it passes on."""

    AUDITED = ("state",)

    entry = inside(WaitlistEntry, related_name="offers")
    hold = inside(Appointment, related_name="waitlist_offers")
    state: models.CharField[OfferState, OfferState] = models.CharField(
        max_length=10, default="offered", choices=[(s, s) for s in OFFER_MOVES]
    )
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["practice", "state", "expires_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "entry"], condition=models.Q(state="offered"), name="one_offer_at_a_time"
            )
        ]

    @property
    def patient_id(self) -> UUID:
        key: UUID = self.entry.patient_id
        return key

    @property
    def visit_type(self) -> VisitType:
        """Who may act for the patient for some visits alone may answer of these."""
        visits: VisitType = self.hold.visit_type
        return visits


class Recall(PracticeRow):
    """A visit that is due: the bridge from a care plan to the schedule.  The window is two local dates, both included."""

    AUDITED = ("state", "due_on", "opens_on", "closes_on", "reason")

    patient = inside("people.Patient", related_name="recalls")
    visit_type = inside("practice.VisitType", related_name="+")
    provider = inside("practice.Provider", null=True, blank=True, related_name="+")
    location = inside("practice.Location", null=True, blank=True, related_name="+")
    due_on = models.DateField()
    opens_on = models.DateField()
    closes_on = models.DateField()
    note = sealed(models.TextField(blank=True))
    state: models.CharField[RecallState, RecallState] = models.CharField(
        max_length=10, default="planned", choices=[(s, s) for s in RECALL_MOVES]
    )
    reason = sealed(models.CharField(max_length=200, blank=True))
    appointment = inside(Appointment, null=True, blank=True, related_name="recalls")
    ordered_by = models.CharField(max_length=120)
    outside_key = models.CharField(max_length=80, blank=True, help_text="what the file or system it came from calls it")
    plan = models.TextField(blank=True, help_text="the sentence that makes it due; empty where a person ordered it")
    counted_from = models.DateField(null=True, blank=True, help_text="of one that is due by a sentence: since when")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="when it was closed, or refused")
    token_hash = models.CharField(max_length=64, blank=True)
    token_before = models.CharField(
        max_length=64, blank=True, help_text="the one of the invitation before, which stands again where this is undone"
    )
    told_at = models.DateTimeField(null=True, blank=True)
    told = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()

    @property
    def overdue(self) -> bool:
        """Whether its last day is over: it is missing, and any time from today on will do."""
        return self.closes_on < today_at(self.patient.practice)

    @property
    def window(self) -> tuple[dt.date, dt.date] | None:
        """The days that are left of those on which it is due; None where they are over."""
        return None if self.overdue else (max(self.opens_on, today_at(self.patient.practice)), self.closes_on)

    class Meta:
        indexes = [
            models.Index(fields=["practice", "state", "due_on"]),
            models.Index(fields=["practice", "token_hash"]),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=list(RECALL_MOVES)), name="recall_state_known"),
            models.CheckConstraint(
                condition=models.Q(opens_on__lte=models.F("due_on"), closes_on__gte=models.F("due_on")),
                name="recall_due_in_window",
            ),
            models.UniqueConstraint(
                fields=["practice", "outside_key"], condition=~models.Q(outside_key=""), name="recall_key_once"
            ),
        ]


class TimeAway(PracticeRow):
    """A provider will not be here.  A draft changes nothing; decided, it is a sentence of the practice's rules.

    Local dates, both included; `from_minute` and `to_minute` are minutes of the day.
    """

    AUDITED = ("state", "first_on", "last_on", "from_minute", "to_minute", "note", "reason")

    provider = inside("practice.Provider", related_name="+")
    first_on = models.DateField()
    last_on = models.DateField()
    from_minute = models.PositiveSmallIntegerField(default=0)
    to_minute = models.PositiveSmallIntegerField(default=24 * 60)
    note = models.CharField(max_length=200, blank=True)
    state: models.CharField[AwayState, AwayState] = models.CharField(
        max_length=10, default="draft", choices=[(s, s) for s in AWAY_MOVES]
    )
    reason = models.CharField(max_length=200, blank=True, help_text="why it was declined")
    asked_by = models.CharField(max_length=120)
    decided_by = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "times away"
        indexes = [models.Index(fields=["practice", "state", "first_on"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("first_on")), name="away_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=models.Q(to_minute__gt=models.F("from_minute"), to_minute__lte=24 * 60), name="away_hours"
            ),
        ]


class Proposal(PracticeRow):
    """The practice must move an appointment, and holds another time for the patient until they answer."""

    AUDITED = ("state",)

    appointment = inside(Appointment, related_name="proposals")
    hold = inside(Appointment, related_name="+")
    reason = sealed(models.CharField(max_length=200))
    state: models.CharField[ProposalState, ProposalState] = models.CharField(
        max_length=10, default="proposed", choices=[(s, s) for s in PROPOSAL_MOVES]
    )
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["practice", "state", "expires_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "appointment"], condition=models.Q(state="proposed"), name="one_proposal_at_a_time"
            )
        ]

    @property
    def patient_id(self) -> UUID:
        key: UUID = self.appointment.patient_id
        return key

    @property
    def visit_type(self) -> VisitType:
        """Who may act for the patient for some visits alone may answer of these."""
        visits: VisitType = self.appointment.visit_type
        return visits

    @property
    def at_the_same_time(self) -> bool:
        """Whether nothing changes but whom the patient sees."""
        old, hold = self.appointment, self.hold
        return (old.start, old.location_id) == (hold.start, hold.location_id) and old.provider_id != hold.provider_id


class ToPropose(PracticeRow):
    """One of the many whom one press proposes another time: the worker does it, each by itself.

    `place`: what the page showed (empty: that no time fits); None where nobody looked.  `over`: it need not move any more.
    """

    away = inside(TimeAway, related_name="to_propose")
    appointment = inside(Appointment, related_name="to_propose")
    staff = inside("people.Staff", related_name="+")
    place = models.JSONField(null=True)
    state: models.CharField[ToProposeState, ToProposeState] = models.CharField(
        max_length=8, default="waiting", choices=[(s, s) for s in get_args(ToProposeState)]
    )
    pressed_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["practice", "away", "pressed_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "appointment"], condition=models.Q(state="waiting"), name="proposed_by_one_press"
            )
        ]
