"""The question whether two records are one person is asked once a pair, and ends with whatever answered it: taking apart is an answer too."""

import datetime as dt

from frontdesk.access.may import SYSTEM
from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.intake.models import Task
from frontdesk.records.matching import actions as matching
from frontdesk.records.merging import actions as merging
from tests import factory as f
from tests.web_client import as_staff, at

WHO = {"first_name": "Rosa", "last_name": "Neumann", "birth_date": dt.date(1971, 5, 6)}


def asks(practice):
    made = patients.newcomer(SYSTEM, practice, first="Rosa", last="Neumann", birth=WHO["birth_date"], contact="new@example.org", insurance=f.ALONE, member_id="", language="en")  # fmt: skip
    return intake.submit(SYSTEM, made, visit_type=f.visit("new-patient"), answers={"reason": "a cough"})


def asked_about():
    return set(Task.objects.filter(kind="duplicate", state="open").values_list("thing_id", flat=True))


def test_a_match_answers_it_for_the_record_too(cedar, desk):
    record, asked = f.patient(cedar, **WHO), asks(cedar)
    open_exception_tasks()
    assert asked_about() == {record.pk}
    matching.match(desk, asked, patient=record, reason="saw an ID")
    assert asked_about() == set()


def test_a_match_does_not_answer_it_where_somebody_else_is_like_them(cedar, desk):
    record, other, asked = f.patient(cedar, **WHO), f.patient(cedar, **WHO), asks(cedar)
    open_exception_tasks()
    matching.match(desk, asked, patient=record, reason="saw an ID")
    assert asked_about() == {record.pk, other.pk}


def test_who_was_found_to_be_new_is_not_asked_about_again(cedar, desk):
    f.patient(cedar, **WHO)
    asked = asks(cedar)
    open_exception_tasks()
    matching.no_match(desk, asked)
    open_exception_tasks()
    assert asked_about() == set()


def test_one_pair_is_one_question(cedar, desk):
    _earlier, later = f.patient(cedar, **WHO), f.patient(cedar, **WHO)
    open_exception_tasks()
    assert asked_about() == {later.pk}
    merging.two_people(desk, later)
    open_exception_tasks()
    assert asked_about() == set()


def test_who_takes_two_apart_has_said_that_they_are_two(cedar, desk):
    for asks_first in (True, False):
        kept, gone = f.patient(cedar, **WHO | {"last_name": f"Neumann{'X' * 4 * asks_first}"}), f.patient(cedar, **WHO | {"last_name": f"Neumann{'X' * 4 * asks_first}"})  # fmt: skip
        if asks_first:
            open_exception_tasks()
            assert asked_about() == {gone.pk}
        merging.merge(desk, kept, gone=gone, reason="saw an ID")
        assert asked_about() == set()
        merging.unmerge(desk, kept, merge=merging.merges_of(kept)[0], reason="two sisters after all")
        open_exception_tasks()
        assert asked_about() == set()


def test_apart_again_what_was_asked_about_a_third_is_asked_again(cedar, desk):
    kept, gone, third = (f.patient(cedar, **WHO) for _ in range(3))
    open_exception_tasks()
    merging.merge(desk, kept, gone=gone, reason="saw an ID")
    merging.unmerge(desk, kept, merge=merging.merges_of(kept)[0], reason="a slip")
    open_exception_tasks()
    assert third.pk in asked_about()


def test_who_was_made_beside_whom_they_are_like_is_not_asked_about(cedar, desk):
    earlier = f.patient(cedar, **WHO)
    new = patients.NewPatient(WHO["first_name"], WHO["last_name"], WHO["birth_date"])
    patients.create(desk, cedar, new=new, compared=True)
    open_exception_tasks()
    assert asked_about() == set()
    unseen = patients.create(desk, cedar, new=patients.NewPatient(earlier.first_name, earlier.last_name, earlier.birth_date))  # fmt: skip
    open_exception_tasks()
    assert asked_about() == {unseen.pk}, "the control: who was compared with nobody is"


def test_the_press_says_that_they_were_compared(cedar):
    f.patient(cedar, **WHO, email="rosa@example.org")
    desk = as_staff(cedar, "front_desk")
    typed = {"first": "Rosa", "last": "Neumann", "birth_year": "1971", "birth_month": "5", "birth_day": "6", "contact": "new@example.org", "whose": "patient", "key": "k1"}  # fmt: skip
    path = at(cedar, "console/book/new/")
    assert desk.post(path, typed).status_code == 409
    assert desk.post(path, typed | {"sure": "1"}).status_code == 302
    open_exception_tasks()
    assert asked_about() == set()


def test_what_staff_said_before_is_not_asked_again_by_undoing_a_merge(cedar, desk):
    kept, gone = f.patient(cedar, **WHO), f.patient(cedar, **WHO)
    open_exception_tasks()
    for one in (kept, gone):
        merging.two_people(desk, one)
    merging.merge(desk, kept, gone=gone, reason="a slip")
    merging.unmerge(desk, kept, merge=merging.merges_of(kept)[0], reason="two people")
    assert asked_about() == set()


def test_one_answer_is_about_both_and_about_nobody_else(cedar, desk):
    kept, gone = f.patient(cedar, **WHO), f.patient(cedar, **WHO)
    open_exception_tasks()
    merging.merge(desk, kept, gone=gone, reason="a slip")
    merging.unmerge(desk, kept, merge=merging.merges_of(kept)[0], reason="two people")
    merging.two_people(desk, kept)
    assert asked_about() == set()


def test_who_is_like_a_third_too_is_asked_about_still(cedar, desk):
    one, other, third = (f.patient(cedar, **WHO) for _ in range(3))
    open_exception_tasks()
    merging.two_people(desk, one)
    assert asked_about() == {other.pk, third.pk}
