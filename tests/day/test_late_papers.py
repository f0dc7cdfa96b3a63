"""What is due for a visit that is booked and is not there: one exception, until it comes, the visit is over, or staff say so."""

import datetime as dt
import html

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from frontdesk.booking import actions as booking
from frontdesk.booking.rules import told_before
from frontdesk.core.refusals import Refusal
from frontdesk.day.away.actions import at_once
from frontdesk.day.correcting import actions as correcting
from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.day.exceptions.papers import actions as papers
from frontdesk.intake import actions as intake
from frontdesk.intake import drafts
from frontdesk.intake.models import Document, Task
from frontdesk.intake.tasks import actions as tasks
from frontdesk.messaging.models import Message
from frontdesk.practice.models import Provider
from frontdesk.records.deaths import actions as deaths
from tests import factory as f
from tests.intake.test_documents import PDF
from tests.web_client import as_patient, as_staff, at

DUE = "  The insurance card is due 10 days before visits.\n"
LATER = "  The insurance card is due 2 days before visits.\n"
HOLDS = "  An insurance card holds for 6 months.\n"


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + DUE)


def open_(one):
    return list(Task.objects.filter(kind="paper", thing_id=one.pk, state="open"))


def sends(practice, who, field="insurance-card"):
    document = drafts.keep_document(practice, field, PDF)
    return intake.add_document(f.themselves(who), who, document=document)


def test_what_is_late_is_one_exception(practice):
    one = f.booked(practice)
    open_exception_tasks()
    (task,) = open_(one)
    assert task.what == "insurance-card" and task.patient == one.patient
    assert open_exception_tasks() == 0 and open_(one) == [task]


def test_what_is_not_due_yet_is_none(db):
    practice = f.load_cedar(f.CEDAR + LATER)
    one = f.booked(practice)
    open_exception_tasks()
    assert open_(one) == []


TIMES = ("08:00", "08:30", "09:00", "09:30", "10:00", "10:30", "11:00", "11:30")
HISTORY = "  The referral is due 10 days before visits when the patient has 1 or more no-shows in a row in 6 months.\n"
ALL_THERE = "all there"


def questions(work):
    with CaptureQueriesContext(connection) as asked:
        work()
    return len(asked)


def settle(practice, visit, how):
    """As each of these is looked at in a round."""
    if how == ALL_THERE:
        sends(practice, visit.patient)
    elif how == "moved and settled":
        desk = f.actor(practice, "scheduler")
        open_exception_tasks()
        tasks.done(desk, open_(visit)[0], outcome="came_otherwise", note="by fax")
        booking.reschedule(desk, visit, place=f.place(visit.start.astimezone(practice.zone).strftime("%H:%M"), "lee"))


@pytest.mark.parametrize("how", ["late", ALL_THERE, "moved and settled"])
def test_a_round_asks_no_more_for_eight_visits_than_for_four(db, how):
    practice = f.load_cedar(f.CEDAR + DUE + HISTORY + HOLDS)
    asked = []
    for times in (TIMES[:4], TIMES[4:]):
        for time in times:
            settle(practice, f.booked(practice, time), how)
        open_exception_tasks()
        asked.append(questions(papers.PAPERS.at_once))
    assert asked[0] == asked[1] > 0


def test_what_is_not_due_yet_is_not_looked_at(db):
    practice = f.load_cedar(f.CEDAR + "  The insurance card is due 2 business days before visits.\n")
    f.booked(practice)
    assert papers.PAPERS.keys() == []


def test_deciding_about_time_away_looks_at_no_papers(practice):
    """It holds the rules meanwhile, and nobody can book: what is late has nothing to do with it."""
    desk = f.actor(practice, "scheduler")
    one = f.booked(practice)
    other = Provider.objects.exclude(pk=one.provider_id).first()
    on = {"first_on": f.day(20), "last_on": f.day(20), "from_minute": 0, "to_minute": 1440, "note": ""}
    at_once(desk, other, **on)
    assert open_(one) == []
    open_exception_tasks()
    assert len(open_(one)) == 1


def test_two_papers_are_one_exception_that_says_what_is_left(db):
    practice = f.load_cedar(f.CEDAR + DUE + "  The referral is due 11 days before visits.\n")
    one = f.booked(practice)
    open_exception_tasks()
    assert [task.what for task in open_(one)] == ["referral, insurance-card"]
    sends(practice, one.patient)
    assert [task.what for task in open_(one)] == ["referral"]


def test_it_closes_when_the_paper_comes(practice):
    one = f.booked(practice)
    open_exception_tasks()
    sends(practice, one.patient)
    assert open_(one) == []
    open_exception_tasks()
    assert open_(one) == []


