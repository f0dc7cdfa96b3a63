"""What nobody has marked, answered or meant: a visit left open, an invitation without an answer, and a closing that is about another one stop no plan."""

import datetime as dt

import pytest
from django.db.models import F

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment, Recall
from frontdesk.day.correcting import actions as correcting
from frontdesk.outreach.recalls import actions
from frontdesk.outreach.recalls.planned import queries
from frontdesk.rules.dates import moved
from tests import factory as f
from tests.outreach.test_planned import AFTER, YEARLY, due, had, left, round_of, with_rules

AGES = "Follow-up visits are due at 1, 2, 3 and 4 years of age."


@pytest.fixture
def who(cedar):
    return f.patient(cedar, established=True)


def close(practice, recall, reason):
    return actions.close(f.actor(practice, "scheduler"), recall, reason=reason)


def by_hand(practice, who, days, code="procedure"):
    doctor = f.actor(practice, "clinician", provider="chen")
    return actions.order(doctor, who, visit_type=f.visit(code), due_on=f.day(days))


def a_year_later(monkeypatch, days=365):
    """The night of that day, as far as plans look at it."""
    later = f.day(days)
    monkeypatch.setattr(queries, "today_at", lambda practice: later)
    return later


@pytest.mark.parametrize("state", ["booked", "arrived"])
def test_a_visit_that_nobody_marks_stops_no_plan(cedar, who, state):
    had(cedar, who, 800)
    left(cedar, who, 400, time="10:00", state=state)
    practice = with_rules(YEARLY)
    last = f.day(-400 if state == "arrived" else -800)  # who was here had it; of who was booked nobody knows
    assert round_of(practice) == 1
    assert due(who) == [("procedure", moved(last, 12, "months"), "planned")]
    assert round_of(practice) == 0


def test_a_newer_one_that_was_left_open_takes_away_nothing(cedar, who):
    had(cedar, who, 300)
    practice = with_rules(YEARLY)
    round_of(practice)
    left(practice, who, 30, time="10:00", state="arrived")
    round_of(practice)
    assert due(who) == [("procedure", moved(f.day(-30), 12, "months"), "planned")]


def test_nobody_is_invited_again_while_staff_may_still_say_whether_they_came(cedar, who):
    had(cedar, who, 800)
    visit = left(cedar, who, 6, time="10:00")
    practice = with_rules(YEARLY)
    assert round_of(practice) == 0 and due(who) == []
    Appointment.objects.filter(pk=visit.pk).update(
        start=F("start") - dt.timedelta(days=2), end=F("end") - dt.timedelta(days=2)
    )
    assert round_of(practice) == 1 and len(due(who)) == 1


@pytest.mark.parametrize(("state", "stands"), [("booked", "planned"), ("arrived", "booked")])
def test_what_is_ordered_is_not_settled_by_one_of_which_nobody_said_anything(cedar, who, state, stands):
    left(cedar, who, 30, state=state)
    assert by_hand(cedar, who, -30).state == stands


@pytest.mark.parametrize("state", ["booked", "no_show"])
def test_who_was_not_here_after_all_is_due_as_before(cedar, who, state):
    practice = with_rules(AFTER, YEARLY)
    had(practice, who, 800)
    Recall.objects.all().delete()
    visit = left(practice, who, 10, time="10:00", state="arrived")
    round_of(practice)
    assert [code for code, _, _ in due(who)] == ["follow-up", "procedure"]
    before = moved(f.day(-800), 12, "months")
    correcting.correct(f.actor(practice, "front_desk"), visit, state=state, reason="Somebody else")
    assert ("procedure", before, "planned") in due(who)
    assert round_of(practice) == 0


def test_who_did_not_come_is_due_still_and_once(cedar, who):
    practice = with_rules(YEARLY)
    had(practice, who, 360)
    made = Recall.objects.get()
    visit = left(practice, who, 1, time="10:00")
    assert Recall.objects.get().state == "booked"
    booking.no_show(f.actor(practice, "front_desk"), visit)
    assert due(who) == [("procedure", made.due_on, "planned")]
    assert round_of(practice) == 0


def test_an_invitation_without_an_answer_is_over_when_the_visit_it_follows_took_place_again(cedar, who):
    practice = with_rules(AFTER)
    had(practice, who, 100)
    dead = actions.invite(SYSTEM, Recall.objects.get())
    had(practice, who, 1, time="10:00")
    dead.refresh_from_db()
    assert (dead.state, dead.reason) == ("closed", actions.HAD_IT)
    assert due(who) == [("follow-up", moved(f.day(-1), 3, "months"), "planned")]
    assert round_of(practice) == 0


