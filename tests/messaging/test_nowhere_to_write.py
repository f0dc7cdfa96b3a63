"""Who agreed to no messages is called: once, about all that could not be said, and nothing waits that cannot be sent."""

import datetime as dt

import pytest
from django.utils.timezone import now

from frontdesk.booking import actions as booking
from frontdesk.booking.calling.actions import book_caller
from frontdesk.booking.models import Appointment
from frontdesk.day.correcting import actions as correcting
from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.intake.models import Task
from frontdesk.intake.tasks import actions as tasks
from frontdesk.messaging import actions as messaging
from frontdesk.messaging.models import Message
from frontdesk.outreach.reminders import remind
from tests import factory as f
from tests.web_client import as_staff, at


@pytest.fixture
def who(cedar):
    return f.patient(cedar, established=True, email="", phone="")


def calling(desk, who, time="09:00"):
    return book_caller(desk, who, visit_type=f.visit("follow-up"), place=f.place(time), answers={"reason": "a cough"})


def failed():
    rows = Message.objects.filter(state="failed", settled_by="").order_by("created_at")
    return list(rows.values_list("template", flat=True))


def open_tasks():
    open_exception_tasks()
    return list(Task.objects.filter(kind="message", state="open"))


def test_a_caller_who_agreed_to_no_messages_makes_one_exception(desk, who):
    calling(desk, who)
    assert failed() == ["booked"]
    assert [(one.thing_kind, one.thing_id) for one in open_tasks()] == [("patient", who.pk)]


def test_what_comes_later_joins_the_same_call(desk, who):
    one = calling(desk, who)
    before = [task.pk for task in open_tasks()]
    booking.cancel(desk, one, reason="ill")
    assert failed() == ["cancelled"], "of what is no longer so they need not be told"
    assert [task.pk for task in open_tasks()] == before
    assert not Message.objects.filter(state="queued").exists()


@pytest.mark.parametrize("by", ["exception", "list"])
def test_one_call_settles_it_from_either_page_and_it_does_not_come_again(desk, who, by):
    calling(desk, who)
    (task,) = open_tasks()
    if by == "exception":
        tasks.done(desk, task, outcome="called")
    else:
        messaging.settle(desk, Message.objects.get(state="failed", settled_by=""))
    assert failed() == [] and open_tasks() == []


def test_a_reminder_that_cannot_be_said_is_called_about_however_often_it_falls_due(cedar, desk, who):
    for days, time in ((1, "09:00"), (9, "10:00")):
        booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place(time, date=f.day(days)))
    Appointment.objects.update(created_at=now() - dt.timedelta(days=30))
    remind(cedar)
    before = [task.pk for task in open_tasks()]
    remind(cedar)
    assert failed() == ["booked", "booked", "reminder"]
    assert [task.pk for task in open_tasks()] == before != []


def test_what_is_taken_back_leaves_what_else_they_are_to_be_told(desk, who):
    for_good, by_mistake = (
        booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place(time)) for time in ("09:00", "10:00")
    )
    Message.objects.all().delete()
    booking.cancel(desk, for_good, reason="the doctor is ill")
    booking.cancel(desk, by_mistake, reason="pressed by mistake")
    correcting.undo(desk, by_mistake)
    assert [(one.template, one.thing_id) for one in Message.objects.filter(state="failed")] == [
        ("cancelled", for_good.pk)
    ]
    assert len(open_tasks()) == 1


def test_a_reminder_that_is_to_be_called_about_is_so_again_once_its_cancellation_is_taken_back(cedar, desk, who):
    one = booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place(date=f.day(1)))
    Appointment.objects.update(created_at=now() - dt.timedelta(days=30))
    Message.objects.all().delete()
    remind(cedar)
    booking.cancel(desk, one, reason="pressed by mistake")
    assert failed() == ["cancelled"]
    correcting.undo(desk, one)
    assert failed() == ["reminder"] and len(open_tasks()) == 1
    assert not Message.objects.filter(state="queued").exists()


def test_settled_one_by_one_in_the_list_the_call_stands_until_the_last(desk, who):
    one = calling(desk, who)
    booking.book(desk, who, visit_type=f.visit("procedure"), place=f.place("10:00"))
    booking.cancel(desk, one, reason="ill")
    assert failed() == ["booked", "cancelled"] and len(open_tasks()) == 1
    for message, left in zip(Message.objects.filter(state="failed", settled_by=""), (1, 0), strict=True):
        messaging.settle(desk, message)
        assert Task.objects.filter(kind="message", state="open").count() == left
        assert len(open_tasks()) == left


def test_the_exception_lists_what_could_not_be_said(cedar, desk, who):
    one = calling(desk, who)
    booking.cancel(desk, one, reason="ill")
    open_exception_tasks()
    page = as_staff(cedar, "front_desk").get(at(cedar, "console/exceptions/")).content.decode()
    for message in Message.objects.filter(state="failed"):
        assert message.subject in page


def test_somebody_else_is_a_call_of_their_own(cedar, desk, who):
    calling(desk, who)
    calling(desk, f.patient(cedar, established=True, email="", phone=""), "10:00")
    assert len(failed()) == len(open_tasks()) == 2


def test_the_exception_says_call_them_and_leads_to_the_record(cedar, desk, who):
    calling(desk, who)
    open_exception_tasks()
    page = as_staff(cedar, "front_desk").get(at(cedar, "console/exceptions/")).content.decode()
    assert "Could not be told" in page and "Call them" in page
    assert at(cedar, f"console/patients/{who.pk}/") in page


def test_control_an_address_that_failed_is_an_exception_of_its_own(cedar, desk):
    calling(desk, f.patient(cedar, established=True))
    Message.objects.filter(template="booked").update(state="failed", error="no such mailbox")
    (task,) = open_tasks()
    assert task.thing_kind == "message"
