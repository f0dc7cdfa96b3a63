"""The list of messages has all of its pages, and offers to try again only what somebody can still be told."""

import datetime as dt
import re

import pytest
from django.utils.timezone import now

from frontdesk.booking import actions as booking
from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.intake.models import Task
from frontdesk.messaging import actions
from frontdesk.messaging.models import Message
from frontdesk.practice.actors import patient_actor
from tests import factory as f
from tests.portion import some_of
from tests.web_client import as_staff, at


def failed(practice, n=1, **more):
    who = f.patient(practice)
    values = {"state": "failed", "channel": "email", "to": who.email, "template": "booked", "body": "x", **more}
    return Message.objects.bulk_create(
        Message(practice=practice, patient=who, subject=f"message {i:03}.", **values) for i in range(n)
    )


def test_more_than_a_page_has_a_next_page_with_the_rest(cedar):
    failed(cedar, 101)
    desk = as_staff(cedar, "front_desk")
    first = desk.get(at(cedar, "console/messages/?state=failed")).content.decode()
    assert "1–100 / 101" in first and 'href="?state=failed&amp;page=2"' in first
    rest = desk.get(at(cedar, "console/messages/?state=failed&page=2")).content.decode()
    said = [f"message {i:03}." for i in range(101)]
    assert sorted([one for one in said if one in first] + [one for one in said if one in rest]) == said


@pytest.mark.parametrize(("hours", "offered"), [(-1, False), (1, True), (None, True)])
def test_what_is_over_is_not_tried_again(cedar, hours, offered):
    (one,) = failed(cedar, not_after=None if hours is None else now() + dt.timedelta(hours=hours))
    desk = as_staff(cedar, "front_desk")
    page = desk.get(at(cedar, "console/messages/?state=failed")).content.decode()
    assert ("Try again" in page) is offered and "Dealt with" in page
    answer = desk.post(at(cedar, f"console/messages/{one.pk}/again/"), follow=True).content.decode()
    assert ("It is too late to send this" in answer) is not offered
    one.refresh_from_db()
    assert (one.state == "queued") is offered


def test_control_it_is_the_action_that_refuses(cedar):
    (one,) = failed(cedar, not_after=now() - dt.timedelta(hours=1))
    with pytest.raises(actions.TooLateToSay):
        actions.send_again(f.actor(cedar, "front_desk"), one)


@pytest.mark.parametrize(("hours", "listed"), [(-1, False), (1, True), (None, True)])
def test_what_is_over_is_not_to_be_dealt_with(cedar, hours, listed):
    failed(cedar, not_after=None if hours is None else now() + dt.timedelta(hours=hours))
    page = as_staff(cedar, "front_desk").get(at(cedar, "console/messages/?state=exceptions")).content.decode()
    assert ("message 000." in page) is listed


def test_the_tab_and_the_row_of_who_could_not_be_told_have_one_name(cedar):
    failed(cedar), failed(cedar, to="")
    open_exception_tasks()
    page = as_staff(cedar, "front_desk").get(at(cedar, "console/exceptions/")).content.decode()
    assert page.count("<strong>Could not be told</strong>") == 2
    assert re.search(r"\?kind=message[^>]*>Could not be told ", page)


# At night ---------------------------------------------------------------------------------------------------


def at_night():
    """A practice whose quiet hours began an hour ago and end in two."""
    here = now().astimezone(f.CHICAGO)
    begin, end = (f"{here + dt.timedelta(hours=n):%H:%M}" for n in (-1, 2))
    quiet = f'messages: {{quiet hours: {{from: "{begin}", to: "{end}"}}}}\nrules: |'
    return f.load_cedar(f.CEDAR.replace("rules: |", quiet, 1))


def test_what_can_wait_goes_out_when_quiet_hours_end_and_that_is_said(db):
    practice = at_night()
    (one,) = failed(practice, template="reminder", not_after=now() + dt.timedelta(hours=9))
    desk = as_staff(practice, "front_desk")
    answer = desk.post(at(practice, f"console/messages/{one.pk}/again/"), follow=True).content.decode()
    assert "when quiet hours are over" in answer and "on its way again" not in answer
    one.refresh_from_db()
    assert one.state == "queued" and one.not_before > now() + dt.timedelta(minutes=110)


def test_what_is_over_when_quiet_hours_end_is_not_offered_and_not_sent(db):
    practice = at_night()
    (one,) = failed(practice, template="reminder", not_after=now() + dt.timedelta(hours=1))
    desk = as_staff(practice, "front_desk")
    assert "Try again" not in desk.get(at(practice, "console/messages/?state=failed")).content.decode()
    answer = desk.post(at(practice, f"console/messages/{one.pk}/again/"), follow=True).content.decode()
    assert "It is too late to send this" in answer


def test_what_cannot_wait_goes_out_at_once_at_night_too(db):
    practice = at_night()
    (one,) = failed(practice, not_after=now() + dt.timedelta(hours=9))
    answer = as_staff(practice, "front_desk").post(at(practice, f"console/messages/{one.pk}/again/"), follow=True)
    assert "It is on its way again." in answer.content.decode()


# Who knows of the visit all the same ------------------------------------------------------------------------


def reminder_that_failed(practice):
    who = f.patient(practice, established=True)
    desk = f.actor(practice, "scheduler")
    one = booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place())
    about = {"thing_kind": "appointment", "thing_id": one.pk, "template": "reminder", "body": "x"}
    message = Message.objects.create(
        practice=practice,
        patient=who,
        state="failed",
        channel="email",
        to=who.email,
        not_after=one.start,
        handed_at=now(),
        **about,
    )
    open_exception_tasks()
    assert Task.objects.filter(kind="message", state="open", thing_id=message.pk).exists()
    return one, message


def confirms(practice, one):
    booking.will_come(patient_actor(one.patient.email), one)


def comes(practice, one):
    booking.arrive(f.actor(practice, "front_desk"), f.its_time(one))


def is_canceled(practice, one):
    booking.cancel(f.actor(practice, "front_desk"), one, reason="The patient asked")


def is_moved(practice, one):
    booking.reschedule(f.actor(practice, "scheduler"), one, place=f.place("10:00"))


@pytest.mark.parametrize("happens", some_of([confirms, comes, is_canceled, is_moved], one_in=2))
def test_nobody_is_called_about_a_reminder_that_failed_once_its_patient_knows_or_the_visit_is_no_more(cedar, happens):
    one, message = reminder_that_failed(cedar)
    happens(cedar, one)
    assert not Task.objects.filter(kind="message", state="open").exists()
    message.refresh_from_db()
    assert message.settled_by == "Frontdesk"
