"""A visit that has to wait for another, or is too near or too far from one whatever its date, blocks booking where it is decided."""

import datetime as dt

import pytest
from django.utils.timezone import now

from frontdesk.availability.model import Wanted
from frontdesk.booking import actions as booking
from frontdesk.booking import offers
from frontdesk.booking.models import Appointment
from frontdesk.day.correcting import actions as correcting
from frontdesk.intake import actions, evaluation, verdict
from frontdesk.intake.models import Draft, Request
from frontdesk.intake.referrals import actions as referrals
from frontdesk.intake.referrals.possible import sentences_against
from frontdesk.messaging.models import Message
from frontdesk.people.models import Patient
from frontdesk.records.known.actions import say_seen_before
from frontdesk.web.portal.journey import Journey
from tests import factory as f
from tests.intake.test_referrals import receive
from tests.web_client import as_staff, at

CEDAR = f.CEDAR.replace("  New patient visits need reason before booking.\n", "")
COMPLETED = "Procedures need a completed new patient visit or a completed follow-up visit first."
BOOKED = "Procedures need a new patient visit or a follow-up visit first."
NEAR = "Procedures are within 30 days of the last visit."
OLD = "Procedures are 3 to 5 days after the date of birth."
ALONE = "Patients may book procedures themselves."


def cedar_with(*rules):
    return f.load_cedar(CEDAR + "".join(f"  {rule}\n" for rule in rules))


def asked(practice, who, visit="procedure"):
    said = {"reason": "a cough", "insurance": "none"}
    made = actions.create_for_caller(f.actor(practice, "scheduler"), who, visit_type=f.visit(visit), answers=said)
    return Request.objects.get(pk=made.pk)


def lines_of(request, text):
    return [(line.status, line.detail) for line in verdict.lines(request) if line.text == text]


@pytest.mark.parametrize("rule", [COMPLETED, BOOKED])
def test_of_somebody_new_it_waits_for_approval_by_the_sentence_that_leaves_no_time(db, rule):
    practice = cedar_with(rule, ALONE)
    request = asked(practice, f.patient(practice))
    assert (request.state, request.deciding) == ("awaiting_approval", [rule])
    ((status, detail),) = lines_of(request, rule)
    assert status == "against" and "no new patient visit has taken place" in detail
    assert not evaluation.self_schedulable(request.patient, request.visit_type, {}, seen=None)


@pytest.mark.parametrize(("rule", "line", "alone"), [(COMPLETED, "waits", False), (BOOKED, None, True)])
def test_what_comes_first_and_is_booked_is_in_the_way_of_nothing_that_is_after_it(db, rule, line, alone):
    practice = cedar_with(rule, ALONE)
    who, desk = f.patient(practice), f.actor(practice, "scheduler")
    booking.book(desk, who, visit_type=f.visit("new-patient"), place=f.place(date=f.day(3)))
    request = asked(practice, who)
    assert request.state == "approved"
    assert [status for status, _ in lines_of(request, rule)] == ([line] if line else [])
    assert evaluation.self_schedulable(who, request.visit_type, {}, seen=None) is alone


def test_what_came_first_and_took_place_is_enough_for_an_established_patient(db):
    practice = cedar_with(COMPLETED)
    who, desk = f.patient(practice), f.actor(practice, "scheduler")
    first = booking.book(desk, who, visit_type=f.visit("new-patient"), place=f.place(date=f.day(3)))
    booking.complete(desk, booking.arrive(desk, f.its_time(first)))
    request = asked(practice, Patient.objects.get(pk=who.pk))
    assert request.patient.established and request.state == "approved" and lines_of(request, COMPLETED) == []


@pytest.mark.parametrize("channel", ["online", "staff"])
@pytest.mark.parametrize(("before", "times"), [(True, True), (False, False)])
def test_what_they_had_before_frontdesk_nobody_knows_and_it_blocks_nothing(db, before, times, channel):
    practice = cedar_with(COMPLETED, ALONE)
    who = f.patient(practice, established=True, known_before=before, last_visit_on=f.day(-60))
    known = evaluation.facts(who, {"reason": "a mole"}, channel)
    wanted = Wanted("procedure", now(), known, patient=str(who.pk))
    assert bool(offers.times(wanted, f.day(1), 30, limit=1)) is times
    assert evaluation.self_schedulable(who, f.visit("procedure"), {}, seen=None) is times
    request = asked(practice, who)
    assert request.state == ("approved" if times else "awaiting_approval")
    assert [status for status, _ in lines_of(request, COMPLETED)] == ([] if times else ["against"])


