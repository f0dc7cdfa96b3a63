"""A row of a patient's is looked at again behind their line: as it is by then, and of whose it is, or it is refused."""

import pytest
from django.utils.timezone import now

from frontdesk.booking import locks
from frontdesk.booking.models import Appointment
from frontdesk.intake.models import Task
from frontdesk.people import lines
from frontdesk.people.lines import Stale, in_line_of
from tests import factory as f

pytestmark = pytest.mark.django_db


@pytest.fixture
def booked(cedar):
    return f.booked(cedar)


def meanwhile(monkeypatch, change):
    """What somebody else does who stands in that line first."""
    monkeypatch.setattr(lines, "_stand_in", lambda *_: change())


def test_it_is_given_as_it_is_behind_the_line(booked, monkeypatch):
    meanwhile(monkeypatch, lambda: Appointment.objects.filter(pk=booked.pk).update(reason="later"))
    assert in_line_of(booked.pk, locks.rows()).reason == "later"


def test_one_of_another_version_is_refused(booked):
    assert in_line_of(booked.pk, locks.rows(), version=booked.version) == booked
    with pytest.raises(Stale):
        in_line_of(booked.pk, locks.rows(), version=booked.version - 1)


def test_one_that_went_to_another_record_meanwhile_is_refused(booked, cedar, monkeypatch):
    other = f.patient(cedar)
    meanwhile(monkeypatch, lambda: Appointment.objects.filter(pk=booked.pk).update(patient=other))
    with pytest.raises(Stale):
        in_line_of(booked.pk, locks.rows())


def test_what_is_nobody_s_is_given_too(cedar):
    task = Task.objects.create(practice=cedar, kind="away", thing_id=cedar.pk, due_at=now(), created_at=now())
    assert in_line_of(task.pk, type(task).objects.select_for_update(of=("self",))) == task
