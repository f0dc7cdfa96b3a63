"""Sentences that are kept in rows say the same rule whatever words an older Frontdesk wrote them in, and whatever what they name is called now."""

import datetime as dt

import pytest
from django.utils.timezone import now

from frontdesk.booking import actions as booking
from frontdesk.booking.events import Completed
from frontdesk.booking.models import Appointment, Recall
from frontdesk.booking.requests import possible_now
from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.day.exceptions.ordered import actions as ordered
from frontdesk.day.exceptions.queries import broken_by, rules_against
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Task
from frontdesk.intake.tasks.actions import reopen
from frontdesk.outreach.recalls.planned import actions as planned
from frontdesk.practice.actions import without_rule
from frontdesk.practice.file import examine, read
from frontdesk.practice.file.difference import difference
from frontdesk.practice.policies import current
from frontdesk.rules.language import parse, render
from frontdesk.web.setup.sections.closures import with_sentences
from tests import factory as f

OLD = [
    ("At least 1 days between procedures.", "At least 1 day between procedures."),
    ("Book visits at least 1 business days ahead.", "Book visits at least 1 business day ahead."),
    ("When a visit is missed, the front desk calls within 1 days.", None),
    ("Keep 1 minutes between locations.", "Keep 1 minute between locations."),
    ("At most 1 visits per day with Dr. Chen.", "At most 1 visit per day with Dr. Chen."),
]
APART = "At least 3 days between procedures."
APART_OF_OLD = "At least 3 days between two procedures."  # no canonical sentence: stands for one of other words
RENAMED = f.CEDAR.replace("name: Procedure}", "name: Minor surgery}").replace("Procedures need", "Minor surgeries need")
RENAMED = RENAMED.replace("At most 2 procedures", "At most 2 minor surgeries")


def book_of(text=f.CEDAR):
    return read(text).setup.book


def decided(practice, said):
    """Two procedures that are too near, which somebody decided and which names that sentence."""
    who, desk = f.patient(practice, established=True), f.actor(practice, "scheduler")
    kinds = {"visit_type": f.visit("procedure")}
    booking.book(desk, who, place=f.place("09:00", date=f.day(10)), **kinds)
    at, why = f.place("09:00", date=f.day(11)), "Asked by the doctor"
    second = booking.book(desk, who, place=at, override=True, reason=why, **kinds)
    assert second.overridden == [APART]
    Appointment.objects.filter(pk=second.pk).update(overridden=[said])
    return Appointment.objects.get(pk=second.pk)


@pytest.mark.parametrize(("old", "new"), OLD)
def test_a_sentence_of_old_words_is_the_same_in_the_books_own(old, new):
    book = book_of()
    new = new or render(parse(old, book.vocabulary), book.vocabulary)
    assert book.in_its_words(old) == new != old
    with_it = book_of(f"{f.CEDAR}  {new}\n")
    assert with_it.rule(old) == with_it.rule(new) is not None and book.rule(old) is None


@pytest.mark.parametrize("said", ["taken: Dr. Chen is taken then", "Whatever nobody can read.", ""])
def test_what_is_no_sentence_stays_as_it_is(said):
    assert book_of().in_its_words(said) == said


def test_a_name_of_then_is_read_with_the_names_of_then():
    before, after = book_of(), book_of(RENAMED)
    assert after.in_its_words("Procedures need a procedure room.", [before.vocabulary]) == after.entries[-3].text
    assert after.in_its_words("Procedures need a laser.", [before.vocabulary]) == "Procedures need a laser."


@pytest.mark.parametrize("said", [APART, "At least 3 days between Procedure."])
def test_an_override_excuses_what_it_named_in_whichever_words(db, said):
    practice = f.load_cedar(f"{f.CEDAR}  {APART}\n")
    book = current().setup.book
    said = said if book.rule(said) else "At least 3 days between procedure visits."
    assert book.rule(said) == book.rule(APART) is not None
    kept = decided(practice, said)
    assert rules_against(kept) == []
    open_exception_tasks()
    assert not Task.objects.filter(kind="broken").exists()
    Appointment.objects.filter(pk=kept.pk).update(overridden=["At least 4 days between procedures."])
    assert [reason.rule for reason in rules_against(Appointment.objects.get(pk=kept.pk))] == [APART], "the control"


def test_an_override_excuses_what_it_named_when_the_visit_has_another_name_by_now(db):
    practice = f.load_cedar(f"{f.CEDAR}  {APART}\n")
    kept = decided(practice, APART)
    f.load_cedar(f"{RENAMED}  At least 3 days between minor surgeries.\n")
    open_exception_tasks()
    assert rules_against(kept) == [] and not Task.objects.filter(kind="broken").exists()


def test_what_a_draft_breaks_is_not_what_is_broken_already_under_another_name(db):
    practice = f.load_cedar(f.CEDAR)
    who, desk = f.patient(practice, established=True), f.actor(practice, "scheduler")
    for day in (10, 11):
        booking.book(desk, who, visit_type=f.visit("procedure"), place=f.place(date=f.day(day)))
    f.load_cedar(f"{f.CEDAR}  {APART}\n")
    more = f"  Dr. Chen is away on {f.day(11)} from 11:00 to 12:00.\n"
    draft = read(f"{RENAMED}  At least 3 days between minor surgeries.\n{more}").setup
    assert broken_by(draft).appointments == []


