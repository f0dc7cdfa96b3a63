"""The first run: from a practice with nothing in it to its first bookable time, with what is missing said at each step."""

import datetime as dt

import pytest
from django.db import transaction
from django.test import Client
from django.utils.timezone import now

from frontdesk.availability.model import Wanted
from frontdesk.booking import offers
from frontdesk.practice.actions import create_practice
from frontdesk.practice.drafts import queries
from frontdesk.server import jobs
from frontdesk.tenancy.context import inside_practice
from tests import factory as f
from tests.web_client import as_staff, at
from tests.worker import due


@pytest.fixture
def birch(db):
    return create_practice("Birch Clinic", "America/Chicago", "birch")


@pytest.fixture
def manager(birch):
    return as_staff(birch, "manager")


def page(client, practice, path="setup/start/", **data):
    url = at(practice, path)
    return (client.post(url, data, follow=True) if data else client.get(url, follow=True)).content.decode()


def test_a_new_practice_says_that_it_is_not_open_and_its_manager_begins_with_the_checklist(birch, manager):
    assert Client().get(at(birch, "")).status_code in (200, 503)
    assert "From nothing to the first appointment" in page(manager, birch, "console/")
    text = page(manager, birch)
    for words in ("No location yet.", "No visit type yet.", "Nobody yet.", "No hours yet.", "Still missing: 4 steps."):
        assert words in text


def test_step_by_step_to_the_first_time_that_can_be_booked(birch, manager):
    page(manager, birch, "setup/new/locations/", name="Main Street", rooms="exam-1: exam room")
    page(manager, birch, "setup/start/visits/", specialty="family medicine")
    page(manager, birch, "setup/new/providers/", name="Dr. Birch")
    assert "No hours yet: Dr. Birch" in page(manager, birch)
    week = [f"{day}-{minute}" for day in ("mon", "tue", "wed", "thu", "fri") for minute in range(480, 720, 30)]
    page(manager, birch, "setup/hours/dr-birch/", layer="new", step="30", at="main-street", cell=week)
    text = page(manager, birch)
    assert "with Dr. Birch, Main Street" in text
    assert "Nobody can book it before you publish." in text
    page(manager, birch, "setup/closures/change/", do="holidays", holiday="christmas")
    page(manager, birch, "setup/rules/save/", line="0", text="Patients may book follow-up visits themselves")
    draft = queries.draft()
    page(manager, birch, "setup/draft/publish/", reason="We open", when="now", revision=draft.revision)
    slots = offers.times(Wanted("follow-up-visit", now()), now().date(), 14)
    assert slots and slots[0].provider_name == "Dr. Birch"
    assert Client().get(at(birch, "")).status_code == 200


def test_from_a_description_to_open_in_three_presses(birch, manager):
    prose = "We're a family practice. Dr. Birch, Dr. Elm. Open 8-5 M-F. New patients take 40 minutes. Patients can book follow-ups online. Follow-ups take 20 minutes."
    page(manager, birch, "setup/describe/", text=prose)
    page(manager, birch, "setup/describe/", text=prose, do="take")
    text = page(manager, birch, "setup/draft/publish/", reason="We open", when="now", revision=queries.draft().revision)
    assert "Published" in text
    slots = offers.times(Wanted("new-patient-visit", now()), now().date(), 14)
    assert slots[0].end - slots[0].start == dt.timedelta(minutes=40)


def test_what_is_done_is_said_and_can_be_done_again(cedar):
    text = page(as_staff(cedar, "manager"), cedar)
    assert "Setup checklist" in text and "Missing" not in text.split("<main")[1]


def test_a_practice_that_has_published_nothing_keeps_no_worker_from_the_others(fresh_db):
    with transaction.atomic():
        create_practice("Alder Clinic", "America/Chicago", "alder")
    with transaction.atomic():
        cedar = f.load_cedar()
    for job in (
        jobs.free_expired_holds,
        jobs.look_for_exceptions,
        jobs.publish_due_policies,
        jobs.look_at_waitlist,
        jobs.remind_of_appointments,
        jobs.invite_those_due,
        jobs.keep_access,
        jobs.expire_requests,
    ):
        assert not due(job)
    with inside_practice(cedar):
        from frontdesk.reports.models import Access

        assert Access.objects.exists(), "the one that is open was served"


def test_an_administrator_takes_somebody_on_with_a_password_that_is_shown_once(cedar):
    client = as_staff(cedar, "admin")
    text = page(client, cedar, "setup/staff/new/", name="Nia Newcomer", email="nia@example.org", role="front_desk")
    password = text.split("first password: ")[1].split(". It")[0]
    assert len(password) == 19 and password not in page(client, cedar, "setup/staff/")
    signed_in = Client().post(at(cedar, "console/sign-in/"), {"email": "nia@example.org", "password": password})
    assert signed_in.status_code == 302
    again = page(client, cedar, "setup/staff/new/", name="Nia", email="NIA@example.org", role="front_desk")
    assert "works here already" in again
    assert "Enter an email address" in page(client, cedar, "setup/staff/new/", name="X", email="x", role="front_desk")
