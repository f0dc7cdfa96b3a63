"""Approve & book: not before it is said who asks, and not in a clinician's place."""

import datetime as dt

import pytest

from frontdesk.access.may import SYSTEM, NotAllowed, may
from frontdesk.booking import actions as booking
from frontdesk.booking.errors import WhoIsIt
from frontdesk.booking.models import Appointment
from frontdesk.booking.series.actions import Look
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.records.matching import actions as matching
from tests import factory as f
from tests.web_client import as_staff, at

BORN = dt.date(1971, 5, 6)
CLINICIAN = f.CEDAR + "  New patient visits need approval from a clinician.\n"


def asks(practice):
    made = patients.newcomer(SYSTEM, practice, first="Rosa", last="Neumann", birth=BORN, contact="new@example.org", insurance=f.ALONE, member_id="", language="en")  # fmt: skip
    return intake.submit(SYSTEM, made, visit_type=f.visit("new-patient"), answers={"reason": "a cough"})


def test_a_likely_match_is_asked_about_before_a_time_is_booked(cedar):
    f.patient(cedar, first_name="Rosa", last_name="Neumann", birth_date=BORN)
    asked, desk = asks(cedar), as_staff(cedar, "scheduler")
    form = {"time": Look(f.place()).value, "version": asked.version}
    page = desk.post(at(cedar, f"console/requests/{asked.pk}/book/"), form)
    assert page.status_code == 409
    assert "First say who this is: likely Rosa Neumann" in page.content.decode()
    assert "Is this somebody we know?" in page.content.decode() and not Appointment.objects.exists()
    desk.post(at(cedar, f"console/requests/{asked.pk}/no-match/"), {})
    assert desk.post(at(cedar, f"console/requests/{asked.pk}/book/"), form).status_code == 302


def test_once_it_is_them_the_time_is_booked_for_the_record(cedar):
    record = f.patient(cedar, first_name="Rosa", last_name="Neumann", birth_date=BORN)
    asked, desk = asks(cedar), f.actor(cedar, "front_desk")
    with pytest.raises(WhoIsIt):
        booking.approve_and_book(desk, asked, place=f.place())
    matched = matching.match(desk, asked, patient=record, reason="saw an ID")
    assert booking.approve_and_book(desk, matched, place=f.place()).patient_id == record.pk


def test_who_is_perhaps_somebody_is_booked_without_a_question(cedar):
    f.patient(cedar, first_name="Tom", last_name="Other", birth_date=BORN)
    assert booking.approve_and_book(f.actor(cedar, "front_desk"), asks(cedar), place=f.place())


@pytest.mark.parametrize("role", ["front_desk", "scheduler", "manager", "admin"])
def test_nobody_approves_in_a_clinicians_place(db, role):
    practice = f.load_cedar(CLINICIAN)
    asked = asks(practice)
    actor = f.actor(practice, role)
    assert asked.waits_for_clinician and not may(actor, "request.approve", asked)
    for work in (intake.approve, lambda who, one: booking.approve_and_book(who, one, place=f.place())):
        with pytest.raises(NotAllowed):
            work(actor, asked)
    asked.refresh_from_db()
    assert asked.state == "awaiting_approval"


def test_what_a_rule_gives_to_clinicians_meanwhile_is_theirs(db):
    practice = f.load_cedar(f.CEDAR + "  New patient visits need approval.\n")
    asked = asks(practice)
    type(asked).objects.filter(pk=asked.pk).update(waits_for_clinician=True)  # the page is older
    with pytest.raises(NotAllowed):
        intake.approve(f.actor(practice, "scheduler"), asked)


def test_a_clinician_does_and_the_scheduler_books_then(db):
    practice = f.load_cedar(CLINICIAN)
    asked = asks(practice)
    f.staff(practice, "clinician", provider="lee")
    page = as_staff(practice, "scheduler").get(at(practice, f"console/requests/{asked.pk}/")).content.decode()
    assert "only a clinician can approve this" in page and "Approve &amp; book" not in page
    approved = intake.approve(f.actor(practice, "clinician", provider="chen"), asked)
    one = booking.approve_and_book(f.actor(practice, "scheduler"), approved, place=f.place())
    desk = as_staff(practice, "scheduler")
    pages = [f"console/requests/{asked.pk}/", f"console/appointments/{one.pk}/"]
    said = [desk.get(at(practice, address)).content.decode() for address in pages]
    assert "Approved by Some clinician" in said[0]  # and by nobody else
    assert "Booked for a request" in said[1] and not any("Approved and booked" in page for page in said)
