"""What is odd about promises, papers and calls: said with its sentence where a manager reads the rules; and nothing said of what can be kept."""

import datetime as dt
from pathlib import Path

import pytest

from frontdesk.people.models import Staff
from frontdesk.practice.file import read
from frontdesk.practice.findings import findings_in_file
from frontdesk.practice.roles.standing_still import calls_that_nobody_sees
from tests import factory as f
from tests.web_client import as_staff, at

TODAY = dt.date(2026, 11, 25)
PACKET = "  - {id: packet, ask: The intake packet, kind: document}\n"
PHARMACY = "  - {id: drugstore, ask: Which drugstore?, kind: text, for: [new-patient]}\n"
UNASKED = "  - {id: drugstore, ask: Which drugstore?, kind: text}\n"


def said(*sentences, questions=""):
    text = f.CEDAR.replace("rules: |\n", f"{questions}rules: |\n") + "".join(f"  {one}\n" for one in sentences)
    found = findings_in_file(read(text), TODAY)
    return [(one.kind, one.places[0].text, one.because) for one in found if one.kind in ("promises", "papers", "calls")]


# Promises -----------------------------------------------------------------------------------------------------

SOON = "Procedures are offered a time within {}."
AHEAD = "Book procedures at least {} ahead."


@pytest.mark.parametrize(
    ("promised", "ahead"),
    [
        ("2 days", "3 days"),
        ("2 days", "3 business days"),
        ("2 days", "73 hours"),
        ("2 business days", "3 business days"),
        ("24 hours", "25 hours"),
        ("24 hours", "2 days"),
        ("1 day", "4400 minutes"),
    ],
)
def test_a_time_is_promised_sooner_than_it_can_be_booked(promised, ahead):
    promise, lead = SOON.format(promised), AHEAD.format(ahead)
    assert said(promise, lead) == [("promises", promise, (read(f"{f.CEDAR}  {lead}\n").setup.book.entries[-1].text,))]


@pytest.mark.parametrize(
    ("promised", "ahead"),
    [
        ("3 days", "3 days"),
        ("2 days", "71 hours"),
        ("25 hours", "2 days"),  # asked in the last hour of a day
        ("3 business days", "3 business days"),
        ("3 business days", "5 days"),  # a long weekend
        ("24 hours", "24 hours"),
    ],
)
def test_what_may_be_kept_is_not_odd(promised, ahead):
    assert said(SOON.format(promised), AHEAD.format(ahead)) == []


def test_some_visits_that_can_be_soon_enough_are_enough():
    promise = "Visits are offered a time within 2 days."
    assert said(promise, AHEAD.format("3 days")) == []
    assert said(promise, "Book visits at least 3 days ahead.") == [
        ("promises", promise, ("Book visits at least 3 days ahead.",))
    ]
    assert said(promise, "Patients book visits at least 3 days ahead.") == [], "staff may book sooner"
    assert said(promise, "Book visits at least 3 days ahead when the patient is new.") == []


# Papers -------------------------------------------------------------------------------------------------------

DUE = "The {} is due 48 hours before procedures."


@pytest.mark.parametrize(
    ("sentence", "questions", "odd"),
    [
        (DUE.format("pharmacy"), "", True),
        (DUE.format("drugstore"), UNASKED, True),
        (DUE.format("drugstore"), PHARMACY, True),  # asked of others
        ("The drugstore is due 48 hours before visits.", PHARMACY, False),
        (DUE.format("packet"), PACKET, False),  # a file may be sent at any time
        (DUE.format("insurance card"), "", False),
        (DUE.format("referral"), "", False),
        (DUE.format("date of birth"), "", True),  # never late
        ("A guardian name holds for 12 months.", "", True),
        ("A packet holds for 12 months.", PACKET, False),
        ("A drugstore holds for 12 months for new patient visits.", PHARMACY, False),
    ],
)
def test_a_paper_that_nobody_is_asked_for(sentence, questions, odd):
    assert said(sentence, questions=questions) == ([("papers", sentence, ())] if odd else [])


def test_what_a_rule_needs_before_booking_is_asked():
    assert said(DUE.format("pharmacy"), "Procedures need pharmacy before booking.") == []


# Calls --------------------------------------------------------------------------------------------------------

CALL = "When a visit is missed, the scheduler calls within 1 day."


def test_calls_of_a_role_that_nobody_has_are_said_at_their_sentence(db):
    practice = f.load_cedar(f"{f.CEDAR}  {CALL}\n")
    client, path = as_staff(practice, "manager"), at(practice, "setup/rules/")
    assert "Nobody sees it" in client.get(path).content.decode()
    f.staff(practice, "scheduler", password="a password")
    assert Staff.objects.filter(role="scheduler").exists()
    assert "Nobody sees it" not in client.get(path).content.decode(), "the control"


def test_a_book_without_calls_asks_nothing_of_the_staff():
    assert calls_that_nobody_sees(read(f.CEDAR).setup.book) == []


@pytest.mark.parametrize("name", sorted(one.name for one in Path("examples").glob("*.yaml")))
def test_nothing_that_an_example_promises_is_odd(name):
    found = findings_in_file(read(Path("examples", name).read_text()), TODAY)
    assert [one.message for one in found if one.kind in ("promises", "papers")] == []
