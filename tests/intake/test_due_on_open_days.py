"""What has to be done is due on a day on which somebody is there to do it."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from frontdesk.intake.tasks import actions
from frontdesk.intake.tasks.open_days import on_an_open_day
from tests import factory as f

ZONE = ZoneInfo("America/Chicago")
WEEKDAYS = f.CEDAR.replace("fri, sat, sun]", "fri]")


@pytest.fixture
def cedar(cedar):
    return f.load_cedar(WEEKDAYS)


def at(day: int, hour: int = 15) -> dt.datetime:
    return dt.datetime(2026, 12, day, hour, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("due", "moment", "said"),
    [
        (at(6), at(2), at(4)),  # Sunday: the Friday before
        (at(5), at(2), at(4)),  # Saturday
        (at(8), at(2), at(8)),  # a Tuesday stays
        (at(6), at(4), at(7)),  # said on that Friday: the Monday after
        (at(6, 16), at(6), at(6, 16)),  # on a Sunday, by the same day: an emergency waits for no Monday
    ],
)
def test_a_day_on_which_nobody_is_there_is_none(cedar, due, moment, said):
    assert on_an_open_day(due, moment) == said


@pytest.mark.parametrize(
    ("due", "moment", "said"),
    [
        (at(8, 23), at(8, 21), at(9, 8)),  # at night: when they open again
        (at(9, 1), at(8, 23), at(9, 8)),  # before they open: then
        (at(4, 23), at(4, 21), at(7, 8)),  # a Friday night: on Monday
        (at(6, 1), at(6, 0) - dt.timedelta(hours=1), at(7, 8)),  # a Sunday night
        (at(8, 17), at(8), at(8, 17)),  # until they close
        (at(8, 23), at(8, 22) + dt.timedelta(minutes=30), at(8, 23)),  # within the hour, at any hour
    ],
)
def test_an_hour_at_which_nobody_is_there_is_none(cedar, due, moment, said):
    assert on_an_open_day(due, moment) == said


def test_what_is_for_a_visit_before_they_open_is_due_when_they_close(cedar):
    assert on_an_open_day(at(9, 1), at(8), latest=at(9, 8)) == at(8, 17)
    assert on_an_open_day(at(8, 23), at(8, 21), latest=at(9, 8)) == at(8, 23), "nobody is there before it any more"


def test_hours_in_the_evening_are_hours_at_which_somebody_is_there(cedar):
    f.load_cedar(WEEKDAYS.replace('to: "12:00"', 'to: "22:00"'))
    assert on_an_open_day(at(8, 21), at(8)) == at(8, 21)


def test_no_visit_is_before_what_has_to_be_done_for_it(cedar):
    """Its own day is the next open one: it is due as it was asked for, and not when the visit is over."""
    assert on_an_open_day(at(6), at(4), latest=at(7, 9)) == at(6)


def test_a_holiday_is_none_and_a_saturday_on_which_somebody_works_is_one(cedar):
    f.load_cedar(WEEKDAYS + "  The practice is closed on 2026-12-08.\n")
    assert on_an_open_day(at(8), at(2)) == at(7)
    f.load_cedar(f.CEDAR)
    assert on_an_open_day(at(5), at(2)) == at(5)


def test_every_task_that_is_opened_or_put_off_is_due_on_an_open_day(cedar):
    """Each kind passes the one place in which a task is opened: here a record to be compared."""
    who, sunday = f.patient(cedar), dt.datetime.now(ZONE) + dt.timedelta(days=1)
    while sunday.weekday() < 6:
        sunday += dt.timedelta(days=1)
    task = actions.open_task("duplicate", who, due_at=sunday, patient=who)
    assert task.due_at.astimezone(ZONE).weekday() < 5
    actions.later(f.actor(cedar, "scheduler"), task, due_at=sunday, outcome="not_reached")
    task.refresh_from_db()
    assert task.due_at.astimezone(ZONE).weekday() < 5


def test_what_has_to_be_done_about_a_visit_that_is_over_waits_for_an_open_day_too(cedar):
    """Missed on a Friday morning, and by the next day: nobody is there before Monday."""
    assert on_an_open_day(at(5, 17), at(4), latest=at(4, 9)) == at(7, 17)
    assert on_an_open_day(at(4, 23), at(4, 21), latest=at(4, 9)) == at(7, 8), "at night: when they open again"
