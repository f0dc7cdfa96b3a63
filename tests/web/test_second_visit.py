"""Back, another time: both are booked only by somebody who has said that both are wanted."""

import datetime as dt
import re

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions
from frontdesk.booking.errors import BreaksRules
from frontdesk.booking.models import Appointment
from frontdesk.booking.second_visit import SecondVisit
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
    assert re.search(r"Is a second one wanted, on \w+, \w+ \d+ at 10:00 AM", page.content.decode())
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


def test_who_keeps_what_they_have_asks_for_nothing_more(cedar):
    """As it was: a link home, and the staff's list had a request that nobody wanted."""
    who = f.patient(cedar, established=True)
    kept = actions.book(f.actor(cedar, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place())
    asked = intake.submit(f.themselves(who), who, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    me = as_patient(cedar, who)
    where = me.post(at(cedar, f"requests/{asked.pk}/times/"), {"time": value("10:00")})["Location"]
    assert f'action="{where}let-go/"' in me.get(where).content.decode()
    answer = me.post(f"{where}let-go/")
    assert answer["Location"] == at(cedar, f"appointments/{kept.pk}/")
    assert "You keep what you have. Your request is withdrawn." in me.get(answer["Location"]).content.decode()
    asked.refresh_from_db()
    assert asked.state == "withdrawn" and booked() == 1
    assert not Appointment.objects.filter(state="held").exists()
    assert me.post(f"{where}let-go/").status_code == 302 and booked() == 1  # pressed again


def test_who_keeps_a_visit_where_it_is_gives_the_other_time_back(cedar):
    who, _there, other = a_day_with_two_to_be(cedar)
    me = as_patient(cedar, who)
    where = me.post(at(cedar, f"appointments/{other.pk}/move/"), {"time": value("10:00")})["Location"]
    assert me.post(f"{where}let-go/")["Location"] == at(cedar, f"appointments/{other.pk}/")
    other.refresh_from_db()
    assert other.state == "booked" and not Appointment.objects.filter(state="held").exists()


def test_nobody_is_asked_about_a_second_one_that_the_rules_refuse(db):
    cedar = f.load_cedar(f.CEDAR + "  At most 1 upcoming visit per patient.\n")
    who, maria = f.patient(cedar, established=True), f.actor(cedar, "scheduler")
    actions.book(maria, who, visit_type=f.visit("follow-up"), place=f.place())
    with pytest.raises(BreaksRules):
        actions.book(maria, who, visit_type=f.visit("follow-up"), place=f.place("10:00"), only=True)
    more = {"override": True, "reason": "The doctor asked for it", "only": True}
    with pytest.raises(SecondVisit):
        actions.book(maria, who, visit_type=f.visit("follow-up"), place=f.place("10:00"), **more)
    assert booked() == 1


def test_moving_the_only_one_is_not_asked_about(cedar):
    who = f.patient(cedar, established=True)
    one = actions.book(f.actor(cedar, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place())
    me = as_patient(cedar, who)
    where = me.post(at(cedar, f"appointments/{one.pk}/move/"), {"time": value("10:00")})["Location"]
    assert me.post(where).status_code == 302
    one.refresh_from_db()
    assert one.state == "rescheduled"


# Wherever else a visit comes to a day that has one ------------------------------------------------------------


def a_day_with_two_to_be(cedar):
    """A visit at 8:30 of the day that another one is about to come to, from the day before."""
    who, desk = f.patient(cedar, established=True), f.actor(cedar, "scheduler")
    there = actions.book(desk, who, visit_type=f.visit("follow-up"), place=f.place("08:30"))
    other = actions.book(desk, who, visit_type=f.visit("follow-up"), place=f.place("09:00", date=f.day(6)))
    return who, there, other


def test_a_move_by_staff_to_a_day_that_has_one_is_asked_about(cedar):
    who, _there, other = a_day_with_two_to_be(cedar)
    maria, url = as_staff(cedar, "scheduler"), at(cedar, f"console/appointments/{other.pk}/move/")
    form = {"time": value("10:00"), "version": other.version}
    page = maria.post(url, form)
    assert page.status_code == 409 and 'name="second"' in page.content.decode()
    assert f'name="version" value="{other.version}"' in page.content.decode()
    said = page.content.decode()
    assert "Yes, move it there" in said and "second one" not in said and "second visit" not in said
    assert Appointment.objects.filter(patient=who, state="rescheduled").count() == 0
    assert maria.post(url, {**form, "second": "1"}).status_code == 302
    assert Appointment.objects.filter(patient=who, state="rescheduled").count() == 1


def test_a_move_to_another_day_is_not_asked_about_because_of_the_rest(cedar):
    _who, _there, other = a_day_with_two_to_be(cedar)
    form = {"time": value("10:00", day=9), "version": other.version}
    url = at(cedar, f"console/appointments/{other.pk}/move/")
    assert as_staff(cedar, "scheduler").post(url, form).status_code == 302


def test_a_series_over_a_day_that_has_one_is_asked_about(cedar):
    who, maria = f.patient(cedar, established=True), as_staff(cedar, "scheduler")
    actions.book(f.actor(cedar, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place("08:30"))
    url = at(cedar, f"console/book/{who.pk}/series/?visit=follow-up")
    form = {"at": [value("10:00"), value("10:00", day=14)], "listed": [value("10:00"), value("10:00", day=14)]}
    page = maria.post(url, form)
    assert page.status_code == 409 and "Yes, they want both visits on that day" in page.content.decode()
    assert booked() == 1
    assert maria.post(url, {**form, "second": "1"}).status_code == 302 and booked() == 3


def test_a_proposed_time_on_a_day_that_has_one_is_asked_about(cedar):
    from frontdesk.booking.models import Proposal

    who, _there, other = a_day_with_two_to_be(cedar)
    hold = actions.hold(
        f.actor(cedar, "scheduler"),
        who,
        visit_type=other.visit_type,
        place=f.place("10:00"),
        channel="staff",
        replaces=other,
    )
    made = Proposal.objects.create(practice=cedar, appointment=other, hold=hold, reason="ill", expires_at=hold.hold_expires_at, created_at=hold.created_at)  # fmt: skip
    me, url = as_patient(cedar, who), at(cedar, f"appointments/{other.pk}/")
    page = me.get(url).content.decode()
    assert "You already have this visit" in page and "Yes, take this one too" in page
    answer = at(cedar, f"appointments/{other.pk}/proposal/")
    me.post(answer, {"answer": "take", "proposal": made.pk})
    hold.refresh_from_db()
    assert hold.state == "held"
    me.post(answer, {"answer": "take", "second": "1", "proposal": made.pk})
    hold.refresh_from_db()
    assert hold.state == "booked"


def test_an_offer_of_the_waitlist_to_who_has_one_is_asked_about(cedar):
    from frontdesk.outreach.waitlist import actions as waitlist

    who, desk = f.patient(cedar, established=True), f.actor(cedar, "scheduler")
    entry = waitlist.join(desk, who, visit_type=f.visit("follow-up"), first_on=f.day())
    hold = actions.hold(desk, who, visit_type=f.visit("follow-up"), place=f.place("10:00"), channel="staff")
    given = waitlist.offer(SYSTEM, entry, hold=hold, keep=dt.timedelta(minutes=9))
    Appointment.objects.filter(pk=hold.pk).update(hold_expires_at=given.expires_at)
    made = actions.book(desk, who, visit_type=f.visit("procedure"), place=f.place("11:00"))
    Appointment.objects.filter(pk=made.pk).update(visit_type=f.visit("follow-up"))  # it came in by another way
    me = as_patient(cedar, who)
    assert "You already have this visit" in me.get(at(cedar, f"waitlist/offers/{given.pk}/")).content.decode()
    me.post(at(cedar, f"waitlist/offers/{given.pk}/accept/"))
    hold.refresh_from_db()
    assert hold.state == "held"
    me.post(at(cedar, f"waitlist/offers/{given.pk}/accept/"), {"second": "1"})
    hold.refresh_from_db()
    assert hold.state == "booked"
