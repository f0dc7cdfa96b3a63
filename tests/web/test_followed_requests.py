"""Who asked, and turned out to have a record: the link that they hold goes on showing where their request stands, and nothing of the record."""

import datetime as dt
import re

import pytest
from django.test import Client

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.intake.following import queries as following
from frontdesk.messaging.models import Message
from frontdesk.practice.actors import patient_actor
from frontdesk.records.matching import actions as matching
from frontdesk.records.merging import actions as merging
from tests import factory as f
from tests.markup import as_read
from tests.web_client import as_contact, as_staff, at

BORN = dt.date(1971, 5, 6)
ASKER = "rosa@work.example"


@pytest.fixture
def record(cedar):
    return f.patient(
        cedar, first_name="Rosa", last_name="Neumann", birth_date=BORN, email="rosa@home.example", member_id="CANARY"
    )


@pytest.fixture
def asked(cedar, record):
    made = patients.newcomer(
        SYSTEM,
        cedar,
        first="Rosa",
        last="Neumann",
        birth=BORN,
        contact=ASKER,
        insurance=f.ALONE,
        member_id="",
        language="en",
    )
    return intake.submit(
        patient_actor(ASKER), made, visit_type=f.visit("new-patient"), answers={"reason": "a private reason"}
    )


def signed_in(practice, contact=ASKER) -> Client:
    return as_contact(practice, contact)


def matched(cedar, asked, record, **more):
    return matching.match(f.actor(cedar, "front_desk"), asked, patient=record, reason="saw an ID", **more)


def joined(cedar, asked, record):
    """The other way in which two records become one."""
    desk = f.actor(cedar, "scheduler")
    matching.no_match(desk, asked)
    asked.refresh_from_db()
    return merging.merge(desk, record, gone=asked.patient, reason="saw an ID")


@pytest.mark.parametrize("join", [matched, joined])
def test_the_link_shows_where_the_request_stands_and_whom_to_call(cedar, asked, record, join):
    join(cedar, asked, record)
    booking.approve_and_book(
        f.actor(cedar, "scheduler"), type(asked).objects.get(pk=asked.pk), place=f.place("10:00"), reason="x"
    )
    page = signed_in(cedar).get(at(cedar, f"requests/{asked.pk}/"))
    text = as_read(page.content.decode())
    assert page.status_code == 200
    assert (
        f"Your request, number {asked.number}" in text and "Scheduled" in text and "Call us at (312) 555-0100" in text
    )
    for secret in ("Rosa", "Neumann", "10:00", "rosa@home", "CANARY", "private reason", "Dr. Chen"):
        assert secret not in text


@pytest.mark.parametrize("join", [matched, joined])
def test_their_first_page_lists_it_and_a_code_goes_to_where_they_asked_from(cedar, asked, record, join):
    join(cedar, asked, record)
    home = signed_in(cedar).get(at(cedar, "home/")).content.decode()
    assert f"requests/{asked.pk}/" in home and "Neumann" not in home
    before = Message.objects.filter(template="code").count()
    Client().post(at(cedar, "sign-in/"), {"contact": ASKER})
    assert Message.objects.filter(template="code", to=ASKER).count() == before + 1


def test_nothing_else_of_the_record_opens(cedar, asked, record):
    other = intake.submit(SYSTEM, record, visit_type=f.visit("new-patient"), answers={"reason": "another"})
    visit = booking.book(f.actor(cedar, "front_desk"), record, visit_type=f.visit("procedure"), place=f.place("11:00"))
    matched(cedar, asked, record)
    client = signed_in(cedar)
    for path in (f"requests/{other.pk}/", f"appointments/{visit.pk}/", f"requests/{asked.pk}/answer/", f"requests/{asked.pk}/times/"):  # fmt: skip
        assert client.get(at(cedar, path)).status_code in (302, 403, 404), path
    assert client.post(at(cedar, f"requests/{asked.pk}/withdraw/"), {"reason": "I feel better"}).status_code in (
        403,
        404,
    )


def test_with_the_address_taken_over_they_see_everything_and_follow_nothing(cedar, asked, record):
    matched(cedar, asked, record, use_contact=True)
    assert not following.followed(patient_actor(ASKER)).exists()
    assert "a private reason" in signed_in(cedar).get(at(cedar, f"requests/{asked.pk}/")).content.decode()


