"""Who was a patient before the practice's visits were kept here is no new one: staff say so, and the rules go by it."""

import datetime as dt

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.audit.models import Entry
from frontdesk.intake import actions as intake
from frontdesk.intake import evaluation, patients
from frontdesk.intake.referrals.actions import receive
from frontdesk.people.models import Patient
from frontdesk.practice.models import Payer
from frontdesk.records.known.actions import NotYet, say_seen_before
from frontdesk.records.matching.actions import match
from tests import factory as f
from tests.web_client import as_staff, at

LAST = dt.date(2025, 3, 4)


@pytest.fixture
def moved_here(cedar):
    return f.patient(cedar, established=False)


def status(patient, seen=None):
    return evaluation.facts(patient, {}, "phone", seen=seen).patient


def test_the_page_says_what_counts_and_staff_say_otherwise(cedar, moved_here):
    desk, here = as_staff(cedar, "front_desk"), at(cedar, f"console/patients/{moved_here.pk}/")
    assert "Counts as a new patient" in desk.get(here).content.decode()
    said = desk.post(here + "seen-before/", {"before": "1", "last": str(LAST)}, follow=True).content.decode()
    moved_here.refresh_from_db()
    assert "Counts as seen here before" in said and "Last visit: Mar 4, 2025" in said
    assert status(moved_here) == "established" == status(moved_here, frozenset())
    entry = Entry.objects.get(action="patient.seen_before")
    assert entry.changes == {
        "established": [False, True],
        "known_before": [False, True],
        "last_visit_on": [None, "2025-03-04"],
    }
    desk.post(here + "seen-before/", {})
    moved_here.refresh_from_db()
    assert (status(moved_here), moved_here.last_visit_on) == ("new", None)


def test_a_last_visit_to_come_is_refused(cedar, moved_here):
    to_come = dt.date(2036, 3, 4)
    with pytest.raises(NotYet):
        say_seen_before(f.actor(cedar, "front_desk"), moved_here, before=True, last_visit_on=to_come)
    assert status(Patient.objects.get(pk=moved_here.pk)) == "new"


def test_what_waits_is_judged_by_it_anew(cedar, moved_here):
    """Follow-up visits are for established patients: nobody could approve it, and now somebody can."""
    request = intake.submit(SYSTEM, moved_here, visit_type=f.visit("follow-up"), answers={"reason": "a cough"})
    before = request.deciding
    say_seen_before(f.actor(cedar, "front_desk"), moved_here, before=True)
    request.refresh_from_db()
    assert any("established" in sentence for sentence in before)
    assert not any("established" in sentence for sentence in request.deciding)


def test_a_record_is_made_so_for_a_caller(cedar):
    desk = as_staff(cedar, "front_desk")
    form = {
        "first": "Ida",
        "last": "Moved",
        "birth_month": "3",
        "birth_day": "27",
        "birth_year": "1946",
        "before": "on",
    }
    desk.post(at(cedar, "console/book/new/"), {**form, "contact": "312 555 0142", "whose": "patient"})
    made = Patient.objects.get(last_name="Moved")
    assert (made.established, made.known_before) == (True, True)


def test_a_match_takes_it_along(cedar, moved_here):
    """Staff said it of the record that was made for the request."""
    contact = {"contact": "rosa@example.org", "insurance": f.ALONE, "member_id": "", "language": "en"}
    asked = patients.newcomer(SYSTEM, cedar, first="Rosa", last="Diaz", birth=dt.date(1971, 5, 6), **contact)
    request = intake.submit(SYSTEM, asked, visit_type=f.visit("new-patient"), answers={"reason": "a cough"})
    desk = f.actor(cedar, "front_desk")
    say_seen_before(desk, asked, before=True, last_visit_on=LAST)
    match(desk, request, patient=moved_here, reason="They showed a card")
    moved_here.refresh_from_db()
    assert (moved_here.established, moved_here.known_before, moved_here.last_visit_on) == (True, True, LAST)


def test_whoever_accepts_a_referral_for_a_new_record_can_say_so(cedar):
    scheduler = f.actor(cedar, "scheduler")
    said = {
        "visit_type": f.visit("new-patient"),
        "first_name": "Ida",
        "last_name": "Referred",
        "birth_date": dt.date(1951, 3, 8),
        "phone": "+13125553101",
        "payer": Payer.objects.get(code="aetna"),
        "why": "Please see.",
    }
    one = receive(scheduler, cedar, values=said)
    page = as_staff(cedar, "scheduler")
    here = at(cedar, f"console/referrals/{one.pk}/")
    assert "Seen here before" in page.get(here).content.decode()
    page.post(here + "accept/", {"version": one.version, "before": "1"})
    assert Patient.objects.get(last_name="Referred").established
