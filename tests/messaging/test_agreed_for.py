"""Who shares a number agrees to messages for themselves: nobody is written to because somebody else agreed."""

import datetime as dt

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.booking.calling.actions import book_caller
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.intake.preferences.actions import prefer
from frontdesk.intake.standard.actions import keep_on_record
from frontdesk.messaging import delivery
from frontdesk.messaging.actions import consent
from frontdesk.messaging.consent import agreed_for, refused
from frontdesk.messaging.incoming import receive
from frontdesk.messaging.models import Message
from frontdesk.messaging.ways import ways
from frontdesk.people.contacts import shown
from frontdesk.people.models import Patient
from frontdesk.practice.actors import patient_actor
from frontdesk.records.matching.actions import match
from frontdesk.records.merging import actions as merging
from tests import factory as f
from tests.web_client import as_patient, as_staff, at

NUMBER, BIRTH = "+13125550139", dt.date(1950, 4, 2)
TYPED = {"first": "Milton", "last": "Kowalski", "contact": NUMBER, "sure": "on", "whose": "patient"}
TYPED |= {"birth_month": "4", "birth_day": "2", "birth_year": "1950"}


@pytest.fixture
def walter(cedar, desk):
    new = patients.NewPatient("Walter", "Kowalski", BIRTH, phone=NUMBER)
    return patients.create(desk, cedar, new=new, agreed="given at the desk")


@pytest.fixture
def milton(cedar, desk, walter):
    return patients.create(
        desk, cedar, new=patients.NewPatient("Milton", "Kowalski", BIRTH, phone=NUMBER, phone_of="patient")
    )


def reached(who):
    return ways(Patient.objects.get(pk=who.pk), "follow-up")


def barred(who):
    return Patient.objects.get(pk=who.pk).not_agreed_to


def prefers(cedar, who, **said):
    actor = f.actor(cedar, "front_desk")
    prefer(actor, Patient.objects.get(pk=who.pk), language="en", **{"by_email": False, "by_text": False} | said)


def test_a_number_typed_without_a_yes_is_not_written_to_though_somebody_else_agreed_to_it(cedar, desk, walter):
    as_staff(cedar, "front_desk").post(at(cedar, "console/book/new/"), TYPED)
    Patient.objects.filter(first_name="Milton").update(established=True)
    made = Patient.objects.get(first_name="Milton")
    assert (reached(made), barred(made), reached(walter)) == ([], [NUMBER], [NUMBER])
    times = as_staff(cedar, "front_desk").get(at(cedar, f"console/book/{made.pk}/?visit=follow-up")).content.decode()
    assert "get a text at" not in times
    booking.book(desk, made, visit_type=f.visit("follow-up"), place=f.place("09:00"))
    assert not Message.objects.filter(patient=made, to=NUMBER).exists()


def test_with_the_box_checked_they_are_written_to(cedar, walter):
    as_staff(cedar, "front_desk").post(at(cedar, "console/book/new/"), {**TYPED, "agreed": "on"})
    assert reached(Patient.objects.get(first_name="Milton")) == [NUMBER]


def test_what_was_written_for_them_before_does_not_leave(cedar, milton):
    late = Message.objects.create(
        practice=cedar,
        to=NUMBER,
        channel="text",
        template="booked",
        patient=milton,
        thing_kind="appointment",
        thing_id=milton.pk,
        body="Booked.",
    )
    assert delivery._may_go(late) is False


def test_saving_their_page_with_the_box_empty_is_no_refusal_of_who_shares_the_number(cedar, milton, walter):
    prefers(cedar, milton)
    assert (reached(milton), reached(walter), refused(NUMBER)) == ([], [NUMBER], False)
    html = as_staff(cedar, "front_desk").get(at(cedar, f"console/patients/{milton.pk}/")).content.decode()
    assert f"no messages go to {shown(NUMBER)}" in html


