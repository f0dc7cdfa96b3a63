"""Small words as people read them: the days of the waitlist, what a correction is called, the two birth dates of a merge."""

import datetime as dt
import re

import pytest
from django.utils import translation

from frontdesk.availability.hours_left import weekdays_worked
from frontdesk.practice.file import read
from frontdesk.records.merging.differences import differences
from frontdesk.web import audit_words
from frontdesk.web.portal.forms import WaitForm
from tests import factory as f

WEEK = "[mon, tue, wed, thu, fri, sat, sun]"


def offered(practice_text) -> list[str]:
    f.load_cedar(practice_text)
    return [str(name) for _, name in WaitForm().fields["days"].choices]


@pytest.mark.parametrize(
    ("days", "names"),
    [(WEEK, ("Saturday", "Sunday")), ("[sun]", ("Sunday",)), ("[mon, thu]", ("Monday", "Thursday"))],
)
def test_the_waitlist_offers_the_days_on_which_anybody_works(db, days, names):
    shown = offered(f.CEDAR.replace(WEEK, days))
    assert shown[-len(names) :] == list(names) and (days == WEEK) == (len(shown) == 7)


def test_hours_that_are_over_are_none(db):
    text = f.CEDAR.replace(f"{{at: downtown, days: {WEEK}", "{at: downtown, days: [mon]", 1)
    setup = read(text.replace(f"days: {WEEK}", 'days: [sun], until: "2026-01-01"', 1)).setup
    assert weekdays_worked(setup, dt.date(2026, 1, 2)) == [0]
    assert weekdays_worked(setup, dt.date(2026, 1, 1)) == [0, 6], "the control"


IMPERATIVE = re.compile(
    r"(Correct|Cancel|Approve|Decline|Book|Move|Confirm|Undo|Add|Remove|Change|Close|Mark|Enter|Save|Take|Make|Set|End|Send|Invite|Assign|Accept)\b"
)


def test_what_was_done_is_said_as_done():
    assert [words for words in audit_words.DONE.values() if IMPERATIVE.match(words)] == []


@pytest.mark.parametrize(("language", "born"), [("en", "Sep 14, 1948"), ("es", "14 de septiembre de 1948")])
def test_two_records_differ_in_words(cedar, language, born):
    kept, gone = (
        f.patient(cedar, birth_date=dt.date(year, 9, 14), language=spoken, time_zone=zone, confidential_contact=safe)
        for year, spoken, zone, safe in (
            (1948, "en", "America/Chicago", "+13125550171"),
            (1984, "es", "America/Denver", "safe@example.org"),
        )
    )
    with translation.override(language):
        said = {each.name: each.kept for each in differences(kept, gone)}
    zone = "hora del centro" if language == "es" else "Central Time"
    assert said["born"] == born
    assert (said["language"], said["zone"], said["confidential"]) == ("English", zone, "(312) 555-0171")
