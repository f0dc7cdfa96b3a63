"""When reminders go out: whole days on the wall clock, never at night, never too late."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.messaging.quiet import is_quiet, next_allowed, reminder_time
from frontdesk.practice.file import QuietHours

CHICAGO = ZoneInfo("America/Chicago")
NIGHT = QuietHours(21 * 60, 8 * 60)


def local(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=CHICAGO)


@pytest.mark.parametrize(
    ("start", "lead", "expected"),
    [
        ("2026-12-08T09:00", dt.timedelta(days=7), "2026-12-01T09:00"),
        ("2026-12-08T09:00", dt.timedelta(hours=24), "2026-12-07T09:00"),
        ("2026-03-09T09:00", dt.timedelta(days=7), "2026-03-02T09:00"),  # the clock goes forward in between
        ("2026-11-02T09:00", dt.timedelta(days=7), "2026-10-26T09:00"),  # and back
        ("2028-03-01T09:00", dt.timedelta(days=1), "2028-02-29T09:00"),
        ("2026-12-08T07:00", dt.timedelta(hours=24), "2026-12-07T08:00"),  # at night: when quiet hours end
        (
            "2026-12-08T08:30",
            dt.timedelta(hours=2),
            "2026-12-07T20:59",
        ),  # waiting would be too late: the evening before
        ("2026-12-08T10:00", dt.timedelta(hours=3), "2026-12-08T08:00"),
    ],
)
def test_a_reminder_goes_out_at(start, lead, expected):
    assert reminder_time(local(start), lead, NIGHT, CHICAGO) == local(expected)


@given(
    st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2028, 12, 31)),
    st.sampled_from([1, 2, 3, 12, 24, 48, 168]),
    st.sampled_from(["America/Chicago", "America/New_York", "Pacific/Honolulu", "America/Phoenix"]),
    st.sampled_from([NIGHT, QuietHours(22 * 60, 7 * 60), QuietHours(0, 6 * 60)]),
)
def test_no_reminder_is_at_night_or_after_the_visit_began(naive, hours, zone, quiet):
    place = ZoneInfo(zone)
    start = naive.replace(second=0, microsecond=0, tzinfo=place).astimezone(dt.UTC)
    moment = reminder_time(start, dt.timedelta(hours=hours), quiet, place)
    assert not is_quiet(moment, quiet, place)
    assert moment < start


@given(st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2028, 12, 31)))
def test_what_can_wait_waits_for_the_end_of_quiet_hours_and_no_longer(naive):
    moment = naive.replace(tzinfo=CHICAGO)
    allowed = next_allowed(moment, NIGHT, CHICAGO)
    assert not is_quiet(allowed, NIGHT, CHICAGO)
    assert dt.timedelta(0) <= allowed - moment <= dt.timedelta(hours=12)
    if not is_quiet(moment, NIGHT, CHICAGO):
        assert allowed == moment
