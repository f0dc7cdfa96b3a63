"""Who is here is checked in from the list of the day by one press, which can be undone there; only from the day on."""

import html
import re

import pytest

from frontdesk.booking import actions
from tests import factory as f
from tests.web_client import as_staff, at

LIST = "console/calendar/day-sheet/?by=provider&date={day}"


def booked(practice, date=None):
    who = f.patient(practice, established=True, first_name="Hyacinth")
    return actions.book(
        f.actor(practice, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place("09:00", date=date)
    )


def of_today(practice):
    """Booked for today; its time has come."""
    return f.its_time(booked(practice))


def day_of(one):
    return one.start.astimezone(f.CHICAGO).date()


def listed(practice, one, role="front_desk", client=None):
    client = client or as_staff(practice, role)
    return client.get(at(practice, LIST.format(day=day_of(one)))).content.decode()


def test_one_press_checks_them_in_and_leads_back_to_the_list_with_a_way_to_undo(cedar):
    one, desk = of_today(cedar), as_staff(cedar, "front_desk")
    address = at(cedar, LIST.format(day=day_of(one)))
    assert f"/console/appointments/{one.pk}/arrive/" in listed(cedar, one, client=desk)
    answer = desk.post(
        at(cedar, f"console/appointments/{one.pk}/arrive/"), {"version": one.version, "back": address}, follow=True
    )
    assert answer.redirect_chain[-1][0] == address
    text = answer.content.decode()
    assert "Checked in: Hyacinth" in text and f"/console/appointments/{one.pk}/undo/" in text
    assert "/arrive/" not in text
    one.refresh_from_db()
    assert one.state == "arrived"


def test_before_its_day_there_is_no_button(cedar):
    one = booked(cedar)
    text = listed(cedar, one)
    assert "Hyacinth" in text and "/arrive/" not in text


@pytest.mark.parametrize("role", ["clinician"])
def test_who_may_not_check_in_sees_none(cedar, role):
    one = of_today(cedar)
    assert "/arrive/" not in listed(cedar, one, role)


def test_undo_leads_back_to_the_list_and_the_name_to_the_appointment(cedar):
    one, desk = of_today(cedar), as_staff(cedar, "front_desk")
    address = at(cedar, LIST.format(day=day_of(one)))
    form = {"version": one.version, "back": address}
    text = desk.post(at(cedar, f"console/appointments/{one.pk}/arrive/"), form, follow=True).content.decode()
    undo = html.unescape(re.search(rf'action="([^"]*/{one.pk}/undo/[^"]*)"', text)[1])
    answer = desk.post(undo, follow=True)
    assert answer.redirect_chain[-1][0] == address
    assert "/arrive/" in answer.content.decode()
    assert re.search(rf'href="[^"]*console/appointments/{one.pk}/"[^>]*><strong>Hyacinth', answer.content.decode())


def test_undo_leads_to_no_other_address(cedar):
    one, desk = of_today(cedar), as_staff(cedar, "front_desk")
    answer = desk.post(
        at(cedar, f"console/appointments/{one.pk}/arrive/?back=https://example.org/console/calendar/"),
        {"version": one.version},
    )
    assert "example.org" not in answer["Location"]
