"""Every new record is compared with all others, however many come at once; and again when what speaks for somebody changes."""

import datetime as dt

import pytest

from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.day.exceptions.alike import actions as alike
from frontdesk.intake.models import Task
from frontdesk.people.models import Patient
from tests import factory as f


@pytest.fixture(autouse=True)
def two_at_once(monkeypatch):
    monkeypatch.setattr(alike, "AT_ONCE", 2)


def asked():
    return set(Task.objects.filter(kind="duplicate", state="open").values_list("thing_id", flat=True))


def unlike(practice, number):
    born = dt.date(1940 + number * 7, 1 + number, 3)
    return f.patient(practice, first_name=["Ada", "Bea", "Cid", "Dot", "Eve"][number], last_name=f"Only{number}", birth_date=born, email=f"n{number}@example.org")  # fmt: skip


@pytest.fixture
def known(cedar):
    made = f.patient(cedar, first_name="Rosa", last_name="Diaz", email="rosa@example.org")
    open_exception_tasks()
    return made


def test_who_came_first_of_a_long_list_is_compared_too(cedar, known):
    new = f.patient(cedar, first_name="Rosa", last_name="Diaz", email="other@example.org")
    for number in range(5):
        unlike(cedar, number)
    for _round in range(3):
        open_exception_tasks()
    assert asked() == {new.pk}


def test_whoever_was_compared_is_not_compared_again(cedar, known):
    unlike(cedar, 0)
    open_exception_tasks()
    assert alike.ALIKE.keys() == []


@pytest.mark.parametrize("how", [{"first_name": "Rosa", "last_name": "Diaz"}, {"email": "rosa@example.org", "last_name": "Diaz"}])  # fmt: skip
def test_with_another_name_or_contact_they_are(cedar, known, how):
    made = f.patient(cedar, first_name="Ros", last_name="Smith", email="x@example.org", birth_date=known.birth_date)
    open_exception_tasks()
    assert asked() == set()
    Patient.objects.filter(pk=made.pk).update(**how)
    open_exception_tasks()
    assert asked() == {made.pk}


def test_control_with_another_language_they_are_not(cedar, known):
    Patient.objects.filter(pk=known.pk).update(language="es")
    assert alike.ALIKE.keys() == []


def test_a_record_that_waited_for_days_is_compared_all_the_same(cedar, known):
    """No worker ran over the weekend."""
    new = f.patient(cedar, first_name="Rosa", last_name="Diaz", email="other@example.org")
    Patient.objects.filter(pk=new.pk).update(created_at=new.created_at - dt.timedelta(days=3))
    open_exception_tasks()
    assert asked() == {new.pk}
