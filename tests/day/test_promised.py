"""Promises of time: what can be kept no more, or hardly, is one exception, which closes from what happens."""

import datetime as dt

import pytest
from django.utils.timezone import now

from frontdesk.booking import actions as booking
from frontdesk.day.exceptions.promised import actions as promised
from frontdesk.day.exceptions.promised.queries import of_referral, of_request
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Referral, Request, Task
from frontdesk.intake.referrals import actions as referrals
from frontdesk.reports.next_available.queries import as_of_now
from tests import factory as f

WITHIN = "Follow-up visits are offered a time within 3 days."
TOO_LATE = "Book follow-up visits at least 5 days ahead."
ANSWERED = "Referrals are answered within 2 days."


def with_rules(*sentences):
    return f.load_cedar(f.CEDAR + "".join(f"  {sentence}\n" for sentence in sentences))


def asked(practice):
    who = f.patient(practice, established=True)
    answers = {"reason": "Cough"}
    return intake.create_for_caller(
        f.actor(practice, "scheduler"), who, visit_type=f.visit("follow-up"), answers=answers
    )


def exceptions(outcome=None):
    tasks = Task.objects.filter(kind__in=("promise", "unanswered"))
    return [(task.thing_kind, task.what, task.state) for task in tasks if outcome in (None, task.outcome)]


def look(practice):
    """The day's round, inside the transaction of the test."""
    keys = [*Request.objects.values_list("pk", flat=True)]
    done = sum(promised.look_at_request(key) for key in keys)
    return done + sum(promised.look_at_referral(key) for key in Referral.objects.values_list("pk", flat=True))


def test_while_a_time_within_it_is_on_offer_nobody_has_to_look(db):
    practice = with_rules(WITHIN)
    asked(practice)
    assert look(practice) == 0 and exceptions() == []


def test_what_can_be_kept_no_more_is_one_exception_and_closes_where_it_can_be_kept_again(db):
    practice = with_rules(WITHIN, TOO_LATE)
    request = asked(practice)
    assert look(practice) == 1 and look(practice) == 0
    assert exceptions() == [("request", WITHIN, "open")]
    assert Task.objects.get(kind="promise").patient == request.patient
    practice = with_rules(WITHIN)
    assert look(practice) == 1 and exceptions("can be kept again") == [("request", WITHIN, "done")]


def test_what_has_less_than_a_day_left_is_put_before_staff_although_there_are_times(db):
    practice = with_rules(WITHIN)
    request = asked(practice)
    Request.objects.update(created_at=now() - dt.timedelta(days=3))
    assert look(practice) == 1
    done = booking.book(
        f.actor(practice, "scheduler"), request.patient, visit_type=request.visit_type, place=f.place(), request=request
    )
    assert done.request_id == request.pk and exceptions() == [("request", WITHIN, "done")]
    assert look(practice) == 0


def test_who_withdraws_has_been_promised_nothing(db):
    practice = with_rules(WITHIN, TOO_LATE)
    request = asked(practice)
    look(practice)
    intake.decline(f.actor(practice, "scheduler"), request, reason="No longer needed")
    assert exceptions() == [("request", WITHIN, "done")]


def test_the_narrowest_sentence_whose_condition_holds_counts_from_when_it_was_asked_for(db):
    urgent = 'Follow-up visits are offered a time within 48 hours when the reason mentions "cough".'
    practice = with_rules(WITHIN, urgent, "Visits are offered a time within 20 days.")
    request = asked(practice)
    promise = of_request(request)
    assert (promise.sentence, promise.until) == (urgent, request.created_at + dt.timedelta(hours=48))


def a_referral(practice, **answers):
    values = {"visit_type": f.visit("new-patient"), "first_name": "Ann", "last_name": "Lee"}
    return referrals.receive(f.actor(practice, "scheduler"), practice, values=values, answers=answers)


def test_a_referral_that_nobody_has_answered_is_put_before_staff(db):
    longer = 'Referrals are answered within 7 days when interpreter is "yes".'
    practice = with_rules(ANSWERED, longer)
    referral = a_referral(practice)
    assert look(practice) == 0
    Referral.objects.update(received_at=now() - dt.timedelta(days=4))
    assert look(practice) == 1 and exceptions() == [("referral", ANSWERED, "open")]
    assert of_referral(a_referral(practice, interpreter="yes")).sentence == longer
    referrals.decline(f.actor(practice, "scheduler"), referral, reason="Not our field")
    assert exceptions() == [("referral", ANSWERED, "done")]


@pytest.mark.parametrize(("sentences", "kept"), [([WITHIN], True), ([WITHIN, TOO_LATE], False)])
def test_the_report_says_whether_who_asks_now_is_offered_one(db, sentences, kept):
    practice = with_rules(*sentences)
    rows = {row.visit: row for row in as_of_now(f.actor(practice, "manager"), practice)}
    assert (rows["follow-up"].promise, rows["follow-up"].kept) == (WITHIN, kept)
    assert rows["procedure"].promise == ""


def test_a_practice_that_promises_nothing_looks_at_nothing(cedar):
    request = asked(cedar)
    assert of_request(request) is None and look(cedar) == 0 and exceptions() == []
