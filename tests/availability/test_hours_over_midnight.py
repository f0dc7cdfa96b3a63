"""Blocks of hours that touch are one, also at midnight; what ends the next morning belongs to the date on which it begins."""

import datetime as dt

import pytest

from frontdesk.availability.engine import Engine
from frontdesk.availability.model import Booked, minute_of
from tests.practices import offered, practice, reasons, wanted


def night(rules="", more="", visit="Follow-up visits take 480 minutes."):
    return practice(
        f"Visits start every 30 minutes. {visit} {rules}",
        hours=f'- {{at: downtown, days: [mon], from: "20:30", to: "05:30"}}\n{more}',
    )


def test_a_night_belongs_to_the_evening_on_which_it_begins():
    assert offered(night()) == ["Mon 20:30", "Mon 21:00", "Mon 21:30"]


def test_starts_after_midnight_are_on_the_next_date_on_the_grid_of_the_evening():
    file = night(visit="Visits take 240 minutes.")
    found = offered(file, days=9)
    assert found[:3] == ["Mon 20:30", "Mon 21:00", "Mon 21:30"]
    assert {"Tue 00:00", "Tue 01:30"} <= set(found) and "Tue 02:00" not in found


def test_blocks_that_touch_are_one_and_their_grid_is_the_first_ones():
    file = practice(
        "Visits take 60 minutes. Visits start every 25 minutes.",
        hours="""
        - {at: downtown, days: [mon], from: "08:00", to: "09:10"}
        - {at: downtown, days: [mon], from: "09:10", to: "10:00"}""",
    )
    assert offered(file) == ["Mon 08:00", "Mon 08:25", "Mon 08:50"]


def test_they_are_one_only_for_a_visit_that_may_use_both():
    file = practice(
        "Visits take 60 minutes. Visits start every 30 minutes.",
        hours="""
        - {at: downtown, days: [mon], from: "08:00", to: "09:00"}
        - {at: downtown, days: [mon], from: "09:00", to: "10:00", only: [procedure]}""",
    )
    assert offered(file) == ["Mon 08:00"]
    assert offered(file, wanted("procedure", providers=("chen",))) == ["Mon 08:00", "Mon 08:30", "Mon 09:00"]


def test_blocks_touch_at_midnight_too():
    file = practice(
        "Visits take 120 minutes. Visits start every 60 minutes.",
        hours="""
        - {at: downtown, days: [mon], from: "22:30", to: "24:00"}
        - {at: downtown, days: [tue], from: "00:00", to: "02:30"}""",
    )
    assert offered(file, days=2) == ["Mon 22:30", "Mon 23:30", "Tue 00:30"]


def test_a_window_and_a_weekday_are_the_starts():
    rules = "Visits are not offered on Tuesdays."
    assert offered(night(rules, visit="Visits take 240 minutes."), days=9)[-1].startswith("Mon")
    assert (
        offered(night("Visits are only offered on Tuesdays.", visit="Visits take 240 minutes."), days=9)[0]
        == "Tue 00:00"
    )


@pytest.mark.parametrize(
    "closed", ["The practice is closed on 2026-12-01.", "Dr. Chen is away on 2026-12-01 from 00:00 to 01:00."]
)
def test_what_is_closed_after_midnight_stands_in_the_way_of_the_night_before(closed):
    assert offered(night(closed)) == []
    said = reasons(night(closed), "2026-11-30T21:00")
    assert any(one.kind == "closure" and "Tue Dec 1" in one.detail for one in said)


def test_time_that_is_kept_after_midnight_is_kept_from_the_night_before():
    assert offered(night("Keep Tuesdays from 00:00 to 01:00 for procedures.")) == []


def test_what_is_taken_after_midnight_is_taken():
    start = minute_of(dt.datetime(2026, 12, 1, 8, tzinfo=dt.UTC))  # 2 in the morning at Downtown
    file = night(visit="Visits take 240 minutes.")
    engine = Engine(file.setup, [Booked("follow-up", "chen", "downtown", start, 30)])
    found = list(engine.slots(wanted(providers=("chen",)), dt.date(2026, 11, 30), 2))
    assert max(one.end for one in found if one.start < start) == start
    assert not [one for one in found if one.start < start + 30 and start < one.end]


@pytest.mark.parametrize(("date", "last"), [("2026-03-07", "22:00"), ("2026-10-31", "00:00")])
def test_a_night_in_which_the_clock_is_changed_lasts_as_long_as_it_lasts(date, last):
    """Eight hours by the clock on the wall are seven in spring and nine in autumn."""
    file = practice(
        "Visits take 360 minutes. Visits start every 60 minutes.",
        hours='- {at: downtown, days: [sat], from: "20:00", to: "05:00"}',
    )
    now = dt.datetime.fromisoformat(f"{date}T00:00-06:00")
    found = offered(file, wanted(now=now, providers=("chen",)), first=date, days=2)
    assert found[-1].endswith(last), found


def test_a_visit_that_starts_before_midnight_has_a_nurse_of_the_next_day():
    file = practice(
        "Visits take 90 minutes. Visits start every 30 minutes. Visits end with 10 minutes with a nurse.",
        hours='- {at: downtown, days: [sun], from: "22:00", to: "02:00"}',
        nurses=True,
    )
    assert offered(file, first="2026-11-29", days=2) == ["Sun 23:30", "Mon 00:00", "Mon 00:30"]
    assert not reasons(file, "2026-11-29T23:30")
    assert [one.kind for one in reasons(file, "2026-11-29T23:00")] == ["hours"]


@pytest.mark.parametrize("at", ["2026-11-30T12:00", "2026-11-30T20:00"])
def test_hours_are_said_to_their_end(at):
    said = " ".join(one.detail for one in reasons(night(), at))
    assert "from 8:30 PM to 5:30 AM the next morning on Mon Nov 30" in said
