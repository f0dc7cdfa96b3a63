"""A series is looked at date by date; what is ticked is booked, all of it or none."""

import datetime as dt
import re

import pytest

from frontdesk.booking import actions
from frontdesk.booking.models import Appointment
from frontdesk.booking.series.actions import pattern
from frontdesk.intake.models import Request
from frontdesk.messaging.models import Message
from tests import factory as f
from tests.web_client import as_staff, at


def value(place) -> str:
    return f"{place.provider}|{place.location}|{place.start.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"


@pytest.fixture
def page(cedar):
    """Three weeks at nine, the second of which is somebody else's."""
    other, who = f.patient(cedar, established=True), f.patient(cedar, established=True)
    taken = f.place(date=f.day(14))
    actions.book(f.actor(cedar, "front_desk"), other, visit_type=f.visit("follow-up"), place=taken)
    desk = as_staff(cedar, "front_desk")
    url = at(cedar, f"console/book/{who.pk}/series/")
    return desk, url, who


def test_each_date_says_whether_it_fits_and_what_is_near(page):
    desk, url, who = page
    text = desk.get(url, {"visit": "follow-up", "time": value(f.place()), "every": "1", "times": "3"}).content.decode()
    boxes = re.findall(r'name="at" value="([^"]+)" ?(checked)?', text)
    assert [one for one, checked in boxes if checked] == [value(f.place()), value(f.place(date=f.day(21)))]
    assert len(boxes) > 2 and "Not available." in text and "3 dates, 2 can be booked" in text
    assert not Appointment.objects.filter(patient=who).exists()


def test_what_is_ticked_is_booked_and_what_does_not_fit_is_skipped_or_moved(page):
    desk, url, who = page
    chosen = [f.place(), f.place("09:30", date=f.day(14)), f.place(date=f.day(21))]
    answer = desk.post(f"{url}?visit=follow-up", {"at": [value(one) for one in chosen]})
    assert answer.status_code == 302
    made = Appointment.objects.filter(patient=who).order_by("start")
    assert [one.start for one in made] == [one.start for one in chosen] and len({one.series for one in made}) == 1


def test_one_ticked_that_cannot_be_books_none_and_keeps_what_was_ticked(page):
    desk, url, who = page
    chosen = [value(f.place()), value(f.place(date=f.day(14))), value(f.place(date=f.day(21)))]
    answer = desk.post(f"{url}?visit=follow-up", {"at": chosen[:2], "listed": chosen})
    text = answer.content.decode()
    assert answer.status_code == 409 and "Nothing was booked" in text
    assert not Appointment.objects.filter(patient=who).exists()
    assert re.findall(r'name="at" value="([^"]+)" checked', text) == chosen[:1]


def test_a_date_is_added_by_hand(page):
    desk, url, _ = page
    wall = f.place("10:30", date=f.day(17)).start
    asked = {
        "visit": "follow-up",
        "listed": [value(f.place())],
        "any_provider": "chen",
        "any_time": f"{wall:%Y-%m-%dT%H:%M}",
    }
    assert (
        f'name="at" value="{value(f.place("10:30", date=f.day(17)))}" checked' in desk.get(url, asked).content.decode()
    )


@pytest.mark.parametrize(
    "asked", [{}, {"time": "x"}, {"listed": "x"}, {"time": "x", "every": "²", "times": "-1", "on": "9"}]
)
def test_what_cannot_be_read_is_said(page, asked):
    desk, url, _ = page
    assert desk.get(url, {"visit": "follow-up", **asked}).status_code == 422
    assert desk.post(f"{url}?visit=follow-up", asked).status_code == 409


def test_twice_a_week(cedar):
    first = f.place()
    other = (first.start.weekday() + 2) % 7
    found = pattern(first, 1, 5, [other])
    days = [one.start.weekday() for one in found]
    assert len(found) == 5 and set(days) == {first.start.weekday(), other} and found[0].start == first.start
    assert all(one.start.hour == 9 for one in found)
    assert [one.start for one in found] == sorted(one.start for one in found)


LONG = '  Follow-up visits take 60 minutes when the reason mentions "mole".\n'


@pytest.fixture
def asking(db):
    practice = f.load_cedar(f.CEDAR + LONG)
    return practice, as_staff(practice, "front_desk"), f.patient(practice, established=True)


