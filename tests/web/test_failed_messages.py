"""The list of messages has all of its pages, and offers to try again only what somebody can still be told."""

import datetime as dt
import re

import pytest
from django.utils.timezone import now

from frontdesk.booking.exceptions.actions import gather
from frontdesk.messaging import actions
from frontdesk.messaging.models import Message
from tests import factory as f
from tests.web_client import as_staff, at


def failed(practice, n=1, **more):
    who = f.patient(practice)
    values = {"state": "failed", "channel": "email", "to": who.email, "template": "reminder", "body": "x", **more}
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
    gather()
    page = as_staff(cedar, "front_desk").get(at(cedar, "console/exceptions/")).content.decode()
    assert page.count("<strong>Could not be told</strong>") == 2
    assert re.search(r"\?kind=message[^>]*>Could not be told ", page)