def test_said_to_have_been_seen_before_what_was_asked_is_judged_anew(db):
    practice = cedar_with(COMPLETED)
    request = asked(practice, f.patient(practice))
    assert request.state == "awaiting_approval"
    say_seen_before(f.actor(practice, "scheduler"), request.patient, before=True)
    assert Request.objects.get(pk=request.pk).state == "approved"


@pytest.mark.parametrize("rule", [COMPLETED, BOOKED])
def test_what_only_waited_for_what_comes_first_goes_on_when_that_is_booked(db, rule):
    practice = cedar_with(rule)
    who, desk = f.patient(practice), f.actor(practice, "scheduler")
    request = asked(practice, who)
    assert request.state == "awaiting_approval"
    booking.book(desk, who, visit_type=f.visit("new-patient"), place=f.place(date=f.day(3)))
    request.refresh_from_db()
    assert request.state == "approved" and rule not in request.deciding


def test_what_waits_for_a_person_too_goes_on_waiting_for_them(db):
    by_somebody = "Procedures need approval."
    practice = cedar_with(BOOKED, by_somebody)
    who, desk = f.patient(practice), f.actor(practice, "scheduler")
    request = asked(practice, who)
    assert request.deciding == [BOOKED]
    booking.book(desk, who, visit_type=f.visit("new-patient"), place=f.place(date=f.day(3)))
    request.refresh_from_db()
    assert (request.state, request.deciding) == ("awaiting_approval", [by_somebody])


def test_who_can_choose_a_time_now_or_has_to_bring_something_is_told(db):
    practice = cedar_with(BOOKED)
    desk = f.actor(practice, "scheduler")
    first, second = (f.patient(practice) for _ in range(2))
    requests = [asked(practice, who) for who in (first, second)]
    booking.book(desk, first, visit_type=f.visit("new-patient"), place=f.place(date=f.day(3)))
    cedar_with(BOOKED, "Procedures need a referral before booking.")
    booking.book(desk, second, visit_type=f.visit("new-patient"), place=f.place("10:00", date=f.day(3)))
    said = [set(Message.objects.filter(thing_id=one.pk).values_list("template", flat=True)) for one in requests]
    assert "request-approved" in said[0] and "information-needed" in said[1]
    assert [Request.objects.get(pk=one.pk).state for one in requests] == ["approved", "awaiting_info"]


def test_a_visit_that_was_missed_is_in_the_way_no_more(db):
    practice = cedar_with("At least 400 days between procedures.")
    who, desk = f.patient(practice, established=True), f.actor(practice, "scheduler")
    first = booking.book(desk, who, visit_type=f.visit("procedure"), place=f.place(date=f.day(3)))
    request = asked(practice, who)
    assert request.state == "awaiting_approval"
    booking.no_show(desk, f.its_time(first))
    request.refresh_from_db()
    assert request.state == "approved"


def test_a_visit_that_was_too_near_and_is_canceled_is_in_the_way_no_more(db):
    practice = cedar_with("At least 400 days between procedures.")
    who, desk = f.patient(practice, established=True), f.actor(practice, "scheduler")
    first = booking.book(desk, who, visit_type=f.visit("procedure"), place=f.place(date=f.day(3)))
    request = asked(practice, who)
    assert request.state == "awaiting_approval"
    booking.cancel(desk, first, reason="The patient asked")
    request.refresh_from_db()
    assert request.state == "approved"


@pytest.mark.parametrize(("days", "state"), [(-29, "approved"), (-31, "awaiting_approval")])
def test_a_distance_that_leaves_no_date_blocks_booking(db, days, state):
    practice = cedar_with(NEAR)
    request = asked(practice, f.patient(practice, established=True, last_visit_on=f.day(days)))
    assert request.state == state
    assert [status for status, _ in lines_of(request, NEAR)] == (["against"] if state != "approved" else [])


@pytest.mark.parametrize(("days", "state"), [(-2, "approved"), (-6, "awaiting_approval")])
def test_a_date_that_was_told_and_is_too_long_ago_blocks_booking(db, days, state):
    practice = cedar_with(OLD)
    assert asked(practice, f.patient(practice, birth_date=f.day(days))).state == state