def test_what_a_rule_depends_on_is_asked_for_a_series_too_and_decides(asking):
    practice, desk, who = asking
    url = at(practice, f"console/book/{who.pk}/series/?visit=follow-up")
    chosen = [value(f.place()), value(f.place(date=f.day(14)))]
    first = desk.get(f"{url}&time={chosen[0]}&every=1&times=2").content.decode()
    assert 'name="reason-answer"' in first
    refused = desk.post(url, {"at": chosen, "listed": chosen})
    assert refused.status_code == 409 and not Appointment.objects.exists()
    looked = desk.post(url, {"at": chosen, "listed": chosen, "reason-answer": "a mole", "look": "1"})
    assert looked.status_code == 200 and not Appointment.objects.exists()
    assert desk.post(url, {"at": chosen, "listed": chosen, "reason-answer": "a mole"}).status_code == 302
    made = list(Appointment.objects.order_by("start"))
    assert [one.end - one.start for one in made] == [dt.timedelta(minutes=60)] * 2
    assert {one.request.state for one in made} == {"scheduled"} and len({one.request_id for one in made}) == 1
    assert made[0].request.answers.get().value == "a mole"
    assert set(Message.objects.exclude(state="withdrawn").values_list("template", flat=True)) == {"series-booked"}


def test_an_answer_for_which_a_rule_wants_approval_books_none_of_a_series(db):
    practice = f.load_cedar(f.CEDAR + '  Follow-up visits need approval when the reason mentions "surgery".\n')
    who, desk = f.patient(practice, established=True), as_staff(practice, "front_desk")
    chosen = [value(f.place()), value(f.place(date=f.day(14)))]
    url = at(practice, f"console/book/{who.pk}/series/?visit=follow-up")
    for said, status in (("after my surgery", 409), ("a cough", 302)):
        answer = desk.post(url, {"at": chosen, "listed": chosen, "reason-answer": said})
        assert answer.status_code == status
        assert Appointment.objects.exists() is (status == 302)
        assert Request.objects.exists() is (status == 302)


def test_the_number_that_a_limit_names_is_what_the_patient_has(db):
    practice = f.load_cedar(f.CEDAR + "  At most 3 upcoming visits per patient.\n")
    who, desk = f.patient(practice, established=True), as_staff(practice, "front_desk")
    for day in (8, 9):
        actions.book(
            f.actor(practice, "front_desk"), who, visit_type=f.visit("procedure"), place=f.place(date=f.day(day))
        )
    url = at(practice, f"console/book/{who.pk}/series/")
    text = desk.get(url, {"visit": "follow-up", "time": value(f.place()), "every": "1", "times": "3"}).content.decode()
    assert "the patient has 2 already, and 1 more is chosen here" in text and "3 or more" not in text


def test_a_date_is_added_with_what_is_selected_and_answered_kept(cedar):
    who = f.patient(cedar, established=True)
    url = at(cedar, f"console/book/{who.pk}/series/?visit=follow-up")
    listed = [value(f.place("10:00")), value(f.place("10:00", date=f.day(14))), value(f.place("10:00", date=f.day(21)))]
    form = {"listed": listed, "at": listed[:2], "any_provider": "chen", "any_time": f"{f.day(9)}T11:00", "look": "1"}
    text = as_staff(cedar, "front_desk").post(url, form).content.decode()
    ticked = re.findall(r'name="at" value="([^"]+)" checked', text)
    assert sorted(ticked) == sorted([*listed[:2], value(f.place("11:00", date=f.day(9)))])
    assert f'value="{listed[2]}"' in text


def test_a_date_that_was_typed_and_not_added_is_shown_before_anything_is_booked(cedar):
    who = f.patient(cedar, established=True)
    url = at(cedar, f"console/book/{who.pk}/series/?visit=follow-up")
    listed = [value(f.place("10:00")), value(f.place("10:00", date=f.day(14)))]
    form = {"listed": listed, "at": listed, "any_provider": "chen", "any_time": f"{f.day(9)}T11:00"}
    text = as_staff(cedar, "front_desk").post(url, form).content.decode()
    assert value(f.place("11:00", date=f.day(9))) in text and not Appointment.objects.exists()
