"""One place decides that an appointment must move; everywhere staff read of it, it is said, with the time that is kept instead."""

import html
import re

import pytest

from frontdesk.booking.models import Appointment
from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.practice.models import Payer
from tests import factory as f
from tests.web_client import as_staff, at


@pytest.fixture
def one(cedar):
    return f.booked(cedar)


def pages(practice, one):
    desk = as_staff(practice, "front_desk")
    for path in (f"patients/{one.patient_id}/", f"appointments/{one.pk}/", f"calendar/?date={f.day()}"):
        yield path, html.unescape(desk.get(at(practice, f"console/{path}")).content.decode())


def test_the_patients_page_has_the_kept_time_and_takes_an_answer_by_phone(cedar, one):
    f.proposed(one)
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
        open_exception_tasks()
    for path, page in pages(cedar, one):
        assert "Must move" in page, path


def exceptions(practice, kind):
    page = as_staff(practice, "front_desk").get(at(practice, f"console/exceptions/?kind={kind}")).content.decode()
    return set(re.findall(r"<strong>([^<]+)</strong>", page)), page


@pytest.mark.parametrize("asked", [False, True])
def test_one_time_away_has_one_name_among_the_exceptions_asked_or_not(cedar, one, asked):
    f.booked(cedar, "10:00")
    f.load_cedar(f.CEDAR + f"  Dr. Chen is away on {f.day()}.\n")
    open_exception_tasks()
    if asked:
        f.proposed(one)
    for kind in ("", "move"):
        names, page = exceptions(cedar, kind)
        assert "Must move" in names and "No longer allowed by the rules" not in page, kind
    assert page.count("<strong>Must move</strong>") == 2
    assert not exceptions(cedar, "broken")[0] & {"Must move", "No longer allowed by the rules"}


def test_what_a_rule_hinders_while_somebody_is_there_is_no_move(cedar):
    f.booked(cedar, payer=Payer.objects.get(code="aetna"))
    f.load_cedar(f.CEDAR + "  Dr. Chen does not take Aetna.\n")
    open_exception_tasks()
    names, _page = exceptions(cedar, "broken")
    assert "No longer allowed by the rules" in names and "Must move" not in names
