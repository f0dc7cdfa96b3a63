"""The demo's clock, which is set back while its history is made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock


@contextmanager
def clock_at(moment: dt.datetime) -> Iterator[None]:
    """What happened then happens at that time.  Only the demo sets a clock; the audit trail keeps the true one."""
    moment = moment.astimezone(dt.UTC)
    places = [
        f"frontdesk.{room}.now"
        for room in (
            "booking.actions",
            "booking.messages",
            "booking.take",
            "booking.engine_rows",
            "booking.taken",
            "outreach.waitlist.actions",
            "outreach.recalls.actions",
            "intake.actions",
            "day.exceptions.actions",
            "day.exceptions.alike.actions",
            "intake.evaluation",
            "intake.tasks.actions",
        )
    ]
    with mock.patch("django.utils.timezone.now", return_value=moment):
        patches = [mock.patch(place, return_value=moment) for place in places]
        for patch in patches:
            patch.start()
        try:
            yield
        finally:
            for patch in patches:
                patch.stop()
