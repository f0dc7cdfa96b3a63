"""One place decides that an appointment must move; everywhere staff read of it, it is said, with the time that is kept instead."""

import html
import re

import pytest

from frontdesk.booking import actions as booking
from frontdesk.booking.exceptions.actions import gather
from frontdesk.booking.models import Appointment
from frontdesk.booking.proposals import actions as proposals
from tests import factory as f
from tests.web_client import as_staff, at


@pytest.fixture
def one(cedar):
    who = f.patient(cedar, established=True)
    return booking.book(f.actor(cedar, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place("09:00"))


def pages(practice, one):
    desk = as_staff(practice, "front_desk")
    for path in (f"patients/{one.patient_id}/", f"appointments/{one.pk}/", f"calendar/?date={f.day()}"):
        yield path, html.unescape(desk.get(at(practice, f"console/{path}")).content.decode())


def test_the_patients_page_has_the_kept_time_and_takes_an_answer_by_phone(cedar, one):
    proposals.propose(f.actor(cedar, "scheduler"), one, reason="ill")
    for path, page in pages(cedar, one):
        assert "Must move" in page, path
    desk, address = as_staff(cedar, "front_desk"), at(cedar, f"console/patients/{one.patient_id}/")
    page = desk.get(address).content.decode()
    assert "Proposed instead:" in page
    action = re.search(r'action="([^"]*console/proposals/[^"]*/accept/)"', page)[1]
    desk.post(action, {"second": "1"})
    new = Appointment.objects.get(predecessors=one)
    assert new.state == "booked"
    for path, page in pages(cedar, new):
        assert "Must move" not in page, path


@pytest.mark.parametrize("looked_at", [True, False])
def test_time_away_is_said_everywhere_also_before_the_worker_has_looked(cedar, one, looked_at):
    f.load_cedar(f.CEDAR + f"  Dr. Chen is away on {f.day()}.\n")
    if looked_at:
        gather()
    for path, page in pages(cedar, one):
        assert "Must move" in page, path