def test_checking_it_later_lifts_it_for_them_alone(cedar, desk, milton, walter):
    third = patients.create(
        desk, cedar, new=patients.NewPatient("Ed", "Kowalski", BIRTH, phone=NUMBER, phone_of="patient")
    )
    prefers(cedar, milton, by_text=True)
    assert (reached(milton), barred(milton), reached(third)) == ([NUMBER], [], [])


def test_START_from_that_number_lifts_it(cedar, milton):
    receive(cedar, sender=NUMBER, body="START", key="one")
    assert reached(milton) == [NUMBER]


def test_a_confidential_number_that_they_ask_for_lifts_it(cedar, desk, milton):
    patients.reach_only_at(desk, milton, contact=NUMBER)
    assert reached(milton) == [NUMBER]


def test_a_request_from_where_they_proved_to_be_lifts_it(cedar, milton):
    intake.submit(patient_actor(NUMBER), milton, visit_type=f.visit("follow-up"), answers={})
    assert reached(milton) == [NUMBER]


def test_signing_in_alone_does_not(cedar, milton):
    as_patient(cedar, milton).get(at(cedar, ""))
    assert reached(milton) == []


def test_a_request_does_not_take_back_a_no_from_that_number(cedar, milton):
    consent(SYSTEM, cedar, contact=NUMBER, given=False, how="text STOP")
    intake.submit(patient_actor(NUMBER), milton, visit_type=f.visit("follow-up"), answers={})
    assert (reached(milton), refused(NUMBER)) == ([], True)


@pytest.mark.parametrize("acts_as", ["", "parent"])
def test_nor_does_the_request_of_somebody_new_there(cedar, acts_as):
    """Whatever they ask for, nothing is texted until the number says START; then it is, for the new record too."""
    receive(cedar, sender=NUMBER, body="STOP", key="1")
    made = patients.newcomer(
        SYSTEM, cedar, first="Nora", last="Comer", birth=dt.date(2020, 1, 2) if acts_as else BIRTH, contact=NUMBER, insurance=f.ALONE, member_id="", language="en",
        acts_as=acts_as,
    )  # fmt: skip
    assert refused(NUMBER) and not agreed_for(made, NUMBER)
    intake.submit(SYSTEM, made, visit_type=f.visit("new-patient"), answers={"reason": "x"})
    assert refused(NUMBER) and not Message.objects.filter(template="request-received").exclude(to="").exists()
    receive(cedar, sender=NUMBER, body="START", key="2")
    assert agreed_for(Patient.objects.get(pk=made.pk), NUMBER)


def test_a_number_given_with_a_request_is_no_yes_to_messages(cedar, walter):
    rosa = f.patient(cedar, phone="", email="rosa@example.org")
    actor = patient_actor("rosa@example.org")
    asked = intake.submit(actor, rosa, visit_type=f.visit("follow-up"), answers={})
    keep_on_record(actor, asked, {"phone": NUMBER})
    rosa.refresh_from_db()
    assert (rosa.phone, NUMBER in reached(rosa)) == (NUMBER, False)


@pytest.mark.parametrize("kept", ["agreed", "not agreed"])
def test_of_two_records_of_one_person_a_yes_in_either_is_theirs(cedar, desk, milton, kept):
    said = patients.create(
        desk,
        cedar,
        new=patients.NewPatient("Milton", "Kowalski", BIRTH, phone=NUMBER, phone_of="patient"),
        agreed="given at the desk",
    )
    one, other = (said, milton) if kept == "agreed" else (milton, said)
    scheduler = f.actor(cedar, "scheduler")
    merging.merge(scheduler, one, gone=other, reason="the same card", choices={})
    assert reached(one) == [NUMBER]
    merging.unmerge(scheduler, one, merge=merging.merges_of(one)[0], reason="two people")
    assert (reached(said), reached(milton)) == ([NUMBER], [])


