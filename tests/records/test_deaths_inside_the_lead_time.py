"""A death that was none is taken back when it is too late to book: the visit was agreed on long before, and is as it was."""

import datetime as dt

import pytest
from django.utils.timezone import now

from frontdesk.booking import actions as booking
from frontdesk.booking.errors import BreaksRules
from frontdesk.booking.freed_times import minutes_of, wish_of
from frontdesk.booking.judging import Judge, with_facts
from frontdesk.booking.models import Appointment
from frontdesk.booking.take import judge
from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.intake.models import Task
from frontdesk.messaging.models import Message
from frontdesk.outreach.reminders import remind
from frontdesk.practice import policies
from frontdesk.records.deaths import actions as deaths
from tests import factory as f

PLAN = 'messages: {reminders: [7 days, 1 day], quiet hours: {from: "03:00", to: "03:01"}}\nrules: |'
LEAD = "  Book visits at least 10 days ahead.\n"


def practice_with(rules=""):
    return f.load_cedar(f.CEDAR.replace("rules: |", PLAN) + rules)


def published(rules):
    """The rules from now on."""
    practice_with(rules)


@pytest.fixture
def one(db):
    """Booked before the rule, or in time: a week ahead, by rules of which the lead time is longer by now."""
    practice = practice_with()
    made = booking.book(
        f.actor(practice, "scheduler"),
        f.patient(practice, established=True),
        visit_type=f.visit("follow-up"),
        place=f.place("09:00"),
    )
    published(LEAD)
    return made


def died_and_not(one):
    desk = f.actor(one.practice, "scheduler")
    deaths.deceased(desk, one.patient, on=f.day(0))
    Message.objects.filter(state="queued").update(state="sent")
    deaths.alive(desk, one.patient, reason="the wrong record")
    return Appointment.objects.filter(patient=one.patient, state="booked").first()


def test_it_is_booked_again_where_it_was(one):
    again = died_and_not(one)
    assert again is not None and (again.start, again.provider_id) == (one.start, one.provider_id)
    assert not Task.objects.filter(kind="rebook").exists()


def test_its_patient_hears_of_it_once_and_is_reminded_of_it_like_anybody(one):
    again = died_and_not(one)
    (said,) = Message.objects.filter(thing_id=again.pk)
    assert said.template == "booked" and said.state == "queued"
    assert remind(one.practice) == 0, "the moment of the first reminder was over before it was booked again"
    Appointment.objects.filter(pk=again.pk).update(
        created_at=now() - dt.timedelta(days=2),
        start=now() + dt.timedelta(hours=23),
        end=now() + dt.timedelta(hours=24),
    )
    assert remind(one.practice) == 1 and Message.objects.filter(thing_id=again.pk, template="reminder").count() == 1


def test_rules_that_are_published_later_find_it_in_order(one):

    again = died_and_not(one)
    published(LEAD + "  Visits take 30 minutes.\n")
    open_exception_tasks()
    assert not Task.objects.filter(thing_id=again.pk, kind="broken", state="open").exists()


def test_what_was_decided_against_a_rule_is_decided_still(db):
    practice = practice_with(LEAD)
    desk = f.actor(practice, "scheduler")
    who = f.patient(practice, established=True)
    how = {"visit_type": f.visit("follow-up"), "place": f.place("09:00")}
    one = booking.book(desk, who, **how, override=True, reason="They asked")
    again = died_and_not(one)
    assert again is not None and again.override_reason == "They asked" and set(one.overridden) <= set(again.overridden)


def test_control_nobody_can_book_it_now(one):
    desk = f.actor(one.practice, "scheduler")
    with pytest.raises(BreaksRules):
        booking.book(
            desk,
            f.patient(one.practice, established=True),
            visit_type=one.visit_type,
            place=f.place("10:00"),
        )


@pytest.mark.parametrize("rule", ["  Dr. Chen is away on {day}.\n", "  Dr. Chen does not offer follow-up visits.\n"])
def test_control_what_is_against_it_where_it_stands_keeps_it_from_being_booked(one, rule):
    published(LEAD + rule.format(day=f.day()))
    assert died_and_not(one) is None
    assert Task.objects.filter(kind="rebook", thing_id=one.pk, state="open").exists()


def test_control_a_time_that_somebody_else_has_by_now_is_theirs(one):
    desk = f.actor(one.practice, "scheduler")
    deaths.deceased(desk, one.patient, on=f.day(0))
    how = {"visit_type": one.visit_type, "place": f.place("09:00"), "override": True, "reason": "free by now"}
    booking.book(desk, f.patient(one.practice, established=True), **how)
    deaths.alive(desk, one.patient, reason="the wrong record")
    assert not Appointment.objects.filter(patient=one.patient, state="booked").exists()
    assert Task.objects.filter(kind="rebook", thing_id=one.pk, state="open").exists()


def without(*words):
    """The practice's own set-up, less every line in which one of these stands."""
    return "".join(line for line in f.CEDAR.splitlines(keepends=True) if not any(word in line for word in words))


GONE = {
    "a doctor who has left": ("follow-up", "lee", without("id: lee")),
    "a visit that is not offered any more": ("procedure", "chen", without("id: procedure", "rocedures ")),
}


@pytest.fixture(params=GONE.values(), ids=GONE)
def gone(request, db):
    """Booked, and what its practice is without it by now."""
    visit, provider, left = request.param
    practice = f.load_cedar(f.CEDAR)
    how = {"visit_type": f.visit(visit), "place": f.place("09:00", provider)}
    who = f.patient(practice, established=True)
    return booking.book(f.actor(practice, "scheduler"), who, **how), left


def test_what_nobody_offers_any_more_is_booked_for_nobody(gone):
    one, left = gone
    desk = f.actor(one.practice, "scheduler")
    deaths.deceased(desk, one.patient, on=f.day(0))
    f.load_cedar(left)
    deaths.alive(desk, one.patient, reason="the wrong record")
    assert not Appointment.objects.filter(patient=one.patient, state="booked").exists()
    assert Task.objects.filter(kind="rebook", thing_id=one.pk, state="open").exists()
    assert not Message.objects.filter(template="booked", state="queued").exists()


def test_whoever_books_it_and_whoever_looks_at_what_is_booked_call_it_the_same(gone):
    one, left = gone
    f.load_cedar(left)
    booked = with_facts(Appointment.objects.filter(pk=one.pk))[0]
    said = {reason.named for reason in judge(wish_of(one, minutes_of(one), ""))[3]}
    assert {reason.named for reason in Judge(policies.current().setup).against(booked)} == said
