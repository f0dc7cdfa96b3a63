"""The history of a thing has one line a deed, whichever way it was done; the trail keeps every entry."""

import re

import pytest

from frontdesk.audit.models import Entry
from frontdesk.booking import actions as booking
from frontdesk.booking.calling.actions import book_caller
from frontdesk.intake import actions as intake
from tests import factory as f
from tests.web_client import as_staff, at


def by_caller(practice, desk):
    return book_caller(
        desk,
        f.patient(practice, established=True),
        visit_type=f.visit("follow-up"),
        place=f.place("09:00"),
        answers={"reason": "cough"},
    )


def by_approval(practice, desk):
    who = f.patient(practice, established=True)
    asked = intake.submit(f.themselves(who), who, visit_type=f.visit("follow-up"), answers={"reason": "cough"})
    return booking.approve_and_book(desk, asked, place=f.place("09:00"))


def at_once(practice, desk):
    return booking.book(
        desk, f.patient(practice, established=True), visit_type=f.visit("follow-up"), place=f.place("09:00")
    )


def lines(practice, made):
    page = as_staff(practice, "front_desk").get(at(practice, f"console/appointments/{made.pk}/")).content.decode()
    timeline = re.search(r'<ol class="timeline">.*?</ol>', page, re.S)[0]
    return re.findall(r"<strong>([^<]+)</strong>", timeline), timeline


@pytest.mark.parametrize(
    ("how", "said"), [(by_caller, "Booked for a caller"), (by_approval, "Booked for a request"), (at_once, "Booked")]
)
def test_a_booking_is_one_line_and_says_what_it_was(cedar, how, said):
    made = how(cedar, f.actor(cedar, "scheduler"))
    names, timeline = lines(cedar, made)
    assert names == [said] and "State" in timeline
    kept = Entry.objects.filter(thing_kind="appointment", thing_id=made.pk)
    assert kept.count() == (1 if how is at_once else 2), "the trail itself loses nothing"


def test_what_was_done_after_it_has_its_own_line(cedar):
    desk = f.actor(cedar, "scheduler")
    made = by_caller(cedar, desk)
    booking.cancel(desk, made, reason="The patient asked")
    names, timeline = lines(cedar, made)
    assert names == ["Booked for a caller", "Canceled"] and "The patient asked" in timeline
