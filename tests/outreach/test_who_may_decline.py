"""To decline what the waitlist offers is a right of its own: whoever may not book can still pass it on, where their role says so."""

from importlib import import_module

import pytest
from django.apps import apps

from frontdesk.access.may import NotAllowed, may
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.people.models import RolePermission
from tests import factory as f
from tests.web_client import as_contact, as_staff, at

SKIP = "Skip, offer to next person"


def without(practice, kind, role, *permissions):
    RolePermission.objects.filter(practice=practice, kind=kind, role=role, permission__in=permissions).delete()


@pytest.fixture
def given(cedar):
    return f.offered(f.patient(cedar, established=True, email="ada@example.org"), f.place("10:00"))


def state(given):
    given.refresh_from_db()
    return given.state


@pytest.mark.parametrize("lost", ["appointment.book", "waitlist.decline"])
def test_the_page_has_the_button_of_what_the_role_may(cedar, given, lost):
    without(cedar, "staff", "front_desk", lost)
    client = as_staff(cedar, "front_desk")
    page = client.get(at(cedar, "console/waitlist/")).content.decode()
    assert (SKIP in page, "/accept/" in page) == (lost != "waitlist.decline", lost != "appointment.book")
    answer = client.post(at(cedar, f"console/waitlist/offers/{given.pk}/pass/"))
    assert (answer.status_code, state(given)) == ((302, "declined") if SKIP in page else (403, "offered"))


@pytest.mark.parametrize(("lost", "path"), [("waitlist.leave", "/remove/"), ("waitlist.prioritise", "/urgent/")])
def test_so_has_each_other_button_of_the_list(cedar, given, lost, path):
    without(cedar, "staff", "front_desk", lost)
    page = as_staff(cedar, "front_desk").get(at(cedar, "console/waitlist/")).content.decode()
    assert path not in page and SKIP in page
    assert path in as_staff(cedar, "scheduler").get(at(cedar, "console/waitlist/")).content.decode()


@pytest.mark.parametrize("lost", ["", "waitlist.decline:own"])
def test_a_patient_declines_what_is_offered_to_them(cedar, given, lost):
    without(cedar, "patient", "", lost)
    page = as_contact(cedar, "ada@example.org").get(at(cedar, f"waitlist/offers/{given.pk}/")).content.decode()
    assert "Take this time" in page and ("Not this time" in page) == (lost == "")


def test_it_is_nobody_elses_to_decline(cedar, given):
    other = f.themselves(f.patient(cedar, email="bea@example.org"))
    assert not may(other, "waitlist.decline", given)
    with pytest.raises(NotAllowed):
        waitlist.decline(other, given)


# Practices that were there before -----------------------------------------------------------------------------

BEFORE = {  # what a line of the table had → what it has after
    ("staff", "front_desk", "appointment.book"): "waitlist.decline",
    ("staff", "front_desk", "waitlist.leave"): "waitlist.decline",
    ("staff", "billing", "waitlist.leave:own"): "waitlist.decline:own",
    ("patient", "", "appointment.book:own"): "waitlist.decline:own",
    ("patient", "", "waitlist.leave:own"): None,  # who may not take a time had nothing to decline
    ("staff", "billing", "waitlist.view"): None,
}


@pytest.mark.parametrize("line", BEFORE, ids=" ".join)
def test_whoever_could_decline_before_can_still(cedar, line):
    table = RolePermission.objects.filter(practice=cedar)
    table.filter(permission__regex=r"^(appointment\.book|waitlist\.(leave|decline))").delete()
    kind, role, permission = line
    RolePermission.objects.create(practice=cedar, kind=kind, role=role, permission=permission)
    step = import_module("frontdesk.people.migrations.0015_decline_an_offer")
    step.theirs(apps, cedar)
    step.theirs(apps, cedar)  # once
    found = list(table.filter(permission__startswith="waitlist.decline").values_list("kind", "role", "permission"))
    assert found == ([(kind, role, BEFORE[line])] if BEFORE[line] else [])
