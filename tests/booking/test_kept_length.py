"""What is kept in the place of a visit is as long as the visit is to be, whenever that changes; what does not fit any more ends."""

import datetime as dt

import pytest
from psycopg.types.range import TimestamptzRange

from frontdesk.booking import actions as booking
from frontdesk.booking import kept_length
from frontdesk.booking.errors import ChangedSince
from frontdesk.booking.models import Appointment, Proposal
from frontdesk.booking.take import Wish, take, take_anew
from frontdesk.day.correcting import actions as correcting
from frontdesk.intake.models import Task
from frontdesk.messaging.models import Message
from frontdesk.outreach.proposals import actions as proposals
from tests import factory as f
from tests.portion import some_of

WHY = "needs interpreter"


def proposal(cedar, one: Appointment) -> Appointment:
    proposals.propose(f.actor(cedar, "scheduler"), one, reason="ill", shown=(f.place("10:00", date=f.day(8)),))
    return Proposal.objects.get(appointment=one, state="proposed").hold


def offer(cedar, one: Appointment) -> Appointment:
    return f.offered(one.patient, f.place("10:00", date=f.day(5)), instead_of=one).hold


def choice(cedar, one: Appointment) -> Appointment:
    return f.chosen(one, f.place("10:00", date=f.day(8)))


WAYS = [proposal, offer, choice]


def resized(cedar, one: Appointment, minutes: int = 60) -> Appointment:
    return correcting.resize(f.actor(cedar, "scheduler"), one, minutes=minutes, reason=WHY, override=True)


