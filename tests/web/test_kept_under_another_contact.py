"""Who signs in where a record was reached that was merged into one with another contact: told to call, and of nobody's record."""

import pytest

from frontdesk.booking import actions as booking
from frontdesk.people.models import Patient
from frontdesk.practice.actors import patient_actor
from frontdesk.records.merging.actions import merge
from tests import factory as f
from tests.markup import as_read
from tests.web_client import as_patient, at

HERE, THERE = "rosa@example.org", "+13125557777"
NONE = "No appointments ahead"
CALL = "Call us about your appointments at (312) 555-0100."


@pytest.fixture
def two(cedar):
    names = {"first_name": "Rosa", "last_name": "Diaz"}
    gone = f.patient(cedar, **names, email=HERE)
    kept = f.patient(cedar, **names, email="", phone=THERE, established=True)
    desk = f.actor(cedar, "scheduler")
    booking.book(desk, kept, visit_type=f.visit("follow-up"), place=f.place())
    return kept, gone


def home(practice, patient) -> str:
    return as_read(as_patient(practice, patient).get(at(practice, "home/")).content.decode())


def joined(practice, kept, gone, **how):
    merge(f.actor(practice, "front_desk"), kept, gone=gone, reason="the same card", **how)


def test_they_are_told_to_call_and_read_of_no_record(cedar, two):
    kept, gone = two
    assert NONE in home(cedar, gone) and CALL not in home(cedar, gone)
    joined(cedar, kept, gone)
    said = home(cedar, gone)
    assert CALL in said and NONE not in said
    assert "Rosa" not in said and "Dr. Chen" not in said and "555-7777" not in said


def test_where_the_address_came_along_it_is_open_to_them(cedar, two):
    kept, gone = two
    joined(cedar, kept, gone, use_contact=True)
    assert Patient.objects.get(pk=kept.pk).email == HERE and kept.pk in patient_actor(HERE).patients
    assert CALL not in home(cedar, gone) and "Dr. Chen" in home(cedar, gone)


def test_an_address_that_nobody_proved_says_nothing(cedar, two):
    kept, gone = two
    Patient.objects.filter(pk=gone.pk).update(email_of="typed")
    joined(cedar, kept, Patient.objects.get(pk=gone.pk))
    assert CALL not in home(cedar, gone)
