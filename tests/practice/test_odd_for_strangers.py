"""A rule that looks back on a patient's visits is pointed out where whoever books without signing in passes it, having none."""

import datetime as dt

import pytest

from frontdesk.practice.file import read
from frontdesk.practice.findings import findings_in_file
from tests import factory as f

TODAY = dt.date(2026, 11, 25)
NO_SHOWS = "Visits need approval when the patient has 2 or more no-shows."
BOOK = "Patients may book new patient visits themselves."


def strangers(*rules, text=f.CEDAR):
    file = read(text + "".join(f"  {rule}\n" for rule in rules))
    return [(one.line, one.because) for one in findings_in_file(file, TODAY) if one.kind == "strangers"]


def line_of(*rules):
    return len(f.CEDAR.splitlines()) + len(rules)


@pytest.mark.parametrize(
    "rule",
    [
        NO_SHOWS,
        "Patients may not book visits themselves when the patient has 1 or more late cancellations in 6 months.",
        "At least 7 days between new patient visits.",
        "At most 2 upcoming visits per patient.",
    ],
)
def test_what_looks_back_and_may_be_booked_by_strangers_is_pointed_out_with_how_they_book(rule):
    assert strangers(rule) == [(line_of(rule), (BOOK,))]


@pytest.mark.parametrize(
    "rules",
    [
        ["Visits need approval when the patient is established and the patient has 2 or more no-shows."],
        ["Procedures need approval when the patient has 2 or more no-shows."],
        ["Follow-up visits need approval when the patient has 2 or more no-shows."],
        [NO_SHOWS, "Patients may not book new patient visits themselves when the patient is new."],
    ],
    ids=["it says so itself", "patients book none", "they are for established patients", "strangers may not"],
)
def test_nothing_is_said_where_no_stranger_gets_past_it(rules):
    assert strangers(*rules) == []


def test_as_it_is_proposed_nothing_is_left_to_say():
    text = f.CEDAR.replace(BOOK, f"{BOOK[:-1]} when the patient is established.")
    assert strangers(NO_SHOWS, text=text) == []
