"""A visit that was booked under a version of the rules in which this Frontdesk finds errors: it is seen, moved and canceled all the same."""

import pytest

from frontdesk.booking import actions as booking
from frontdesk.booking import rules
from frontdesk.practice import policies
from frontdesk.practice.file import FileFaults
from frontdesk.rules.book import Fault
from tests import factory as f
from tests.web_client import as_patient, as_staff, at

THEN = "  Patients may cancel visits up to 20 days ahead.\n"
LATE = "  Visits need approval when the patient has 1 or more late cancellations.\n"


@pytest.fixture
def booked(db, monkeypatch):
    """A visit of whose version nothing can be read any more; another has been published since."""
    practice = f.load_cedar(f.CEDAR + THEN)
    who = f.patient(practice, established=True)
    appointment = booking.book(f.actor(practice, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place())
    then = policies.published().text
    f.load_cedar(f.CEDAR + LATE)
    read = policies.read

    def read_now(text):
        if text == then:
            raise FileFaults([Fault(1, "nothing is called that any more")])
        return read(text)

    monkeypatch.setattr(policies, "read", read_now)
    policies._readable.cache_clear()
    yield appointment
    policies._readable.cache_clear()


def test_control_it_cannot_be_read(booked):
    with pytest.raises(FileFaults):
        policies.file_of(booked.policy)
    assert policies.file_by_id(booked.policy_id) == policies.current()


@pytest.mark.parametrize(("page", "console"), [("", ""), ("cancel/", ""), ("move/", "move/")])
def test_its_pages_open(booked, page, console):
    assert (
        as_patient(booked.practice, booked.patient)
        .get(at(booked.practice, f"appointments/{booked.pk}/{page}"))
        .status_code
        == 200
    )
    desk = as_staff(booked.practice, "scheduler")
    assert desk.get(at(booked.practice, f"console/appointments/{booked.pk}/{console}"), follow=True).status_code == 200


def test_it_is_canceled_and_counts_by_what_is_in_force_now(booked):
    assert rules.cut_off(booked, seen=None)[1] == "", "the version that cannot be read said 20 days"
    booking.cancel(f.actor(booked.practice, "front_desk"), booked, reason="The patient is ill")
    booking.book(
        f.actor(booked.practice, "scheduler"), booked.patient, visit_type=f.visit("follow-up"), place=f.place("10:00")
    )
