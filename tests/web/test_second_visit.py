"""Back, another time: both are booked only by somebody who has said that both are wanted."""

import datetime as dt
import re

from frontdesk.booking import actions
from frontdesk.booking.models import Appointment
from frontdesk.intake import actions as intake
from tests import factory as f
from tests.web_client import as_patient, as_staff, at


def value(time: str, day: int = 7) -> str:
    return f"chen|downtown|{f.place(time, date=f.day(day)).start.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"


def key_of(page: str) -> str:
    return re.search(r'name="key" value="([^"]+)"', page)[1]


def booked():
    return Appointment.objects.filter(state="booked").count()


def test_staff_who_go_back_and_press_another_time_are_told_and_asked(cedar):
    who, desk = f.patient(cedar, established=True), as_staff(cedar, "front_desk")
    url = at(cedar, f"console/book/{who.pk}/?visit=follow-up")
    key = key_of(desk.get(url).content.decode())
    assert desk.post(url, {"time": value("09:00"), "key": key}).status_code == 302
    page = desk.post(url, {"time": value("10:00"), "key": key})
    text = page.content.decode()
    assert page.status_code == 409 and "This page was used already" in text and "See what was booked" in text
    page = desk.post(url, {"time": value("10:00"), "key": key_of(text)})
    assert page.status_code == 409 and "Yes, book a second visit" in page.content.decode()
    assert booked() == 1
    form = {"time": value("10:00"), "key": key_of(page.content.decode()), "second": "1"}
    assert desk.post(url, form).status_code == 302 and booked() == 2


def test_approving_and_booking_asks_too(cedar):
    who, maria = f.patient(cedar, established=True), as_staff(cedar, "scheduler")
    actions.book(f.actor(cedar, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place())
    asked = intake.submit(f.themselves(who), who, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    url = at(cedar, f"console/requests/{asked.pk}/book/")
    page = maria.post(url, {"time": value("10:00"), "version": asked.version})
    assert page.status_code == 409 and 'name="second"' in page.content.decode() and booked() == 1
    assert maria.post(url, {"time": value("10:00"), "version": asked.version, "second": "1"}).status_code == 302


def test_a_patient_with_one_to_come_is_asked_before_a_second_is_booked(cedar):
    who = f.patient(cedar, established=True)
    actions.book(f.actor(cedar, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place())
    asked = intake.submit(f.themselves(who), who, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    me = as_patient(cedar, who)
    where = me.post(at(cedar, f"requests/{asked.pk}/times/"), {"time": value("10:00")})["Location"]
    assert "You already have this visit" in me.get(where).content.decode()
    assert me.post(where).status_code == 409 and booked() == 1
    assert me.post(where, {"second": "1"}).status_code == 302 and booked() == 2


def test_moving_the_only_one_is_not_asked_about(cedar):
    who = f.patient(cedar, established=True)
    one = actions.book(f.actor(cedar, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place())
    me = as_patient(cedar, who)
    where = me.post(at(cedar, f"appointments/{one.pk}/move/"), {"time": value("10:00")})["Location"]
    assert me.post(where).status_code == 302
    one.refresh_from_db()
    assert one.state == "rescheduled"
