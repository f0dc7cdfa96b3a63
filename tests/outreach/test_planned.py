"""Visits that the rules make due: made once, changed and taken away with the rules, settled by a booking, and never against a person's word."""

import datetime as dt

import pytest
from django.db.models import F
from django.utils.timezone import now

from frontdesk.access.may import SYSTEM
from frontdesk.audit.models import Entry
from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment, Recall
from frontdesk.day.correcting import actions as correcting
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Answer
from frontdesk.outreach.recalls import actions
from frontdesk.outreach.recalls.planned import actions as planned
from frontdesk.outreach.recalls.planned.actions import plan_due, plan_for
from frontdesk.outreach.recalls.queries import to_tell
from frontdesk.people.models import Patient
from frontdesk.records.deaths import actions as deaths
from frontdesk.rules.dates import moved
from frontdesk.server import jobs
from tests import factory as f

YEARLY = "Procedures are due every 12 months."
AFTER = "After a procedure, a follow-up visit is due in 3 months, give or take 2 weeks."
ASKED = """\
  - {id: shot-phase, ask: Which phase?, kind: choice, options: [build-up, maintenance]}
  - {id: due-date, ask: Your due date, kind: date}
rules: |
"""


def with_rules(*sentences):
    text = f.CEDAR.replace("rules: |\n", ASKED, 1)
    return f.load_cedar(text + "".join(f"  {one}\n" for one in sentences))


def left(practice, who, days, code="procedure", time="09:00", state="booked"):
    """Such a visit of theirs was so many days ago, and nobody has said more of it than that it is booked, or that they are here."""
    visit = booking.book(f.actor(practice, "scheduler"), who, visit_type=f.visit(code), place=f.place(time))
    by = visit.start - dt.datetime.combine(f.day(-days), dt.time(9), f.CHICAGO)
    Appointment.objects.filter(pk=visit.pk).update(start=visit.start - by, end=visit.end - by)
    visit.reservations.all().delete()
    visit = Appointment.objects.get(pk=visit.pk)
    return visit if state == "booked" else booking.arrive(f.actor(practice, "front_desk"), visit)


def had(practice, who, days, code="procedure", time="09:00"):
    """Such a visit of theirs took place so many days ago."""
    arrived = left(practice, who, days, code, time, "arrived")
    return booking.complete(f.actor(practice, "front_desk"), arrived)


def round_of(practice):
    """The night's: each patient by themselves, as the job does; inside the transaction of the test."""
    plans = planned.plans_in_force()
    keys = planned.whom_it_is_about(practice, planned.whom_it_may_be_about(practice, plans), plans)
    return sum(plan_for(key) for key in keys)


def due(who):
    return [
        (one.visit_type.code, one.due_on, one.state)
        for one in Recall.objects.filter(patient=who, state__in=("planned", "invited")).order_by("due_on")
    ]


@pytest.fixture
def who(cedar):
    return f.patient(cedar, established=True)


def test_what_follows_is_due_when_the_visit_is_completed_and_the_night_changes_nothing(cedar, who):
    practice = with_rules(AFTER, YEARLY)
    had(practice, who, 10)
    day = f.day(-10)
    assert due(who) == [
        ("follow-up", moved(day, 3, "months"), "planned"),
        ("procedure", moved(day, 12, "months"), "planned"),
    ]
    made = Recall.objects.get(visit_type__code="follow-up")
    assert (made.plan, made.counted_from, made.ordered_by) == (AFTER, day, SYSTEM.name)
    assert (made.due_on - made.opens_on).days == (made.closes_on - made.due_on).days == 14
    assert Entry.objects.filter(thing_id=made.pk, action="recall.order", actor_kind="system").count() == 1
    entries = Entry.objects.count()
    assert round_of(practice) == 0 and round_of(practice) == 0
    assert Entry.objects.count() == entries and Recall.objects.count() == 2


def test_the_night_makes_what_a_new_sentence_makes_and_takes_away_what_none_makes_any_more(cedar, who):
    had(cedar, who, 100)
    assert due(who) == []  # the control: nothing said so
    practice = with_rules(YEARLY)
    assert round_of(practice) == 1
    assert due(who) == [("procedure", moved(f.day(-100), 12, "months"), "planned")]
    practice = with_rules("Procedures are due every 6 months.")
    assert round_of(practice) == 1
    assert due(who) == [("procedure", moved(f.day(-100), 6, "months"), "planned")]
    practice = with_rules()
    assert round_of(practice) == 1 and due(who) == [] and round_of(practice) == 0
    practice = with_rules(YEARLY)  # that a rule went was no word of anybody's
    assert round_of(practice) == 1 and len(due(who)) == 1


def test_what_another_sentence_makes_too_stays(cedar, who):
    had(cedar, who, 100)
    practice = with_rules("Procedures are due every 6 months.", YEARLY)
    round_of(practice)
    first = Recall.objects.get()
    assert first.plan == "Procedures are due every 6 months."
    round_of(with_rules(YEARLY))
    first.refresh_from_db()
    assert (first.plan, first.state) == (YEARLY, "planned")


def test_what_somebody_was_told_of_and_what_a_person_ordered_stays_as_it_is(cedar, who):
    had(cedar, who, 300)
    practice = with_rules(YEARLY)
    round_of(practice)
    made = actions.invite(SYSTEM, Recall.objects.get())
    other = f.patient(practice, established=True)
    ordered = actions.order(
        f.actor(practice, "clinician", provider="chen"), other, visit_type=f.visit("procedure"), due_on=f.day(40)
    )
    had(practice, other, 300, time="10:00")
    assert due(other) == [("procedure", ordered.due_on, "planned")]  # one that is open for it is enough
    assert round_of(with_rules()) == 0
    made.refresh_from_db()
    assert made.state == "invited"


