"""Days of which something was taken or given back are summed up again, so that a search reads a row for each and not every visit of it.

A reader needs none of it to be right: it reads the visits themselves of whatever has changed since, and of days that are long over,
whose sums go: searches look ahead.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.db.models import QuerySet
from django.utils.timezone import now

from .reservations import TakenDay

# One statement, so that what is summed up is what it takes the notes of away for: whoever commits meanwhile has a note of their own left.
SUM_UP = """
WITH changed AS (DELETE FROM booking_changedday RETURNING practice_id, subject, day)
INSERT INTO booking_takenday (practice_id, id, subject, day, minutes)
SELECT practice_id, gen_random_uuid(), subject, day, booking_minutes_taken(practice_id, subject, day, '{}')
FROM (SELECT DISTINCT practice_id, subject, day FROM changed) AS days
ORDER BY subject, day
ON CONFLICT (practice_id, subject, day) DO UPDATE SET minutes = EXCLUDED.minutes
"""
ONE_AT_A_TIME = (
    "SELECT pg_try_advisory_xact_lock(hashtextextended('sum up ' || current_setting('frontdesk.practice'), 0))"
)

READ = 35  # days back that are read by their sums: what is looked at often of what is over, by the week or the month
KEPT = READ + 2  # whoever reads may have begun a while ago


def read_since() -> int:
    """The first day (UTC, in days since 1970) of which sums are read."""
    return _day(READ)


def sums_nothing_reads() -> QuerySet[TakenDay]:
    """Sums that nothing reads any more."""
    return TakenDay.objects.filter(day__lt=_day(KEPT))


def _day(back: int) -> int:
    return (now().astimezone(dt.UTC).date() - dt.date(1970, 1, 1)).days - back


def sum_up() -> None:
    """All days of the practice that have changed; nothing where somebody is at it."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)
        if cursor.fetchone() == (True,):
            cursor.execute(SUM_UP)
