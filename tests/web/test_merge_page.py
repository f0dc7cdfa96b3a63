"""The page on which two records are found to be one person: where messages go by then, and which address and number are right."""

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.messaging.actions import consent
from frontdesk.people.models import Patient
from frontdesk.records.merging.actions import merges_of
from tests import factory as f
from tests.web_client import as_staff, at

MINE, THEIRS = "+13125557777", "+13125558888"


@pytest.fixture
def two(cedar):
    kept = f.patient(cedar, first_name="Rosa", last_name="Diaz", email="", phone=MINE)
    return kept, f.patient(cedar, first_name="Rosa", last_name="Diaz", email="rosa@example.org", phone=THEIRS)


def page_of(practice, kept) -> str:
    return (
        as_staff(practice, "front_desk").get(at(practice, f"console/patients/{kept.pk}/merge/?q=Diaz")).content.decode()
    )


@pytest.mark.parametrize("agreed", [True, False])
def test_it_says_where_messages_go_and_that_none_can(cedar, two, agreed):
    kept, _gone = two
    if not agreed:
        consent(SYSTEM, cedar, contact=MINE, given=False, how="text STOP")
    page = page_of(cedar, kept)
    assert ("Messages go to (312) 555-7777." in page) == agreed
    assert ("No message can be sent: call Rosa Diaz at (312) 555-7777." in page) == (not agreed)


@pytest.mark.parametrize("right", ["kept", "gone"])
def test_which_number_is_right_is_asked_and_the_one_of_the_kept_record_is_proposed(cedar, two, right):
    kept, gone = two
    desk, url = as_staff(cedar, "front_desk"), at(cedar, f"console/patients/{kept.pk}/merge/")
    said = {"other": str(gone.pk), "reason": "the same card"}
    page = desk.post(url, said).content.decode()
    assert "The phone number" in page and "(312) 555-8888" in page
    assert 'name="right-phone" value="kept" checked' in " ".join(page.split())
    assert "Whoever is there can sign in and see everything." in page
    assert desk.post(url, {**said, "right-phone": right}).status_code == 302
    one = Patient.objects.get(pk=kept.pk)
    assert one.phone == (MINE if right == "kept" else THEIRS)
    assert one.email == "", "what this one has not is taken only where somebody says so"
    desk.post(at(cedar, f"console/patients/{kept.pk}/merge/{merges_of(one)[0].pk}/undo/"), {"reason": "sisters"})
    assert Patient.objects.get(pk=kept.pk).phone == MINE


def test_it_says_which_of_them_nothing_is_sent_to(cedar, two):
    kept, gone = two
    consent(SYSTEM, cedar, contact=THEIRS, given=False, how="text STOP")
    desk, url = as_staff(cedar, "front_desk"), at(cedar, f"console/patients/{kept.pk}/merge/")
    page = desk.post(url, {"other": str(gone.pk), "reason": "the same card"}).content.decode()
    assert "(312) 555-8888 (no messages go there)" in page and "(312) 555-7777 (no" not in page
