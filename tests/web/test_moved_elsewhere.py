"""Where a visit is to be moved, the time that it has is not offered as another."""

import datetime as dt

import pytest

from frontdesk.booking import actions
from tests import factory as f
from tests.web_client import as_patient, as_staff, at


@pytest.fixture
def booked(cedar):
    who = f.patient(cedar, established=True)
    return actions.book(f.actor(cedar, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place("09:00"))


@pytest.mark.parametrize("by", ["scheduler", "patient"])
def test_the_time_that_it_has_is_no_other_time(cedar, booked, by):
    who = as_patient(cedar, booked.patient) if by == "patient" else as_staff(cedar, by)
    path = f"appointments/{booked.pk}/move/" if by == "patient" else f"console/appointments/{booked.pk}/move/"
    page = who.get(at(cedar, path), {"date": str(f.day())} if by != "patient" else {}).content.decode()
    stamp = f"{booked.start.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"
    assert f"chen|downtown|{stamp}" not in page
    later = booked.start.astimezone(dt.UTC) + dt.timedelta(minutes=30)
    assert f"chen|downtown|{later:%Y-%m-%dT%H:%MZ}" in page
