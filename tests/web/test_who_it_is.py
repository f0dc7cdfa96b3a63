"""Staff say who somebody is, and whose an address is: what the pages ask, refuse and show."""

import datetime as dt

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.people.models import Patient
from tests import factory as f
from tests.web_client import as_staff, at

BORN = dt.date(1971, 5, 6)


@pytest.fixture
def asked(cedar):
    f.patient(cedar, first_name="Rosa", last_name="Neumann", birth_date=BORN, email="old@example.org")
    made = patients.newcomer(
        SYSTEM,
        cedar,
        first="Rosa",
        last="Neumann",
        birth=BORN,
        contact="new@example.org",
        insurance=f.ALONE,
        member_id="",
        language="en",
    )
    return intake.submit(SYSTEM, made, visit_type=f.visit("new-patient"), answers={"reason": "a cough"})


def press(practice, asked, **said):
    desk = as_staff(practice, "front_desk")
    record = Patient.objects.get(email="old@example.org")
    data = {"patient": str(record.pk), "version": str(asked.version), **said}
    page = desk.post(at(practice, f"console/requests/{asked.pk}/match/"), data, follow=True).content.decode()
    asked.refresh_from_db()
    record.refresh_from_db()
    return page, asked.patient_id == record.pk, record.email


@pytest.mark.parametrize("ticked", [{}, {"use_contact": "1"}])
def test_it_is_them_without_saying_how_that_is_known_is_refused_with_a_sentence(cedar, asked, ticked):
    page, joined, email = press(cedar, asked, **ticked)
    assert "enter how you know that it is them" in page
    assert (joined, email) == (False, "old@example.org")


@pytest.mark.parametrize(("ticked", "reached"), [({}, "old@example.org"), ({"use_contact": "1"}, "new@example.org")])
def test_with_how_it_is_known_the_address_changes_by_the_tick_alone(cedar, asked, ticked, reached):
    _page, joined, email = press(cedar, asked, reason="Called them at the number on record", **ticked)
    assert (joined, email) == (True, reached)


def test_staff_say_whose_an_address_is_and_nothing_else_is_taken(cedar):
    child, desk = f.patient(cedar), as_staff(cedar, "front_desk")
    here = at(cedar, f"console/patients/{child.pk}/whose/")
    assert desk.post(here, {"email_of": "parent"}).status_code == 302
    assert desk.post(here, {"email_of": "neighbor"}).status_code == 422
    child.refresh_from_db()
    assert (child.email_of, child.phone_of) == ("parent", "patient")


def test_what_was_kept_and_is_no_address_is_shown_to_staff(cedar):
    who = f.patient(cedar, email="", unread_contacts="foo<victim@x.com>")
    page = as_staff(cedar, "front_desk").get(at(cedar, f"console/patients/{who.pk}/")).content.decode()
    assert (
        "This was saved here, and is not an email address or phone number" in page and "foo&lt;victim@x.com&gt;" in page
    )


@pytest.mark.parametrize(
    ("years", "said", "whose"), [(10, "", "parent"), (10, "patient", "patient"), (40, "", "patient")]
)
def test_a_record_made_at_the_desk_says_whose_its_address_is(cedar, years, said, whose):
    desk, born = as_staff(cedar, "front_desk"), f.day(0).year - years
    form = {"first": "Kit", "last": "Kim", "birth_month": "1", "birth_day": "1", "birth_year": str(born)}
    desk.post(at(cedar, "console/book/new/"), {**form, "contact": "312 555 0142", "whose": said, "agreed": "on"})
    assert Patient.objects.get(last_name="Kim").phone_of == whose
