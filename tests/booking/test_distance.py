"""How far apart a patient's visits are, as they are booked, moved and missed."""

import pytest

from frontdesk.booking import actions
from frontdesk.booking.errors import BreaksRules
from tests import factory as f

RULES = "  At least 3 days between procedures.\n  Follow-up visits are at least 5 days after the last procedure.\n"


@pytest.fixture
def ruled(db):
    return f.load_cedar(f.CEDAR + RULES)


@pytest.fixture
def desk(ruled):
    return f.actor(ruled, "scheduler")


@pytest.fixture
def who(ruled):
    return f.patient(ruled, established=True)


def book(desk, who, visit, offset, **more):
    return actions.book(desk, who, visit_type=f.visit(visit), place=f.place("09:00", date=f.day(offset)), **more)


def test_too_near_is_refused_both_ways_and_staff_may_decide_otherwise(desk, who):
    book(desk, who, "procedure", 10)
    for offset in (8, 12):
        with pytest.raises(BreaksRules, match="At least 3 days between procedures"):
            book(desk, who, "procedure", offset)
    with pytest.raises(BreaksRules, match="at least 5 days after"):
        book(desk, who, "follow-up", 14)
    assert book(desk, who, "procedure", 12, override=True, reason="Asked by the doctor").state == "booked"


def test_a_visit_that_is_moved_is_not_in_its_own_way(desk, who):
    one = book(desk, who, "procedure", 10)
    moved = actions.reschedule(desk, one, place=f.place("09:00", date=f.day(11)), reason="The patient asked")
    assert moved.state == "booked"


def test_what_is_canceled_counts_no_more(desk, who):
    one = book(desk, who, "procedure", 10)
    actions.cancel(desk, one, reason="The patient asked")
    assert book(desk, who, "procedure", 9).state == "booked"


def test_another_patient_is_another_matter(desk, who, ruled):
    book(desk, who, "procedure", 10)
    assert book(desk, f.patient(ruled, established=True), "procedure", 11).state == "booked"
