"""Days of every month by their date, wherever days are said: windows, closures, exceptions and hours."""

import datetime as dt

import pytest

from frontdesk.practice.file import FileFaults
from frontdesk.rules.language import Refusal, parse, render
from tests.practices import offered, practice, wanted

VOCABULARY = practice().setup.book.vocabulary
CHEN = wanted(providers=("chen",))
EVERY_DAY = '- {at: downtown, days: [mon, tue, wed, thu, fri, sat, sun], from: "08:00", to: "08:30"}'


def on(rules, first, days, hours=EVERY_DAY):
    want = wanted(now=dt.datetime.fromisoformat(f"{first}T06:00+00:00"), providers=("chen",))
    file = practice(f"Visits start every 30 minutes. {rules}", hours=hours)
    start = dt.date.fromisoformat(first)
    return [n for n in range(days) if offered(file, want, str(start + dt.timedelta(days=n)))]


@pytest.mark.parametrize(
    ("rules", "first", "there"),
    [
        ("Follow-up visits are only offered on the 15th of the month.", "2026-12-13", [2]),
        ("Follow-up visits are only offered on the last day of the month.", "2027-02-26", [2]),  # February has 28
        ("Follow-up visits are only offered on the last day of the month.", "2028-02-26", [3]),  # and 29 in a leap year
        ("Follow-up visits are only offered on the 31st of the month.", "2026-11-29", []),  # November has none
        ("Follow-up visits are only offered on the 1st of the month and the 3rd of the month.", "2026-11-30", [1, 3]),
        ("Follow-up visits are not offered on Mondays and the 1st of the month.", "2026-11-30", [2, 3, 4]),
        ("The practice is closed on the last day of the month.", "2026-12-29", [0, 1, 3, 4]),
        ("Dr. Chen is away on the 31st of the month.", "2026-12-29", [0, 1, 3, 4]),
        ("Downtown is closed on the 30th of every month.", "2026-12-29", [0, 2, 3, 4]),
        ("Follow-up visits are not offered from 08:00 except on the 30th of the month.", "2026-12-29", [1]),
    ],
)
def test_a_day_of_the_month_is_that_date_in_every_month_that_has_it(rules, first, there):
    assert on(rules, first, 5) == there


@pytest.mark.parametrize(
    ("days", "more", "there"),
    [
        ("[30th]", "", [1]),
        ("[last day]", "", [2]),
        ("[tue, 31st]", "", [0, 2]),
        ("[tue, 31st]", ", which: [1st]", [2]),  # Tuesday is the fifth
        ("[29th, 30th, 31st]", ", until: 2026-12-30", [0, 1]),
        ("[29th, 30th, 1st]", ", every: 2 weeks, starting: 2026-12-22", []),
    ],
)
def test_hours_may_be_on_days_of_the_month(days, more, there):
    hours = f'- {{at: downtown, days: {days}, from: "08:00", to: "08:30"{more}}}'
    assert on("", "2026-12-29", 4, hours) == there


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("the practice is closed on the first day of the month.", "The practice is closed on the 1st of the month."),
        ("The practice is closed on 2nd of each month.", "The practice is closed on the 2nd of the month."),
        (
            "Procedures are only offered on the last day of the month and the 13th of every month and Fridays.",
            "Procedures are only offered on Fridays, the 13th of the month and the last day of the month.",
        ),
        (
            "Procedures are only offered on the 22nd of the month before 12:00.",
            "Procedures are only offered on the 22nd of the month before 12:00.",
        ),
    ],
)
def test_the_sentence(typed, canonical):
    rule = parse(typed, VOCABULARY)
    assert render(rule, VOCABULARY) == canonical and parse(canonical, VOCABULARY) == rule


@pytest.mark.parametrize("day", ["the 32nd of the month", "the 0th of the month", "the 15th of month", "day 15"])
def test_what_no_month_has_is_refused(day):
    with pytest.raises(Refusal):
        parse(f"The practice is closed on {day}.", VOCABULARY)


@pytest.mark.parametrize(
    ("days", "says"),
    [("[32nd]", "or a day of the month: 15th, last day"), ("[15th], which: [1st]", "'which' is about weekdays")],
)
def test_hours_on_days_that_are_none_are_a_fault(days, says):
    with pytest.raises(FileFaults) as wrong:
        practice(hours=f'- {{at: downtown, days: {days}, from: "08:00", to: "12:00"}}')
    assert says in str(wrong.value)


def test_hours_on_a_day_of_the_month_overlap_those_of_its_weekday():
    with pytest.raises(FileFaults, match="nobody is in two places"):
        practice(
            hours="""
            - {at: downtown, days: [mon], from: "08:00", to: "12:00"}
            - {at: north, days: [15th], from: "08:00", to: "12:00"}
            """
        )
