"""Promises of time: how they are said, and until when they are kept."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from frontdesk.rules.families.promises import Answered, Offered
from frontdesk.rules.language import Ambiguous, parse, render
from tests.practices import practice

VOCABULARY = practice().setup.book.vocabulary
ZONE = ZoneInfo("America/Chicago")


def test_new_patients_are_whoever_is_new():
    others = replace(VOCABULARY, visit_types={"visit": "Office visit"})
    rule = parse("New patients are offered a time within 10 business days.", others)
    assert render(rule, others) == "Visits are offered a time within 10 business days when the patient is new."
    with pytest.raises(Ambiguous) as both:  # here they may be a visit type of that id
        parse("New patients are offered a time within 10 business days.", VOCABULARY)
    assert "New patient visits are offered a time within 10 business days." in both.value.readings


@pytest.mark.parametrize(
    ("kind", "amount", "unit", "since", "last"),
    [
        (Offered, 48, "hours", "2026-11-30T08:00", "2026-12-02T08:00"),
        (Offered, 24, "hours", "2027-03-13T08:00", "2027-03-14T09:00"),  # the clocks go forward in that night
        (Offered, 24, "hours", "2026-10-31T08:00", "2026-11-01T07:00"),  # and back in this one
        (Offered, 1, "days", "2027-03-13T08:00", "2027-03-14T23:59"),
        (Offered, 2, "business days", "2026-11-27T23:00", "2026-12-01T23:59"),
        (Answered, 1, "business days", "2028-02-28T00:00", "2028-02-29T23:59"),
    ],
)
def test_it_is_over_at_the_end_of_its_last_day_or_to_the_minute(kind, amount, unit, since, last):
    rule = kind(amount=amount, unit=unit)
    moment = dt.datetime.fromisoformat(since).replace(tzinfo=ZONE)
    until = rule.last(moment, ZONE, practice().setup.book.business_days.is_one)
    assert until.replace(tzinfo=None) == dt.datetime.fromisoformat(last)


def test_two_that_promise_the_same_visit_differently_contradict():
    from frontdesk.practice.file import FileFaults

    with pytest.raises(FileFaults, match="contradicts"):
        practice("Procedures are offered a time within 10 days. Procedures are offered a time within 20 days.")
    practice("Procedures are offered a time within 10 days. Visits are offered a time within 20 days.")
