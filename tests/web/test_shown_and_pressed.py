"""What a caller is shown can be booked: times and presses are judged alike, as things will be on the date of the start."""

import re

import pytest

from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment
from frontdesk.intake.models import Request
from tests import factory as f
from tests.web.test_callers import value
from tests.web_client import as_staff, at

SEEN_FIRST = "Visits need approval when the patient is new."
ASKS = """\
  Follow-up visits need reason before booking.
  Follow-up visits with Dr. Lee need approval when the patient is established.
"""


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + ASKS)


@pytest.fixture
def desk(practice):
    return as_staff(practice, "front_desk")


def to_come(practice, days=3):
    """A new caller whose first visit is booked."""
    who, by = f.patient(practice), f.actor(practice, "scheduler")
    place = f.place(date=f.day(days))
    booking.book(by, who, visit_type=f.visit("new-patient"), place=place, override=True, reason="first")
    return who


def shown(text: str) -> list[str]:
    return re.findall(r'name="time" value="([^"]+)"', text)


def test_who_is_established_by_then_is_booked_at_each_time_that_is_shown(practice, desk):
    who = to_come(practice)
    path = at(practice, f"console/book/{who.pk}/?visit=follow-up")
    times = shown(desk.get(path).content.decode())
    assert times and not any("lee|" in one for one in times)
    assert desk.post(path, {"time": times[0], "reason-answer": "a cough"}).status_code == 302
    made = Appointment.objects.get(visit_type__code="follow-up")
    assert made.state == "booked" and made.request.state == "scheduled"


def test_approval_that_only_a_new_patient_needs_is_not_needed_after_the_first_visit(db):
    practice = f.load_cedar(f.CEDAR + f"  {SEEN_FIRST}\n")
    desk, who = as_staff(practice, "front_desk"), to_come(practice)
    path = at(practice, f"console/book/{who.pk}/?visit=follow-up")
    times = shown(desk.get(path).content.decode())
    assert times
    assert desk.post(path, {"time": times[-1]}).status_code == 302


def test_a_series_of_theirs_is_booked_too(practice, desk):
    who = to_come(practice)
    url = at(practice, f"console/book/{who.pk}/series/")
    dates = [value(f.place("10:00", date=f.day(days))) for days in (7, 14)]
    form = {"visit": "follow-up", "at": dates, "reason-answer": "a cough"}
    assert desk.post(f"{url}?visit=follow-up", form).status_code == 302
    assert Appointment.objects.filter(visit_type__code="follow-up", state="booked").count() == 2


def test_a_time_before_the_first_visit_is_refused_by_its_rule(practice, desk):
    who = to_come(practice)
    path = at(practice, f"console/book/{who.pk}/?visit=follow-up")
    text = desk.post(path, {"time": value(f.place(date=f.day(1))), "reason-answer": "x"}).content.decode()
    assert "Follow-up visits are for established patients." in text and "cannot become" not in text
    assert not Request.objects.exists()


def test_who_is_not_established_by_then_needs_a_yes_with_whom_the_rule_says(practice, desk):
    who = to_come(practice)
    path = at(practice, f"console/book/{who.pk}/?visit=follow-up")
    lee = value(f.place("10:00", "lee"))
    text = desk.post(path, {"time": lee, "reason-answer": "a cough"}).content.decode()
    assert "need approval when the patient is established" in text and "cannot become" not in text
