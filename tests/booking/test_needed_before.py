"""What a rule wants before a visit is kept before it, whoever the patient is: with it against without it, for every rule that looks back."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from frontdesk.booking import actions
from frontdesk.booking.errors import BreaksRules
from frontdesk.booking.judging import Judge
from frontdesk.booking.models import Appointment
from frontdesk.booking.needing import needing
from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.day.exceptions.queries import rules_against
from frontdesk.intake.models import Task
from tests import factory as f
from tests.booking.test_first_visits import TEXT, on

FOLLOW_UP_FIRST = "Procedures need a follow-up visit first."
FOLLOW_UP_LATELY = "Procedures are within 30 days of the last follow-up visit."
VISIT_LATELY = "Procedures are within 30 days of the last visit."
APART = "Procedures are at least 3 days after the last follow-up visit."
BEFORE, FIRST, LATER, BEHIND = 3, 5, 9, 12  # days from today


def exceptions(one):
    return list(Task.objects.filter(kind="broken", thing_id=one.pk, state="open").values_list("what", flat=True))


def booked(desk, who, visit, days, time="09:00"):
    return actions.book(desk, who, visit_type=f.visit(visit), place=on(days, time))


def long_ago(desk, who, visit):
    """They had such a visit so long ago that it will not do."""
    one = f.its_time(booked(desk, who, visit, FIRST, "11:00"))
    ago = dt.timedelta(days=200)
    Appointment.objects.filter(pk=one.pk).update(start=one.start - ago, end=one.end - ago)


@pytest.fixture(params=[FOLLOW_UP_FIRST, FOLLOW_UP_LATELY])
def rule(request):
    return request.param


@pytest.fixture
def cedar(db, rule):
    return f.load_cedar(f"{TEXT.rstrip()}\n  {rule}\n")


@pytest.fixture
def desk(cedar):
    return f.actor(cedar, "scheduler")


@pytest.fixture(params=["established", "new, with another visit before"])
def who(request, cedar, desk, rule):
    patient = f.patient(cedar, established=request.param == "established")
    if request.param != "established":
        booked(desk, patient, "new-patient", BEFORE)
    if rule == FOLLOW_UP_LATELY:
        long_ago(desk, patient, "follow-up")
    return patient


@pytest.fixture
def first(desk, who):
    with pytest.raises(BreaksRules):
        booked(desk, who, "procedure", LATER)
    return booked(desk, who, "follow-up", FIRST)


@pytest.fixture
def later(desk, who, first):
    return booked(desk, who, "procedure", LATER)


def test_without_it_it_is_an_exception_and_with_another_one_no_more(desk, who, rule, first, later):
    assert [(one, [reason.rule for reason in why]) for one, why in needing(first)] == [(later, [rule])]
    actions.cancel(desk, first, reason="ill")
    open_exception_tasks()
    assert exceptions(later) == [rule] == [reason.rule for reason in rules_against(later)]
    booked(desk, who, "follow-up", FIRST + 1)
    assert exceptions(later) == [] == rules_against(later)


def test_who_does_not_come_to_it_is_called_about_what_needs_it(desk, rule, first, later):
    missed = actions.no_show(desk, f.its_time(first))
    assert exceptions(later) == [rule]
    assert needing(missed) == []


def test_it_moves_up_to_what_needs_it_and_behind_it_with_a_reason_alone(desk, rule, first, later):
    moved = actions.reschedule(desk, first, place=on(LATER - 1))
    assert exceptions(later) == []
    with pytest.raises(BreaksRules) as refused:
        actions.reschedule(desk, moved, place=on(BEHIND))
    (reason,) = refused.value.reasons
    assert reason.kind == "needed first" and rule in reason.detail
    behind = actions.reschedule(desk, moved, place=on(BEHIND), reason="Wants it so", override=True)
    assert exceptions(later) == [rule] and rules_against(behind) == []


def test_where_another_one_will_do_it_moves_anywhere(desk, who, first, later):
    booked(desk, who, "follow-up", LATER - 1)
    assert needing(first) == []
    actions.reschedule(desk, first, place=on(BEHIND))
    assert exceptions(later) == []


def test_what_was_decided_without_it_is_no_exception_for_that(desk, rule, who):
    later = actions.book(
        desk, who, visit_type=f.visit("procedure"), place=on(LATER), override=True, reason="Seen elsewhere"
    )
    first = booked(desk, who, "follow-up", FIRST)
    assert needing(first) == []
    actions.cancel(desk, first, reason="ill")
    assert exceptions(later) == []


@pytest.mark.parametrize("rule", [FOLLOW_UP_FIRST], indirect=True)
def test_who_had_it_before_frontdesk_has_nothing_that_is_broken(desk, who):
    f.load_cedar(TEXT)
    other, later = booked(desk, who, "follow-up", BEHIND), booked(desk, who, "procedure", LATER)
    f.load_cedar(f"{TEXT.rstrip()}\n  {FOLLOW_UP_FIRST}\n")
    open_exception_tasks()
    actions.cancel(desk, other, reason="ill")
    assert exceptions(later) == [] == rules_against(later)


@pytest.mark.parametrize(("rule", "needed"), [(VISIT_LATELY, [VISIT_LATELY]), (APART, [])], indirect=["rule"])
def test_what_has_to_be_soon_after_the_last_one_needs_it_and_what_has_to_be_far_from_it_does_not(cedar, desk, needed):
    who = f.patient(cedar, established=True)
    long_ago(desk, who, "follow-up")
    first, later = booked(desk, who, "follow-up", FIRST), booked(desk, who, "procedure", LATER)
    assert [reason.rule for _, why in needing(first) for reason in why] == needed
    actions.cancel(desk, first, reason="ill")
    assert exceptions(later) == needed


@pytest.mark.parametrize("rule", [FOLLOW_UP_FIRST], indirect=True)
def test_however_many_visits_come_after_it_the_same_questions_are_asked(desk, who, first):
    def asked():
        with CaptureQueriesContext(connection) as found:
            needing(first)
        return len(found)

    booked(desk, who, "procedure", LATER)
    few = asked()
    for days in range(1, 5):
        booked(desk, who, "procedure", LATER + days)
    assert len(needing(first)) == 5 and asked() == few


@pytest.mark.parametrize("rule", [APART], indirect=True)
@pytest.mark.parametrize("who", ["established"], indirect=True)
def test_a_booking_judges_only_what_a_rule_looks_back_from(desk, who, rule, monkeypatch):
    """Whoever has many visits to come waits no longer for a booking to which none of these is anything."""
    booked(desk, who, "follow-up", LATER)
    booked(desk, who, "procedure", BEHIND + 1)
    judged = []
    real = Judge.turns_on
    monkeypatch.setattr(
        Judge, "turns_on", lambda self, one, other: judged.append(one.visit_type.code) or real(self, one, other)
    )
    booked(desk, who, "procedure", FIRST)
    assert judged == []
    booked(desk, who, "follow-up", FIRST, "11:00")
    assert sorted(judged) == ["follow-up", "procedure"]
