"""Staff find somebody by the key that another system has for them."""

import datetime as dt

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.intake.models import Referral
from frontdesk.intake.referrals import actions as referrals
from frontdesk.intake.referrals import importing
from frontdesk.outreach.recalls import importing as recalls
from tests import factory as f
from tests.web_client import as_staff, at


@pytest.fixture
def due(cedar):
    who = f.patient(cedar, first_name="Orla", last_name="Quist")
    row = f"E-4711,Orla,Quist,{who.birth_date},follow-up,{f.day(60)}\n"
    recalls.load(SYSTEM, f"key,first name,last name,dob,visit,due\n{row}".encode())
    return who


@pytest.fixture
def referred(cedar):
    head = "key,first name,last name,dob,phone,visit,insurance,reason,clinic,clinic email\n"
    row = "MRN 00815,Tove,Brandt,1970-05-06,312-555-0142,new-patient,aetna,Please see.,Lakeview,desk@lakeview.example\n"
    importing.load(SYSTEM, cedar, f"{head}{row}".encode())
    return Referral.objects.get()


@pytest.mark.parametrize("page", ["find", "patients", "book"])
@pytest.mark.parametrize("typed", ["E-4711", "e-4711", " E-4711 "])
def test_who_is_due_is_found_by_it_wherever_people_are_looked_for(cedar, due, page, typed):
    text = as_staff(cedar, "front_desk").get(at(cedar, f"console/{page}/"), {"q": typed}).content.decode()
    assert "Orla Quist" in text


def test_a_part_of_a_key_finds_nobody(cedar, due):
    assert "Orla" not in as_staff(cedar, "front_desk").get(at(cedar, "console/find/"), {"q": "E-47"}).content.decode()


def test_a_referral_is_found_by_it_and_its_patient_once_there_is_one(cedar, referred):
    find = at(cedar, "console/find/")
    maria = as_staff(cedar, "scheduler")
    text = maria.get(find, {"q": "mrn  00815"}).content.decode()
    assert f"console/referrals/{referred.pk}/" in text and "Tove Brandt" in text
    made = referrals.accept(f.actor(cedar, "scheduler"), referred)
    patient = Referral.objects.get(pk=made.pk).request.patient
    assert f"console/patients/{patient.pk}/" in maria.get(find, {"q": "MRN 00815"}).content.decode()


def test_who_may_not_see_referrals_finds_none(cedar, referred):
    text = as_staff(cedar, "front_desk").get(at(cedar, "console/find/"), {"q": "MRN 00815"}).content.decode()
    assert "Tove" not in text


def test_find_says_a_birth_date_as_every_other_page_does(cedar):
    f.patient(cedar, first_name="Orla", last_name="Quist", birth_date=dt.date(1948, 3, 27))
    text = as_staff(cedar, "front_desk").get(at(cedar, "console/find/"), {"q": "Quist"}).content.decode()
    assert "Mar 27, 1948" in text and "1948-03-27" not in text
