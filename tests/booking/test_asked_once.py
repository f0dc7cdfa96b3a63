"""The question whether two records are one person ends with whatever answered it, and comes back when that is undone."""

import datetime as dt

from frontdesk.access.may import SYSTEM
from frontdesk.booking.exceptions.actions import gather
from frontdesk.booking.matching import actions as matching
from frontdesk.booking.merging import actions as merging
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.intake.models import Task
from tests import factory as f

WHO = {"first_name": "Rosa", "last_name": "Neumann", "birth_date": dt.date(1971, 5, 6)}


def asks(practice):
    made = patients.newcomer(SYSTEM, practice, first="Rosa", last="Neumann", birth=WHO["birth_date"], contact="new@example.org", payer=None, member_id="", language="en")  # fmt: skip
    return intake.submit(SYSTEM, made, visit_type=f.visit("new-patient"), answers={"reason": "a cough"})


def asked_about():
    return set(Task.objects.filter(kind="duplicate", state="open").values_list("thing_id", flat=True))


def test_a_match_answers_it_for_the_record_too(cedar, desk):
    record, asked = f.patient(cedar, **WHO), asks(cedar)
    gather()
    assert asked_about() == {record.pk}
    matching.match(desk, asked, patient=record, reason="saw an ID")
    assert asked_about() == set()


def test_a_match_does_not_answer_it_where_somebody_else_is_like_them(cedar, desk):
    record, other, asked = f.patient(cedar, **WHO), f.patient(cedar, **WHO), asks(cedar)
    gather()
    matching.match(desk, asked, patient=record, reason="saw an ID")
    assert asked_about() == {record.pk, other.pk}


def test_who_was_found_to_be_new_is_not_asked_about_again(cedar, desk):
    f.patient(cedar, **WHO)
    asked = asks(cedar)
    gather()
    matching.no_match(desk, asked)
    gather()
    assert asked_about() == set()


def test_apart_again_the_two_are_compared_again(cedar, desk):
    kept, gone = f.patient(cedar, **WHO), f.patient(cedar, **WHO)
    gather()
    assert asked_about() == {kept.pk, gone.pk}
    merging.merge(desk, kept, gone=gone, reason="saw an ID")
    assert asked_about() == set()
    merging.unmerge(desk, kept, merge=merging.merges_of(kept)[0], reason="a slip")
    assert asked_about() == {kept.pk, gone.pk}


def test_what_staff_said_before_is_not_asked_again_by_undoing_a_merge(cedar, desk):
    kept, gone = f.patient(cedar, **WHO), f.patient(cedar, **WHO)
    gather()
    for one in (kept, gone):
        merging.two_people(desk, one)
    merging.merge(desk, kept, gone=gone, reason="a slip")
    merging.unmerge(desk, kept, merge=merging.merges_of(kept)[0], reason="two people")
    assert asked_about() == set()


def test_one_answer_is_about_both_and_about_nobody_else(cedar, desk):
    kept, gone = f.patient(cedar, **WHO), f.patient(cedar, **WHO)
    gather()
    merging.merge(desk, kept, gone=gone, reason="a slip")
    merging.unmerge(desk, kept, merge=merging.merges_of(kept)[0], reason="two people")
    merging.two_people(desk, kept)
    assert asked_about() == set()


def test_who_is_like_a_third_too_is_asked_about_still(cedar, desk):
    one, other, third = (f.patient(cedar, **WHO) for _ in range(3))
    gather()
    merging.two_people(desk, one)
    assert asked_about() == {other.pk, third.pk}
