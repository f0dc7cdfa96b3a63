"""What a patient did not keep, as rules count it: by the record's own appointments, and asked for only where a rule turns on it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from frontdesk.booking import actions as booking
from frontdesk.intake import actions as intake
from frontdesk.intake import evaluation
from frontdesk.practice import policies
from frontdesk.practice.file import read
from frontdesk.reports.trials.cases import asked
from tests import factory as f

CUT_OFF = "  Patients may cancel visits up to 48 hours ahead.\n"
COUNTS = "  Canceling less than 24 hours ahead counts as a no-show.\n"
MISSED = "  Visits need approval when the patient has 2 or more no-shows in 12 months.\n"
LATE = "  Visits need approval when the patient has 1 or more late cancellations.\n"
THEIRS = "The patient is ill"


def loaded(*rules):
    return f.load_cedar(f.CEDAR + "".join(rules))


def booked(practice, who, hours, visit="follow-up", time="09:00"):
    """An appointment that begins in so many hours."""
    one = booking.book(f.actor(practice, "scheduler"), who, visit_type=f.visit(visit), place=f.place(time), override=True, reason="x")  # fmt: skip
    begins = now() + dt.timedelta(hours=hours)
    type(one).objects.filter(pk=one.pk).update(start=begins, end=begins + dt.timedelta(minutes=20))
    one.reservations.all().delete()
    one.refresh_from_db()
    return one


def canceled(practice, who, hours, reason=THEIRS, **more):
    return booking.cancel(f.actor(practice, "front_desk"), booked(practice, who, hours, **more), reason=reason)


def missed(practice, who, days=1, visit="follow-up"):
    one = f.its_time(booked(practice, who, 50, visit))
    booking.no_show(f.actor(practice, "front_desk"), one)
    begins = now() - dt.timedelta(days=days)
    type(one).objects.filter(pk=one.pk).update(start=begins, end=begins + dt.timedelta(minutes=20))
    who.refresh_from_db()


def counted(who, **more):
    who.refresh_from_db()
    facts = evaluation.facts(who, {}, "staff", **more)
    return facts.no_shows, sorted((one.visit, one.counts_as) for one in facts.not_kept or ())


def test_what_is_missed_or_canceled_late_counts_by_the_rules(db):
    practice = loaded(CUT_OFF, COUNTS, LATE)
    who = f.patient(practice, established=True)
    missed(practice, who)
    canceled(practice, who, 60)  # in time
    canceled(practice, who, 30, time="10:00")  # late
    canceled(practice, who, 5, time="11:00")  # as if it had been missed
    assert counted(who) == (
        2,
        [
            ("follow-up", "cancellation"),
            ("follow-up", "late cancellation"),
            ("follow-up", "no-show"),
            ("follow-up", "no-show"),
        ],
    )


def test_in_a_row_ends_with_a_visit_that_was_kept(db):
    practice = loaded("  Visits need approval when the patient has 2 or more no-shows of procedures in a row.\n")
    who, desk = f.patient(practice, established=True), f.actor(practice, "front_desk")

    def kept(visit, days):
        appointment = f.its_time(booked(practice, who, 50, visit))
        booking.arrive(desk, appointment)
        begins = now() - dt.timedelta(days=days)
        type(appointment).objects.filter(pk=appointment.pk).update(start=begins, end=begins + dt.timedelta(minutes=20))

    def since():
        who.refresh_from_db()
        return [missed.kept_since for missed in evaluation.facts(who, {}, "staff").not_kept]

    missed(practice, who, days=30, visit="procedure")
    missed(practice, who, days=20, visit="procedure")
    assert since() == [(), ()]
    kept("follow-up", 25)
    assert since() == [("follow-up",), ()]
    kept("procedure", 10)
    assert since() == [("follow-up", "procedure"), ("procedure",)]
    assert [m.kept_since for m in evaluation.facts(who, {}, "staff", by=now() - dt.timedelta(days=15)).not_kept] == [
        ("follow-up",),
        (),
    ], "as of a day before it"
    seen = evaluation.facts(who, {}, "staff", seen=frozenset({"procedure"}))
    assert [m.kept_since for m in seen.not_kept] == [("procedure",)] * 2, "whoever may not see it learns nothing of it"


def test_what_was_kept_is_asked_for_only_where_a_rule_turns_on_it(db):
    practice = loaded(MISSED)
    who = f.patient(practice, established=True)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        evaluation.facts(who, {}, "staff")
    assert not [query for query in queries if "MAX" in query["sql"]]


def test_what_the_practice_cancels_and_a_hold_that_ran_out_are_none_of_theirs(db):
    practice = loaded(CUT_OFF, COUNTS, LATE)
    who = f.patient(practice, established=True)
    for reason in ("The provider is away", "Booked by mistake", "no idea"):
        canceled(practice, who, 5, reason)
    held = booking.hold(f.actor(practice, "front_desk"), who, visit_type=f.visit("follow-up"), place=f.place("11:00"), channel="phone")  # fmt: skip
    booking.cancel(f.actor(practice, "front_desk"), held, reason=THEIRS)
    assert counted(who) == (0, [])


def test_a_cancellation_that_is_taken_back_counts_no_more(db):
    from frontdesk.day.correcting import actions as correcting

    practice = loaded(CUT_OFF, LATE)
    who, desk = f.patient(practice, established=True), f.actor(practice, "front_desk")
    one = booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place())
    type(one).objects.filter(pk=one.pk).update(start=now() + dt.timedelta(hours=30), end=now() + dt.timedelta(hours=31))
    one.refresh_from_db()
    one = booking.cancel(desk, one, reason=THEIRS)
    assert counted(who)[1] == [("follow-up", "late cancellation")]
    correcting.undo(desk, one)
    assert counted(who)[1] == []


def test_a_window_looks_at_the_days_and_a_total_at_what_the_record_says(db):
    practice = loaded(MISSED)
    who = f.patient(practice, established=True, no_shows=3)  # of an earlier system, or of another record

    def decided():
        desk, visit = f.actor(practice, "scheduler"), f.visit("follow-up")
        made = intake.create_for_caller(desk, who, visit_type=visit, answers={"reason": "x"})
        return evaluation.evaluate(made, for_staff=True).state

    assert decided() == "approved"
    missed(practice, who, days=400)
    missed(practice, who)
    assert decided() == "approved"
    missed(practice, who)
    assert decided() == "awaiting_approval"


def test_late_is_what_was_late_by_the_rules_under_which_it_was_booked(db):
    practice = loaded(LATE)
    who = f.patient(practice, established=True)
    before = booked(practice, who, 30)
    practice = loaded(CUT_OFF, LATE)
    booking.cancel(f.actor(practice, "front_desk"), before, reason=THEIRS)
    assert counted(who)[1] == [("follow-up", "cancellation")]
    canceled(practice, who, 30, time="10:00")
    assert counted(who)[1] == [("follow-up", "cancellation"), ("follow-up", "late cancellation")]


def test_whoever_may_not_know_of_a_visit_is_answered_as_if_it_had_not_been(db):
    practice = loaded(CUT_OFF, COUNTS, MISSED, LATE)
    who = f.patient(practice, established=True)
    missed(practice, who, visit="procedure")
    canceled(practice, who, 30, visit="procedure")
    canceled(practice, who, 5, visit="procedure", time="10:00")
    assert counted(who)[0] == 2 and len(counted(who)[1]) == 3
    assert counted(who, seen=frozenset({"follow-up"})) == (0, [])
    missed(practice, who)
    assert counted(who, seen=frozenset({"follow-up"})) == (1, [("follow-up", "no-show")])


@pytest.mark.parametrize(("rules", "more"), [((), 0), ((CUT_OFF, COUNTS), 0), ((MISSED,), 1), ((LATE, CUT_OFF), 1)])
def test_it_is_asked_by_one_question_and_only_where_a_rule_turns_on_it(db, rules, more):
    practice = loaded(*rules)
    who = f.patient(practice, established=True)
    for time in ("09:00", "10:00", "11:00"):
        canceled(practice, who, 30, time=time)
    missed(practice, who)
    evaluation.facts(who, {}, "staff")
    with CaptureQueriesContext(connection) as questions:
        evaluation.facts(who, {}, "staff")
    about = [one["sql"] for one in questions if "booking_appointment" in one["sql"]]
    assert len(about) == more


def test_a_trial_counts_by_the_rules_that_are_tried_and_what_had_been_missed_by_then(db):
    practice = loaded()
    who = f.patient(practice, established=True)
    canceled(practice, who, 5)
    one = intake.create_for_caller(f.actor(practice, "scheduler"), who, visit_type=f.visit("follow-up"), answers={"reason": "x"})  # fmt: skip
    draft = read(policies.published().text + COUNTS + MISSED).setup
    (case,) = [case for case in asked(30, draft) if case.id == str(one.pk)]
    assert [row.counts_as for row in case.facts.not_kept or ()] == ["no-show"]
    type(one).objects.filter(pk=one.pk).update(created_at=now() - dt.timedelta(days=3))
    (case,) = [case for case in asked(30, draft) if case.id == str(one.pk)]
    assert case.facts.not_kept == () and case.facts.today == case.at.date()


# By what the canceled visit was booked with -----------------------------------------------------------------

ONLINE = "  Patients may cancel visits up to 20 days ahead when the request comes online.\n"
BY_PHONE = "  Patients may cancel visits up to 20 days ahead when the request comes by phone.\n"


def what_counts(who, **said):
    asked = [evaluation.facts(who, said, channel) for channel in ("online", "staff", "phone")]
    return {tuple(one.counts_as for one in facts.not_kept) for facts in asked}


@pytest.mark.parametrize(("rule", "late"), [(ONLINE, True), (BY_PHONE, False)])
def test_whether_it_was_late_depends_on_its_own_channel_and_not_on_that_of_what_is_asked_now(db, rule, late):
    practice = loaded(rule, LATE)
    who = f.patient(practice, established=True)
    canceled(practice, who, 72)
    assert what_counts(who) == {("late cancellation" if late else "cancellation",)}


@pytest.mark.parametrize("channel", ["online", "phone"])
def test_a_request_says_by_which_channel_and_with_which_answers_it_was_booked(db, channel):
    said = '  Patients may cancel visits up to 20 days ahead when the request comes by phone and reason is "tired".\n'
    practice = loaded(said, LATE)
    who, desk = f.patient(practice, established=True), f.actor(practice, "scheduler")
    request = intake.create_for_caller(desk, who, visit_type=f.visit("follow-up"), answers={"reason": "tired"})
    type(request).objects.filter(pk=request.pk).update(channel=channel)
    one = booked(practice, who, 72)
    type(one).objects.filter(pk=one.pk).update(request=request)
    one.refresh_from_db()
    booking.cancel(f.actor(practice, "front_desk"), one, reason=THEIRS)
    assert what_counts(who, reason="cough") == {("late cancellation" if channel == "phone" else "cancellation",)}
