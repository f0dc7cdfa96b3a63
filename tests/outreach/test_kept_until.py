"""A proposed time is kept until somebody can be called about it, and the message says why and with whom, where it may."""

import datetime as dt

import pytest

from frontdesk.booking import actions
from frontdesk.booking.models import Proposal
from frontdesk.messaging.models import Message
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.outreach.proposals.until import kept_until
from frontdesk.practice.models import Location, VisitType
from frontdesk.practice.policies import file_of, published
from tests import factory as f

MONDAY = dt.date(2027, 3, 1)


def moment(day, time):
    hour, minute = map(int, time.split(":"))
    return dt.datetime.combine(MONDAY + dt.timedelta(days=day), dt.time(hour, minute), f.CHICAGO)


@pytest.mark.parametrize(
    ("now", "latest", "until"),
    [
        ((0, "10:00"), (7, "08:00"), (2, "10:00")),  # within the hours: 48 hours
        ((0, "07:59"), (7, "08:00"), (2, "09:00")),  # a moment before it opens: an hour after that
        ((0, "19:00"), (7, "08:00"), (3, "09:00")),  # in the evening: the next day
        ((0, "10:00"), (1, "07:00"), (0, "12:00")),  # the time itself is the first of the next day: the end of today
        ((0, "06:00"), (0, "07:30"), (0, "07:30")),  # there is no better moment
    ],
)
def test_it_is_kept_until_the_place_is_open(cedar, now, latest, until):
    setup = file_of(published()).setup
    assert kept_until(setup, "downtown", moment(*latest), moment(*now)) == moment(*until)


def test_a_day_on_which_the_place_is_closed_is_none(db):
    f.load_cedar(f.CEDAR + f"  Downtown is closed on {MONDAY + dt.timedelta(days=2)}.\n")
    setup = file_of(published()).setup
    assert kept_until(setup, "downtown", moment(7, "08:00"), moment(0, "10:00")) == moment(3, "09:00")


def test_a_real_proposal_is_kept_until_such_a_moment(cedar):
    one = booked(cedar)
    proposals.propose(f.actor(cedar, "scheduler"), one, reason="ill")
    until = Proposal.objects.get().expires_at.astimezone(f.CHICAGO)
    assert dt.time(9) <= until.time() <= dt.time(12, 1)


def booked(practice, **who):
    patient = f.patient(practice, established=True, **who)
    return actions.book(
        f.actor(practice, "scheduler"), patient, visit_type=f.visit("follow-up"), place=f.place("09:00")
    )


AWAY = "  Dr. Chen is away on {day}.\n"
CLOSED = "  The practice is closed on {day}.\n"


@pytest.mark.parametrize(
    ("rule", "language", "said"),
    [
        (AWAY, "en", "cannot take place because Dr. Chen is out."),
        (AWAY, "es", " porque no estará Dr. Chen."),
        (CLOSED, "en", "cannot take place because we are closed then."),
        ("", "en", "cannot take place. We are holding another time"),
    ],
)
def test_the_message_says_why_and_with_whom_the_new_time_is(cedar, rule, language, said):
    one = booked(cedar, language=language)
    f.load_cedar(f.CEDAR + rule.format(day=f.day()))
    proposals.propose(f.actor(cedar, "scheduler"), one, reason="Dr. Chen broke a leg")
    body = Message.objects.get(template="time-proposed").body
    assert said in body and Proposal.objects.get().hold.provider.name in body.split(said)[-1]
    assert "leg" not in body


@pytest.mark.parametrize("secret", ["visit", "place"])
def test_where_a_name_would_give_something_away_it_is_not_said(cedar, secret):
    one = booked(cedar)
    f.load_cedar(f.CEDAR + AWAY.format(day=f.day()))
    (VisitType if secret == "visit" else Location).objects.update(sensitive=True)
    proposals.propose(f.actor(cedar, "scheduler"), type(one).objects.get(pk=one.pk), reason="ill")
    body = Message.objects.get(template="time-proposed").body
    assert "because your provider is out." in body and "Dr." not in body


def test_where_no_time_is_free_the_reason_is_said_too(cedar):
    one = booked(cedar)
    f.load_cedar(f.CEDAR + AWAY.format(day=f.day()))
    proposals.propose(f.actor(cedar, "scheduler"), one, reason="ill", shown=(None,))
    assert "because Dr. Chen is out." in Message.objects.get(template="time-withdrawn").body


def test_who_declines_on_the_page_is_not_told_that_it_is_kept(cedar):
    one = booked(cedar)
    proposals.propose(f.actor(cedar, "scheduler"), one, reason="ill")
    proposals.decline(f.themselves(one.patient), Proposal.objects.get())
    assert Message.objects.get(template="time-proposed").state == "withdrawn"


def test_asking_for_more_time_never_shortens_what_is_kept_for_days(cedar):
    one = booked(cedar)
    proposals.propose(f.actor(cedar, "scheduler"), one, reason="ill")
    hold = Proposal.objects.select_related("hold").get().hold
    before = hold.hold_expires_at
    actions.extend(f.actor(cedar, "front_desk"), hold)
    hold.refresh_from_db()
    assert hold.hold_expires_at >= before


@pytest.mark.parametrize("ended_by", [actions.expire_holds, proposals.pass_on])
def test_whatever_ends_a_kept_time_first_its_patient_hears_that_it_is_gone(cedar, ended_by):
    one = booked(cedar)
    proposals.propose(f.actor(cedar, "scheduler"), one, reason="ill")
    waiting = Proposal.objects.select_related("hold").get()
    past = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)
    Proposal.objects.update(expires_at=past)
    type(waiting.hold).objects.filter(pk=waiting.hold_id).update(hold_expires_at=past)
    assert ended_by() == 1
    waiting.refresh_from_db()
    assert waiting.state == "passed"
    assert Message.objects.filter(template="time-withdrawn", thing_id=one.pk).count() == 1
    assert Message.objects.get(template="time-proposed").state == "withdrawn"
    proposals.pass_on()
    assert Message.objects.filter(template="time-withdrawn").count() == 1
