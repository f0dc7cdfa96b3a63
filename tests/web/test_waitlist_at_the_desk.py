"""Who calls, or stands at the desk, is put on the waitlist where a receptionist reaches for it, by the form that patients have."""

import pytest

from frontdesk.booking.models import WaitlistEntry
from frontdesk.intake.models import Request
from frontdesk.outreach.waitlist.fill import who_wait_for
from tests import factory as f
from tests.web_client import as_staff, at

WISHED = {"parts": ["morning"], "days": ["0", "2"], "notice": "72"}
ASKED = 'Follow-up visits need approval when the reason mentions "surgery".\n'
BY_STAFF = "Patients may not book follow-up visits themselves.\n"


def desk_of(practice):
    return as_staff(practice, "front_desk")


@pytest.fixture
def who(cedar):
    return f.patient(cedar, established=True)


def page(client, practice, path):
    return client.get(at(practice, path)).content.decode()


def join(client, practice, path):
    return client.post(at(practice, path), WISHED, follow=True).content.decode()


def test_a_caller_whom_no_time_suits_is_put_there_with_what_they_wish(cedar, who):
    desk = desk_of(cedar)
    path = f"console/patients/{who.pk}/wait/?visit=follow-up"
    assert at(cedar, path) in page(desk, cedar, f"console/book/{who.pk}/?visit=follow-up")
    form = page(desk, cedar, path)
    assert 'name="parts"' in form and 'name="days"' in form and 'name="notice"' in form
    assert "is on the waitlist." in join(desk, cedar, path)
    made = WaitlistEntry.objects.get()
    assert (made.patient, made.parts, made.days, made.notice_hours) == (who, ["morning"], [0, 2], 72)


def test_the_patients_page_leads_there_by_the_visit_and_shows_that_they_wait(cedar, who):
    desk = desk_of(cedar)
    assert at(cedar, f"console/patients/{who.pk}/wait/") in page(desk, cedar, f"console/patients/{who.pk}/")
    assert 'value="follow-up"' in page(desk, cedar, f"console/patients/{who.pk}/wait/")
    shown = join(desk, cedar, f"console/patients/{who.pk}/wait/?visit=follow-up")
    assert "On the waitlist</a> · Follow-up" in shown


def test_who_waits_already_is_said_by_name_and_waits_once(cedar, who):
    desk, path = desk_of(cedar), f"console/patients/{who.pk}/wait/?visit=follow-up"
    join(desk, cedar, path)
    assert f"{who.name} is on the waitlist for this visit already." in join(desk, cedar, path)
    assert WaitlistEntry.objects.count() == 1


def test_an_appointment_that_could_be_earlier_is_kept_meanwhile(cedar):
    kept = f.booked(cedar, by=f.actor(cedar, "front_desk"), established=True)
    desk, path = desk_of(cedar), f"console/appointments/{kept.pk}/wait/"
    assert at(cedar, path) in page(desk, cedar, f"console/appointments/{kept.pk}/")
    shown = join(desk, cedar, path)
    assert WaitlistEntry.objects.get().appointment == kept
    assert "On the waitlist for an earlier time" in shown and at(cedar, path) not in shown


@pytest.mark.parametrize(("reason", "waits"), [("a cough", True), ("after my surgery", False)])
def test_what_the_rules_ask_is_asked_first_and_only_what_is_approved_waits(db, reason, waits):
    practice = f.load_cedar(f.CEDAR + "  " + ASKED)
    who, desk = f.patient(practice, established=True), desk_of(practice)
    asks = f"console/book/{who.pk}/request/?visit=follow-up&wait=1"
    assert at(practice, asks).replace("&", "&amp;") in page(desk, practice, f"console/book/{who.pk}/?visit=follow-up")
    assert desk.get(at(practice, f"console/patients/{who.pk}/wait/?visit=follow-up")).headers["Location"].endswith(asks)
    saved = desk.post(at(practice, asks), {"reason-answer": reason})
    asked = Request.objects.get()
    wait = at(practice, f"console/requests/{asked.pk}/wait/")
    assert (saved.headers["Location"] == wait) == waits
    assert (wait in page(desk, practice, f"console/requests/{asked.pk}/")) == waits
    desk.post(wait, WISHED)
    assert [entry.request for entry in WaitlistEntry.objects.all()] == [asked] * waits


def test_whom_staff_put_there_is_offered_what_staff_could_book(db):
    practice = f.load_cedar(f.CEDAR + "  " + BY_STAFF)
    who = f.patient(practice, established=True)
    desk_of(practice).post(at(practice, f"console/patients/{who.pk}/wait/?visit=follow-up"), {"notice": "2"})
    assert [entry.patient for entry in who_wait_for(f.place("09:00"))] == [who]
