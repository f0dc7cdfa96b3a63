"""A page says that an appointment cannot take place, and by the time of the press it can: they are told, and asked again."""

import re

import pytest

from frontdesk.audit.models import Entry
from frontdesk.booking.models import Appointment
from frontdesk.day.away import actions as away
from frontdesk.practice.models import Provider
from tests import factory as f
from tests.web_client import as_patient, at

STANDS = "Your appointment stays after all"


def out(practice):
    f.load_cedar(f.CEDAR + f"  Dr. Chen is away on {f.day()}.\n")


def back(practice):
    f.load_cedar(f.CEDAR)


def as_shown(page):
    """What the form of that page says that it showed, its key and its times."""
    text = page.content.decode()
    found = {name: re.findall(rf'name="{name}" value="([^"]+)"', text) for name in ("row_shown", "key", "time")}
    return {name: values[-1] for name, values in found.items() if values}


def confirms(practice, one):
    f.chosen(one, f.place("08:00", date=f.day(8)))
    return f"holds/{Appointment.objects.get(replaces=one, state='held').pk}/"


def chooses(practice, one):
    return f"appointments/{one.pk}/move/"


def cancels(practice, one):
    return f"appointments/{one.pk}/cancel/"


PAGES = {"confirming another": confirms, "choosing another": chooses, "canceling": cancels}
REASON = {"reason": "I feel better"}


def taken_up(one):
    """Whether the press has done what it says."""
    one.refresh_from_db()
    return one.state != "booked" or Appointment.objects.filter(replaces=one).exists()


@pytest.mark.parametrize("where", PAGES.values(), ids=PAGES)
def test_who_was_shown_that_it_cannot_take_place_is_asked_again_when_it_can(cedar, where):
    one = f.booked(cedar)
    out(cedar)
    me, path = as_patient(cedar, one.patient), at(cedar, where(cedar, one))
    page = me.get(path)
    assert "cannot take place" in page.content.decode()
    kept = Appointment.objects.filter(replaces=one).count()
    back(cedar)
    answer = me.post(path, {**as_shown(page), **REASON})
    text = answer.content.decode()
    assert answer.status_code == 409 and "cannot take place" not in text
    assert STANDS in text or "This has changed in the meantime" in text
    one.refresh_from_db()
    assert one.state == "booked" and Appointment.objects.filter(replaces=one).count() == kept
    done = me.post(path, {**as_shown(answer), **REASON})
    assert done.status_code == 302 and taken_up(one)


@pytest.mark.parametrize("where", PAGES.values(), ids=PAGES)
def test_control_where_it_cannot_still_it_is_done_at_once(cedar, where):
    one = f.booked(cedar)
    out(cedar)
    me, path = as_patient(cedar, one.patient), at(cedar, where(cedar, one))
    assert me.post(path, {**as_shown(me.get(path)), **REASON}).status_code == 302
    assert taken_up(one)


@pytest.mark.parametrize("where", [confirms, chooses])
def test_who_moves_what_stood_and_cannot_take_place_by_now_is_not_asked_again(cedar, where):
    """It is what the practice would ask them to do."""
    one = f.booked(cedar)
    me, path = as_patient(cedar, one.patient), at(cedar, where(cedar, one))
    page = me.get(path)
    sent = as_shown(page)
    sent["time"] = re.findall(
        rf'name="time" value="([^"]*{f.day(8)}[^"]*)"', page.content.decode() + sent.get("time", "")
    )[:1]
    out(cedar)
    assert me.post(path, sent).status_code == 302
    assert taken_up(one)


def test_pressed_twice_it_is_moved_once(cedar):
    one = f.booked(cedar)
    out(cedar)
    me, path = as_patient(cedar, one.patient), at(cedar, confirms(cedar, one))
    sent = as_shown(me.get(path))
    assert [me.post(path, sent).status_code for _ in range(2)] == [302, 302]
    one.refresh_from_db()
    assert one.state == "rescheduled" and Appointment.objects.filter(patient=one.patient, state="booked").count() == 1


def test_the_home_page_says_what_they_chose_for_a_move_and_have_not_confirmed(cedar):
    one = f.booked(cedar)
    me = as_patient(cedar, one.patient)
    said = "have not confirmed it yet"
    assert said not in me.get(at(cedar, "home/")).content.decode()
    hold = f.chosen(one)
    text = me.get(at(cedar, "home/")).content.decode()
    assert text.count(said) == 1 and f"/holds/{hold.pk}/" in text
    me.post(at(cedar, f"holds/{hold.pk}/"))
    assert said not in me.get(at(cedar, "home/")).content.decode()


def test_what_the_practice_proposes_is_not_what_they_chose(cedar):
    """The control of the test above."""
    one = f.booked(cedar)
    f.proposed(one)
    assert "have not confirmed it yet" not in as_patient(cedar, one.patient).get(at(cedar, "home/")).content.decode()


def test_the_history_of_an_appointment_ends_with_that_it_stays(cedar, desk):
    one = f.booked(cedar)
    provider = Provider.objects.select_related("practice").get(code="chen")
    hours = {"from_minute": 0, "to_minute": 1440, "note": ""}
    made = away.at_once(desk, provider, first_on=f.day(), last_on=f.day(), **hours)
    f.proposed(one, desk)
    its = Entry.objects.filter(thing_kind="appointment", thing_id=one.pk).order_by("number")
    assert its.last().action == "proposal.send"
    away.take_back(desk, made, reason="the wrong week")
    assert its.last().action == "appointment.stays"


@pytest.mark.parametrize("stands", [True, False], ids=["it can by now", "it cannot still"])
def test_who_takes_an_earlier_time_for_what_could_not_take_place_is_asked_again_when_it_can(cedar, stands):
    one = f.booked(cedar, "11:00", email="rosa@example.org")
    given = f.offered(one.patient, f.place("08:00", provider="lee"), instead_of=one)
    out(cedar)
    me, path = as_patient(cedar, one.patient), at(cedar, f"waitlist/offers/{given.pk}/")
    page = me.get(path)
    assert "Cannot take place" in page.content.decode()
    if stands:
        back(cedar)
    answer = me.post(f"{path}accept/", as_shown(page), follow=True)
    assert (STANDS in answer.content.decode()) is stands
    one.refresh_from_db()
    assert one.state == ("booked" if stands else "rescheduled")
    me.post(f"{path}accept/", as_shown(answer) if stands else as_shown(page))
    one.refresh_from_db()
    assert one.state == "rescheduled"
