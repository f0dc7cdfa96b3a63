"""What one press canceled of a series: it is taken back as a whole."""

from __future__ import annotations

import datetime as dt

from ...audit.models import Entry
from ...booking.models import Appointment
from ...messaging.taking_back import before_it_leaves, said

SERIES = "appointment.cancel_series"
TELLING = ("cancelled",)


def canceled_together(appointment: Appointment, last: Entry | None) -> list[Appointment]:
    """All that ended with it by that press and has not been taken back since, this one first."""
    if last is None or last.action != SERIES:
        return [appointment]
    ended = Entry.objects.filter(thing_kind="appointment", action="appointment.cancel", number__lt=last.number)
    first = ended.filter(thing_id=appointment.pk).order_by("number").last()
    if first is None:
        return [appointment]
    # What one transaction writes into the trail stands there together, and it began with this one.
    written = ended.filter(number__gt=first.number).values_list("thing_id", flat=True)
    keys = [key for key in written if key is not None]
    rest = Appointment.objects.filter(pk__in=keys, series=appointment.series, state="cancelled").order_by("start")
    return [appointment, *rest.select_related("patient", "provider", "location", "visit_type", "request")]


def is_untold(appointment: Appointment, last: Entry) -> bool:
    return not any(said(row, *TELLING) for row in canceled_together(appointment, last))


def leaves_at(until: dt.datetime, appointment: Appointment, last: Entry) -> dt.datetime:
    """`until`, or sooner, when the first of their messages leaves."""
    return min(before_it_leaves(until, row, *TELLING) for row in canceled_together(appointment, last))
