"""What one press canceled of a series: it is taken back as a whole."""

from __future__ import annotations

import datetime as dt

from ...audit.models import Entry
from ...messaging.taking_back import before_it_leaves, said
from ..models import Appointment

SERIES = "appointment.cancel_series"
TELLING = ("cancelled",)


def canceled_together(one: Appointment, last: Entry | None) -> list[Appointment]:
    """All that ended with it by that press and has not been taken back since, this one first."""
    if last is None or last.action != SERIES:
        return [one]
    ended = Entry.objects.filter(thing_kind="appointment", action="appointment.cancel", number__lt=last.number)
    first = ended.filter(thing_id=one.pk).order_by("number").last()
    if first is None:
        return [one]
    # What one transaction writes into the trail stands there together, and it began with this one.
    written = ended.filter(number__gt=first.number).values_list("thing_id", flat=True)
    keys = [key for key in written if key is not None]
    rest = Appointment.objects.filter(pk__in=keys, series=one.series, state="cancelled").order_by("start")
    return [one, *rest.select_related("patient", "provider", "location", "visit_type", "request")]


def is_untold(one: Appointment, last: Entry) -> bool:
    return not any(said(row, *TELLING) for row in canceled_together(one, last))


def leaves_at(until: dt.datetime, one: Appointment, last: Entry) -> dt.datetime:
    """`until`, or sooner, when the first of their messages leaves."""
    return min(before_it_leaves(until, row, *TELLING) for row in canceled_together(one, last))
