"""Within the ten seconds one press undoes; later, while nobody was told, what it undoes is said, and asked first."""

import datetime as dt
import re

import pytest
from django.utils.timezone import now

from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment, Proposal
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Request
from frontdesk.web.console import asking_first
from tests import factory as f
from tests.day.test_away import ill
from tests.web.test_second_visit import value
from tests.web.test_where_they_were import words
from tests.web_client import as_staff, at


@pytest.fixture
def later(monkeypatch):
    """A minute after the press."""

    def goes_by():
        monkeypatch.setattr(asking_first, "now", lambda: now() + dt.timedelta(minutes=1))

    return goes_by


@pytest.fixture
def who(cedar):
    return f.patient(cedar, established=True)


def way(answer) -> str:
    return re.search(r'action="([^"]+/undo/[^"]*)"', answer.content.decode())[1].replace("&amp;", "&")


def booked(cedar, who):
    front = as_staff(cedar, "front_desk")
    page = front.post(at(cedar, f"console/book/{who.pk}/?visit=follow-up"), {"time": value("09:00")}, follow=True)
    return front, way(page)


def test_at_once_one_press_undoes(at_once, cedar, who):
    front, undo = booked(cedar, who)
    assert "Undo this?" not in words(front.post(undo, follow=True))
    assert Appointment.objects.get().state == "cancelled"


def test_later_it_says_what_it_cancels_and_asks(cedar, who, later):
    front, undo = booked(cedar, who)
    later()
    text = words(front.post(undo))
    one = Appointment.objects.get()
    assert one.state == "booked"
    for part in ("Undo this?", "What you did at", "Booked", who.name, "9:00 AM", "This cancels what was booked"):
        assert part in text
    front.post(undo, {"sure": "1"})
    assert Appointment.objects.get().state == "cancelled"


def test_of_a_move_it_says_that_the_old_time_stands_again(cedar, who, later):
    front = as_staff(cedar, "front_desk")
    one = booking.book(f.actor(cedar, "front_desk"), who, visit_type=f.visit("follow-up"), place=f.place("09:00"))
    page = at(cedar, f"console/appointments/{one.pk}/move/")
    undo = way(front.post(page, {"time": value("10:00"), "version": one.version}, follow=True))
    later()
    assert "the one before it stands again" in words(front.post(undo))
    assert Appointment.objects.get(pk=one.pk).state == "rescheduled"
    front.post(undo, {"sure": "1"})
    assert Appointment.objects.get(pk=one.pk).state == "booked"


def test_a_decision_about_a_request_is_asked_about_too(db, later):
    practice = f.load_cedar(f.CEDAR + "  Follow-up visits need approval.\n")
    who = f.patient(practice, established=True)
    asked = intake.submit(f.themselves(who), who, visit_type=f.visit("follow-up"), answers={"reason": "a cough"})
    maria, page = as_staff(practice, "scheduler"), at(practice, f"console/requests/{asked.pk}/")
    undo = way(maria.post(f"{page}approve/", {"version": asked.version}, follow=True))
    later()
    text = words(maria.post(undo))
    assert "Undo this?" in text and "Approved" in text and who.name in text
    assert Request.objects.get().state == "approved"
    maria.post(undo, {"sure": "1"})
    assert Request.objects.get().state == "awaiting_approval"


def test_so_are_times_that_were_proposed_to_many(cedar, who, later, settings):
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    booking.book(f.actor(cedar, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place("09:00"))
    row, maria = ill(cedar), as_staff(cedar, "scheduler")
    maria.post(at(cedar, f"console/away/{row.pk}/propose/"))
    f.propose_what_waits(cedar)
    undo = way(maria.get(at(cedar, f"console/away/{row.pk}/")))
    later()
    assert "New time proposed" in words(maria.post(undo)) and Proposal.objects.filter(state="proposed").exists()
    maria.post(undo, {"sure": "1"})
    assert not Proposal.objects.filter(state="proposed").exists()


def test_the_question_is_asked_in_the_other_language_and_nothing_is_undone_by_that(cedar, who, later):
    front, undo = booked(cedar, who)
    later()
    page = front.post(undo)
    button = re.search(r'<button[^>]*name="page_language"[^>]*form="question"', page.content.decode())
    assert button is not None and 'name="language"' not in page.content.decode()
    for said in ({"page_language": "es"}, {"page_language": "es", "sure": "1"}):
        answer = front.post(undo, said)
        assert answer.status_code == 200 and "¿" in words(answer) and 'lang="es"' in answer.content.decode()
        assert Appointment.objects.get().state == "booked"
    front.post(undo, {"sure": "1"})
    assert Appointment.objects.get().state == "cancelled"
