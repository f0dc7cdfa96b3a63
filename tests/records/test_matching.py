"""One person, two records: proposed to staff, decided by staff, and never told to a stranger."""

import datetime as dt

import pytest

from frontdesk.access.may import SYSTEM, NotAllowed
from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.people import queries
from frontdesk.people.models import Patient
from frontdesk.practice.actors import patient_actor
from frontdesk.records.matching import actions
from frontdesk.records.matching.overlap import OverlapsOwn
from tests import factory as f


def newcomer(practice, **said) -> Patient:
    values = {"first": "Rosa", "last": "Neumann", "birth": dt.date(1971, 5, 6), "contact": "rosa@example.org"}
    return patients.newcomer(SYSTEM, practice, **{**values, **said}, insurance=f.ALONE, member_id="", language="en")


def ask(practice, made):
    actor = patient_actor(made.email)
    return intake.submit(actor, made, visit_type=f.visit("new-patient"), answers={"reason": "a cough"})


def known(practice, **more) -> Patient:
    values = {"first_name": "Rosa", "last_name": "Neumann", "birth_date": dt.date(1971, 5, 6), "established": True}
    return f.patient(practice, **{**values, **more})


def test_the_same_name_birth_date_and_address_still_makes_a_record_of_its_own(cedar):
    record = known(cedar, email="rosa@example.org")
    made = newcomer(cedar)
    assert made.pk != record.pk
    assert [match.patient for match in queries.matches(made)] == [record]


@pytest.mark.parametrize(
    ("record", "strong", "because"),
    [
        ({}, True, ("the name", "the birth date")),
        (
            {"first_name": "Rosalie", "email": "rosa@example.org"},
            True,
            ("the last name", "the birth date", "the email address"),
        ),
        ({"birth_date": dt.date(1999, 1, 1), "email": "rosa@example.org"}, False, ("the name", "the email address")),
        (
            {"first_name": "Tom", "birth_date": dt.date(2015, 1, 1), "email": "rosa@example.org"},
            False,
            ("the last name", "the email address"),
        ),
        ({"last_name": "Other"}, False, ("the birth date",)),
    ],
)
def test_staff_see_what_speaks_for_it(cedar, record, strong, because):
    known(cedar, **record)
    match = queries.matches(newcomer(cedar))[0]
    assert (match.strong, match.because) == (strong, because)


def test_staff_match_and_everything_goes_to_the_record_that_stays(cedar):
    record = known(cedar, email="old@example.org")
    made = newcomer(cedar)
    asked = ask(cedar, made)
    booked = booking.approve_and_book(SYSTEM, asked, place=f.place("10:00"))
    actions.match(f.actor(cedar, "front_desk"), asked, patient=record, reason="saw an ID")
    booked.refresh_from_db(), made.refresh_from_db(), asked.refresh_from_db()
    assert (booked.patient_id, asked.patient_id, made.same_as_id) == (record.pk, record.pk, record.pk)
    assert {r.subject for r in booked.reservations.filter(kind="patient")} == {record.pk}
    assert list(queries.by_contact("old@example.org")) == [record]
    assert not queries.by_contact("rosa@example.org").exists()  # the record's own address counts, not the typed one


def test_staff_may_say_that_the_proven_address_is_the_new_one(cedar):
    record = known(cedar, email="old@example.org")
    asked = ask(cedar, newcomer(cedar))
    actions.match(f.actor(cedar, "front_desk"), asked, patient=record, use_contact=True, reason="saw an ID")
    assert list(queries.by_contact("rosa@example.org")) == [record]
    assert not queries.by_contact("old@example.org").exists()


def test_the_rules_decide_again_once_it_is_known_who_asks(cedar):
    record = known(cedar)
    made = newcomer(cedar)
    asked = intake.submit(patient_actor(made.email), made, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    assert asked.state == "awaiting_approval"  # follow-up visits are for established patients
    actions.match(f.actor(cedar, "front_desk"), asked, patient=record, reason="saw an ID")
    asked.refresh_from_db()
    assert asked.state == "approved"


def test_two_appointments_at_the_same_time_are_not_joined_in_one_person(cedar):
    record, made = known(cedar), newcomer(cedar)
    desk = f.actor(cedar, "front_desk")
    booking.book(desk, record, visit_type=f.visit("follow-up"), place=f.place("10:00", provider="lee"))
    asked = ask(cedar, made)
    booking.approve_and_book(SYSTEM, asked, place=f.place("10:00"))
    with pytest.raises(OverlapsOwn):
        actions.match(desk, asked, patient=record, reason="saw an ID")
    assert Appointment.objects.filter(patient=made).count() == 1


def test_only_staff_match(cedar):
    record, made = known(cedar), newcomer(cedar)
    asked = ask(cedar, made)
    with pytest.raises(NotAllowed):
        actions.match(patient_actor(made.email), asked, patient=record, reason="saw an ID")
    actions.no_match(f.actor(cedar, "front_desk"), asked)
    with pytest.raises(actions.AlreadyMatched):
        actions.match(f.actor(cedar, "front_desk"), asked, patient=record, reason="saw an ID")


def test_who_types_somebodys_name_and_birth_date_sees_nothing_of_theirs(cedar):
    record = known(cedar, email="rosa@real.example")
    booking.book(f.actor(cedar, "front_desk"), record, visit_type=f.visit("follow-up"), place=f.place("10:00"))
    stranger = patient_actor(newcomer(cedar, contact="stranger@example.org").email)
    from frontdesk.booking.queries import visible

    assert not visible(stranger).exists()


def test_an_old_page_that_says_new_here_changes_nothing_of_the_record_it_was_matched_to(cedar):
    record = known(cedar)
    asked = ask(cedar, newcomer(cedar))
    desk = f.actor(cedar, "front_desk")
    actions.match(desk, asked, patient=record, reason="saw an ID")
    before = (record.email_of, record.phone_of, record.self_registered)
    with pytest.raises(actions.AlreadyMatched):
        actions.no_match(desk, asked, whose_contact="parent")
    record.refresh_from_db()
    assert (record.email_of, record.phone_of, record.self_registered) == before
