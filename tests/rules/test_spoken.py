"""A sentence as people say it."""

import pytest

from frontdesk.rules.spoken import spoken


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "Dr. Chen is away on 2026-12-19 from 13:00 to 24:00.",
            "Dr. Chen is away on Saturday, December 19, 2026 from 1:00 PM to the end of the day.",
        ),
        (
            "The practice is closed from 2026-11-26 to 2026-11-27.",
            "The practice is closed from Thursday, November 26, 2026 to Friday, November 27, 2026.",
        ),
        ("… from 00:00 to 9:30.", "… from the start of the day to 9:30 AM."),
        ("… from 12:00 to 12:15.", "… from 12:00 PM to 12:15 PM."),
        ("until 07:00 that day", "until 7:00 AM that day"),
        ("2026-01-01", "Thursday, January 1, 2026"),
    ],
)
def test_dates_and_times_are_said_as_people_say_them(written, said):
    assert spoken(written) == said


@pytest.mark.parametrize(
    "kept",
    [
        "The practice is closed on December 25.",
        "earliest is Tue Dec 1, 9:20 AM",
        "a las 1:00 p. m. y a las 11:30 a. m.",
        "on 2026-02-30",  # no day that there is
        "at 25:00",
        "case 12026-12-19 and 2026-12-191",
        "version 1.13:00:00",
        "",
    ],
)
def test_what_is_no_date_or_time_of_a_file_is_left_as_it_is(kept):
    assert spoken(kept) == kept
