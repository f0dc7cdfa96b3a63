"""A booking made in one language is not confirmed in another without a word: it is asked once, and written so from then on."""

import re

import pytest
from django.test import Client

from frontdesk.audit.models import Entry
from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment
from frontdesk.booking.series.actions import Look
from frontdesk.intake import actions as intake
from frontdesk.messaging.models import Message
from frontdesk.outreach.recalls import actions as recalls
from tests import factory as f
from tests.web_client import as_patient, at

ASKED = {"en": "In which language should we write to you?", "es": "¿En qué idioma le escribimos?"}


def held(practice, patient, time="09:00"):
    asked = intake.submit(
        f.themselves(patient), patient, visit_type=f.visit("follow-up"), answers={"reason": "a cough"}
    )
    return booking.hold(
        f.themselves(patient),
        patient,
        visit_type=f.visit("follow-up"),
        place=f.place(time),
        channel="online",
        request=asked,
    )


def client_of(practice, patient, language):
    client = as_patient(practice, patient)
    client.cookies["frontdesk_language"] = language
    return client


@pytest.mark.parametrize(
    ("record", "page", "chosen"), [("en", "es", "es"), ("en", "es", "en"), ("es", "en", "en"), ("es", "en", "es")]
)
def test_it_is_asked_once_and_the_confirmation_goes_in_the_language_that_was_chosen(cedar, record, page, chosen):
    patient = f.patient(cedar, established=True, language=record)
    hold, client = held(cedar, patient), client_of(cedar, patient, page)
    address = at(cedar, f"holds/{hold.pk}/")
    assert ASKED[page] in client.get(address).content.decode()
    assert client.post(address, {"write_in": chosen}).status_code == 302
    written = Message.objects.filter(patient=patient, template="booked").latest("created_at")
    assert written.language == chosen
    patient.refresh_from_db()
    assert patient.language == chosen
    kept = Entry.objects.filter(action="patient.language")
    assert kept.count() == (chosen != record)
    again = held(cedar, patient, "10:00")
    assert ASKED[page] not in client.get(at(cedar, f"holds/{again.pk}/")).content.decode()


def test_where_both_are_the_same_nothing_is_asked_and_nothing_can_be_changed(cedar):
    patient = f.patient(cedar, established=True)
    hold, client = held(cedar, patient), client_of(cedar, patient, "en")
    address = at(cedar, f"holds/{hold.pk}/")
    assert ASKED["en"] not in client.get(address).content.decode()
    client.post(address, {"write_in": "es"})
    patient.refresh_from_db()
    assert patient.language == "en"


def test_a_language_that_there_is_not_is_not_kept(cedar):
    patient = f.patient(cedar, established=True)
    hold, client = held(cedar, patient), client_of(cedar, patient, "es")
    assert client.post(at(cedar, f"holds/{hold.pk}/"), {"write_in": "xx"}).status_code == 302
    patient.refresh_from_db()
    assert patient.language == "en"


def test_a_request_is_answered_in_the_language_that_was_chosen_beside_the_button(cedar):
    patient = f.patient(cedar, established=True)
    client = client_of(cedar, patient, "es")
    client.post(at(cedar, ""), {"visit": "procedure", "for": str(patient.pk)})
    client.post(at(cedar, "ask/for/"), {"person": str(patient.pk)})
    client.post(at(cedar, "ask/reason/"), {"answer": "un lunar"})
    page = client.get(at(cedar, "ask/check/"))
    assert ASKED["es"] in page.content.decode()
    client.post(at(cedar, "ask/check/"), {"write_in": "es"})
    patient.refresh_from_db()
    assert patient.language == "es"
    assert Message.objects.filter(patient=patient).latest("created_at").language == "es"


@pytest.mark.parametrize("chosen", ["es", "en"])
def test_the_link_of_a_due_visit_asks_too_and_its_confirmation_goes_in_that_language(cedar, chosen):
    patient = f.patient(cedar, established=True)
    desk = f.actor(cedar, "scheduler")
    due = recalls.invite(desk, recalls.order(desk, patient, visit_type=f.visit("procedure"), due_on=f.day(20)))
    token = re.search(r"/due/([\w-]+)/", Message.objects.get(thing_id=due.pk).body)[1]
    client = Client(headers={"Accept-Language": "es"})
    slot = Look(f.place("09:00", date=f.day(20))).value
    page = client.post(at(cedar, f"due/{token}/"), {"time": slot}, follow=True).content.decode()
    assert ASKED["es"] in page
    client.post(
        at(cedar, f"due/{token}/confirm/"), {"write_in": chosen, "hold": Appointment.objects.get(recall=due).pk}
    )
    patient.refresh_from_db()
    assert patient.language == Message.objects.get(template="booked").language == chosen


def test_a_due_link_in_the_language_of_the_record_asks_nothing(cedar):
    patient, desk = f.patient(cedar, established=True), f.actor(cedar, "scheduler")
    due = recalls.invite(desk, recalls.order(desk, patient, visit_type=f.visit("procedure"), due_on=f.day(20)))
    token = re.search(r"/due/([\w-]+)/", Message.objects.get(thing_id=due.pk).body)[1]
    slot = Look(f.place("09:00", date=f.day(20))).value
    page = Client().post(at(cedar, f"due/{token}/"), {"time": slot}, follow=True).content.decode()
    assert ASKED["en"] not in page and "write_in" not in page
