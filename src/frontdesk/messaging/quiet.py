"""When a message that can wait may be sent: never in the quiet hours of the patient's own day."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from ..practice.file import QuietHours

STILL_USEFUL = dt.timedelta(hours=1)  # a reminder that comes later than this before a visit comes too late


def is_quiet(moment: dt.datetime, quiet: QuietHours, zone: ZoneInfo) -> bool:
    """Whether an aware moment lies in the quiet hours of a zone's wall clock."""
    local = moment.astimezone(zone)
    minute = local.hour * 60 + local.minute
    if quiet.begin < quiet.end:
        return quiet.begin <= minute < quiet.end
    return minute >= quiet.begin or minute < quiet.end


def next_allowed(moment: dt.datetime, quiet: QuietHours, zone: ZoneInfo) -> dt.datetime:
    """The moment itself, or the end of the quiet hours that it lies in; in UTC."""
    if not is_quiet(moment, quiet, zone):
        return moment.astimezone(dt.UTC)
    return _at(moment.astimezone(zone), quiet.end, zone, later=True)


def reminder_time(start: dt.datetime, lead: dt.timedelta, quiet: QuietHours, zone: ZoneInfo) -> dt.datetime:
    """When to remind of a visit that begins at `start`, so long before; in UTC.

    Whole days are counted on the wall clock: a week before 9:00 is 9:00, whatever the clock did in between.  What falls
    into quiet hours waits for their end; where that would be too late it goes out before they begin.
    """
    due = _before(start, lead, zone)
    allowed = next_allowed(due, quiet, zone)
    if allowed == due or allowed <= start - STILL_USEFUL:
        return allowed
    return _at(due.astimezone(zone), quiet.begin, zone, later=False) - dt.timedelta(minutes=1)


def _before(start: dt.datetime, lead: dt.timedelta, zone: ZoneInfo) -> dt.datetime:
    if lead % dt.timedelta(days=1):
        return start.astimezone(dt.UTC) - lead
    return (start.astimezone(zone).replace(tzinfo=None) - lead).replace(tzinfo=zone).astimezone(dt.UTC)


def _at(local: dt.datetime, minute: int, zone: ZoneInfo, *, later: bool) -> dt.datetime:
    """The next, or the last, time that the wall clock shows a minute of the day; in UTC."""
    moment = dt.datetime.combine(local.date(), dt.time(minute // 60, minute % 60), zone)
    if later and moment <= local:
        moment = dt.datetime.combine(local.date() + dt.timedelta(days=1), moment.time(), zone)
    if not later and moment > local:
        moment = dt.datetime.combine(local.date() - dt.timedelta(days=1), moment.time(), zone)
    return moment.astimezone(dt.UTC)