def test_a_call_that_is_ordered_is_not_ordered_again_in_other_words(db):
    sentence = "When a procedure is booked, the clinician calls within 1 day."
    practice = f.load_cedar(f"{f.CEDAR}  {sentence}\n")
    one = booking.book(
        f.actor(practice, "scheduler"), f.patient(practice), visit_type=f.visit("procedure"), place=f.place()
    )
    there = Task.objects.filter(kind="order", thing_id=one.pk)
    there.update(what="When a procedure is booked, the clinician calls within 1 days.")
    ordered._order(one, "booked")
    assert there.count() == 1
    there.update(what="When a procedure is booked, the clinician calls within 2 days.")
    ordered._order(one, "booked")
    assert there.count() == 2, "the control"


def test_a_call_is_not_opened_again_beside_the_same_in_other_words(db):
    sentence = "When a procedure is booked, the clinician calls within 1 day."
    practice = f.load_cedar(f"{f.CEDAR}  {sentence}\n")
    desk, who = f.actor(practice, "scheduler"), f.patient(practice)
    one = booking.book(desk, who, visit_type=f.visit("procedure"), place=f.place())
    (first,) = Task.objects.filter(kind="order", thing_id=one.pk)
    old = "When a procedure is booked, the clinician calls within 1 days."
    Task.objects.filter(pk=first.pk).update(
        what=old, state="done", done_at=now(), outcome="taken back", done_by="Frontdesk"
    )
    ordered._order(one, "booked")
    reopen(Task.objects.get(pk=first.pk))
    assert Task.objects.filter(kind="order", thing_id=one.pk, state="open").count() == 1


def test_a_request_that_waits_by_a_sentence_of_old_words_is_judged_anew(db, monkeypatch):
    sentence = "Procedures are at least 1 day after the last follow-up visit."
    practice = f.load_cedar(f"{f.CEDAR}  {sentence}\n")
    one, desk = f.booked(practice), f.actor(practice, "scheduler")
    asked = intake.submit(f.themselves(one.patient), one.patient, visit_type=f.visit("procedure"), answers={})
    judged = []
    monkeypatch.setattr("frontdesk.booking.requests.judged_anew", lambda row: judged.append(row.pk))
    for said, many in (
        (sentence.replace("1 day", "1 days"), 1),
        ("Procedures need approval.", 1),
    ):  # the other: a control
        type(asked).objects.filter(pk=asked.pk).update(state="awaiting_approval", deciding=[said])
        possible_now(Completed(desk, one))
        assert judged == [asked.pk] * many


def test_what_is_due_by_a_sentence_of_old_words_is_due_by_the_same(db):
    sentence = "After a procedure, a follow-up visit is due in 1 month."
    practice = f.load_cedar(f"{f.CEDAR}  {sentence}\n")
    one = booking.book(
        f.actor(practice, "scheduler"), f.patient(practice), visit_type=f.visit("procedure"), place=f.place()
    )
    start = now() - dt.timedelta(days=2)
    Appointment.objects.filter(pk=one.pk).update(start=start, end=start + dt.timedelta(minutes=30))
    Appointment.objects.filter(pk=one.pk).update(state="arrived")
    planned.plan_for(one.patient_id)
    (recall,) = Recall.objects.filter(patient=one.patient)
    Recall.objects.filter(pk=recall.pk).update(plan=sentence.replace("1 month", "1 months"))
    plans = planned.plans_in_force()
    keys = planned.whom_it_may_be_about(practice, plans)
    assert planned.whom_it_is_about(practice, keys, plans) == [], "nothing is changed for the sake of a letter"
    Recall.objects.filter(pk=recall.pk).update(plan=sentence.replace("1 month", "2 months"))
    assert planned.whom_it_is_about(practice, keys, plans) == [one.patient_id], "the control"


# Versions -----------------------------------------------------------------------------------------------------


def test_a_version_in_old_words_differs_in_nothing_and_loses_its_sentence_wherever_it_stands():
    old, new = (f"{f.CEDAR}  {said}\n" for said in OLD[1])
    assert not difference(read(old), read(new))
    over_lines = f"{f.CEDAR}  Book visits at least 1 business\n    days ahead.\n"
    beside = f.CEDAR.replace("Visits take 30 minutes.", f"Visits take 30 minutes. {OLD[1][0]}")
    rule = parse(OLD[1][1], book_of().vocabulary)
    for text in (old, over_lines, beside):
        left = examine(without_rule(text, rule))[0].setup.book
        assert rule not in {entry.rule for entry in left.entries} and len(left.entries) == len(book_of().entries)


def test_a_closure_that_is_said_in_other_words_is_not_added_again():
    text = f"{f.CEDAR}  The practice is closed on 25 December.\n"
    if book_of(text).unread or examine(text)[1]:
        text = f"{f.CEDAR}  the practice is closed on Dec 25.\n"
    before = len(book_of(text).entries)
    assert len(book_of(with_sentences(text, ["The practice is closed on December 25."])).entries) == before