def test_closing_the_one_of_before_says_nothing_of_the_one_after_the_next(cedar, who):
    had(cedar, who, 100)
    practice = with_rules(AFTER)
    round_of(practice)
    dead = actions.invite(SYSTEM, Recall.objects.get())
    with_rules()
    had(practice, who, 1, time="10:00")
    practice = with_rules(AFTER)
    close(practice, dead, "No answer")
    assert round_of(practice) == 1
    made = Recall.objects.get(state="planned")
    assert made.due_on == moved(f.day(-1), 3, "months")
    close(practice, made, "Not needed")  # the control: a word about this one
    assert round_of(practice) == 0 and due(who) == []


def child(practice, age=2):
    """Whose birthday of that age is a week ahead, and who was here before."""
    born = f.day(7)
    born = born.replace(year=born.year - age, day=min(born.day, 28))
    made = f.patient(practice, birth_date=born)
    made.created_at -= dt.timedelta(days=900)
    made.save()
    return made


def test_closing_one_age_is_about_that_age(cedar, monkeypatch):
    practice = with_rules(AGES)
    who = child(practice)
    round_of(practice)
    second, third = (who.birth_date.replace(year=who.birth_date.year + age) for age in (2, 3))
    assert due(who) == [("follow-up", second, "planned")]
    close(practice, Recall.objects.get(), "Had it at another clinic")
    assert round_of(practice) == 1 and round_of(practice) == 0
    assert due(who) == [("follow-up", third, "planned")]  # in time to invite them, and not that age again
    a_year_later(monkeypatch)
    assert round_of(practice) == 0 and due(who) == [("follow-up", third, "planned")]


def test_an_age_that_a_person_had_ordered_and_closed_is_not_made_and_the_next_one_is(cedar, monkeypatch):
    practice = with_rules(AGES)
    who = child(practice)
    close(practice, by_hand(practice, who, 14, "follow-up"), "Had it at another clinic")
    assert round_of(practice) == 0 and due(who) == []
    a_year_later(monkeypatch)
    round_of(practice)
    third = who.birth_date.replace(year=who.birth_date.year + 3)
    assert due(who) == [("follow-up", third, "planned")]


def test_who_went_to_another_clinic_for_good_is_due_at_no_later_age(cedar, monkeypatch):
    practice = with_rules(AGES)
    who = child(practice)
    round_of(practice)
    scheduler = f.actor(practice, "scheduler")
    visit = booking.book(
        scheduler, who, visit_type=f.visit("follow-up"), place=f.place(), override=True, reason="Known"
    )
    assert Recall.objects.get().state == "booked"
    booking.cancel(scheduler, visit, reason="I found another clinic")
    assert round_of(practice) == 0
    a_year_later(monkeypatch)
    assert round_of(practice) == 0 and due(who) == []


def test_closing_what_was_ordered_before_they_came_is_no_word_against_the_next(cedar, who):
    practice = with_rules(YEARLY)
    ordered = by_hand(practice, who, 60)
    Recall.objects.update(created_at=F("created_at") - dt.timedelta(days=30))
    had(practice, who, 0)
    assert due(who) == [("procedure", ordered.due_on, "planned")]
    close(practice, ordered, "Came early")
    assert round_of(practice) == 1
    assert due(who) == [("procedure", moved(f.day(0), 12, "months"), "planned")]


def test_closing_what_was_ordered_since_they_came_is_one(cedar, who):
    had(cedar, who, 300)
    ordered = by_hand(cedar, who, 60)
    practice = with_rules(YEARLY)
    close(practice, ordered, "No longer needed")
    assert round_of(practice) == 0 and due(who) == []


def test_closing_what_follows_another_visit_says_nothing_of_what_is_due_each_year(cedar, who):
    had(cedar, who, 200, "follow-up")
    had(cedar, who, 60, time="10:00")
    practice = with_rules(AFTER, "Follow-up visits are due every 12 months.")
    round_of(practice)
    close(practice, Recall.objects.get(plan=AFTER), "Seen by the surgeon")
    assert round_of(practice) == 1
    assert due(who) == [("follow-up", moved(f.day(-200), 12, "months"), "planned")]
