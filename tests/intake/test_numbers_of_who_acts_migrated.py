"""The migration that takes a carer's second number from the patient's record, where the trail says that it is one."""

from importlib import import_module

import pytest
from django.apps import apps

from frontdesk.access.may import SYSTEM
from frontdesk.audit.models import Entry
from frontdesk.audit.queries import first_broken
from frontdesk.intake import actions as intake
from frontdesk.intake.patients import confirm_proxy, name_proxy
from frontdesk.intake.standard.actions import said
from frontdesk.people.models import Patient
from frontdesk.practice.actors import patient_actor
from tests import factory as f

migration = import_module("frontdesk.intake.migrations.0003_numbers_of_who_acts")
SUE, SECOND = "sue@moss.example", "+13125553109"


@pytest.fixture
def patient(db):
    practice = f.load_cedar(f.CEDAR + "proxies:\n  - {who: carer, from age: 18, may: [see, book]}\n")
    made = f.patient(practice)
    confirm_proxy(SYSTEM, name_proxy(SYSTEM, made, contact=SUE, who="carer", name="Sue"))
    return made


def put_there(patient):
    """As it was once done by the system, whoever had answered."""
    said(SYSTEM, patient, values={"phone": SECOND, "phone_of": "patient"})


def asks(patient, contact):
    return intake.submit(patient_actor(contact), patient, visit_type=f.visit("follow-up"), answers={"reason": "x"})


def answers(patient, actor):
    asked = intake.create_for_caller(SYSTEM, patient, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    put_there(patient)
    return intake.answer(actor, asked, answers={"reason": "y"})


def migrated(patient):
    migration.back_to_the_request(apps, patient.practice)
    return Patient.objects.get(pk=patient.pk).phone


@pytest.mark.parametrize("own_record", [False, True])
@pytest.mark.parametrize("how", ["asked", "answered"])
def test_a_carers_goes_back_to_the_request_and_opens_nothing(patient, how, own_record):
    if own_record:
        f.patient(patient.practice, email=SUE)
    if how == "asked":
        put_there(patient)
        asked = asks(patient, SUE)
    else:
        asked = answers(patient, patient_actor(SUE))
    assert patient.pk in patient_actor(SECOND).patients, "the hole"
    assert migrated(patient) == ""
    assert asked.answers.get(field="phone").value == SECOND
    assert not patient_actor(SECOND).patients
    assert Entry.objects.get(action="patient.contact_moved").changes == {"phone": [SECOND, ""]}
    assert migrated(patient) == "" and Entry.objects.filter(action="patient.contact_moved").count() == 1, "once"
    assert first_broken() is None


@pytest.mark.parametrize("who", ["the patient asked", "the patient answered", "staff", "nobody knows", "another since"])
def test_what_is_not_known_to_be_a_carers_stays(patient, who):
    if who == "the patient asked":
        put_there(patient)
        asks(patient, patient.email)
    elif who == "the patient answered":
        answers(patient, f.themselves(patient))
    elif who == "staff":
        answers(patient, f.actor(patient.practice, "front_desk"))
    else:
        put_there(patient)
        if who == "another since":
            asks(patient, SUE)
            Patient.objects.filter(pk=patient.pk).update(phone="+13125550000")
    assert migrated(patient) == ("+13125550000" if who == "another since" else SECOND)
