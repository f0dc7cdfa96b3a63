"""The visits of one patient come in one order, whichever way their rows were read."""

import datetime as dt

from frontdesk.availability.model import Booked, minute_of
from frontdesk.availability.taken_rows import TakenRows
from tests.practices import practice, wanted

START = minute_of(dt.datetime(2026, 12, 1, 16, tzinfo=dt.UTC))


def test_two_visits_that_somebody_decided_to_have_at_the_same_start_come_in_one_order():
    rows = [
        Booked(visit, who, "downtown", START, 30, "p-1") for visit, who in (("procedure", "lee"), ("follow-up", "chen"))
    ]
    setup, want = practice("").setup, wanted(patient="p-1")
    one, other = (TakenRows(setup, some).visits_of(want) for some in (rows, rows[::-1]))
    assert one == other and len(one) == 2
