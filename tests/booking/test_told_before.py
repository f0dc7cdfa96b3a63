"""What the rules tell before a visit stands in the confirmation, in reminders and on the pages; never in a message about a sensitive visit."""

import datetime as dt

import pytest

from frontdesk.booking import actions
from frontdesk.booking.models import Appointment
from frontdesk.messaging.models import Message
from frontdesk.outreach.reminders import remind
from tests import factory as f
from tests.web_client import as_patient, as_staff, at

RULES = """\
  Patients come 20 minutes early for visits.
  Before follow-up visits patients are told: "Nothing to eat for 6 hours." In Spanish: "No coma nada en las 6 horas anteriores."
"""
PLAN = 'messages: {reminders: [3 days], quiet hours: {from: "03:00", to: "03:01"}}\nrules: |'


@pytest.fixture(params=[False, True], ids=["plain", "sensitive"])
def sensitive(request):
    return request.param


@pytest.fixture
def practice(db, sensitive):
    text = f.CEDAR.replace("rules: |", PLAN) + RULES
    if sensitive:
        text = text.replace("name: Follow-up visit}", "name: Follow-up visit, sensitive: true}")
    return f.load_cedar(text)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Please come 20 minutes early. Nothing to eat for 6 hours."),
        ("es", "Llegue 20 minutos antes, por favor. No coma nada en las 6 horas anteriores."),
    ],
)
def test_it_is_told_when_a_visit_is_booked(practice, sensitive, language, words):
    f.booked(practice, language=language)
    bodies = [message.body for message in Message.objects.filter(template="booked")]
    assert bodies and all((words in body) != sensitive for body in bodies)


def test_it_stands_on_the_patients_page_and_on_the_desks(practice):
    one = f.booked(practice)
    for client, path in (
        (as_patient(practice, one.patient), f"appointments/{one.pk}/"),
        (as_staff(practice, "front_desk"), f"console/appointments/{one.pk}/"),
    ):
        page = client.get(at(practice, path)).content.decode()
        assert "Nothing to eat for 6 hours." in page and "Please come 20 minutes early." in page


def test_it_is_told_again_in_the_reminder(practice, sensitive):
    patient = f.patient(practice, established=True)
    scheduler = f.actor(practice, "scheduler")
    one = actions.book(scheduler, patient, visit_type=f.visit("follow-up"), place=f.place(date=f.day(2)))
    Appointment.objects.filter(pk=one.pk).update(created_at=one.start - dt.timedelta(days=30))
    assert remind(practice) == 1
    bodies = [message.body for message in Message.objects.filter(template="reminder")]
    assert bodies and all(("Nothing to eat for 6 hours." in body) != sensitive for body in bodies)
