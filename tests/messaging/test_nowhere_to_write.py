"""Who agreed to no messages is called: once, about all that could not be said, and nothing waits that cannot be sent."""

import pytest

from frontdesk.booking import actions as booking
from frontdesk.booking.calling.actions import book_caller
from frontdesk.booking.exceptions.actions import gather
from frontdesk.intake.models import Task
from frontdesk.intake.tasks import actions as tasks
from frontdesk.messaging import actions as messaging
from frontdesk.messaging.models import Message
from tests import factory as f
from tests.web_client import as_staff, at


@pytest.fixture
def desk(cedar):
    return f.actor(cedar, "scheduler")


@pytest.fixture
def who(cedar):
    return f.patient(cedar, established=True, email="", phone="")


def calling(desk, who, time="09:00"):
    return book_caller(desk, who, visit_type=f.visit("follow-up"), place=f.place(time), answers={"reason": "a cough"})


def failed():
    return list(Message.objects.filter(state="failed", settled_by="").values_list("template", flat=True))


def open_tasks():
    gather()
    return list(Task.objects.filter(kind="message", state="open"))


def test_a_caller_who_agreed_to_no_messages_makes_one_exception(desk, who):
    calling(desk, who)
    assert failed() == ["booked"]
    assert [(one.thing_kind, one.thing_id) for one in open_tasks()] == [("patient", who.pk)]


def test_what_comes_later_joins_the_same_call(desk, who):
    one = calling(desk, who)
    before = [task.pk for task in open_tasks()]
    booking.cancel(desk, one, reason="ill")
    assert failed() == ["cancelled"] and [task.pk for task in open_tasks()] == before
    assert not Message.objects.filter(state="queued").exists()


@pytest.mark.parametrize("by", ["exception", "list"])
def test_one_call_settles_it_from_either_page_and_it_does_not_come_again(desk, who, by):
    calling(desk, who)
    (task,) = open_tasks()
    if by == "exception":
        tasks.done(desk, task, outcome="Called")
    else:
        messaging.settle(desk, Message.objects.get(state="failed", settled_by=""))
    assert failed() == [] and open_tasks() == []


def test_somebody_else_is_a_call_of_their_own(cedar, desk, who):
    calling(desk, who)
    calling(desk, f.patient(cedar, established=True, email="", phone=""), "10:00")
    assert len(failed()) == len(open_tasks()) == 2


def test_the_exception_says_call_them_and_leads_to_the_record(cedar, desk, who):
    calling(desk, who)
    gather()
    page = as_staff(cedar, "front_desk").get(at(cedar, "console/exceptions/")).content.decode()
    assert "Could not be told" in page and "Call them" in page
    assert at(cedar, f"console/patients/{who.pk}/") in page


def test_control_an_address_that_failed_is_an_exception_of_its_own(cedar, desk):
    calling(desk, f.patient(cedar, established=True))
    Message.objects.filter(template="booked").update(state="failed", error="no such mailbox")
    (task,) = open_tasks()
    assert task.thing_kind == "message"
