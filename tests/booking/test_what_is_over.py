"""Nobody is told of a time that is over: not when it is booked so, and not when the message has waited for it to pass."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.utils.timezone import now

import frontdesk
from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.booking.messages import about, tell_of
from frontdesk.booking.models import Appointment, Proposal
from frontdesk.booking.series.actions import book_series
from frontdesk.day.away.staying.actions import tell_stays
from frontdesk.messaging import delivery
from frontdesk.messaging.delivery import deliver
from frontdesk.messaging.models import Message
from frontdesk.messaging.providers import NotAccepted
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.outreach.reminders import remind
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.outreach.waitlist.fill import offer_time
from tests import factory as f
from tests.portion import some_of

DAY = dt.timedelta(days=1)


@pytest.fixture
def clock(monkeypatch, settings):
    """Every room's clock, set to a moment."""
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    monkeypatch.setattr("frontdesk.messaging.actions._not_before", lambda *_: None)  # these are not about the night

    def set_to(moment):
        for room in (
            "booking.messages", "outreach.reminders", "outreach.proposals.actions", "booking.ending", "outreach.waitlist.actions",
            "outreach.recalls.actions", "messaging.actions", "messaging.delivery",
        ):  # fmt: skip
            monkeypatch.setattr(f"frontdesk.{room}.now", lambda: moment)

    return set_to


def booked(practice, days=3, time="09:00", who=None):
    one = booking.book(
        f.actor(practice, "front_desk"),
        who or f.patient(practice, established=True),
        visit_type=f.visit("follow-up"),
        place=f.place(time, date=f.day(days)),
    )
    Message.objects.all().delete()
    return one


def reminder(practice, clock):
    one = booked(practice)
    clock(one.start - DAY + dt.timedelta(minutes=1))
    assert remind(practice) == 1
    return one.start


def booking_itself(practice, clock):
    one = booking.book(
        f.actor(practice, "front_desk"), f.patient(practice, established=True),
        visit_type=f.visit("follow-up"), place=f.place("09:00", date=f.day(3)),
    )  # fmt: skip
    return one.start


def move(practice, clock):
    one = booked(practice)
    new = booking.reschedule(f.actor(practice, "front_desk"), one, place=f.place("11:00", date=f.day(4)))
    return new.start


def cancellation(practice, clock):
    one = booked(practice)
    booking.cancel(f.actor(practice, "front_desk"), one, reason="The practice is closed")
    return one.start


def proposal(practice, clock):
    one = booked(practice)
    proposals.propose(f.actor(practice, "scheduler"), one, reason="Away")
    return min(one.start, Proposal.objects.get().expires_at)


def proposal_passed(practice, clock):
    one = booked(practice, days=6)
    proposals.propose(f.actor(practice, "scheduler"), one, reason="Away")
    Message.objects.all().delete()
    clock(Proposal.objects.get().expires_at + dt.timedelta(minutes=1))
    assert proposals.pass_on() == 1
    return one.start


def series(practice, clock):
    first = book_series(
        f.actor(practice, "front_desk"), f.patient(practice, established=True), visit_type=f.visit("follow-up"),
        place=f.place("09:00", date=f.day(3)), every_weeks=1, times=2,
    )  # fmt: skip
    return first.start


def offer(practice, clock):
    entry = waitlist.join(f.actor(practice, "front_desk"), f.patient(practice, established=True), visit_type=f.visit("follow-up"), first_on=f.day(1))  # fmt: skip
    offer_time(f.actor(practice, "scheduler"), entry, place=f.place("09:00", date=f.day(3)))
    Message.objects.exclude(template="waitlist-offer").delete()
    return entry.offers.get().expires_at


def recall(practice, clock):
    due = recalls.order(
        f.actor(practice, "clinician", provider="chen"), f.patient(practice, established=True),
        visit_type=f.visit("follow-up"), due_on=f.day(10),
    )  # fmt: skip
    recalls.invite(SYSTEM, due)
    return dt.datetime.combine(due.closes_on + DAY, dt.time(), practice.zone)


