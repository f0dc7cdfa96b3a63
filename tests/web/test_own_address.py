"""Who acts for others and has no record here says how we reach them, too: whether, and in which language."""

import datetime as dt

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.intake import patients
from frontdesk.messaging.actions import agreed_with_record
from frontdesk.messaging.consent import agreed
from frontdesk.messaging.models import Consent, Message
from frontdesk.people.contacts import shown
from tests import factory as f
from tests.web.forms import forms_of
from tests.web_client import as_contact, as_staff, at

TABLE = """
proxies:
  - {who: parent, under age: 18, may: [see, book, cancel]}
"""


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + TABLE)


def child(practice, contact, **more):
    made = f.patient(practice, birth_date=dt.date(f.day(0).year - 8, 1, 1), established=True, **{"email": "", **more})
    patients.confirm_proxy(SYSTEM, patients.name_proxy(SYSTEM, made, contact=contact, who="parent", name="Pat"))
    agreed_with_record(practice, "told the tests", contact)
    return made


def saved(client, practice, **said):
    """The form as the page shows it, with these fields changed."""
    page = at(practice, "preferences/")
    form = next(one for one in forms_of(page, client.get(page).content.decode()) if "language" in one.fields)
    return client.post(page, form.data(**said))


CONTACTS = ["pat@example.org", "+13125550177"]


@pytest.mark.parametrize("contact", CONTACTS)
def test_the_page_is_there_and_shows_their_own_address_alone(practice, contact):
    kit = child(practice, contact)
    page = as_contact(practice, contact).get(at(practice, "preferences/"))
    text = page.content.decode().replace("&#x2B;", "+")
    assert page.status_code == 200 and shown(contact) in text and kit.name not in text
    assert ("reply STOP" in text) is ("@" not in contact)


@pytest.mark.parametrize("contact", CONTACTS)
def test_they_end_what_is_written_to_them_and_begin_it_again(practice, contact):
    kit = child(practice, contact)
    client = as_contact(practice, contact)
    assert saved(client, practice, written_to=None).status_code == 302
    assert not agreed(contact) and Consent.objects.filter(contact=contact).latest("at").how.startswith("said by")
    booking.book(f.actor(practice, "scheduler"), kit, visit_type=f.visit("follow-up"), place=f.place())
    assert not Message.objects.filter(to=contact).exists()
    saved(client, practice, written_to="on")
    assert agreed(contact)


def test_the_language_is_that_of_what_we_write_to_them_and_of_their_pages(practice):
    kit = child(practice, "pat@example.org")
    other = child(practice, "pat@example.org", email="own@example.org", email_of="patient")
    client = as_contact(practice, "pat@example.org")
    saved(client, practice, language="es")
    kit.refresh_from_db(), other.refresh_from_db()
    assert (kit.language, other.language) == ("es", "en"), "who is written to at an address of their own keeps theirs"
    booking.book(f.actor(practice, "scheduler"), kit, visit_type=f.visit("follow-up"), place=f.place())
    assert Message.objects.get(to="pat@example.org", template="booked").language == "es"
    assert 'lang="es"' in client.get(at(practice, "home/")).content.decode()


def test_a_language_that_we_do_not_write_is_refused_and_nothing_is_changed(practice):
    child(practice, "pat@example.org")
    assert (
        as_contact(practice, "pat@example.org").post(at(practice, "preferences/"), {"language": "xx"}).status_code
        == 422
    )
    assert agreed("pat@example.org")


def test_somebody_with_a_record_of_their_own_has_the_page_as_before_and_staff_have_none(practice):
    me = f.patient(practice)
    text = as_contact(practice, me.email).get(at(practice, "preferences/")).content.decode()
    assert "People who can manage your appointments" in text
    assert as_staff(practice, "front_desk").get(at(practice, "preferences/")).status_code == 404


def test_who_is_written_to_in_two_languages_changes_neither_by_saving_something_else(practice):
    address = "pat@example.org"
    kit, other = child(practice, address, language="es"), child(practice, address, language="en")
    saved(as_contact(practice, address), practice, written_to=None)
    kit.refresh_from_db()
    other.refresh_from_db()
    assert (kit.language, other.language) == ("es", "en")