def test_a_file_that_is_none_is_not_there(practice):
    one = f.booked(practice)
    sends(practice, one.patient)
    Document.objects.update(drawing="refused")
    open_exception_tasks()
    assert len(open_(one)) == 1


@pytest.mark.parametrize("days_old", [10, 400])
def test_one_from_before_counts_for_as_long_as_a_sentence_says(db, days_old):
    practice = f.load_cedar(f.CEDAR + DUE + HOLDS)
    one = f.booked(practice)
    sends(practice, one.patient)
    Document.objects.update(created_at=now() - dt.timedelta(days=days_old))
    open_exception_tasks()
    assert len(open_(one)) == (days_old > 183)


@pytest.mark.parametrize("how", ["cancel", "move", "miss", "complete"])
def test_it_closes_when_the_visit_is_over(practice, how):
    one, desk = f.booked(practice), f.actor(practice, "scheduler")
    open_exception_tasks()
    if how == "cancel":
        booking.cancel(desk, one, reason="The patient asked")
    elif how == "move":
        new = booking.reschedule(desk, one, place=f.place("11:00"), channel="staff")
        open_exception_tasks()
        assert len(open_(new)) == 1, "and is due for the other time"
    else:
        begun = now() - dt.timedelta(hours=2)
        type(one).objects.filter(pk=one.pk).update(start=begun, end=begun + dt.timedelta(minutes=20))
        one.refresh_from_db()
        if how == "miss":
            booking.no_show(desk, one)
        else:
            booking.complete(desk, booking.arrive(desk, one))
    assert open_(one) == []


@pytest.fixture
def moved(practice):
    """Somebody sees to its paper, and it is moved; no request is open, since it was booked by the desk."""
    one, desk = f.booked(practice), f.actor(practice, "scheduler")
    open_exception_tasks()
    (task,) = open_(one)
    tasks.later(desk, tasks.take(desk, task), due_at=one.start, outcome="left_message")
    assert one.request is None
    return one, booking.reschedule(desk, one, place=f.place("08:30", date=f.day(2)), channel="staff"), desk, task


def test_whoever_sees_to_it_does_so_still_where_the_visit_is_moved(moved):
    one, new, desk, task = moved
    assert open_(one) == []
    assert open_(new) == [task], "at once, and not with the next round"
    (now_,) = open_(new)
    assert (now_.owner_id, now_.outcome) == (desk.id, "left_message") and now_.due_at <= new.start
    open_exception_tasks()
    assert open_(new) == [task]


def test_it_closes_when_the_paper_comes_for_the_visit_that_was_moved(practice, moved):
    one, new, _desk, _task = moved
    page = as_patient(practice, one.patient).get(at(practice, "documents/")).content.decode()
    assert 'value="insurance-card"' in page, "it can be sent although no request is open"
    sends(practice, one.patient)
    assert open_(new) == [] == open_(one)


def test_it_goes_back_with_the_visit_where_the_move_is_undone(moved):
    one, new, desk, task = moved
    correcting.undo(desk, new)
    assert open_(one) == [task] and open_(one)[0].owner_id == desk.id and open_(new) == []


def test_where_nothing_is_due_yet_for_the_new_time_it_is_none_until_then(practice):
    one, desk = f.booked(practice), f.actor(practice, "scheduler")
    open_exception_tasks()
    new = booking.reschedule(desk, one, place=f.place("08:30", date=f.day(21)), channel="staff")
    assert open_(one) == [] == open_(new)
    Task.objects.filter(thing_id=new.pk).update(created_at=now())
    begins = f.place("08:30", date=f.day(7)).start
    type(new).objects.filter(pk=new.pk).update(start=begins, end=begins + dt.timedelta(minutes=20))
    open_exception_tasks()
    assert len(open_(new)) == 1


# Who pays alone has no insurance card ------------------------------------------------------------------------


@pytest.mark.parametrize("alone", ["the record", "this visit"])
def test_nobody_is_asked_for_the_insurance_card_of_who_pays_alone(practice, alone):
    one = f.booked(practice, uninsured=alone == "the record")
    if alone == "this visit":
        type(one).objects.filter(pk=one.pk).update(self_pay=True)
        one.refresh_from_db()
    open_exception_tasks()
    assert open_(one) == []
    assert told_before(one, seen=None) == []


def test_what_was_late_is_not_any_more_when_they_pay_alone(practice):
    one = f.booked(practice)
    open_exception_tasks()
    assert len(open_(one)) == 1
    type(one.patient).objects.filter(pk=one.patient_id).update(uninsured=True)
    open_exception_tasks()
    assert open_(one) == []


