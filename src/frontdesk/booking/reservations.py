"""The table of taken time: who and what is taken from when to when."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models

from ..tenancy.models import PracticeRow, inside

LONGEST = dt.timedelta(days=2)  # nothing is taken for longer: an appointment of a day, and the buffers at its ends


class Reservations(models.QuerySet["Reservation"]):
    """By instants: an index answers that, and nothing of a history is read, where row-level security has ranges wait."""

    def meeting(self, begin: dt.datetime, end: dt.datetime) -> Reservations:
        """What takes any of the time from `begin` up to `end`."""
        return self.filter(begins__gte=begin - LONGEST, begins__lt=end, ends__gt=begin)


class Reservation(PracticeRow):
    """Time of one provider, room, machine or patient.  Two of one subject and lane never overlap: the database refuses it.

    Lane 0 is the ordinary one; a visit with seats has as many lanes as seats (`lanes`); an overbooking is an override and
    takes the next lane, as does a hold that waits beside the appointment that it replaces (`lanes` is null for both).
    """

    appointment = inside("booking.Appointment", on_delete=models.CASCADE, related_name="reservations")
    kind = models.CharField(max_length=10, choices=[(k, k) for k in ("provider", "resource", "patient")])
    subject = models.UUIDField()
    lane = models.PositiveSmallIntegerField(default=0)
    lanes = models.PositiveSmallIntegerField(default=1, null=True)
    during = DateTimeRangeField()
    # Row-level security lets an index answer comparisons of instants, and none of ranges.
    begins = models.GeneratedField(
        expression=models.Func("during", function="lower"), output_field=models.DateTimeField(), db_persist=True
    )
    ends = models.GeneratedField(
        expression=models.Func("during", function="upper"), output_field=models.DateTimeField(), db_persist=True
    )

    objects = Reservations.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lanes__isnull=True) | models.Q(lane__lt=models.F("lanes")), name="no_more_than_seats"
            ),
            ExclusionConstraint(
                name="never_twice",
                expressions=[
                    ("practice", RangeOperators.EQUAL),
                    ("subject", RangeOperators.EQUAL),
                    ("lane", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "appointment"]),
            models.Index(fields=["practice", "subject", "begins"], include=["ends", "appointment"], name="taken_from"),
        ]


class TakenDay(PracticeRow):
    """Which minutes of a day a provider, room or machine is taken, as the reservations said when it was summed up (`summing`).

    `day`: since 1970, in UTC.  `minutes`: 1,440 bits, of which the last is midnight's.  True as long as no `ChangedDay` says otherwise;
    a day without either is free.
    """

    subject = models.UUIDField()
    day = models.IntegerField()
    minutes = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "subject", "day"], name="summed_up_once")]


class ChangedDay(PracticeRow):
    """A day of which something was taken or given back since it was summed up: the database notes it with the change itself.

    Each change adds a row of its own, so that nobody waits for whoever books the same room.
    """

    subject = models.UUIDField()
    day = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["practice", "subject", "day"], name="changed_since")]