def test_two_distances_that_leave_no_date_between_them_block_booking(db):
    far = "Procedures are at least 31 days after the last visit."
    practice = cedar_with(NEAR, far)
    request = asked(practice, f.patient(practice, established=True, last_visit_on=f.day(-1)))
    assert request.state == "awaiting_approval" and set(request.deciding) == {NEAR, far}


def test_one_provider_whom_it_does_not_keep_away_leaves_a_time(db):
    practice = cedar_with("Procedures with Dr. Chen need a new patient visit first.")
    assert asked(practice, f.patient(practice)).state == "approved"


def test_a_stranger_is_promised_no_choice_of_times(db):
    practice = cedar_with(BOOKED, ALONE)
    answers = {"visit": "procedure", "q:reason": "a mole", "birth": "1980-02-29", "payer": "none"}
    until = now() + dt.timedelta(hours=1)
    draft = Draft.objects.create(practice=practice, contact="who@example.org", answers=answers, expires_at=until)
    assert not Journey(draft, f.visit("procedure"), None).books_alone()
    assert Journey(draft, f.visit("new-patient"), None).books_alone()


def test_a_referral_says_so_before_it_is_accepted_and_its_request_after_it(db):
    practice = cedar_with(BOOKED)
    referral = receive(practice, "procedure")
    assert sentences_against(referral) == (BOOKED,)
    staff = as_staff(practice, "scheduler")
    page = staff.get(at(practice, f"console/referrals/{referral.pk}/")).content.decode()
    assert "No time can be offered to a new patient:" in page and BOOKED in page
    accepted = referrals.accept(f.actor(practice, "scheduler"), referral)
    assert accepted.request.state == "awaiting_approval"
    page = staff.get(at(practice, f"console/requests/{accepted.request_id}/")).content.decode()
    assert "No time can be offered:" in page and "Blocks booking" in page


def test_a_referral_of_somebody_who_has_what_comes_first_leaves_a_time(db):
    practice = cedar_with(BOOKED)
    who = f.patient(practice, first_name="Walter", last_name="Brandt", birth_date=dt.date(1951, 3, 8))
    referral = receive(practice, "procedure")
    assert sentences_against(referral, who) == (BOOKED,)
    booking.book(f.actor(practice, "scheduler"), who, visit_type=f.visit("new-patient"), place=f.place(date=f.day(3)))
    assert sentences_against(referral, who) == ()


def a_visit_canceled_by_mistake(desk, who):
    """A new patient visit, canceled; how it stands again."""
    first = booking.book(desk, who, visit_type=f.visit("new-patient"), place=f.place(date=f.day(3)))
    booking.cancel(desk, first, reason="The patient asked")
    return lambda: correcting.undo(desk, Appointment.objects.get(pk=first.pk))


def a_visit_missed_by_mistake(desk, who):
    """The same of one that was said to be missed."""
    first = booking.book(desk, who, visit_type=f.visit("new-patient"), place=f.place(date=f.day(3)))
    booking.no_show(desk, f.its_time(first))
    missed = Appointment.objects.get(pk=first.pk)
    return lambda: correcting.correct(desk, missed, state="arrived", reason="They were in the waiting room")


@pytest.mark.parametrize("by_mistake", [a_visit_canceled_by_mistake, a_visit_missed_by_mistake])
def test_what_waits_for_a_visit_that_stands_after_all_goes_on(db, by_mistake):
    practice = cedar_with(BOOKED)
    who, desk = f.patient(practice), f.actor(practice, "scheduler")
    stand_after_all = by_mistake(desk, who)
    request = asked(practice, who)
    assert request.state == "awaiting_approval"
    stand_after_all()
    request.refresh_from_db()
    assert request.state == "approved"


def test_what_a_visit_kept_away_that_was_booked_by_mistake_goes_on(db):
    practice = cedar_with("At least 400 days between procedures.")
    who, desk = f.patient(practice, established=True), f.actor(practice, "scheduler")
    first = booking.book(desk, who, visit_type=f.visit("procedure"), place=f.place(date=f.day(3)))
    request = asked(practice, who)
    assert request.state == "awaiting_approval"
    correcting.undo(desk, Appointment.objects.get(pk=first.pk))
    request.refresh_from_db()
    assert request.state == "approved"
