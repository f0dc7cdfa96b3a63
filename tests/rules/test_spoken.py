"""A sentence as people say it."""

import pytest
from hypothesis import given

from frontdesk.rules.families import FAMILIES
from frontdesk.rules.language import Refusal, parse, render
from frontdesk.rules.spoken import spoken
from tests.property.test_rules_roundtrip import VOCABULARY, rules
from tests.rules.test_windows import offers


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
        'when reason mentions "since 2026-11-02 at 13:00".',
        "",
    ],
)
def test_what_is_no_date_or_time_of_a_file_is_left_as_it_is(kept):
    assert spoken(kept) == kept


# What is shown can be copied into the box ---------------------------------------------------------------------


@given(rules | offers)
def test_what_is_shown_reads_as_the_rule_that_it_says(rule):
    assert parse(spoken(render(rule, VOCABULARY)), VOCABULARY) == rule


@pytest.mark.parametrize(
    "written",
    [
        "The practice is closed on July 5, 2027.",
        "The practice is closed on Monday, July 5, 2027.",
        "The practice is closed on July 5th, 2027.",
        "The practice is closed on July 5 2027.",
        "The practice is closed on the 5th of July, 2027.",
    ],
)
def test_a_date_may_be_written_as_people_write_it(written):
    assert render(parse(written, VOCABULARY), VOCABULARY) == "The practice is closed on 2027-07-05."


@pytest.mark.parametrize(
    ("written", "because"),
    [
        ("The practice is closed on Friday, July 5, 2027.", "is a Monday"),
        ("The practice is closed on February 29, 2027.", "there is no February 29 in 2027"),
    ],
)
def test_a_date_that_is_none_is_refused_with_the_reason(written, because):
    with pytest.raises(Refusal, match=because):
        parse(written, VOCABULARY)


def test_there_are_examples_with_dates_and_times_to_copy():
    shown = {spoken(example) for family in FAMILIES for example in family.examples}
    assert any(", 2026" in one for one in shown) and any(" PM" in one for one in shown)