def test_who_proved_the_number_and_is_found_to_be_them_has_agreed(cedar, milton):
    made = patients.newcomer(
        SYSTEM,
        cedar,
        first="Milton",
        last="Kowalski",
        birth=BIRTH,
        contact=NUMBER,
        insurance=f.ALONE,
        member_id="",
        language="en",
    )
    assert (reached(made), reached(milton)) == ([NUMBER], [])
    asked = intake.submit(SYSTEM, made, visit_type=f.visit("new-patient"), answers={})
    match(f.actor(cedar, "scheduler"), asked, patient=milton, reason="seen")
    assert reached(milton) == [NUMBER]


# After a no -------------------------------------------------------------------------------------------------------


def test_a_stop_is_not_lifted_by_the_yes_of_another_who_shares_the_number(cedar, walter, milton):
    receive(cedar, sender=NUMBER, body="STOP", key="one")
    prefers(cedar, milton, by_text=True)
    assert reached(milton) == [NUMBER] and reached(walter) == []
    receive(cedar, sender=NUMBER, body="START", key="two")  # whoever has it says so of all
    assert reached(walter) == [NUMBER]


def test_nor_by_a_new_record_with_that_number(cedar, desk, walter):
    receive(cedar, sender=NUMBER, body="STOP", key="one")
    new = patients.NewPatient("Milton", "Kowalski", BIRTH, phone=NUMBER, phone_of="patient")
    patients.create(desk, cedar, new=new, agreed="given at the desk")
    assert reached(walter) == []


@pytest.mark.parametrize("fields", [["phone"], ["email"], ["phone", "email"]])
def test_whatever_a_caller_gives_for_somebody_is_no_yes_of_who_has_it(cedar, desk, fields):
    given = {"phone": NUMBER, "email": "walter@example.org"}
    new = patients.NewPatient("Walter", "Kowalski", BIRTH, **given)
    patients.create(desk, cedar, new=new, agreed="given at the desk")
    one = f.patient(cedar, established=True, email="", phone="")
    said = {"reason": "x"} | {field: given[field] for field in fields}
    book_caller(desk, one, visit_type=f.visit("follow-up"), place=f.place(), answers=said)
    one.refresh_from_db()
    assert [getattr(one, field) for field in fields] == [given[field] for field in fields]
    assert reached(one) == []


# Who acts for somebody ------------------------------------------------------------------------------------------


def acts_for(cedar, name, *, child=None):
    """Staff let somebody with that number act for a child, who has none of their own."""
    f.load_cedar(f"{f.CEDAR}\nproxies:\n  - {{who: parent, under age: 18, may: [see, book]}}\n")
    child = child or f.patient(cedar, first_name="Ada", birth_date=f.day(-4000), email="", phone="", email_of="parent")
    staff = f.actor(cedar, "front_desk")
    patients.confirm_proxy(staff, patients.name_proxy(staff, child, contact=NUMBER, who="parent", name=name))
    return child


@pytest.mark.parametrize(("name", "there"), [("Jo Stone", []), ("Walter Kowalski", [NUMBER])])
def test_what_who_has_the_number_agreed_to_is_no_yes_of_somebody_else_who_acts_with_it(cedar, walter, name, there):
    """A number goes to another person: the yes of who had it does not go along.  Their own yes is theirs for whom they act, too."""
    assert reached(acts_for(cedar, name)) == there


def test_nor_is_what_who_had_it_once_agreed_to(cedar, walter):
    Patient.objects.filter(pk=walter.pk).update(phone="")
    child = acts_for(cedar, "Jo Stone")
    assert reached(child) == []
    receive(cedar, sender=NUMBER, body="START", key="one")
    assert reached(child) == [NUMBER], "who acts with it has said it themselves"


def test_who_acts_for_one_child_and_agreed_is_written_to_about_the_next(cedar):
    first = acts_for(cedar, "Jo Stone")
    consent(SYSTEM, cedar, contact=NUMBER, given=True, how="said on the page")
    assert reached(acts_for(cedar, "Jo Stone")) == reached(first) == [NUMBER]
