"""The figures of a try-out against a plain reading: minute by minute, written apart from the code."""

import datetime as dt
from dataclasses import replace

import pytest

from frontdesk.availability.engine import Engine
from frontdesk.availability.model import minute_of
from frontdesk.practice.file import read
from frontdesk.reports.trials.cases import Held
from frontdesk.reports.trials.outcome import outcome
from frontdesk.reports.trials.placing import place
from frontdesk.rules.facts import Facts
from tests import factory as f

MONDAY = dt.date(2026, 6, 1)
NURSE = '  - {id: nora, name: Nora, kind: nurse, hours: [{at: downtown, days: [mon, tue, wed, thu, fri], from: "08:00", to: "13:00"}]}\n'


def practice(*rules):
    text = f.CEDAR.replace("intake:", NURSE + "intake:")
    return read(text + "".join(f"  {one}\n" for one in rules)).setup


def at(day, time="09:00"):
    hour, minute = map(int, time.split(":"))
    return dt.datetime.combine(MONDAY + dt.timedelta(days=day), dt.time(hour, minute), f.CHICAGO)


def held(*days, visit="follow-up", provider="chen", time="09:00"):
    return [
        Held(n, visit, provider, "downtown", minute_of(at(day, time)), 30, at(-5), f"p{n}", Facts("established"))
        for n, day in enumerate(days)
    ]


def plain_minutes(begin, end, dates, shut=lambda date, minute: False):
    return sum(not shut(date, minute) for date in dates for minute in range(begin * 60, end * 60))


DATES = [MONDAY + dt.timedelta(days=n) for n in range(28)]


@pytest.mark.parametrize(
    ("rule", "shut"),
    [
        ("Dr. Chen is away from 2026-06-01 to 2026-06-14.", lambda date, minute: date <= dt.date(2026, 6, 14)),
        ("Dr. Chen is away from 2026-06-03 to 2026-06-04.", lambda date, minute: date.day in (3, 4)),
        (
            "The practice is closed on 2026-06-10 from 11:00 to 15:00.",
            lambda date, minute: date.day == 10 and minute >= 11 * 60,
        ),
        ("Downtown is closed on June 12.", lambda date, minute: date.day == 12),
        ("Dr. Lee is away from 2026-06-01 to 2026-06-14.", lambda date, minute: False),
        ("The practice is closed from 2026-01-01 to 2027-12-31.", lambda date, minute: True),
    ],
)
def test_closures_and_time_away_come_off_the_hours(rule, shut):
    found = place(practice(rule), held(0, 9, 27))
    hours = found.by_provider.get("chen", [0, 0])[1]
    assert hours == plain_minutes(8, 12, DATES, shut)


def test_two_closures_over_the_same_minutes_are_taken_off_once():
    rules = (
        "The practice is closed on 2026-06-10 from 09:00 to 11:00.",
        "Dr. Chen is away on 2026-06-10 from 10:00 to 11:30.",
    )
    found = place(practice(*rules), held(0, 27))
    shut = lambda date, minute: date.day == 10 and 9 * 60 <= minute < 11 * 60 + 30  # noqa: E731
    assert found.by_provider["chen"][1] == plain_minutes(8, 12, DATES, shut)


def test_both_versions_are_looked_at_on_the_same_dates():
    before, after = place(practice(), held(0, 27)), place(practice("Dr. Chen is away on 2026-06-01."), held(0, 27))
    assert (before.by_provider["chen"], after.by_provider["chen"]) == ([60, 28 * 240], [60, 27 * 240])


def test_what_was_moved_behind_these_dates_does_not_fill_them():
    found = place(practice("Dr. Chen is away from 2026-06-20 to 2026-07-03."), held(0, 27))
    assert found.later == 1 and found.by_provider["chen"] == [30, 19 * 240]


def test_steps_count_for_who_does_them():
    setup = practice("Procedures start with 10 minutes with a nurse.")
    found = place(setup, held(0, 1, visit="procedure"))
    assert (found.same, found.by_provider["nora"][0], found.by_provider["chen"][0]) == (2, 20, 40)
    assert found.by_provider["nora"][1] == plain_minutes(8, 13, DATES[:2])


def test_one_nurse_is_not_with_two_at_once():
    setup = practice("Procedures start with 10 minutes with a nurse.")
    first, second = held(0, visit="procedure")[0], held(0, visit="procedure", provider="lee")[0]
    found = place(setup, [first, replace(second, patient="other")])
    assert (found.same, found.later) == (1, 1)


def test_a_practice_that_is_closed_has_no_time_for_anybody_and_says_why():
    closed = Engine(practice("The practice is closed from 2026-01-01 to 2027-12-31."))
    got = outcome(closed, "follow-up", Facts("established", channel="online"), at(0))
    assert (got.kind, got.because) == ("no_time", ("The practice is closed from 2026-01-01 to 2027-12-31.",))
    assert outcome(Engine(practice()), "follow-up", Facts("established", channel="online"), at(0)).kind == "alone"


def test_what_only_staff_book_is_looked_for_as_staff_do():
    got = outcome(Engine(practice()), "procedure", Facts("established", channel="online"), at(0))
    assert got.kind == "staff"


def test_a_closure_that_ends_within_the_horizon_leaves_times():
    soon = Engine(practice("The practice is closed from 2026-06-01 to 2026-07-01."))
    assert outcome(soon, "follow-up", Facts("established", channel="online"), at(0)).kind == "alone"
