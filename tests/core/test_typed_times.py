"""Dates and times as staff type them where no picker is: read as people mean them, and never guessed."""

import datetime as dt

import pytest

from frontdesk.core.typed import (
    clock_time,
    either_half,
    either_half_of_moment,
    may_begin_with_its_year,
    near_date,
    near_moment,
)

TODAY = dt.date(2026, 12, 1)


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        *((text, 13 * 60) for text in ("13:00", "1pm", "1 PM", "1 p.m.", "1:00 p. m.", "13h", "13 h", "13h00", "1:00pm", "13:00:00", "1:00:00 PM")),
        *((text, 60) for text in ("01:00", "01:00:00", "1:00 AM", "1am")),
        *((text, 8 * 60 + 30) for text in ("8:30", "08:30", "8.30 am", "8h30")),
        ("noon", 720), ("mediodía", 720), ("12 pm", 720), ("12am", 0), ("0:00", 0), ("24:00", 1440),
        *((text, None) for text in ("", "1", "13", "8.30", "13pm", "0 am", "25:00", "24:01", "8:60", "-1:00", "soon", "1pmx", "1:00", "6:59", "1:00:00", "3h", "2h30", "13:00:30", "13.00:00", "13h00:00", "13:00:60", "१:००", "1" * 500)),
    ],
)  # fmt: skip
def test_a_time_of_a_day(text, minute):
    assert clock_time(text) == minute


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *((text, dt.date(2026, 12, 8)) for text in ("2026-12-08", "12/8/2026", "12/8/26", " 12/08/26 ", "Dec 8, 2026", "8 dic 2026", "20261208")),
        ("25.12.2026", dt.date(2026, 12, 25)), ("12-25-2026", dt.date(2026, 12, 25)), ("8.8.2026", dt.date(2026, 8, 8)), ("8 8 2026", dt.date(2026, 8, 8)), ("12 25 2026", dt.date(2026, 12, 25)),
        ("12-25-26", dt.date(2026, 12, 25)), ("25.12.26", dt.date(2026, 12, 25)), ("25/12/2026", dt.date(2026, 12, 25)),
        *((text, None) for text in ("", "8.12.2026", "12-8-2026", "12/32/2026", "tomorrow", "12/8", "8 12 2026", "26-12-08", "26/12/08", "2026 12 08","12/8/2099", "12/8/2026 13:00", "0" * 500)),
    ],
)  # fmt: skip
def test_a_date_month_first_and_none_that_others_would_read_otherwise(text, day):
    assert near_date(text, TODAY) == day


def test_a_short_year_of_what_lies_behind_is_no_year_to_come():
    far = dt.timedelta(days=365 * 120)
    assert near_date("3/4/98", TODAY, far, behind=True) == dt.date(1998, 3, 4)
    assert near_date("3/4/25", TODAY, far, behind=True) == dt.date(2025, 3, 4)


@pytest.mark.parametrize("text", ["2026-12-08T13:00", "12/8/26 1pm", "12/8/2026 13:00", "12/8/2026, 1:00 PM", "Dec 8, 2026 at 1 pm", "8 dic 2026 a las 13h", "12/8/2026 13:00:00", "2026-12-08T13:00:00"])  # fmt: skip
def test_a_date_and_a_time(text):
    assert near_moment(text, TODAY) == dt.datetime(2026, 12, 8, 13)


@pytest.mark.parametrize("text", ["", "8.12.2026 1pm", "12/8/26", "2026-12-08", "20261208", "2026-W50-2", "1pm", "12/8/26 24:00", "12/8/26 25:00", "x 1pm", "2026-13-01T10:00", "12/8/2026 1:00", "26-12-08 1pm", "8 12 2026 1pm"])  # fmt: skip
def test_what_is_no_date_and_time_is_none(text):
    assert near_moment(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("1:00", 60), ("6:59", 419), (" 3:30 ", 210), ("2h30", 150), ("1:00:00", 60), ("1", 60), ("1.30", 90),
        *((text, None) for text in ("01:00", "1pm", "1:00 a. m.", "7:00", "12:30", "0:30", "13:00", "1:99", "", "soon")),
    ],
)  # fmt: skip
def test_which_half_of_the_day_is_meant_is_not_guessed_from_one_to_six(text, minute):
    assert either_half(text) == minute
    assert minute is None or clock_time(text) is None


def test_nor_behind_a_date():
    assert either_half_of_moment("12/8/2026 1:00", TODAY) == 60
    assert [
        either_half_of_moment(text, TODAY) for text in ("soon 1:00", "12/8/2026 8:00", "12/8/2026 01:00", "8 1")
    ] == [None] * 4
    assert near_moment("12/8/2026 01:00", TODAY) == dt.datetime(2026, 12, 8, 1)


def test_a_short_year_in_front_of_a_date_is_known():
    assert all(may_begin_with_its_year(text) for text in ("26-12-08", "26/12/08", "25/12/26", "46-03-27"))
    assert not any(
        may_begin_with_its_year(text)
        for text in ("12-25-26", "25/12/46", "26-12-2008", "25.12.26", "2026-12-08", "26 Dec 08", "soon")
    )
