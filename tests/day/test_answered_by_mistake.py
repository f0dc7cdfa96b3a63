"""What staff accepted for a patient, or passed on, by mistake is kept for them again: soon after, and before anybody is told."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils.timezone import now

from frontdesk.access.may import SYSTEM
from frontdesk.availability.model import minute_of
from frontdesk.booking import actions
from frontdesk.booking.freed_times import may_stand_again
from frontdesk.booking.models import Appointment, Merge, Proposal, WaitlistEntry, WaitlistOffer
from frontdesk.day.correcting import actions as correcting
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Request, Task
from frontdesk.intake.undo.actions import TooLateToUndo
from frontdesk.messaging.actions import TAKE_BACK
from frontdesk.messaging.models import Message
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.records.merging import actions as merging
from frontdesk.tenancy.models import uuid7
from tests import factory as f


@pytest.fixture
def one(cedar, desk):
    return f.booked(cedar, by=desk)


def of_a_proposal(one):
    return f.proposed(one)


def of_something_earlier(one):
    return f.offered(one.patient, f.place("08:30"), instead_of=one)


def of_a_first_time(one):
    return f.offered(f.patient(one.practice, established=True), f.place("10:00"))


def accept(desk, given):
    action = proposals.accept if isinstance(given, Proposal) else waitlist.accept
    action(desk, given, reason="by telephone")
    return again(given.hold)


def again(row):
    return type(row).objects.get(pk=row.pk)


def rows_of(hold):
    return sorted((row.kind, row.lane, row.during.lower, row.during.upper) for row in hold.reservations.all())


def everything():
    """The states of all that is kept, asked and to be done."""
    kept = Appointment.objects.order_by("pk").values_list("pk", "state", "successor", "replaces")
    asked = [list(kind.objects.order_by("pk").values_list("pk", "state")) for kind in (Proposal, WaitlistOffer, WaitlistEntry, Request)]  # fmt: skip
    return list(kept), asked, list(Task.objects.order_by("pk").values_list("kind", "state", "outcome"))


each = pytest.mark.parametrize("given_of", [of_a_proposal, of_something_earlier, of_a_first_time])


@each
def test_an_acceptance_taken_back_leaves_all_as_before(one, desk, given_of):
    given = given_of(one)
    before, taken = everything(), rows_of(given.hold)
    hold = accept(desk, given)
    assert hold.state == "booked" and everything() != before
    correcting.undo(desk, hold, version=hold.version)
    assert everything() == before and rows_of(given.hold) == taken
    assert again(hold).hold_expires_at == given.expires_at
    assert not Message.objects.filter(thing_id=hold.pk, template__in=correcting.ACCEPTED).exclude(state="withdrawn")


@each
def test_and_the_patient_can_answer_for_themselves(one, desk, given_of):
    given = given_of(one)
    correcting.undo(desk, accept(desk, given))
    action = proposals.accept if isinstance(given, Proposal) else waitlist.accept
    action(f.themselves(given.hold.patient), again(given))
    assert again(given.hold).state == "booked" and again(given).state == "accepted"


@each
def test_what_they_are_told_waits_for_the_seconds_in_which_it_can_be_taken_back(one, desk, given_of):
    hold = accept(desk, given_of(one))
    message = Message.objects.get(thing_id=hold.pk, template__in=correcting.ACCEPTED)
    assert message.state == "queued" and now() < message.not_before <= now() + TAKE_BACK
    assert correcting.open_until(desk, hold) == message.not_before


@each
def test_what_was_said_is_not_taken_back(one, desk, given_of):
    hold = accept(desk, given_of(one))
    Message.objects.filter(template__in=correcting.ACCEPTED).update(state="sent")
    with pytest.raises(TooLateToUndo), transaction.atomic():
        correcting.undo(desk, hold)
    assert again(hold).state == "booked"


@each
def test_only_who_pressed_takes_it_back_and_nobody_what_a_patient_answered(cedar, one, desk, given_of):
    given = given_of(one)
    accept(f.themselves(given.hold.patient), given)
    for who in (desk, f.actor(cedar, "scheduler")):
        assert correcting.open_until(who, again(given.hold)) is None


def test_a_booking_that_nobody_had_offered_is_not_kept_for_an_answer_when_it_is_taken_back(one, desk):
    correcting.undo(desk, one)
    one.refresh_from_db()
    assert (one.state, one.reservations.exists()) == ("cancelled", False)
    held = actions.hold(desk, one.patient, visit_type=one.visit_type, place=f.place("10:00"), channel="staff")
    assert correcting.last_of(desk, actions.confirm(desk, held)) is None


def test_the_request_waits_for_a_time_again(cedar, desk):
    who = f.patient(cedar, established=True)
    asked = intake.submit(f.themselves(who), who, visit_type=f.visit("follow-up"), answers={})
    given = f.offered(who, f.place("10:00"))
    hold = accept(desk, given)
    assert again(asked).state == "scheduled"
    correcting.undo(desk, hold)
    assert again(asked).state == "approved"


def test_what_was_not_said_of_the_proposal_yet_is_said_after_all(one, desk):
    given = f.proposed(one)
    asked = Message.objects.get(template="time-proposed")
    hold = accept(desk, given)
    assert again(asked).state == "withdrawn"
    correcting.undo(desk, hold)
    assert again(asked).state == "queued"


def test_a_time_that_was_passed_on_is_kept_for_them_again(one, desk):
    given = of_something_earlier(one)
    before, taken = everything(), rows_of(given.hold)
    waitlist.decline(desk, given)
    hold = again(given.hold)
    assert hold.state == "cancelled" and everything() != before
    assert now() < correcting.open_until(desk, hold) <= now() + TAKE_BACK
    correcting.undo(desk, hold, version=hold.version)
    assert everything() == before and rows_of(given.hold) == taken


def test_until_then_it_is_offered_to_nobody_else(one, desk):
    given = of_something_earlier(one)
    waitlist.decline(desk, given)
    assert minute_of(given.hold.start) in [booked.start for booked in may_stand_again()]


def test_what_a_patient_does_not_want_is_the_next_ones_at_once(one):
    given = of_something_earlier(one)
    waitlist.decline(f.themselves(one.patient), given)
    assert may_stand_again() == []


def test_after_these_seconds_it_is_the_next_ones(one, desk, monkeypatch):
    given = of_something_earlier(one)
    waitlist.decline(desk, given)
    monkeypatch.setattr(correcting, "TAKE_BACK", dt.timedelta())
    with pytest.raises(TooLateToUndo), transaction.atomic():
        correcting.undo(desk, again(given.hold))


@pytest.mark.parametrize("since", ["somebody else has the time", "another time is offered", "they have left"])
def test_what_has_happened_since_stands(cedar, one, desk, since):
    given = of_something_earlier(one)
    waitlist.decline(desk, given)
    other = f.patient(cedar, established=True)
    if since == "somebody else has the time":
        actions.book(f.actor(cedar, "scheduler"), other, visit_type=one.visit_type, place=f.place("08:30"))
    elif since == "another time is offered":
        WaitlistEntry.objects.update(state="offered")
    else:
        waitlist.leave(SYSTEM, again(given.entry))
    with pytest.raises(TooLateToUndo), transaction.atomic():
        correcting.undo(desk, again(given.hold))
    assert again(given.hold).state == "cancelled" and again(given).state == "declined"


@pytest.mark.parametrize("answer", ["accepted", "declined"])
def test_who_waits_in_another_way_by_now_does_not_wait_twice(one, desk, answer):
    given = of_a_first_time(one)
    hold = given.hold
    if answer == "accepted":
        hold = accept(desk, given)
    else:
        waitlist.decline(desk, given)
        WaitlistEntry.objects.filter(pk=given.entry_id).update(state="left")
    who, earlier = hold.patient, hold if answer == "accepted" else None
    newer = waitlist.join(f.themselves(who), who, visit_type=hold.visit_type, first_on=f.day(0), appointment=earlier)
    with pytest.raises(TooLateToUndo), transaction.atomic():
        correcting.undo(desk, again(hold))
    assert again(newer).state == "waiting" and again(newer).appointment == earlier
    assert again(hold).state == ("booked" if answer == "accepted" else "cancelled")


def test_who_was_merged_with_one_that_waits_does_not_wait_twice(cedar, desk):
    mine = f.patient(cedar, established=True)
    theirs = f.patient(cedar, established=True)
    given = f.offered(mine, f.place("10:00"))
    waitlist.join(f.themselves(theirs), theirs, visit_type=given.hold.visit_type, first_on=f.day(0))
    hold = accept(desk, given)
    merging.merge(desk, mine, gone=theirs, reason="the card", choices={})
    waiting = WaitlistEntry.objects.filter(state__in=("waiting", "offered"))
    assert not waiting.exists(), "who has it booked in one record waits for it in none"
    correcting.undo(desk, again(hold))
    assert [entry.pk for entry in waiting.all()] == [given.entry_id] and again(hold).state == "held"
    merging.unmerge(desk, again(mine), merge=Merge.objects.get(), reason="two people")
    assert {(entry.patient, entry.state) for entry in waiting.all()} == {(mine, "offered"), (theirs, "waiting")}


@each
def test_after_the_moment_until_which_it_was_kept_it_is_not_kept_again(one, desk, given_of):
    given = given_of(one)
    hold = accept(desk, given)
    over = now() - dt.timedelta(seconds=1)
    type(given).objects.filter(pk=given.pk).update(expires_at=over)
    assert correcting.open_until(desk, hold) == over
    with pytest.raises(correcting.KeptNoLonger), transaction.atomic():
        correcting.undo(desk, hold)
    assert again(hold).state == "booked"


def test_what_is_kept_again_is_of_no_series(one, desk):
    series = uuid7()
    Appointment.objects.filter(pk=one.pk).update(series=series)
    given = f.proposed(again(one), desk)
    hold = accept(desk, given)
    assert hold.series == series
    correcting.undo(desk, hold)
    assert again(hold).series is None and again(one).series == series