def minutes_of(one: Appointment) -> int:
    return int((one.end - one.start).total_seconds() // 60)


def beside(cedar, hold: Appointment) -> Appointment:
    """Somebody else begins when the kept time ends."""
    where = f.place("10:30", date=hold.start.astimezone(f.CHICAGO).date())
    who = f.patient(cedar, established=True)
    return booking.book(f.actor(cedar, "scheduler"), who, visit_type=f.visit("follow-up"), place=where)


@pytest.mark.parametrize("keep", some_of(WAYS, one_in=3))
@pytest.mark.parametrize("minutes", [60, 15])
def test_what_is_kept_takes_the_new_length_and_so_does_what_is_booked_there(cedar, keep, minutes):
    one = f.booked(cedar)
    hold = keep(cedar, one)
    assert minutes_of(hold) == 30
    resized(cedar, one, minutes)
    hold.refresh_from_db()
    assert (hold.state, minutes_of(hold), hold.given_minutes, hold.given_why) == ("held", minutes, minutes, WHY)
    taken = {(row.during.lower, row.during.upper) for row in hold.reservations.all()}
    assert taken == {(hold.start, hold.start + dt.timedelta(minutes=minutes))}
    there = booking.confirm(f.themselves(one.patient), hold)
    assert (minutes_of(there), there.given_minutes, there.overridden) == (minutes, minutes, ["Visits take 30 minutes."])


def test_back_to_the_length_of_the_rules_it_is_theirs(cedar):
    one = resized(cedar, f.booked(cedar))
    hold = proposal(cedar, one)
    assert minutes_of(hold) == 60
    correcting.resize(f.actor(cedar, "scheduler"), one, minutes=30)
    hold.refresh_from_db()
    assert (hold.state, minutes_of(hold), hold.given_minutes, hold.overridden) == ("held", 30, None, [])


@pytest.mark.parametrize("keep", WAYS)
def test_where_it_does_not_fit_any_more_it_ends_with_a_sentence(cedar, keep):
    one = f.booked(cedar)
    hold = keep(cedar, one)
    beside(cedar, hold)
    resized(cedar, one)
    hold.refresh_from_db()
    assert hold.state == "cancelled" and not hold.reservations.exists()
    with pytest.raises(ChangedSince):
        booking.confirm(f.themselves(one.patient), hold)
    one.refresh_from_db()
    assert (one.state, minutes_of(one)) == ("booked", 60)


@pytest.mark.parametrize("keep", WAYS)
def test_what_somebody_else_takes_between_the_judgement_and_the_row_ends_it_too(cedar, monkeypatch, keep):
    """Nobody stands in line for a room: only the database sees both."""
    one, other = f.booked(cedar), f.booked(cedar, "11:00")
    hold = keep(cedar, one)

    def taken_first(*asked):
        taken = hold.end, hold.end + dt.timedelta(minutes=30)
        other.reservations.filter(kind="provider").update(during=TimestamptzRange(*taken))
        return take_anew(*asked)

    monkeypatch.setattr(kept_length, "take_anew", taken_first)
    resized(cedar, one)
    hold.refresh_from_db()
    one.refresh_from_db()
    assert hold.state == "cancelled" and not hold.reservations.exists() and minutes_of(one) == 60


def test_who_was_told_of_an_offer_hears_that_it_ended_and_waits_on(cedar):
    one = f.booked(cedar)
    hold = offer(cedar, one)
    Message.objects.update(state="sent")
    beside(cedar, hold)
    resized(cedar, one)
    assert Message.objects.filter(template="offer-ended", patient=one.patient).count() == 1
    assert hold.waitlist_offers.get().entry.state == "waiting"


def test_who_was_not_told_yet_hears_nothing(cedar):
    cedar = f.load_cedar(f.at_any_hour(f.CEDAR))
    one = f.booked(cedar)
    hold = offer(cedar, one)
    beside(cedar, hold)
    resized(cedar, one)
    assert not Message.objects.filter(template="offer-ended").exists()
    assert Message.objects.get(template="waitlist-offer").state == "withdrawn"


def test_a_proposal_that_does_not_fit_is_followed_up_at_once(cedar):
    one = f.booked(cedar)
    hold = proposal(cedar, one)
    Message.objects.update(state="sent")
    beside(cedar, hold)
    resized(cedar, one)
    assert Proposal.objects.get().state == "passed"
    assert Message.objects.filter(template="time-withdrawn", patient=one.patient).exists()
    due = Task.objects.get(kind="move", thing_id=one.pk, state="open").due_at
    assert due <= dt.datetime.now(dt.UTC)


def test_a_visit_may_grow_into_what_is_kept_in_its_own_place(cedar):
    """It ends when that is taken, and takes no time from it until then."""
    one = f.booked(cedar)
    hold = f.chosen(one, "09:30")
    resized(cedar, one)
    one.refresh_from_db()
    hold.refresh_from_db()
    assert (minutes_of(one), hold.state, minutes_of(hold)) == (60, "held", 60)
    assert booking.confirm(f.themselves(one.patient), hold).state == "booked"
    assert {row.lane for row in hold.reservations.all()} == {0}


def test_two_that_are_kept_for_it_both_follow(cedar):
    one = f.booked(cedar)
    first, second = proposal(cedar, one), choice(cedar, one)
    if first.pk == second.pk:
        second = f.chosen(one, f.place("08:00", date=f.day(9)))
    resized(cedar, one)
    rows = Appointment.objects.filter(pk__in=[first.pk, second.pk])
    assert {(row.state, minutes_of(row)) for row in rows} == {("held", 60)}


def test_what_is_kept_for_somebody_else_is_left_alone(cedar):
    one, other = f.booked(cedar), f.patient(cedar, established=True)
    held = take(Wish(other, f.visit("follow-up"), f.place("11:00"), "online", agreed=True), "held", 600)
    resized(cedar, one)
    held.refresh_from_db()
    assert (held.state, minutes_of(held), held.version) == ("held", 30, 1)


def test_that_it_could_not_be_booked_any_more_is_no_reason_to_end_it(cedar):
    """How early one must book was judged when it was kept."""
    one = f.booked(cedar)
    hold = proposal(cedar, one)
    f.load_cedar(f.CEDAR.replace("at most 90 days", "at most 2 days"))
    resized(cedar, one)
    hold.refresh_from_db()
    assert (hold.state, minutes_of(hold)) == ("held", 60)