@pytest.mark.parametrize("how", ["closed", "refused", "elsewhere"])
def test_it_is_not_made_again_against_a_persons_word_until_they_come_again(cedar, who, how):
    practice = with_rules(YEARLY)
    had(practice, who, 300)
    recall = Recall.objects.get()
    match how:
        case "closed":
            actions.close(f.actor(practice, "scheduler"), recall, reason="No longer needed")
        case "refused":
            actions.refuse(f.actor(practice, "scheduler"), recall)
        case _:
            one = booking.book(
                f.actor(practice, "scheduler"), who, visit_type=f.visit("procedure"), place=f.place(date=f.day(60))
            )
            assert Recall.objects.get().state == "booked"
            booking.cancel(f.actor(practice, "scheduler"), one, reason="I found another clinic")
    Recall.objects.update(ended_at=F("ended_at") - dt.timedelta(days=1))  # it was said yesterday
    assert round_of(practice) == 0 and due(who) == []
    had(practice, who, 0, time="10:30")
    assert due(who) == [("procedure", moved(f.day(0), 12, "months"), "planned")]


def test_a_death_stops_it_and_where_that_was_a_mistake_it_is_due_as_before(cedar, who):
    practice = with_rules(YEARLY)
    had(practice, who, 300)
    desk = f.actor(practice, "front_desk")
    deaths.deceased(desk, who, on=f.day(-1))
    assert due(who) == [] and round_of(practice) == 0
    deaths.alive(desk, Patient.objects.get(pk=who.pk), reason="Somebody else")
    assert len(due(who)) == 1 and round_of(practice) == 0


def test_a_booking_settles_it_and_who_comes_early_is_due_from_then_on(cedar, who):
    practice = with_rules(YEARLY)
    had(practice, who, 360)
    first = Recall.objects.get()
    one = booking.book(
        f.actor(practice, "scheduler"), who, visit_type=f.visit("procedure"), place=f.place(date=first.due_on)
    )
    first.refresh_from_db()
    assert (first.state, first.appointment) == ("booked", one) and round_of(practice) == 0
    other = f.patient(practice, established=True)
    had(practice, other, 200)
    booking.book(f.actor(practice, "scheduler"), other, visit_type=f.visit("procedure"), place=f.place("11:00"))
    assert round_of(practice) == 1 and due(other) == []  # they have one, and nobody invites them to another


def test_who_was_invited_and_has_had_it_since_is_due_for_the_next(cedar, who):
    practice = with_rules(YEARLY)
    had(practice, who, 340)
    told = actions.invite(SYSTEM, Recall.objects.get())
    had(practice, who, 0, time="10:30")  # before its days begin
    told.refresh_from_db()
    assert told.state in ("closed", "booked")
    assert [one[1] for one in due(who)] == [moved(f.day(0), 12, "months")]


def test_a_visit_that_did_not_take_place_after_all_makes_nothing_due(cedar, who):
    practice = with_rules(AFTER)
    one = had(practice, who, 0)
    assert len(due(who)) == 1
    correcting.correct(f.actor(practice, "front_desk"), one, state="arrived", reason="Somebody else")
    assert due(who) == [] and round_of(practice) == 0


def test_answers_decide_and_what_is_not_known_makes_nothing_due(cedar, who):
    practice = with_rules('Procedures are due every 2 weeks when shot phase is "maintenance".')
    had(practice, who, 1)
    assert due(who) == []
    answers = {"reason": "Cough"}
    request = intake.create_for_caller(
        f.actor(practice, "scheduler"), who, visit_type=f.visit("follow-up"), answers=answers
    )
    Answer.objects.create(practice=practice, request=request, field="shot-phase", value="maintenance")
    assert round_of(practice) == 1
    assert due(who) == [("procedure", f.day(13), "planned")]


def test_ages_are_of_everybody_whom_the_practice_knows(cedar):
    practice = with_rules("Follow-up visits are due at 2, 4 and 6 months of age, then every year until 3.")
    child = f.patient(practice, birth_date=f.day(-10))
    grown = f.patient(practice, birth_date=dt.date(1980, 5, 1))
    stranger = f.patient(practice, birth_date=f.day(-10), self_registered=True)
    gone = f.patient(practice, birth_date=f.day(-10), same_as=child)
    assert round_of(practice) == 1
    assert len(due(child)) == 1 and not any(due(other) for other in (grown, stranger, gone))


def test_one_that_fails_stops_nobody_else(cedar, who, monkeypatch):
    practice = with_rules(YEARLY)
    other = f.patient(practice, established=True)
    for one, time in ((who, "08:00"), (other, "10:00")):
        had(practice, one, 30, time=time)
    Recall.objects.all().delete()
    made = planned.order

    def failing(actor, patient, **more):
        if patient.pk == who.pk:
            raise ZeroDivisionError
        return made(actor, patient, **more)

    monkeypatch.setattr(planned, "order", failing)
    with pytest.raises(ZeroDivisionError):
        plan_due(practice)
    assert due(other) and not due(who)


def test_it_is_a_job_of_each_practice_and_they_are_invited_in_time(cedar, who):
    assert jobs.plan_what_is_due.name == "chores:plan-due"
    practice = with_rules("Procedures are due every 4 weeks.")
    had(practice, who, 14)
    assert Recall.objects.get() in to_tell(practice)
    assert now() > Recall.objects.get().created_at
