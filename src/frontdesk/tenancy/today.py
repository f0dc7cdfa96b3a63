"""Which date it is: the practice's own, wherever the server stands.  The one place that says "today"."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.timezone import now

from . import current_practice
from .models import Practice


def today_at(practice: Practice) -> dt.date:
    """The date on that practice's wall."""
    return now().astimezone(practice.zone).date()


def today_here() -> dt.date:
    """The date on the wall of the practice that was entered (`context`); outside of every practice, UTC's."""
    if (here := current_practice.entered_practice()) is not None:
        return today_at(here)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT timezone FROM tenancy_practice WHERE id = nullif(current_setting('frontdesk.practice', true), '')::uuid"
        )
        row = cursor.fetchone()
    return now().astimezone(ZoneInfo(row[0] if row else "UTC")).date()
