"""A referral that came twice is seen before one is accepted; of who has died it makes no living second record unasked."""

import datetime as dt

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.intake.models import Referral
from frontdesk.intake.referrals import actions
from frontdesk.intake.referrals.twice import came_twice
from frontdesk.people.models import Patient
from frontdesk.records.deaths.actions import deceased
from tests import factory as f
from tests.intake.test_referrals import receive
from tests.web_client import as_staff, at

BORN = dt.date(1951, 3, 8)


@pytest.fixture
def desk(cedar):
    return as_staff(cedar, "scheduler")


def page(desk, cedar, one=None):
    path = f"console/referrals/{one.pk}/" if one is not None else "console/referrals/"
    return desk.get(at(cedar, path)).content.decode()


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"last_name": "Brand"}, ("nearly the name", "the birth date", "the phone number")),
        ({"birth_date": dt.date(1951, 8, 3)}, ("the name", "nearly the birth date", "the phone number")),
        ({"birth_date": None}, ("the name", "the phone number")),
        ({"phone": ""}, ("the name", "the birth date")),
        ({"birth_date": dt.date(1984, 5, 6)}, None),
        ({"first_name": "Irma", "last_name": "Voss"}, None),
        ({"birth_date": None, "phone": ""}, None),
    ],
)
def test_another_referral_that_may_be_the_same_says_why(cedar, other, says):
    one, again = receive(cedar), receive(cedar, **other)
    found = came_twice(again)
    assert [(same.referral.pk, same.because) for same in found] == ([(one.pk, says)] if says else [])


def test_it_is_said_in_the_list_and_on_both_pages_and_closing_it_says_with_which(cedar, desk):
    one, again = receive(cedar), receive(cedar, last_name="Brand")
    assert f"Perhaps the same as {one.number}" in page(desk, cedar)
    for here, there in ((one, again), (again, one)):
        text = page(desk, cedar, here)
        assert "Possible duplicate" in text and f"Referral {there.number}" in text
        assert f"Duplicate: see referral {there.number}" in text


def test_one_that_was_closed_lately_is_compared_and_one_of_long_ago_is_not(cedar, desk):
    one = receive(cedar)
    actions.decline(SYSTEM, one, reason="too far")
    again = receive(cedar)
    assert [same.referral.pk for same in came_twice(again)] == [one.pk]
    Referral.objects.filter(pk=one.pk).update(received_at=one.received_at - dt.timedelta(days=120))
    assert came_twice(again) == []


@pytest.fixture
def walter(cedar):
    who = f.patient(cedar, first_name="Walter", last_name="Brandt", birth_date=BORN)
    deceased(SYSTEM, who, on=f.day(-20))
    return who


def test_a_referral_of_who_has_died_says_so_and_asks_before_there_is_a_second_record(cedar, desk, walter):
    one = receive(cedar)
    assert page(desk, cedar, one).count("Died ") >= 2
    here = at(cedar, f"console/referrals/{one.pk}/accept/")
    refused = desk.post(here, {"version": one.version})
    assert refused.status_code == 409 and "says that they have died" in refused.content.decode()
    assert Patient.objects.filter(last_name="Brandt").count() == 1
    desk.post(here, {"version": one.version, "sure": "1"})
    assert Patient.objects.filter(last_name="Brandt").count() == 2


def test_a_request_from_outside_asks_too(cedar, desk, walter):
    made = patients.newcomer(
        SYSTEM,
        cedar,
        first="Walter",
        last="Brandt",
        birth=BORN,
        contact="walter@example.org",
        insurance=f.ALONE,
        member_id="",
        language="en",
    )
    asked = intake.submit(SYSTEM, made, visit_type=f.visit("new-patient"), answers={"reason": "a cough"})
    assert "Died " in desk.get(at(cedar, f"console/requests/{asked.pk}/")).content.decode()
    here = at(cedar, f"console/requests/{asked.pk}/no-match/")
    desk.post(here, {})
    assert Patient.objects.get(pk=made.pk).self_registered
    desk.post(here, {"sure": "1"})
    assert not Patient.objects.get(pk=made.pk).self_registered


def test_who_may_be_a_new_caller_is_said_to_have_died(cedar, desk, walter):
    form = {"first": "Walter", "last": "Brandt", "birth_month": "3", "birth_day": "8", "birth_year": "1951"}
    answer = desk.post(at(cedar, "console/book/new/"), {**form, "contact": "312 555 0188"})
    assert answer.status_code == 409 and "Died " in answer.content.decode()
    assert "Died " in desk.post(at(cedar, "console/patients/alike/"), form).content.decode()


@pytest.mark.parametrize("path", ["console/patients/?q=brandt", "console/find/?q=brandt", "console/book/?q=brandt"])
def test_every_search_says_that_they_have_died(cedar, desk, walter, path):
    assert "Died " in desk.get(at(cedar, path)).content.decode()
