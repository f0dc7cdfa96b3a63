"""What stood before in other forms is brought to the one that is kept, or put before staff; nothing is lost."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import transaction

from frontdesk.intake import drafts
from frontdesk.intake.models import Referral
from frontdesk.messaging.consent import agreed
from frontdesk.messaging.models import Consent
from frontdesk.messaging.ways import ways
from frontdesk.people import queries
from frontdesk.people.models import Proxy, Staff
from tests import factory as f
from tests.conftest import superuser

people = import_module("frontdesk.people.migrations.0011_normal_contacts")
intake = import_module("frontdesk.intake.migrations.0007_normal_contacts")
messaging = import_module("frontdesk.messaging.migrations.0005_normal_contacts")


@pytest.fixture
def old(fresh_db):
    """A practice in a database that does not hold the form yet."""
    with superuser(fresh_db) as connection:
        rows = connection.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'c' AND conname LIKE '%_normal'"
        ).fetchall()
        for table, name in rows:
            connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        connection.execute("ALTER TABLE people_staff DROP CONSTRAINT staff_email_once")
        connection.execute("GRANT UPDATE ON messaging_consent TO frontdesk_app")  # migrations run as the owner
    with transaction.atomic():
        yield f.load_cedar()


def migrate(practice):
    for step in (people.patients, people.proxies, people.staff, intake.drafts, intake.referrals, messaging.consents, messaging.messages):  # fmt: skip
        step(apps, practice)


def test_capitals_and_composed_letters_are_brought_to_the_form(old):
    rosa = f.patient(old, email="Rosa@Example.ORG", phone="312-555-0142", first_name="Jose\u0301  ")
    migrate(old)
    rosa.refresh_from_db()
    assert (rosa.email, rosa.phone, rosa.first_name) == ("rosa@example.org", "+13125550142", "Jos\u00e9")
    assert list(queries.by_contact("rosa@example.org")) == [rosa] and agreed("rosa@example.org")


def test_what_is_no_address_is_kept_for_staff_and_nobody_is_written_to_there(old):
    rosa = f.patient(old, email="foo<victim@x.com>", phone="")
    migrate(old)
    rosa.refresh_from_db()
    assert (rosa.email, rosa.unread_contacts, ways(rosa)) == ("", "foo<victim@x.com>", [])


def test_a_confidential_address_that_is_none_never_opens_the_ordinary_ones(old):
    rosa = f.patient(old, email="rosa@example.org", confidential_contact="rosa at work")
    migrate(old)
    rosa.refresh_from_db()
    assert ways(rosa) == [] and rosa.unread_contacts == "rosa at work"
    assert not queries.by_contact("rosa@example.org").exists()


def test_a_proxy_written_twice_is_one_and_the_confirmed_one_stays(old):
    child = f.patient(old, email="")
    for contact, state in (
        ("PAT@example.org", "confirmed"),
        ("pat@example.org", "asked"),
        ("pat, the aunt", "confirmed"),
    ):
        Proxy.objects.create(practice=old, patient=child, contact=contact, who="parent", state=state)
    migrate(old)
    child.refresh_from_db()
    assert sorted(Proxy.objects.values_list("contact", "state")) == [
        ("pat, the aunt", "ended"),
        ("pat@example.org", "confirmed"),
    ]
    assert "pat, the aunt" in child.unread_contacts


def test_staff_keep_their_sign_in_and_two_who_become_one_do_not_share_it(old):
    first, second = f.staff(old, "manager"), f.staff(old, "scheduler")
    Staff.objects.filter(pk=first.pk).update(email="Desk@münchen.example")
    Staff.objects.filter(pk=second.pk).update(email="desk@xn--mnchen-3ya.example")
    migrate(old)
    first.refresh_from_db(), second.refresh_from_db()
    assert first.email == "desk@xn--mnchen-3ya.example"
    assert second.email.endswith("@unread.invalid") and second.unread_email == "desk@xn--mnchen-3ya.example"


def test_drafts_and_referrals(old):
    draft, _token = drafts.begin(old, "ROSA@example.org")
    other, _token = drafts.begin(old, "foo<victim@x.com>")
    referral = Referral.objects.create(
        practice=old,
        number=1,
        source="file",
        received_at="2026-01-02T00:00Z",
        phone="312 555 0142",
        email="none",
        why="pain",
    )
    migrate(old)
    for one in (draft, other, referral):
        one.refresh_from_db()
    assert (draft.contact, other.contact) == ("rosa@example.org", "")
    assert (referral.phone, referral.email, referral.why) == ("+13125550142", "", "pain\nemail, as it came: none")


def test_a_yes_and_a_no_to_one_address_in_two_forms_are_one_history(old):
    for contact, given in (("Rosa@example.org", True), ("rosa@EXAMPLE.org", False)):
        Consent.objects.create(practice=old, contact=contact, channel="email", given=given, how="told the tests")
    migrate(old)
    assert not agreed("rosa@example.org") and Consent.objects.filter(contact="rosa@example.org").count() == 2
