"""The demo's clock can be set: every place that it sets has one."""

import datetime as dt

from django.utils import timezone

from frontdesk.booking import actions
from frontdesk.server.demo_clock import clock_at


def test_what_happens_then_happens_at_that_time_and_the_clock_goes_on_afterwards():
    then = dt.datetime(2026, 3, 2, 7, 30, tzinfo=dt.UTC)
    with clock_at(then):
        assert actions.now() == timezone.now() == then
    assert actions.now() > then
