"""Who asks again, signed out, from an address that they proved is one patient: the limits of the rules are those of one patient."""

import datetime as dt

import pytest

from frontdesk.booking import actions as booking
from frontdesk.booking.errors import BreaksRules, JustTaken
from frontdesk.intake.models import Request
from frontdesk.people.models import Patient, Proxy
from frontdesk.people.queries import registered_before
from tests import factory as f
from tests.web.test_portal import Asking

BORN = dt.date(1946, 3, 27)
CONTACT = "newcomer@example.org"


def asks(practice, **insurance) -> Request:
    asking = Asking(practice)
    asking.newcomer(**insurance)
    asking.answer(answer="a cough")
    return asking.finish()


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + "  At most 2 upcoming visits per patient.\n")


def test_who_asks_three_times_is_one_patient_with_the_limits_of_one(practice):
    one, two, three = asks(practice), asks(practice), asks(practice)
    assert Patient.objects.count() == 1
    assert {asked.patient_id for asked in (one, two, three)} == {Patient.objects.get().pk}
    desk = f.actor(practice, "front_desk")
    booking.approve_and_book(desk, one, place=f.place("10:00", "chen"))
    with pytest.raises((BreaksRules, JustTaken)):
        booking.approve_and_book(desk, two, place=f.place("10:00", "lee"))
    booking.approve_and_book(desk, two, place=f.place("11:00", "lee"))
    with pytest.raises(BreaksRules):
        booking.approve_and_book(desk, three, place=f.place("15:00", "chen"))


def test_what_they_say_of_the_insurance_the_second_time_is_on_the_record(practice):
    asks(practice)
    asks(practice, member_id="W2")
    patient = Patient.objects.get()
    assert (patient.payer.code, patient.member_id) == ("aetna", "W2")


def test_who_writes_the_last_name_first_is_the_same_patient(practice):
    """As it was: a second record, and with it another two visits."""
    asks(practice)
    asking = Asking(practice)
    asking.answer(first="Comer", last="Nora", birth_month="3", birth_day="27", birth_year="1946")
    for said in ({"contact": CONTACT}, {"payer": "aetna"}, {"answer": "a cough"}):
        asking.answer(**said)
    assert asking.finish().patient == Patient.objects.get()


@pytest.mark.parametrize(
    "change",
    [
        {"self_registered": False},
        {"birth_date": dt.date(1946, 3, 28)},
        {"first_name": "Norma"},
        {"email": "another@example.org"},
        {"email_of": "parent"},
        {"email_of": "typed"},
        {"deceased_on": dt.date(2026, 1, 1)},
    ],
)
def test_a_record_that_staff_keep_or_that_is_somebody_elses_is_never_the_same(practice, change):
    asks(practice)
    for name in ("nora  COMER", "Comer, Nora"):
        assert registered_before(CONTACT, name=name, birth=BORN) == Patient.objects.get()
    Patient.objects.update(**change)
    assert registered_before(CONTACT, name="Nora Comer", birth=BORN) is None


def test_a_parent_who_asks_again_for_a_child_asks_for_the_same_child_and_for_no_other(practice):
    child = f.patient(practice, first_name="Ann", last_name="Comer", birth_date=BORN, email="", self_registered=True)
    Proxy.objects.create(practice=practice, patient=child, contact=CONTACT, who="parent", state="confirmed")
    assert registered_before(CONTACT, name="Ann Comer", birth=BORN, acts_as="parent") == child
    for name, acts_as in (("Anne Comer", "parent"), ("Ann Comer", ""), ("Ann Comer", "carer")):
        assert registered_before(CONTACT, name=name, birth=BORN, acts_as=acts_as) is None
