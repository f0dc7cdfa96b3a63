"""Tables of taken time."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models

from ..intake.states import IllegalTransition
from ..rules.facts import CHANNELS
from ..tenancy.models import PracticeRow, inside
from .states import MOVES


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
        "override_reason",
        "successor_id",
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
    state = models.CharField(max_length=12, choices=[(s, s) for s in MOVES])
    channel = models.CharField(max_length=10, choices=[(c, c) for c in CHANNELS])
    payer = inside("practice.Payer", null=True, blank=True, related_name="+")
    new_patient = models.BooleanField(default=False)
    reason = models.TextField(blank=True, help_text="why it was cancelled or moved")
    override_reason = models.TextField(blank=True)
    successor = inside("self", null=True, blank=True, related_name="predecessors")
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
            models.CheckConstraint(
                condition=~models.Q(state="rescheduled") | models.Q(successor__isnull=False),
                name="rescheduled_has_successor",
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "start"]),
            models.Index(fields=["practice", "patient", "start"]),
            models.Index(fields=["practice", "provider", "start"]),
        ]

    def __str__(self) -> str:
        return f"appointment {self.number}"

    def move_to(self, state: str) -> None:
        """Raises IllegalTransition."""
        if state not in MOVES[self.state]:
            raise IllegalTransition(self.state, state)
        self.state = state


class Reservation(PracticeRow):
    """Time of one provider, room, machine or patient.  Two of one subject and lane never overlap: the database refuses it.

    Lane 0 is the ordinary one; an overbooking is an override and takes the next.
    """

    appointment = inside(Appointment, on_delete=models.CASCADE, related_name="reservations")
    kind = models.CharField(max_length=10, choices=[(k, k) for k in ("provider", "resource", "patient")])
    subject = models.UUIDField()
    lane = models.PositiveSmallIntegerField(default=0)
    during = DateTimeRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="never_twice",
                expressions=[
                    ("practice", RangeOperators.EQUAL),
                    ("subject", RangeOperators.EQUAL),
                    ("lane", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            )
        ]
        indexes = [models.Index(fields=["practice", "appointment"])]
