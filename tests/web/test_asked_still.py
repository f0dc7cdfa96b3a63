"""Who cancels is not led into a second request while the first is waiting for a time."""

import re

import pytest

from frontdesk.booking import actions as booking
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Request
from tests import factory as f
from tests.web_client import as_patient, at


@pytest.fixture
def cancelled(cedar):
    """Booked for a request, and canceled since the time does not work."""
    who = f.patient(cedar, established=True)
    asked = intake.submit(f.themselves(who), who, visit_type=f.visit("follow-up"), answers={"reason": "a test"})
    mine = booking.approve_and_book(f.actor(cedar, "scheduler"), asked, place=f.place())
    me = as_patient(cedar, who)
    where = at(cedar, f"appointments/{mine.pk}/")
    assert me.post(f"{where}cancel/", {"reason": "The time doesn't work for me"})["Location"] == where
    asked.refresh_from_db()
    assert asked.state == "approved"  # the control: it is alive
    return me, where, asked


def test_the_page_leads_to_the_times_of_the_request_that_stands(cedar, cancelled):
    me, where, asked = cancelled
    page = me.get(where).content.decode()
    assert "You still have your request for this visit." in page
    assert f'href="{at(cedar, f"requests/{asked.pk}/times/")}"' in page
    assert "Ask for another" not in page


def test_one_press_says_that_none_is_wanted(cedar, cancelled):
    me, where, asked = cancelled
    page = me.get(where).content.decode()
    form = page[page.index(f'action="{at(cedar, f"requests/{asked.pk}/withdraw/")}"') :]
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[: form.index("</form>")]))
    assert me.post(at(cedar, f"requests/{asked.pk}/withdraw/"), fields).status_code == 302
    asked.refresh_from_db()
    assert asked.state == "withdrawn" and Request.objects.count() == 1
    page = me.get(where).content.decode()
    assert "You still have your request" not in page and "Ask for another" in page


def test_of_a_request_that_the_rules_keep_from_them_it_is_said_who_looks_for_a_time(cedar, cancelled):
    me, where, asked = cancelled
    Request.objects.filter(pk=asked.pk).update(state="awaiting_approval", approved_by="")
    page = me.get(where).content.decode()
    assert "We will contact you to find another time." in page and "/times/" not in page


def test_once_it_has_another_time_nothing_is_asked_for_still(cedar, cancelled):
    me, where, asked = cancelled
    booking.approve_and_book(f.actor(cedar, "scheduler"), asked, place=f.place("10:00"))
    page = me.get(where).content.decode()
    assert "You still have your request" not in page and "Ask for another" in page


def test_who_feels_better_has_no_request_any_more(cedar):
    who = f.patient(cedar, established=True)
    asked = intake.submit(f.themselves(who), who, visit_type=f.visit("follow-up"), answers={"reason": "a test"})
    mine = booking.approve_and_book(f.actor(cedar, "scheduler"), asked, place=f.place())
    me, where = as_patient(cedar, who), at(cedar, f"appointments/{mine.pk}/")
    me.post(f"{where}cancel/", {"reason": "I feel better"})
    page = me.get(where).content.decode()
    assert "You still have your request" not in page and "Ask for another" in page
