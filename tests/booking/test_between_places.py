"""The way between two places, at booking: what is booked and held before and after counts, staff may decide otherwise, and what is booked already becomes an exception."""

import pytest

from frontdesk.booking import actions
from frontdesk.booking.errors import BreaksRules
from frontdesk.booking.judging import Judge, with_facts
from frontdesk.booking.models import Appointment
from frontdesk.booking.take import Place
from frontdesk.day.correcting.actions import TooLateToUndo, undo
from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.intake.models import Task
from frontdesk.practice import policies
from frontdesk.practice.file import read
from frontdesk.rules.language import parse
from tests import factory as f

WAY = "Keep 90 minutes between locations."
TWO_PLACES = f.CEDAR.replace("payers:", "  - {id: north, name: North}\npayers:").replace(
    '- {id: chen, name: Dr. Chen, npi: "1234567893", hours: [',
    '- {id: chen, name: Dr. Chen, npi: "1234567893", hours: [{at: north, days: [mon, tue, wed, thu, fri, sat, sun], from: "12:00", to: "17:00"}, ',
)
WITH_WAY = f"{TWO_PLACES}  {WAY}\n"


def book(practice, time, at="downtown", take=actions.book, by="scheduler", **more):
    place = Place("chen", at, f.place(time).start)
    return take(
        f.actor(practice, by),
        f.patient(practice, established=True),
        visit_type=f.visit("follow-up"),
        place=place,
        **more,
    )


@pytest.mark.parametrize(
    ("first", "then"), [(("11:30", "downtown"), ("13:00", "north")), (("13:00", "north"), ("11:30", "downtown"))]
)
def test_what_is_booked_before_and_after_counts(db, first, then):
    practice = f.load_cedar(WITH_WAY)
    book(practice, *first)
    with pytest.raises(BreaksRules) as against:
        book(practice, *then)
    assert [(one.kind, one.rule) for one in against.value.reasons] == [("travel", WAY)]
    book(practice, "13:30" if then[1] == "north" else "11:00", then[1])


def test_what_is_held_counts(db):
    practice = f.load_cedar(WITH_WAY)
    held = book(practice, "11:30", take=actions.hold, channel="phone")
    assert held.state == "held"
    with pytest.raises(BreaksRules):
        book(practice, "13:00", "north")


def test_staff_may_decide_otherwise_with_a_reason_and_the_same_minute_is_still_nobodys_twice(db):
    practice = f.load_cedar(WITH_WAY)
    book(practice, "11:30")
    kept = book(practice, "13:00", "north", override=True, reason="a colleague drives")
    assert kept.overridden == [WAY]


@pytest.mark.parametrize("decided", ["11:30", "13:00"])
def test_what_somebody_decided_is_no_exception_of_the_other_visit_either(db, decided):
    """Whichever of the two came second; one that is too near to a third, which nobody decided, is one."""
    practice = f.load_cedar(WITH_WAY)
    visits = [("11:30", "downtown"), ("13:00", "north")]
    second = next(one for one in visits if one[0] == decided)
    (first,) = (one for one in visits if one != second)
    there = book(practice, *first)
    kept = book(practice, *second, override=True, reason="a colleague drives")
    open_exception_tasks()
    judge = Judge(policies.current().setup)
    assert [judge.against(one) for one in with_facts(Appointment.objects.filter(pk__in=[there.pk, kept.pk]))] == [
        [],
        [],
    ]
    assert not Task.objects.filter(kind="broken").exists()
    Appointment.objects.filter(pk=kept.pk).update(overridden=[])
    judge = Judge(policies.current().setup)
    (one,) = with_facts(Appointment.objects.filter(pk=there.pk))
    assert [reason.rule for reason in judge.against(one)] == [WAY], "the control"


def test_what_is_booked_when_the_sentence_comes_is_an_exception(db):
    practice = f.load_cedar(TWO_PLACES)
    near, far, alone = book(practice, "11:30"), book(practice, "13:00", "north"), book(practice, "16:00", "north")
    f.load_cedar(WITH_WAY)
    open_exception_tasks()
    asked = dict(Task.objects.filter(kind="broken").values_list("thing_id", "what"))
    assert asked.keys() == {near.pk, far.pk} and all(WAY in what for what in asked.values())
    assert alone.pk not in asked


def test_a_patient_reads_what_it_means_and_never_the_sentence():
    rule = parse(WAY, read(TWO_PLACES).setup.book.vocabulary)
    assert rule.for_patient("en").startswith("The provider is at another location")
    assert rule.for_patient("es").startswith("El profesional está en otra sede")


@pytest.mark.parametrize(("time", "stands"), [("13:00", "cancelled"), ("13:30", "booked")])
def test_a_cancellation_is_not_undone_once_there_is_no_way_to_what_was_booked_since(db, time, stands):
    practice = f.load_cedar(WITH_WAY)
    first = book(practice, "11:30")
    desk = f.actor(practice, "scheduler")
    first = actions.cancel(desk, first, reason="a mistake")
    book(practice, time, "north")
    if stands == "cancelled":
        with pytest.raises(TooLateToUndo):
            undo(desk, first)
    else:
        undo(desk, first)
    first.refresh_from_db()
    assert first.state == stands
