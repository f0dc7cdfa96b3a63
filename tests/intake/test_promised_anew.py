"""By when we answer counts from when a request came to wait for us: a new one from what the rules decide, one whose visit was not kept from then."""

import datetime as dt

import pytest
from django.utils.timezone import now

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.intake import actions, service_levels
from frontdesk.intake.models import Request
from frontdesk.intake.queue import actions as queue
from tests import factory as f
from tests.intake.test_queue import NOBODY_ALONE, ask, end_of

LONG_AGO = 40


@pytest.fixture
def practice(db):
    return f.load_cedar(NOBODY_ALONE)


def asked_long_ago(practice, payer):
    asked = ask(practice, payer)
    old = now().date() - dt.timedelta(days=LONG_AGO)
    Request.objects.filter(pk=asked.pk).update(reply_by=old)
    asked.refresh_from_db()
    return asked


@pytest.mark.parametrize("rules_change", [False, True])
@pytest.mark.parametrize("how", ["canceled", "missed"])
def test_who_waits_again_after_a_visit_that_was_not_kept_is_promised_an_answer_anew(practice, how, rules_change):
    desk = f.actor(practice, "scheduler")
    asked = asked_long_ago(practice, "aetna")
    one = booking.book(desk, asked.patient, visit_type=asked.visit_type, place=f.place("09:00"), request=asked)
    if how == "canceled":
        booking.cancel(desk, one, reason="The patient is ill")
    else:
        booking.no_show(desk, f.its_time(one))
    asked.refresh_from_db()
    if asked.state == "scheduled":
        actions.look_again(desk, asked)
        asked.refresh_from_db()
    if rules_change:
        f.load_cedar(NOBODY_ALONE + "  Requests wait at most 900 days for a time.\n")
        assert queue.retime(practice) == 1
        asked.refresh_from_db()
    assert asked.state == "approved" and asked.due_at > now()
    assert asked.due_at == end_of(asked.reply_by, practice.zone), "a promise all the same"
    assert asked.reply_by == service_levels.reply_by(practice)


def test_what_had_ended_by_mistake_is_promised_an_answer_anew(practice):
    asked = asked_long_ago(practice, "aetna")
    asked = actions.withdraw(SYSTEM, asked)
    taken_up = actions.take_up(SYSTEM, asked, state="approved")
    assert taken_up.due_at == end_of(service_levels.reply_by(practice), practice.zone)


def test_what_needs_no_approval_is_not_promised_by_the_limit_for_approval(db):
    limits = "  Requests wait at most 1 hours for approval.\n  Requests wait at most 3 business days for a time.\n"
    practice = f.load_cedar(NOBODY_ALONE.replace("within days: 2", "within days: 9") + limits)
    business = service_levels.policies.current().setup.book.business_days
    found = ask(practice, "aetna")
    today = found.created_at.astimezone(practice.zone).date()
    assert found.state == "approved" and found.reply_by == business.after(today, 3)
    assert found.due_at == end_of(found.reply_by, practice.zone)
    to_approve = ask(practice)
    assert to_approve.state == "awaiting_approval"
    assert to_approve.reply_by == to_approve.due_at.astimezone(practice.zone).date() < found.reply_by


def patients_choose(practice, *, may, limit=""):
    """The same practice, whose patients may choose a time alone, or not any more."""
    f.load_cedar(NOBODY_ALONE + limit + ("  Patients may book new patient visits themselves.\n" if may else ""))


def test_who_was_to_choose_and_may_not_any_more_is_promised_an_answer_anew(practice):
    patients_choose(practice, may=True)
    asked = ask(practice, "aetna")
    assert asked.state == "approved" and asked.due_at is None, "it waits for the patient"
    Request.objects.filter(pk=asked.pk).update(reply_by=now().date() - dt.timedelta(days=LONG_AGO))
    patients_choose(practice, may=False)
    assert queue.retime(practice) == 1
    asked.refresh_from_db()
    assert asked.reply_by == service_levels.reply_by(practice)
    assert asked.due_at == end_of(asked.reply_by, practice.zone) > now()


def test_a_promise_that_was_made_stays_when_the_rules_give_more_time_and_less_time_counts_at_once(practice):
    asked = asked_long_ago(practice, "aetna")
    Request.objects.filter(pk=asked.pk).update(due_at=end_of(asked.reply_by, practice.zone))
    f.load_cedar(NOBODY_ALONE.replace("within days: 2", "within days: 9"))
    queue.retime(practice)
    asked.refresh_from_db()
    assert asked.due_at == end_of(asked.reply_by, practice.zone) < now()
    other = ask(practice, "aetna")
    f.load_cedar(NOBODY_ALONE + "  Requests wait at most 1 hours for a time.\n")
    queue.retime(practice)
    before, other = other.due_at, Request.objects.get(pk=other.pk)
    assert other.due_at == other.state_since + dt.timedelta(hours=1) < before


@pytest.mark.parametrize("zone", ["America/New_York", "America/Los_Angeles"])
def test_a_promise_that_was_made_stays_where_the_practice_is_in_another_time_zone(practice, zone):
    asked = asked_long_ago(practice, "aetna")
    Request.objects.filter(pk=asked.pk).update(due_at=end_of(asked.reply_by, practice.zone))
    f.load_cedar(NOBODY_ALONE.replace("America/Chicago", zone))
    practice.refresh_from_db()
    assert practice.timezone == zone and queue.retime(practice) == 1
    before, asked = asked.reply_by, Request.objects.get(pk=asked.pk)
    assert asked.reply_by == before and asked.due_at == end_of(before, practice.zone)


def test_who_was_to_choose_within_so_many_hours_was_promised_nothing_either(practice):
    patients_choose(practice, may=True, limit="  Requests wait at most 1 hours for a time.\n")
    asked = ask(practice, "aetna")
    assert asked.due_at == asked.state_since + dt.timedelta(hours=1)
    long_ago = dt.timedelta(days=LONG_AGO)
    Request.objects.filter(pk=asked.pk).update(
        reply_by=now().date() - long_ago, due_at=asked.due_at - long_ago - dt.timedelta(days=3)
    )
    patients_choose(practice, may=False)
    queue.retime(practice)
    asked.refresh_from_db()
    assert asked.reply_by == service_levels.reply_by(practice) and asked.due_at > now()
