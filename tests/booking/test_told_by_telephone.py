"""What somebody said by telephone has been said: it is not taken back, and not asked for a second time."""

import pytest

from frontdesk.booking import actions
from frontdesk.booking.models import Appointment
from frontdesk.day.correcting import actions as correcting
from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Task
from frontdesk.intake.tasks import actions as tasks
from frontdesk.intake.undo import actions as undoing
from frontdesk.messaging import actions as messaging
from frontdesk.messaging.models import Message
from tests import factory as f


def book(desk, who):
    return actions.book(desk, who, visit_type=f.visit("follow-up"), place=f.place("09:00"))


def calls():
    open_exception_tasks()
    return Task.objects.filter(kind="message", state="open")


def call(cedar):
    tasks.done(f.actor(cedar, "front_desk"), calls().get(), outcome="called")


def nowhere(cedar):
    return f.patient(cedar, established=True, email="", phone="")


def test_a_cancellation_that_a_colleague_has_called_about_stands(cedar, desk):
    one = book(desk, nowhere(cedar))
    actions.cancel(desk, one, reason="pressed by mistake")
    call(cedar)
    assert correcting.last_of(desk, one) is None
    with pytest.raises(undoing.TooLateToUndo):
        correcting.undo(desk, one)


def test_control_before_the_call_it_is_taken_back(cedar, desk):
    one = book(desk, nowhere(cedar))
    actions.cancel(desk, one, reason="pressed by mistake")
    open_exception_tasks()
    assert correcting.undo(desk, one).state == "booked"


def test_a_request_declined_that_a_colleague_has_called_about_stands(cedar, desk):
    asked = intake.create_for_caller(desk, nowhere(cedar), visit_type=f.visit("new-patient"), answers={"reason": "x"})
    asked = intake.decline(desk, asked, reason="we cannot")
    assert undoing.last_of(desk, asked) is not None
    call(cedar)
    assert undoing.last_of(desk, asked) is None


def test_a_failed_message_that_was_called_about_does_not_come_up_again(cedar, desk):
    one = book(desk, f.patient(cedar, established=True))
    Message.objects.filter(thing_id=one.pk).update(state="failed", error="no such mailbox")
    call(cedar)
    assert Message.objects.get(thing_id=one.pk).settled_by
    assert not calls().exists()


def test_one_that_waits_to_be_tried_again_is_still_to_be_dealt_with(cedar, desk):
    one = book(desk, f.patient(cedar, established=True))
    Message.objects.filter(thing_id=one.pk).update(state="failed", error="no such mailbox")
    messaging_task = calls().get()
    messaging.send_again(desk, Message.objects.get(thing_id=one.pk))
    tasks.done(desk, messaging_task, outcome="address_corrected")
    assert Message.objects.get(thing_id=one.pk).settled_by == ""
    assert Appointment.objects.get(pk=one.pk).state == "booked"
