"""Where the rules refuse a visit whatever the time, the page says so first, offers no time, and leads to the request."""

import re

import pytest

from frontdesk.booking.models import Appointment
from frontdesk.intake.models import Request
from tests import factory as f
from tests.web.test_callers import value
from tests.web_client import as_staff, at

APPROVAL = "Visits need approval when the patient has 2 or more no-shows."


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + f"  {APPROVAL}\n  Procedures with Dr. Chen need approval from a clinician.\n")


@pytest.fixture
def grace(practice):
    return f.patient(practice, established=True, no_shows=2)


@pytest.fixture
def desk(practice):
    return as_staff(practice, "front_desk")


def primary(text: str) -> list[str]:
    return re.findall(r'class="btn btn-primary[^>]*>\s*([^<]+?)\s*<', text[text.index("<main") : text.index("</main>")])


def test_no_time_is_offered_and_the_one_main_button_writes_it_down(practice, desk, grace):
    text = desk.get(at(practice, f"console/book/{grace.pk}/?visit=follow-up")).content.decode()
    assert "cannot be booked for" in text and APPROVAL in text
    assert 'class="time"' not in text and "Choose in the calendar" not in text and "See the dates" not in text
    assert primary(text) == ["Save it as a request"]
    path = re.search(r'action="([^"]+/request/[^"]+)"', text)[1]
    assert desk.post(path, {"reason-answer": "a cough"}).status_code == 302
    assert Request.objects.get().state == "awaiting_approval"


def test_it_is_so_after_an_answer_too_and_the_answer_stays(db):
    practice = f.load_cedar(f.CEDAR + '  Follow-up visits need approval when the reason mentions "surgery".\n')
    desk, who = as_staff(practice, "front_desk"), f.patient(practice, established=True)
    path = at(practice, f"console/book/{who.pk}/?visit=follow-up")
    assert 'class="time"' in desk.get(path).content.decode()
    text = desk.post(path, {"time": value(f.place()), "reason-answer": "my surgery"}).content.decode()
    assert 'class="time"' not in text and "my surgery</textarea>" in text
    assert primary(text) == ["Save it as a request"]


def test_only_whose_visits_wait_are_left_out_where_others_can(practice, desk):
    who = f.patient(practice, established=True)
    text = desk.get(at(practice, f"console/book/{who.pk}/?visit=procedure")).content.decode()
    assert 'value="lee|downtown' in text and 'value="chen|downtown' not in text
    assert "No times of Dr. Chen, Downtown are listed:" in text


def test_the_calendar_has_no_place_for_it(practice, desk, grace):
    address = at(practice, f"console/calendar/?visit=follow-up&patient={grace.pk}&date={f.day()}")
    text = desk.get(address).content.decode()
    assert "cannot be booked right away" in text and APPROVAL in text
    assert primary(text) == ["Save it as a request"] and "cal-fits" not in text


def test_a_series_offers_neither_the_refused_time_nor_a_button_to_book(practice, desk, grace):
    url = at(practice, f"console/book/{grace.pk}/series/")
    asked = {"visit": "follow-up", "time": value(f.place()), "every": "2", "times": "6"}
    text = desk.get(url, asked).content.decode()
    assert APPROVAL in text and 'name="at"' not in text and "Instead:" not in text
    assert primary(text) == ["Save it as a request"]
    assert not Appointment.objects.exists()


def test_a_scheduler_may_still_decide_against_the_rule(practice, grace):
    path = at(practice, f"console/book/{grace.pk}/?visit=follow-up")
    scheduler = as_staff(practice, "scheduler")
    assert 'name="any_time"' in scheduler.get(path).content.decode()
    form = {"time": value(f.place()), "override": "1", "reason": "agreed by phone"}
    assert scheduler.post(path, form).status_code == 302
    assert Appointment.objects.get().override_reason == "agreed by phone"
