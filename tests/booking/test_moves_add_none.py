"""A visit that is moved is not one more: who has more ahead than a limit that was lowered since may still move what they have."""

import pytest

from frontdesk.booking import actions as booking
from frontdesk.booking.errors import BreaksRules
from tests import factory as f
from tests.web_client import as_patient, at

LIMIT = "  At most 1 upcoming visit per patient.\n"
OF_CHEN = "  At most 1 upcoming visit with Dr. Chen per patient.\n"


@pytest.fixture
def above(cedar):
    """Two visits ahead, booked before there was a limit of one."""
    who, desk = f.patient(cedar, established=True), f.actor(cedar, "front_desk")
    visits = [
        booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place(time)) for time in ("09:00", "10:00")
    ]
    f.load_cedar(f.CEDAR + LIMIT)
    return cedar, visits


def test_staff_and_patients_move_one_of_them(above):
    cedar, (first, second) = above
    moved = booking.reschedule(f.actor(cedar, "front_desk"), first, place=f.place("11:00"))
    assert moved.state == "booked"
    again = booking.reschedule(f.themselves(second.patient), second, place=f.place("08:00"), channel="online")
    assert again.state == "booked"


def test_the_patient_is_offered_other_times_for_it(above):
    cedar, (first, _) = above
    page = as_patient(cedar, first.patient).get(at(cedar, f"appointments/{first.pk}/move/")).content.decode()
    assert "First available" in page


def test_control_another_one_is_refused(above):
    cedar, (first, _) = above
    with pytest.raises(BreaksRules, match="At most 1 upcoming visit"):
        booking.book(
            f.actor(cedar, "front_desk"), first.patient, visit_type=f.visit("follow-up"), place=f.place("11:00")
        )


def test_one_that_did_not_count_does_by_its_move(cedar):
    """With Dr. Lee it was none of the visits with Dr. Chen."""
    who, desk = f.patient(cedar, established=True), f.actor(cedar, "front_desk")
    booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place("09:00"))
    other = booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place("10:00", provider="lee"))
    f.load_cedar(f.CEDAR + OF_CHEN)
    with pytest.raises(BreaksRules, match="At most 1 upcoming visit"):
        booking.reschedule(desk, other, place=f.place("11:00"))
