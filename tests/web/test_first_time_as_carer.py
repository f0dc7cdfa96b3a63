"""Whom a patient names is let in once they show that they know the patient: one slip would make it a stranger's."""

import pytest
from django.test import Client

from frontdesk.intake import patients
from frontdesk.messaging.ways import usable
from frontdesk.practice.actors import patient_actor
from tests import factory as f
from tests.people.test_typed_and_not_proved import signed_in
from tests.web_client import as_patient, at

CARER = "jose@example.org"
TABLE = """
proxies:
  - {who: carer, may: [see, book, cancel]}
"""
HERS = {"birth_month": "2", "birth_day": "29", "birth_year": "1980"}
WRONG = {**HERS, "birth_year": "1981", "birth_day": "28"}


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + TABLE)


@pytest.fixture
def rosa(practice):
    return f.booked(practice, first_name="Rosa").patient


def test_nothing_is_open_before_and_all_of_it_after_the_birth_date(practice, rosa):
    page = as_patient(practice, rosa).post(
        at(practice, "preferences/carers/"), {"name": "Jose", "contact": CARER}, follow=True
    )
    text = page.content.decode()
    assert "we ask them for your date of birth" in text
    assert not patient_actor(CARER).grants and CARER not in [one.to for one in usable(rosa)]
    client, page = signed_in(practice, CARER)
    assert page.request["PATH_INFO"].endswith("/home/first-time/") and "Rosa" not in page.content.decode()
    assert "Rosa" not in client.get(at(practice, "home/")).content.decode()
    here = at(practice, "home/first-time/")
    wrong = client.post(here, WRONG)
    assert wrong.status_code == 422 and not patient_actor(CARER).grants
    assert "Rosa" in client.post(here, HERS, follow=True).content.decode()
    assert patient_actor(CARER).grants and client.get(here).status_code == 404


def test_the_birth_date_is_not_guessed(practice, rosa):
    patients.let_act(f.themselves(rosa), rosa, contact=CARER, name="Jose")
    client, _page = signed_in(practice, CARER)
    here = at(practice, "home/first-time/")
    for _ in range(12):
        client.post(here, WRONG)
    assert client.post(here, HERS).status_code == 422 and not patient_actor(CARER).grants


def test_whom_staff_write_down_is_let_in_as_before(practice, rosa):
    desk = f.actor(practice, "front_desk")
    patients.confirm_proxy(desk, patients.name_proxy(desk, rosa, contact=CARER, who="carer", name="Jose"))
    assert patient_actor(CARER).grants
    _client, page = signed_in(practice, CARER)
    assert "Rosa" in page.content.decode()


def test_staff_confirm_whom_the_patient_named(practice, rosa):
    named = patients.let_act(f.themselves(rosa), rosa, contact=CARER, name="Jose")
    patients.confirm_proxy(f.actor(practice, "front_desk"), named)
    assert patient_actor(CARER).grants


def test_who_is_not_named_has_no_such_page(practice, rosa):
    assert as_patient(practice, rosa).get(at(practice, "home/first-time/")).status_code == 404
    assert Client().get(at(practice, "home/first-time/")).status_code in (302, 403)
