"""How long a request may wait."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from frontdesk.rules.families.service_levels import ServiceLevel

CHICAGO = ZoneInfo("America/Chicago")


@pytest.mark.parametrize(
    ("since", "amount", "unit", "due"),
    [
        (
            "2026-11-25T10:00",
            2,
            "business days",
            "2026-11-30T23:59",
        ),  # Wednesday; Thursday is Thanksgiving: Friday, Monday
        ("2026-11-25T23:30", 1, "business days", "2026-11-27T23:59"),
        ("2026-11-28T09:00", 1, "business days", "2026-11-30T23:59"),  # a Saturday
        ("2026-11-25T10:00", 0, "business days", "2026-11-25T23:59"),
        ("2026-11-25T10:00", 7, "days", "2026-12-02T23:59"),
        ("2028-02-28T10:00", 1, "days", "2028-02-29T23:59"),  # a leap day
        ("2026-01-31T10:00", 1, "days", "2026-02-01T23:59"),  # a month's end
        ("2026-03-07T12:00", 24, "hours", "2026-03-08T13:00"),  # real hours: the clock moves forward in between
        ("2026-10-31T12:00", 24, "hours", "2026-11-01T11:00"),
    ],
)
def test_a_request_is_due(since, amount, unit, due):
    holidays = {dt.date(2026, 11, 26)}
    rule = ServiceLevel(amount=amount, unit=unit)
    found = rule.due(
        dt.datetime.fromisoformat(since).replace(tzinfo=CHICAGO),
        CHICAGO,
        lambda day: day.weekday() < 5 and day not in holidays,
    )
    assert found.strftime("%Y-%m-%dT%H:%M") == due
