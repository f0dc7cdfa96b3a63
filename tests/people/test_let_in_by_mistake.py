"""Who had been let in by mistake leaves nobody behind: whom they let in goes with them, and that is said before."""

import pytest

from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.intake.models import Request
from frontdesk.intake.standard.undoing.actions import who_goes_with_it
from frontdesk.intake.undo import actions as undoing
from frontdesk.people.models import Patient, Staff
from frontdesk.people.queries import staff_actor
from frontdesk.practice.actors import patient_actor
from frontdesk.records.merging.actions import merge, merges_of, unmerge
from tests import factory as f
from tests.web_client import as_staff, at

SLIP, BACK, NUMBER, HERS = "slip@example.net", "back@example.net", "+13125557001", "own@example.org"
TABLE = """
proxies:
  - {who: carer, may: [see, book, cancel]}
"""


@pytest.fixture
def practice(db):
    more = "".join(f"  - {{id: {field}, ask: Your {field}, kind: text}}\n" for field in ("email", "phone"))
    return f.load_cedar(f.CEDAR.replace("rules: |", f"{more}rules: |", 1) + TABLE)


@pytest.fixture
def desk(practice):
    return f.actor(practice, "front_desk")


def written_down(practice, desk):
    george = f.booked(practice, first_name="George", email="", phone="").patient
    said = {"reason": "x", "email": SLIP}
    asked = intake.create_for_caller(desk, george, visit_type=f.visit("follow-up"), answers=said)
    return george, lambda: undoing.undo(desk, asked)


def joined(practice, desk):
    george = f.booked(practice, first_name="George", email="", phone="").patient
    gone = f.patient(practice, first_name="George", email=SLIP)
    kept = merge(desk, george, gone=gone, reason="x", use_contact=True)
    return kept, lambda: unmerge(desk, kept, merge=merges_of(kept)[0], reason="two people")


def said_to_be(practice, desk):
    george = f.booked(practice, first_name="George", email=SLIP, phone="").patient
    return george, lambda: patients.say_whose(
        desk, Patient.objects.get(pk=george.pk), email_of="parent", phone_of="patient"
    )


WAYS = [written_down, joined, said_to_be]


def let_in(who):
    """The stranger adds a carer, who shows that they know the birth date, and a number of their own, which they prove."""
    stranger = patient_actor(SLIP)
    assert who.pk in stranger.patients
    patients.let_act(stranger, who, contact=BACK, name="Back Door")
    patients.shows_whom(BACK, who.birth_date)
    Patient.objects.filter(pk=who.pk).update(phone=NUMBER, phone_of="typed")
    patients.proved(stranger, Patient.objects.get(pk=who.pk), contact=NUMBER)
    patients.let_act(patient_actor(NUMBER), Patient.objects.get(pk=who.pk), contact="third@example.net", name="Third")
    patients.shows_whom("third@example.net", who.birth_date)


@pytest.mark.parametrize("way", WAYS)
def test_whoever_they_let_in_goes_with_them(practice, desk, way):
    who, undo = way(practice, desk)
    let_in(who)
    for one in (BACK, NUMBER, "third@example.net"):
        assert patient_actor(one).grants or patient_actor(one).patients, "the control: they are in"
    undo()
    for one in (SLIP, BACK, NUMBER, "third@example.net"):
        actor = patient_actor(one)
        assert not actor.grants and who.pk not in actor.patients, one


@pytest.mark.parametrize("way", WAYS)
def test_whom_the_patient_or_staff_let_in_stays(practice, desk, way):
    who, undo = way(practice, desk)
    patients.let_act(patient_actor(SLIP), who, contact=BACK, name="Back Door")
    patients.confirm_proxy(desk, who.proxies.get(contact=BACK))
    Patient.objects.filter(pk=who.pk).update(phone=NUMBER, phone_of="patient")
    who.refresh_from_db()
    patients.let_act(patient_actor(NUMBER), who, contact="son@example.org", name="Some Son")
    patients.shows_whom("son@example.org", who.birth_date)
    undo()
    assert patient_actor(BACK).grants and patient_actor("son@example.org").grants


def test_it_is_said_before_the_undo_and_asked_at_once(practice):
    client = as_staff(practice, "front_desk")
    desk = staff_actor(Staff.objects.get(role="front_desk"))
    patient, _undo = written_down(practice, desk)
    asked = Request.objects.get()
    let_in(patient)
    assert who_goes_with_it(Patient.objects.get(pk=patient.pk), undoing.last_of(desk, asked))[:2] == [
        "Back Door",
        "Third",
    ]
    asks = client.post(at(practice, f"console/requests/{asked.pk}/undo/"), {"version": asked.version})
    assert "Access that was given from there ends too: Back Door, Third" in asks.content.decode()
    assert patient_actor(BACK).grants


def test_it_is_said_beside_the_undo_of_a_merge(practice, desk):
    who, _undo = joined(practice, desk)
    let_in(who)
    page = as_staff(practice, "front_desk").get(at(practice, f"console/patients/{who.pk}/")).content.decode()
    assert "Access that was given from there ends too: Back Door, Third" in page
