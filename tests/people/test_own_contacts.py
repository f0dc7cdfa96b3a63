"""A record's own address is never that of somebody who acts for it; and only who passed a code is proven."""

import datetime as dt
import importlib

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from frontdesk.booking.matching import actions as matching
from frontdesk.booking.merging import actions as merging
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.messaging.ways import ways
from frontdesk.people.may import SYSTEM
from frontdesk.people.models import Patient, Proxy
from frontdesk.practice.actors import patient_actor
from tests import factory as f
from tests.web_client import as_patient, as_staff, at

HERS, STRANGER, BORN = "rosa@example.org", "stranger@example.org", dt.date(1971, 5, 6)
TABLE = """
proxies:
  - {who: parent, under age: 18, may: [see, book]}
  - {who: carer, from age: 18, may: [see, book]}
"""


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + TABLE)


@pytest.fixture
def rosa(practice):
    return f.patient(practice, first_name="Rosa", last_name="Kim", birth_date=BORN, email=HERS, established=True)


def asks(practice, contact, *, acts_as="", birth=BORN):
    made = patients.newcomer(
        SYSTEM,
        practice,
        first="Rosa",
        last="Kim",
        birth=birth,
        contact=contact,
        payer=None,
        member_id="",
        language="en",
        acts_as=acts_as,
    )
    said = {"reason": "a cough"}
    return made, intake.submit(patient_actor(contact), made, visit_type=f.visit("new-patient"), answers=said)


@pytest.mark.parametrize("state", ["confirmed", "ended", "asked"])
def test_naming_somebodys_address_as_ones_carer_proves_nothing(practice, rosa, state):
    made, asked = asks(practice, STRANGER)
    proxy = patients.let_act(patient_actor(STRANGER), made, contact=HERS, name="Rosa")
    Proxy.objects.filter(pk=proxy.pk).update(state=state)
    with pytest.raises(matching.NotProven):
        matching.match(f.actor(practice, "front_desk"), asked, patient=rosa)
    assert not patient_actor(STRANGER).patients & {rosa.pk}


@pytest.mark.parametrize("way", ["match", "merge"])
def test_a_records_own_address_does_not_become_its_proxy(practice, rosa, way):
    made, asked = asks(practice, STRANGER)
    patients.let_act(patient_actor(STRANGER), made, contact=HERS, name="Rosa")
    desk = f.actor(practice, "front_desk")
    if way == "match":
        matching.match(desk, asked, patient=rosa, reason="saw an ID")
    else:
        merging.merge(desk, rosa, gone=made, reason="saw an ID")
        assert ways(rosa) == [HERS]
        merging.unmerge(desk, rosa, merge=merging.merges_of(rosa)[0], reason="another person")
    assert ways(Patient.objects.get(pk=rosa.pk)) == [HERS]
    assert patient_actor(HERS).patients == {rosa.pk}
    assert not rosa.proxies.filter(contact=HERS).exists()


@pytest.mark.parametrize(("acts_as", "years"), [("carer", 50), ("parent", 9)])
def test_who_asks_for_somebody_whose_record_has_the_same_address_is_proven_and_goes_on_being_told(
    practice, acts_as, years
):
    born = f.day(0).replace(day=1) - dt.timedelta(days=365 * years)
    record = f.patient(practice, first_name="Rosa", last_name="Kim", birth_date=born, email=HERS)
    _made, asked = asks(practice, HERS, acts_as=acts_as, birth=born)
    assert asked.asked_by == HERS
    matching.match(f.actor(practice, "front_desk"), asked, patient=record)
    assert ways(record) == [HERS] and not record.proxies.exists()


@pytest.mark.parametrize("whose", ["email", "phone", "confidential_contact"])
def test_the_database_refuses_it_whatever_the_code_does(practice, whose):
    contact = "+13125550142" if whose == "phone" else "own@example.org"
    record, other = f.patient(practice, **{whose: contact}), f.patient(practice)
    values = {"practice": practice, "who": "carer", "contact": contact}
    refused = pytest.raises(IntegrityError, match="its own address")
    with refused, transaction.atomic():
        Proxy.objects.create(patient=record, state="asked", **values)
    ended = Proxy.objects.create(patient=record, state="ended", **values)
    moved = Proxy.objects.create(patient=other, state="asked", **values)
    with refused, transaction.atomic():
        Proxy.objects.filter(pk=ended.pk).update(state="asked")
    ended.delete()
    with refused, transaction.atomic():
        Proxy.objects.filter(pk=moved.pk).update(patient=record)


def test_a_patient_who_enters_their_own_address_is_told_and_keeps_their_preferences(practice, rosa):
    client = as_patient(practice, rosa)
    answer = client.post(at(practice, "preferences/carers/"), {"contact": "Rosa@Example.org", "name": "Me"})
    assert answer.status_code == 422 and "This is your own." in answer.content.decode()
    assert client.get(at(practice, "preferences/")).status_code == 200


def test_staff_are_told_so_too(practice, rosa):
    client = as_staff(practice, "front_desk")
    said = {"who": "carer", "name": "Sam", "contact": HERS}
    answer = client.post(at(practice, f"console/patients/{rosa.pk}/proxies/"), said)
    assert answer.status_code == 422 and "of the record itself" in answer.content.decode()


def as_it_was_once(patient, who):
    """A row from before it was refused."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    address = patient.email
    Patient.objects.filter(pk=patient.pk).update(email="")
    proxy = Proxy.objects.create(
        practice=patient.practice, patient=patient, contact=address, who=who, state="confirmed"
    )
    Patient.objects.filter(pk=patient.pk).update(email=address)
    return proxy


def migrated(practice):
    importlib.import_module("frontdesk.people.migrations.0019_own_contact_no_proxy").ended(apps, practice)


def test_whoever_shut_themselves_out_gets_in_again(practice, rosa):
    Patient.objects.filter(pk=rosa.pk).update(email="before@example.org")
    rosa.refresh_from_db()
    patients.let_act(f.themselves(rosa), rosa, contact=HERS, name="Me")  # it stands in the trail as theirs
    Patient.objects.filter(pk=rosa.pk).update(email=HERS)
    rosa.refresh_from_db()
    assert as_patient(practice, rosa).get(at(practice, "preferences/")).status_code == 404
    migrated(practice)
    assert as_patient(practice, rosa).get(at(practice, "preferences/")).status_code == 200


def test_whom_staff_confirmed_at_the_records_address_sees_no_more_than_before(practice):
    child = f.patient(practice, birth_date=f.day(0) - dt.timedelta(days=3000), email="pat@example.org")
    as_it_was_once(child, "parent")
    before = patient_actor("pat@example.org")
    migrated(practice)
    after = patient_actor("pat@example.org")
    assert before.grants and after.grants == before.grants and after.patients == before.patients == frozenset()
