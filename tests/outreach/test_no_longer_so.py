"""What waits to be said and is no longer so is not said: of an offer that is over, of a series that has changed."""

import re

import pytest
from django.test import Client
from django.utils.timezone import now

from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment
from frontdesk.booking.series.actions import book_series, cancel_rest
from frontdesk.day.correcting import actions as correcting
from frontdesk.messaging.models import Message
from frontdesk.messaging.taking_back import called
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.outreach.waitlist import actions as waitlist
from tests import factory as f
from tests.web.test_second_visit import value
from tests.web_client import as_patient, as_staff, at


def waiting(template):
    return list(Message.objects.filter(template=template, state="queued").order_by("created_at"))


# An offer ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("press", ["offers/{offer}/pass/", "offers/{offer}/accept/", "{entry}/remove/"])
def test_an_offer_that_staff_have_answered_is_not_sent_any_more(cedar, press):
    given = f.offered(f.patient(cedar, established=True), f.place("10:00"))
    assert waiting("waitlist-offer")
    path = "console/waitlist/" + press.format(offer=given.pk, entry=given.entry_id)
    as_staff(cedar, "scheduler").post(at(cedar, path))
    given.refresh_from_db()
    assert given.state != "offered" and not waiting("waitlist-offer")


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_where_that_is_taken_back_the_offer_is_sent_after_all(cedar, desk, answer):
    given = f.offered(f.patient(cedar, established=True), f.place("10:00"))
    if answer == "accept":
        waitlist.accept(desk, given, reason="by telephone")
    else:
        waitlist.decline(desk, given)
    assert not waiting("waitlist-offer")
    correcting.undo(desk, Appointment.objects.get(pk=given.hold_id))
    given.refresh_from_db()
    assert given.state == "offered" and len(waiting("waitlist-offer")) == 1


# A series ---------------------------------------------------------------------------------------------------


@pytest.fixture
def who(cedar):
    return f.patient(cedar, established=True, email="ada@example.org")


@pytest.fixture
def series(who, desk):
    """Three of them, and nobody has heard of any yet."""
    return book_series(desk, who, visit_type=f.visit("follow-up"), place=f.place(), every_weeks=1, times=3)


def test_of_a_series_the_message_says_what_is_left(series, desk):
    booking.cancel(desk, series, reason="Booked by mistake")
    (said,) = waiting("series-booked")
    assert "2" in said.body and said.thing_id != series.pk


def test_one_that_is_left_is_said_as_one(series, desk):
    last = Appointment.objects.filter(series=series.series).latest("start")
    for one in Appointment.objects.filter(series=series.series).exclude(pk=last.pk):
        booking.cancel(desk, one, reason="Booked by mistake")
    assert not waiting("series-booked") and [one.thing_id for one in waiting("booked")] == [last.pk]


def test_of_none_that_is_left_nothing_is_said(series, desk):
    cancel_rest(desk, series, reason="Booked by mistake")
    assert not waiting("series-booked") and not waiting("booked")


def test_one_that_stands_again_is_among_them_again(series, desk):
    booking.cancel(desk, series, reason="Booked by mistake")
    series.refresh_from_db()
    correcting.undo(desk, series)
    (said,) = waiting("series-booked")
    assert "3" in said.body and not waiting("booked")


def test_one_that_was_moved_is_said_with_its_new_day(series, desk):
    new = booking.reschedule(desk, series, place=f.place("11:00", date=f.day(9)), reason="asked")
    (said,) = waiting("series-booked")
    assert f"{new.start:%-d}" in said.body and "3" in said.body


def test_what_was_heard_is_not_said_again(series, desk):
    Message.objects.filter(template="series-booked").update(state="sent")
    booking.cancel(desk, series, reason="asked")
    assert not waiting("series-booked") and waiting("cancelled")


def test_who_is_called_is_not_told_of_visits_that_are_canceled(cedar, desk):
    nowhere = f.patient(cedar, established=True, email="", phone="")
    one = book_series(desk, nowhere, visit_type=f.visit("follow-up"), place=f.place(), every_weeks=1, times=3)
    assert Message.objects.filter(template="series-booked", state="failed").exists()
    cancel_rest(desk, one, reason="Booked by mistake")
    assert not Message.objects.filter(template__in=["series-booked", "booked"], state="failed").exists()


def test_a_move_that_is_taken_back_leaves_one_message_with_the_days_as_they_are(series, desk):
    new = booking.reschedule(desk, series, place=f.place("11:00", date=f.day(9)), reason="asked")
    correcting.undo(desk, new)
    (said,) = waiting("series-booked")
    assert said.thing_id == series.pk and "11:00" not in said.body and not waiting("booked")


def test_what_was_heard_of_the_one_that_was_left_is_not_said_again(who, desk):
    one = book_series(desk, who, visit_type=f.visit("follow-up"), place=f.place(), every_weeks=1, times=2)
    last = Appointment.objects.filter(series=one.series).latest("start")
    booking.cancel(desk, one, reason="Booked by mistake")
    Message.objects.filter(state="queued").update(state="sent", handed_at=now())
    booking.reschedule(f.themselves(who), Appointment.objects.get(pk=last.pk), place=f.place("11:00", date=f.day(15)), reason="", channel="online")  # fmt: skip
    assert not waiting("booked") and not waiting("series-booked") and len(waiting("rescheduled")) == 1


def test_who_was_told_of_all_by_telephone_is_not_called_again(cedar, desk):
    nowhere = f.patient(cedar, established=True, email="", phone="")
    one = book_series(desk, nowhere, visit_type=f.visit("follow-up"), place=f.place(), every_weeks=1, times=3)
    called(nowhere.pk, "Dana")
    booking.cancel(desk, one, reason="Booked by mistake", told=True)
    assert not Message.objects.filter(template="series-booked", state="failed", settled_by="").exists()


# A time at which nobody is there ------------------------------------------------------------------------------


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("page_of", ["due", "move"])
def test_what_is_withheld_stands_in_no_list_of_a_patients(cedar, desk, there, page_of):
    gone = f.booked(cedar, "09:00", by=desk)
    booking.cancel(desk, gone, reason="Booked by mistake" if there else "The provider is away")
    patient = f.patient(cedar, established=True)
    if page_of == "due":
        due = recalls.order(desk, patient, visit_type=f.visit("follow-up"), due_on=f.day(7), provider=gone.provider)
        recalls.invite(desk, due)
        token = re.search(r"/due/([\w-]+)/", Message.objects.get(thing_id=due.pk).body)[1]
        client, url = Client(), at(cedar, f"due/{token}/")
    else:
        one = booking.book(desk, patient, visit_type=f.visit("follow-up"), place=f.place("11:00"))
        client, url = as_patient(cedar, patient), at(cedar, f"appointments/{one.pk}/move/?provider=chen")
    assert (f'value="{value("09:00")}"' in client.get(url).content.decode()) is there
    refused = client.post(url, {"time": value("09:00")})
    assert (refused.status_code == 409) is not there
    assert there or f'value="{value("09:00")}"' not in refused.content.decode()