def test_control_another_paper_is_due_whoever_pays(db):
    one = f.booked(f.load_cedar(f.CEDAR + "  The referral is due 10 days before visits.\n"), uninsured=True)
    open_exception_tasks()
    assert [task.what for task in open_(one)] == ["referral"]


def test_staff_say_with_a_reason_what_was_done_and_are_not_asked_again(practice):
    one, desk = f.booked(practice), f.actor(practice, "scheduler")
    open_exception_tasks()
    (task,) = open_(one)
    with pytest.raises(Refusal):
        tasks.done(desk, task, outcome="came_otherwise")
    tasks.done(desk, task, outcome="came_otherwise", note="by fax")
    open_exception_tasks()
    assert open_(one) == []
    new = booking.reschedule(desk, one, place=f.place("11:00"), channel="staff")
    open_exception_tasks()
    assert open_(new) == [], "nor of the same visit at another time"


def test_the_patient_is_not_asked_again_for_what_staff_have_settled(db):
    practice = f.load_cedar(f.CEDAR + DUE)
    one, desk = f.booked(practice), f.actor(practice, "scheduler")
    open_exception_tasks()
    tasks.done(desk, open_(one)[0], outcome="came_otherwise", note="by fax")
    new = booking.reschedule(desk, one, place=f.place("10:00", date=f.day(21)), channel="staff")
    assert told_before(new, seen=None) == []
    assert "send us this" not in Message.objects.get(template="rescheduled", thing_id=new.pk).body
    other = booking.reschedule(desk, f.booked(practice), place=f.place("11:00", date=f.day(21)), channel="staff")
    assert "send us this" in Message.objects.get(template="rescheduled", thing_id=other.pk).body


def test_for_other_visits_and_where_the_condition_does_not_hold_nothing_is_due(db):
    practice = f.load_cedar(f.CEDAR + DUE.replace("visits.", "visits when the insurance is Aetna."))
    one = f.booked(practice)
    open_exception_tasks()
    assert open_(one) == []


def test_the_desk_reads_what_is_late_and_opens_the_appointment(practice):
    one = f.booked(practice)
    open_exception_tasks()
    page = html.unescape(as_staff(practice, "front_desk").get(at(practice, "console/exceptions/?kind=paper")).content.decode())  # fmt: skip
    assert "Paper is late" in page and "Insurance card" in page and f"/console/appointments/{one.pk}/" in page


@pytest.mark.parametrize(("language", "words"), [("en", "Please send us this by"), ("es", "a más tardar el")])
def test_the_patient_is_told_until_when_as_long_as_it_is_not_there(db, language, words):
    practice = f.load_cedar(f.CEDAR + LATER)
    one = f.booked(practice, language=language)
    (said,) = told_before(one, seen=None)
    assert words in said and ("11:59" in said)
    assert any(words in message.body for message in Message.objects.filter(template="booked"))
    page = html.unescape(
        as_patient(practice, one.patient).get(at(practice, f"appointments/{one.pk}/")).content.decode()
    )
    assert "Please send us this by" in page
    sends(practice, one.patient)
    assert told_before(one, seen=None) == []


def test_what_the_practice_asks_for_can_be_sent_under_its_own_name(practice):
    who = f.booked(practice).patient
    page = as_patient(practice, who).get(at(practice, "documents/")).content.decode()
    assert 'value="insurance-card"' in page and page.index("insurance-card") < page.index('value="other"')


# A death that was none ----------------------------------------------------------------------------------------


def death_and_back(practice, one):
    desk = f.actor(practice, "scheduler")
    deaths.deceased(desk, one.patient, on=f.day(0))
    deaths.alive(desk, one.patient, reason="the wrong record")
    again = type(one).objects.get(patient=one.patient, state="booked")
    assert again.pk != one.pk
    open_exception_tasks()
    return again


def settled_before_a_death(practice):
    one = f.booked(practice)
    open_exception_tasks()
    tasks.done(f.actor(practice, "scheduler"), open_(one)[0], outcome="came_otherwise", note="by fax")
    return death_and_back(practice, one)


def test_what_staff_had_settled_before_a_death_that_was_none_is_not_asked_again(practice):
    again = settled_before_a_death(practice)
    assert open_(again) == []
    assert told_before(again, seen=None) == []


def test_what_nobody_had_settled_is_late_still(practice):
    one = f.booked(practice)
    open_exception_tasks()
    again = death_and_back(practice, one)
    assert [task.what for task in open_(again)] == ["insurance-card"] and open_(one) == []


def test_control_were_it_not_taken_along_it_would_be_asked_again(practice, monkeypatch):
    monkeypatch.setattr(deaths, "SAID_OF_A_VISIT", ("order",))
    again = settled_before_a_death(practice)
    assert len(open_(again)) == 1