WAYS = [reminder, booking_itself, move, cancellation, proposal, proposal_passed, series, offer, recall]


@pytest.mark.parametrize("way", some_of(WAYS, one_in=3))
def test_a_message_that_waited_until_its_time_was_over_is_not_sent(cedar, clock, way, monkeypatch):
    over = way(cedar, clock)
    sent = []
    monkeypatch.setattr("frontdesk.messaging.providers.Mail.send", lambda self, message: sent.append(message) or "1")
    waiting = list(Message.objects.filter(state="queued"))
    assert waiting
    clock(over)
    assert {deliver(cedar.pk, one.pk) for one in waiting} == {"failed"} and sent == []
    assert {one.error for one in Message.objects.filter(pk__in=[one.pk for one in waiting])} == {delivery.NO_TIME}


@pytest.mark.parametrize("way", WAYS)
def test_control_a_minute_before_it_is_sent(cedar, clock, way, monkeypatch):
    over = way(cedar, clock)
    sent = []
    monkeypatch.setattr("frontdesk.messaging.providers.Mail.send", lambda self, message: sent.append(message) or "1")
    monkeypatch.setattr("frontdesk.messaging.delivery.not_before", lambda message: None)  # day or night
    clock(over - dt.timedelta(minutes=1))
    Message.objects.update(not_before=None)
    assert {deliver(cedar.pk, one.pk) for one in Message.objects.filter(state="queued")} == {"sent"} and sent


def test_a_second_try_after_the_start_is_not_made_whatever_became_of_the_first(cedar, clock, monkeypatch):
    one = booked(cedar)
    message = tell_of(one, "booked", about(one))
    tries = []

    def broken(self, message):
        tries.append(message)
        raise NotAccepted("the connection broke", perhaps_taken=True)

    monkeypatch.setattr("frontdesk.messaging.providers.Mail.send", broken)
    clock(one.start - dt.timedelta(minutes=5))
    Message.objects.update(not_before=None)
    monkeypatch.setattr("frontdesk.messaging.delivery.not_before", lambda message: None)
    assert deliver(cedar.pk, message.pk) == "queued" and len(tries) == 1
    clock(one.start + DAY)
    assert deliver(cedar.pk, message.pk) == "failed" and len(tries) == 1
    assert Message.objects.get().error == delivery.NO_TIME  # and no second row that failed for the same


def past(practice):
    """Booked for yesterday by an override, as somebody who was seen without an appointment."""
    desk = f.actor(practice, "scheduler")
    return booking.book(
        desk, f.patient(practice, established=True), visit_type=f.visit("follow-up"),
        place=f.place("09:00", date=f.day(-1)), override=True, reason="seen without one",
    )  # fmt: skip


def test_of_a_visit_that_is_booked_in_the_past_nothing_is_ever_said(cedar):
    one = past(cedar)
    remind(cedar)
    proposals.propose(f.actor(cedar, "scheduler"), one, reason="Away")
    Proposal.objects.update(expires_at=now() - DAY)
    proposals.pass_on()
    tell_stays(Appointment.objects.get(pk=one.pk))
    booking.cancel(f.actor(cedar, "scheduler"), Appointment.objects.get(pk=one.pk), reason="A mistake")
    assert not Message.objects.exists()


def test_every_message_about_a_time_goes_through_the_one_that_knows_when_it_is_over():
    source = Path(frontdesk.__file__).parent
    telling = re.compile(r"messaging\.actions import (?:[^\n(]*|\([^)]*)\btell(?:_soon)?\b")
    found = {path.relative_to(source).as_posix() for path in source.rglob("*.py") if telling.search(path.read_text())}
    # The one; recalls, which are due in a window; and a request, which has no time yet.
    assert found == {"booking/messages.py", "outreach/recalls/actions.py", "intake/actions.py"}
    assert (source / "outreach" / "recalls" / "actions.py").read_text().count("not_after=") == 1