@pytest.mark.parametrize("closed", ["confidential", "ended", "died"])
def test_where_the_record_says_that_nobody_there_may_know_the_page_is_shut_and_says_to_call(
    cedar, asked, record, closed
):
    matched(cedar, asked, record)
    if closed == "confidential":
        patients.reach_only_at(SYSTEM, record, contact="safe@example.org")
    elif closed == "died":
        record.deceased_on = f.day(0)
        record.save()
    else:
        patients.end_proxy(SYSTEM, patients.name_proxy(SYSTEM, record, contact=ASKER, who="carer", name="Sam"))
    page = signed_in(cedar).get(at(cedar, f"requests/{asked.pk}/"))
    assert page.status_code == 404 and "call us at" in page.content.decode()
    assert following.stored_contact(ASKER) == ""


def test_apart_again_they_see_theirs_as_before(cedar, asked, record):
    joined(cedar, asked, record)
    merging.unmerge(f.actor(cedar, "scheduler"), record, merge=merging.merges_of(record)[0], reason="two people")
    asked.refresh_from_db()
    assert asked.followed_by == ""
    assert "a private reason" in signed_in(cedar).get(at(cedar, f"requests/{asked.pk}/")).content.decode()


def test_a_parent_who_did_not_see_the_visit_before_does_not_follow_it_after(cedar, record):
    """Whose address it is counts at the moment of merging."""
    child = f.patient(cedar, birth_date=f.day(0) - dt.timedelta(days=15 * 365), email="pat@example.org")
    child.email_of = "parent"
    child.save()
    asked = intake.create_for_caller(SYSTEM, child, visit_type=f.visit("new-patient"), answers={"reason": "x"})
    kept = f.patient(cedar, birth_date=child.birth_date)
    merging.merge(f.actor(cedar, "scheduler"), kept, gone=child, reason="one person")
    asked.refresh_from_db()
    assert asked.followed_by == ""


def test_staff_read_before_they_press_that_nothing_is_sent_there_any_more(cedar, asked, record):
    page = re.sub(r"\s+", " ", as_staff(cedar, "front_desk").get(at(cedar, f"console/requests/{asked.pk}/")).content.decode())  # fmt: skip
    assert f"nothing is sent to {ASKER} any more" in page and "Messages go to rosa@home.example." in page
    page = as_staff(cedar, "scheduler").get(at(cedar, f"console/patients/{record.pk}/merge/")).content.decode()
    assert "Nothing is sent to an email address or phone number that only the other record has" in page


# Taken apart again -------------------------------------------------------------------------------------------


def apart(cedar, kept):
    return merging.unmerge(f.actor(cedar, "scheduler"), kept, merge=merging.merges_of(kept)[0], reason="two people")


def follows(asked):
    asked.refresh_from_db()
    return asked.followed_by, following.followed(patient_actor(ASKER)).filter(pk=asked.pk).exists()


def test_who_followed_before_two_records_became_one_follows_after_they_are_taken_apart(cedar, asked, record):
    """The request was matched to a record first; that record is not theirs, merged into another or not."""
    matched(cedar, asked, record)
    other = f.patient(cedar, first_name="Rosa", last_name="Neumann", birth_date=BORN, email="rosa@third.example")
    kept = merging.merge(f.actor(cedar, "scheduler"), other, gone=record, reason="saw an ID")
    assert follows(asked) == (ASKER, True)
    apart(cedar, kept)
    assert follows(asked) == (ASKER, True) and asked.patient_id == record.pk
    assert signed_in(cedar).get(at(cedar, f"requests/{asked.pk}/")).status_code == 200


def test_who_began_to_follow_by_a_merge_has_their_own_record_again_and_follows_nothing(cedar, asked, record):
    kept = joined(cedar, asked, record)
    assert follows(asked) == (ASKER, True)
    apart(cedar, kept)
    assert follows(asked) == ("", False)
    assert signed_in(cedar).get(at(cedar, f"requests/{asked.pk}/")).status_code == 200, "it is theirs"


def test_of_two_merges_each_gives_back_what_it_took(cedar, asked, record):
    """A into B, B into C, and apart in the order in which that can be."""
    middle = joined(cedar, asked, record)
    last = f.patient(cedar, first_name="Rosa", last_name="Neumann", birth_date=BORN, email="rosa@third.example")
    kept = merging.merge(f.actor(cedar, "scheduler"), last, gone=middle, reason="saw an ID")
    apart(cedar, kept)
    middle.refresh_from_db()
    assert follows(asked) == (ASKER, True), "it is the middle one's, which is not theirs"
    apart(cedar, middle)
    assert follows(asked) == ("", False)
