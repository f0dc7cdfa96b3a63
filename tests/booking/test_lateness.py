"""Whoever comes later than the rules allow is put before staff, who give another time or see them; nothing happens by itself."""

import datetime as dt
import html

import pytest
from django.utils.timezone import now

from frontdesk.booking import actions as booking
from frontdesk.day.correcting import actions as correcting
from frontdesk.intake.models import Task
from frontdesk.rules.language import parse, render
from tests import factory as f
from tests.practices import practice as file
from tests.web_client import as_staff, at

LATE = "  Patients more than 15 minutes late for visits are rescheduled.\n"
VOCABULARY = file().setup.book.vocabulary


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + LATE)


def begun(practice, minutes, seconds=0, visit="follow-up"):
    """An appointment that began so long ago, or begins so soon."""
    who = f.patient(practice, established=True)
    one = f.its_time(booking.book(f.actor(practice, "scheduler"), who, visit_type=f.visit(visit), place=f.place(), override=True, reason="x"))  # fmt: skip
    start = now() - dt.timedelta(minutes=minutes, seconds=seconds)
    type(one).objects.filter(pk=one.pk).update(start=start, end=start + dt.timedelta(minutes=20))
    one.refresh_from_db()
    return one


def open_(one):
    return list(Task.objects.filter(kind="late", thing_id=one.pk, state="open"))


def outcome(one):
    return Task.objects.get(kind="late", thing_id=one.pk).outcome


@pytest.mark.parametrize(
    ("minutes", "seconds", "excepted"), [(-5, 0, False), (0, 5, False), (14, 50, False), (15, 30, True), (40, 0, True)]
)
def test_who_comes_more_than_so_many_minutes_late_is_put_before_staff(practice, minutes, seconds, excepted):
    one = begun(practice, minutes, seconds)
    here = booking.arrive(f.actor(practice, "front_desk"), one)
    assert here.state == "arrived", "and is checked in all the same"
    assert [task.what for task in open_(one)] == [LATE.strip()] * excepted


def test_without_a_rule_and_for_other_visits_nobody_is_too_late(db):
    practice = f.load_cedar(f.CEDAR + LATE.replace("visits", "procedures"))
    desk = f.actor(practice, "front_desk")
    booking.arrive(desk, begun(practice, 40))
    assert not Task.objects.filter(kind="late").exists()
    booking.arrive(desk, one := begun(practice, 40, visit="procedure"))
    assert len(open_(one)) == 1


def test_the_narrower_sentence_and_its_condition_decide(db):
    rules = (
        LATE
        + "  Patients more than 60 minutes late for follow-up visits are rescheduled when the patient is established.\n"
    )
    practice = f.load_cedar(f.CEDAR + rules)
    booking.arrive(f.actor(practice, "front_desk"), one := begun(practice, 40))
    assert open_(one) == []


def test_it_is_settled_by_another_time_by_the_visit_and_by_a_cancellation(practice):
    desk = f.actor(practice, "scheduler")
    moved, seen, canceled = (booking.arrive(desk, begun(practice, 40)) for _ in range(3))
    booking.reschedule(desk, moved, place=f.place("11:00"), channel="staff")
    booking.complete(desk, seen)
    booking.cancel(desk, canceled, reason="The patient asked")
    assert [outcome(one) for one in (moved, seen, canceled)] == ["moved", "seen", "cancelled"]


def test_a_check_in_by_mistake_takes_it_back_and_a_correction_says_nothing_of_when_they_came(practice):
    desk = f.actor(practice, "scheduler")
    one = booking.arrive(desk, begun(practice, 40))
    correcting.correct(desk, one, state="booked", reason="wrong patient")
    assert open_(one) == []
    missed = booking.no_show(desk, begun(practice, 400))
    correcting.correct(desk, missed, state="arrived", reason="was here")
    assert open_(missed) == []


def test_the_button_says_how_late_and_the_exception_leads_to_another_time(practice):
    one, desk = begun(practice, 17, 5), as_staff(practice, "front_desk")
    page = html.unescape(desk.get(at(practice, f"console/appointments/{one.pk}/")).content.decode())
    assert "Check in, 17 minutes late" in page
    desk.post(at(practice, f"console/appointments/{one.pk}/arrive/"), {"version": one.version})
    page = html.unescape(desk.get(at(practice, "console/exceptions/?kind=late")).content.decode())
    assert "Late at check-in" in page and f"/console/appointments/{one.pk}/move/" in page
    early = begun(practice, -1)  # who comes for a visit of tomorrow is not checked in, and tomorrow may begin soon
    page = desk.get(at(practice, f"console/appointments/{early.pk}/")).content.decode()
    assert "Check in" in page and "late" not in page.split("Check in")[1][:20]


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("Patients over 10 minutes late for visits are rescheduled.", "Patients more than 10 minutes late for visits are rescheduled."),
        ("patients more than 1 minute late for procedures with Dr. Chen are rescheduled", "Patients more than 1 minute late for procedures with Dr. Chen are rescheduled."),
        ("Patients more than 15 minutes late for procedures and ultrasounds at Downtown are rescheduled when the patient is new.", None),
    ],
)  # fmt: skip
def test_what_people_write(written, canonical):
    rule = parse(written, VOCABULARY)
    assert render(rule, VOCABULARY) == (canonical or written)
    assert "15" in parse(LATE.strip(), VOCABULARY).for_patient("es")
