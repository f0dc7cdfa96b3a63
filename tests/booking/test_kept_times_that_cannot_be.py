"""What is kept at a time at which nobody is there any more is not bookable, ends at once, and who was offered it is told."""

import datetime as dt

import pytest
from django.utils.timezone import now

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.booking.errors import NotThereThen
from frontdesk.booking.models import Appointment, Proposal, Reservation
from frontdesk.booking.take import Wish, take
from frontdesk.core import events
from frontdesk.day.away import actions as away
from frontdesk.messaging.models import Message
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.practice.actions import load_over
from frontdesk.practice.events import Published
from frontdesk.practice.file import read
from frontdesk.practice.models import Provider
from frontdesk.practice.policies import published
from tests import factory as f
from tests.web_client import as_patient, at


def absent(practice):
    away.at_once(
        f.actor(practice, "scheduler"),
        Provider.objects.select_related("practice").get(code="chen"),
        first_on=f.day(),
        last_on=f.day(),
        from_minute=0,
        to_minute=1440,
        note="",
    )


def load(practice, text):
    load_over(practice, read(text), over=published())


def closed(practice):
    load(practice, f.CEDAR + f"  Downtown is closed on {f.day()}.\n")


def gone(practice):
    load(practice, "\n".join(line for line in f.CEDAR.splitlines() if "id: chen" not in line and "Chen" not in line))


def shorter(practice):
    load(practice, f.CEDAR.replace('from: "08:00"', 'from: "10:00"'))


def no_such_visit(practice):
    load(
        practice,
        f.CEDAR.replace(
            "  Follow-up visits are for", "  Dr. Chen does not offer follow-up visits.\n  Follow-up visits are for"
        ),
    )


WAYS = [absent, closed, gone, shorter, no_such_visit]


@pytest.fixture
def late(monkeypatch):
    """The page was confirmed before the end of it was written."""
    monkeypatch.setitem(events._listeners, Published, ())


def kept(practice, **how):
    who = f.patient(practice, established=True)
    return take(Wish(who, f.visit("follow-up"), f.place("09:00"), "online", agreed=True, **how), "held", 600)


def given(practice):
    held = kept(practice)
    desk = f.actor(practice, "front_desk")
    entry = waitlist.join(desk, held.patient, visit_type=held.visit_type, first_on=f.day(0))
    return waitlist.offer(SYSTEM, entry, hold=held, keep=dt.timedelta(hours=5))


@pytest.mark.parametrize("way", WAYS)
def test_what_is_kept_where_nobody_is_there_is_not_confirmed(cedar, way, late):
    held = kept(cedar)
    way(cedar)
    with pytest.raises(NotThereThen):
        booking.confirm(f.actor(cedar, "front_desk"), held)
    assert Appointment.objects.get(pk=held.pk).state == "held"


@pytest.mark.parametrize("way", WAYS)
def test_it_ends_at_once_and_the_sentence_is_true(cedar, way):
    held = kept(cedar)
    way(cedar)
    assert Appointment.objects.get(pk=held.pk).state == "cancelled"
    assert not Reservation.objects.filter(appointment=held).exists()
    with pytest.raises(NotThereThen, match="nobody is here then"):
        booking.confirm(f.actor(cedar, "front_desk"), held)


def test_other_times_come_with_it(cedar):
    held = kept(cedar)
    absent(cedar)
    with pytest.raises(NotThereThen) as refused:
        booking.confirm(f.actor(cedar, "front_desk"), held)
    assert refused.value.nearest


@pytest.mark.parametrize("way", WAYS)
def test_an_offer_ends_who_had_it_is_told_and_waits_on(cedar, way):
    offer = given(cedar)
    Message.objects.update(state="sent")
    way(cedar)
    offer.refresh_from_db()
    offer.entry.refresh_from_db()
    assert (offer.state, offer.entry.state) == ("passed", "waiting")
    assert Message.objects.filter(template="offer-ended", patient=offer.hold.patient).count() == 1
    with pytest.raises(NotThereThen):
        waitlist.accept(f.themselves(offer.hold.patient), offer)


def test_an_offer_that_was_not_sent_yet_is_not_taken_back_in_words(cedar):
    f.load_cedar(f.at_any_hour(f.CEDAR))
    offer = given(cedar)
    absent(cedar)
    assert not Message.objects.filter(template="offer-ended").exists()
    assert Message.objects.get(template="waitlist-offer", patient=offer.hold.patient).state not in ("queued", "sent")


def test_the_page_of_the_offer_says_it(cedar):
    offer = given(cedar)
    absent(cedar)
    me = as_patient(cedar, offer.hold.patient)
    assert (
        "We cannot see you at that time any more" in me.get(at(cedar, f"waitlist/offers/{offer.pk}/")).content.decode()
    )
    answer = me.post(at(cedar, f"waitlist/offers/{offer.pk}/accept/"), follow=True).content.decode()
    assert "nobody is here then" in answer


def test_a_proposal_at_a_time_that_cannot_be_ends_and_the_patient_is_asked_to_choose(cedar):
    desk = f.actor(cedar, "front_desk")
    who = f.patient(cedar, established=True)
    old = booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place("11:00", "lee", f.day(8)))
    proposals.propose(f.actor(cedar, "scheduler"), old, reason="ill")
    made = Proposal.objects.get()
    load(cedar, f.CEDAR + f"  The practice is closed on {made.hold.start.astimezone(f.CHICAGO).date()}.\n")
    made.refresh_from_db()
    assert made.state == "passed"
    assert Message.objects.filter(template="time-withdrawn", patient=who).exists()
    with pytest.raises(NotThereThen):
        proposals.accept(f.themselves(who), made)


def test_what_was_agreed_stays_agreed(cedar):
    """Lead time and caps were judged when it was kept."""
    held = kept(cedar)
    load(
        cedar,
        f.CEDAR.replace("at most 90 days", "at most 2 days")
        + "  At most 0 follow-up visits per day with Dr. Chen.\n".replace("0", "1"),
    )
    assert booking.confirm(f.actor(cedar, "front_desk"), held).state == "booked"


def test_what_waits_too_long_is_said_as_before(cedar):
    held = kept(cedar)
    Appointment.objects.filter(pk=held.pk).update(hold_expires_at=now() - dt.timedelta(minutes=1))
    with pytest.raises(booking.HoldGone):
        booking.confirm(f.actor(cedar, "front_desk"), held)
