"""A time that is offered in quiet hours: who hears of it is said before the press, and why nobody could be told after it."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from django.utils.timezone import now

from frontdesk.booking.models import WaitlistOffer
from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.intake.models import Task
from frontdesk.messaging.actions import withdraw_about
from frontdesk.messaging.models import Message
from frontdesk.messaging.taking_back import said, say_last_again
from frontdesk.messaging.unsaid import QUIET
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.outreach.waitlist.fill import offer_time
from tests import factory as f
from tests.web_client import as_staff, at

HONOLULU = "Pacific/Honolulu"
TOLD = "Rosa Neumann will get an email at rosa@example.org."
TOO_LATE = "and the offer runs out before then. No message can be sent: call Rosa Neumann at (312) 555-0199."
LONG, SHORT = (
    dt.timedelta(hours=12),
    dt.timedelta(minutes=10),
)  # until the quiet hours end; an offer is kept for 30 minutes


def quiet(zone=f.CHICAGO, until=LONG):
    """Quiet hours in which this moment lies by the clock of `zone`, as a practice writes them."""
    begin, end = ((now().astimezone(zone) + by).strftime("%H:%M") for by in (dt.timedelta(hours=-1), until))
    return f.CEDAR.replace("rules: |", f'messages: {{quiet hours: {{from: "{begin}", to: "{end}"}}}}\nrules: |', 1)


def waits(cedar, **more):
    named = {"first_name": "Rosa", "last_name": "Neumann", "email": "rosa@example.org", "phone": "+13125550199"}
    who = f.patient(cedar, established=True, **(named | more))
    return waitlist.join(f.themselves(who), who, visit_type=f.visit("follow-up"), first_on=f.day(0))


@pytest.fixture
def where():
    return f.place("10:00", date=f.day(6))


def value(place):
    return f"{place.provider}|{place.location}|{place.start.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"


def plain(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def open_slot(cedar, place):
    return plain(as_staff(cedar, "scheduler").get(at(cedar, "console/calendar/at/"), {"time": value(place)}))


def offered(cedar, entry, place):
    desk = f.actor(cedar, "scheduler")
    return offer_time(desk, entry, place=place)


@pytest.mark.parametrize(
    ("until", "zone", "theirs", "said"),
    [
        (None, f.CHICAGO, "", TOLD),
        (LONG, f.CHICAGO, "", TOO_LATE),
        (SHORT, f.CHICAGO, "", "a message goes to rosa@example.org after them."),
        (LONG, ZoneInfo(HONOLULU), HONOLULU, TOO_LATE),
        (SHORT, ZoneInfo(HONOLULU), "", TOLD),
    ],
)
def test_before_the_press_it_says_whether_and_when_they_hear_of_it(cedar, where, until, zone, theirs, said):
    f.load_cedar(f.at_any_hour(f.CEDAR) if until is None else quiet(zone, until))
    waits(cedar, time_zone=theirs)
    page = open_slot(cedar, where)
    assert "Offer it" in page and said in page and (TOLD in page) is (said == TOLD)


def test_after_the_press_it_says_why_or_when(cedar, where):
    f.load_cedar(quiet())
    entry = waits(cedar)
    desk = as_staff(cedar, "scheduler")
    press = at(cedar, f"console/waitlist/{entry.pk}/offer/")
    answer = plain(desk.post(press, {"time": value(where)}, follow=True))
    assert "In quiet hours nothing is sent. Nobody could be told: call Rosa Neumann at (312) 555-0199" in answer
    f.load_cedar(quiet(until=SHORT))
    other = waits(cedar, first_name="Ines", email="ines@example.org")
    answer = plain(desk.post(at(cedar, f"console/waitlist/{other.pk}/offer/"), {"time": value(f.place("11:00", date=f.day(6)))}, follow=True))  # fmt: skip
    assert "A message to Ines Neumann goes to ines@example.org after quiet hours" in answer


@pytest.fixture
def untold(cedar, where):
    f.load_cedar(quiet())
    given = offered(cedar, waits(cedar), where)
    open_exception_tasks()
    return given


def test_the_exception_says_that_it_was_night_and_nothing_of_a_wrong_address(cedar, untold):
    task = Task.objects.get(kind="message", state="open")
    assert task.what == QUIET
    row = plain(as_staff(cedar, "front_desk").get(at(cedar, "console/exceptions/?kind=message")))
    assert QUIET in row and "Call them" in row and "(312) 555-0199" in row
    assert "did not reach" not in row and "correct the email" not in row
    spanish = as_staff(cedar, "front_desk").get(at(cedar, "console/exceptions/?kind=message"), headers={"accept-language": "es"})  # fmt: skip
    assert "en las horas de silencio no se envía nada" in spanish.content.decode()


@pytest.mark.parametrize("answer", [waitlist.accept, waitlist.decline, lambda who, given: waitlist.leave(who, given.entry)])  # fmt: skip
def test_it_is_settled_when_they_have_answered_themselves(cedar, untold, answer):
    answer(f.themselves(untold.entry.patient), untold)
    assert not Task.objects.filter(kind="message", state="open").exists()
    open_exception_tasks()
    assert not Task.objects.filter(kind="message", state="open").exists()


def test_so_is_one_that_came_back_from_their_address_and_it_is_open_again_when_that_is_undone(cedar, where):
    f.load_cedar(f.at_any_hour(f.CEDAR))
    given = offered(cedar, waits(cedar), where)
    Message.objects.filter(thing_id=given.pk).update(state="failed", handed_at=now(), error="no such mailbox")
    open_exception_tasks()
    assert Task.objects.filter(kind="message", state="open").exists()
    waitlist.decline(f.actor(cedar, "scheduler"), given)
    came_back = Message.objects.get(thing_id=given.pk)
    assert came_back.state == "failed" and not Task.objects.filter(kind="message", state="open").exists()
    WaitlistOffer.objects.filter(pk=given.pk).update(state="declined")
    say_last_again(given, "waitlist-offer")
    open_exception_tasks()
    assert Task.objects.filter(kind="message", state="open").exists()


def test_what_nobody_could_be_told_can_be_taken_back(cedar, untold):
    """Positive control of the settling: what is only no longer so counts as said to nobody."""
    withdraw_about(untold, "waitlist-offer")
    assert not said(untold, "waitlist-offer")


def test_a_message_about_what_is_over_is_nobodys_exception(cedar, untold):
    Message.objects.filter(thing_id=untold.pk).update(not_after=now() - dt.timedelta(minutes=1))
    open_exception_tasks()
    assert not Task.objects.filter(kind="message", state="open").exists()
