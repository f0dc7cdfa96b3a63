"""Words of an emergency in a request: 911 and 988 first and with the focus, in both languages; then the request goes on, and staff hear at once."""

import datetime as dt
import re

import pytest
from django.utils.timezone import now

from frontdesk.core.emergency import is_emergency
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Request, Task
from frontdesk.intake.tasks.actions import done
from frontdesk.messaging.inbound import meaning
from tests import factory as f
from tests.web.pages import read
from tests.web_client import as_patient, as_staff, at, led_to

SAID = [
    "I have chest pain since this morning",
    "I can't breathe",
    "thinking about suicide",
    "Tengo dolor de pecho",
    "No puedo respirar",
    "quiero morirme",
]
CALM = ["a cough", "blood test", "una tos", "This is not an emergency", "knee pain", "my chest x-ray result"]


@pytest.mark.parametrize("said", SAID)
def test_one_list_for_texts_and_requests(said):
    assert is_emergency(said) and meaning(said) == "urgent"


@pytest.mark.parametrize("said", CALM)
def test_what_is_none_is_left_alone(said):
    assert not is_emergency(said) and meaning(said) != "urgent"


def asking(practice, language="en"):
    patient = f.patient(practice, established=True, language=language)
    client = as_patient(practice, patient)
    client.cookies["frontdesk_language"] = language
    client.post(at(practice, ""), {"visit": "procedure", "for": str(patient.pk)})
    client.post(at(practice, "ask/for/"), {"person": str(patient.pk)})
    return client, patient


@pytest.mark.parametrize(
    ("language", "heading"),
    [("en", "If this is an emergency, call 911 now"), ("es", "Si es una emergencia, llame ahora al 911")],
)
@pytest.mark.parametrize("said", SAID)
def test_it_is_the_first_thing_on_the_page_has_the_focus_and_leads_to_911_and_988(cedar, said, language, heading):
    client, _patient = asking(cedar, language)
    answer = client.post(at(cedar, "ask/reason/"), {"answer": said})
    assert led_to(answer) == at(cedar, "ask/emergency/")
    page = read(client.get(answer.headers["Location"]).content.decode())
    main = next(page.all("main"))
    first = next(main.all())
    assert first["role"] == "alert" and first["tabindex"] == "-1" and "autofocus" in first
    assert next(first.all("h1")).text == heading
    assert [one["href"] for one in first.all("a")] == ["tel:911", "tel:988", "sms:988"]
    assert not next(page.all("title")).text.startswith("Error")


def test_the_request_goes_on_only_after_it_was_seen_and_nothing_is_lost(cedar):
    client, patient = asking(cedar)
    client.post(at(cedar, "ask/reason/"), {"answer": SAID[0]})
    for around in ("ask/check/", "ask/go-on/"):
        assert led_to(client.get(at(cedar, around))) == at(cedar, "ask/emergency/")
    assert led_to(client.post(at(cedar, "ask/check/"))) == at(cedar, "ask/emergency/")
    assert not Request.objects.filter(patient=patient).exists()
    assert led_to(client.post(at(cedar, "ask/emergency/"))) == at(cedar, "ask/check/")
    client.post(at(cedar, "ask/check/"))
    made = Request.objects.get(patient=patient)
    assert made.answers.get(field="reason").value == SAID[0]
    task = Task.objects.get(kind="urgent", thing_id=made.pk)
    assert task.patient == patient and task.what == SAID[0] and task.due_at <= now() + dt.timedelta(minutes=15)
    page = as_staff(cedar, "front_desk").get(at(cedar, "console/exceptions/")).content.decode()
    assert "Words of an emergency" in page and f"/console/requests/{made.pk}/" in page


def test_another_emergency_is_said_anew_and_the_same_is_said_once(cedar):
    client, _patient = asking(cedar)
    client.post(at(cedar, "ask/reason/"), {"answer": SAID[0]})
    client.post(at(cedar, "ask/emergency/"))
    assert client.get(at(cedar, "ask/check/")).status_code == 200
    client.post(at(cedar, "ask/reason/?change=1"), {"answer": SAID[1]})
    assert led_to(client.get(at(cedar, "ask/check/"))) == at(cedar, "ask/emergency/")
    client.post(at(cedar, "ask/reason/?change=1"), {"answer": "a cough"})
    assert client.get(at(cedar, "ask/check/")).status_code == 200


def test_who_books_alone_sees_it_too(cedar):
    patient = f.patient(cedar, established=True)
    client = as_patient(cedar, patient)
    client.post(at(cedar, ""), {"visit": "follow-up", "for": str(patient.pk)})
    client.post(at(cedar, "ask/for/"), {"person": str(patient.pk)})
    answer = client.post(at(cedar, "ask/reason/"), {"answer": "chest pains"})
    assert led_to(answer) == at(cedar, "ask/emergency/")
    assert re.search(r"/times/$", client.post(at(cedar, "ask/emergency/")).headers["Location"])


def test_what_staff_have_dealt_with_does_not_come_back_and_staff_are_not_told_of_their_own_words(cedar):
    patient = f.patient(cedar, established=True)
    desk = f.actor(cedar, "scheduler")
    made = intake.submit(f.themselves(patient), patient, visit_type=f.visit("procedure"), answers={"reason": SAID[0]})
    done(desk, Task.objects.get(kind="urgent"), outcome="reached")
    intake.ask(desk, made, fields=["pharmacy"])
    intake.answer(f.themselves(patient), made, answers={"pharmacy": "Main Street"})
    assert not Task.objects.filter(kind="urgent", state="open").exists()
    intake.create_for_caller(desk, patient, visit_type=f.visit("procedure"), answers={"reason": SAID[0]})
    assert not Task.objects.filter(kind="urgent", state="open").exists()


def test_an_answer_to_our_question_is_kept_and_the_notice_comes_first(cedar):
    patient = f.patient(cedar, established=True)
    made = intake.submit(f.themselves(patient), patient, visit_type=f.visit("procedure"), answers={"reason": "a mole"})
    intake.ask(f.actor(cedar, "scheduler"), made, fields=["reason"])
    client = as_patient(cedar, patient)
    page = client.post(at(cedar, f"requests/{made.pk}/answer/"), {"reason-answer": SAID[1]}, follow=True)
    main = next(read(page.content.decode()).all("main"))
    first = next(main.all())
    assert first["role"] == "alert" and next(first.all("a"))["href"] == "tel:911"
    assert Task.objects.filter(kind="urgent", thing_id=made.pk).count() == 1
    assert "tel:911" not in client.get(at(cedar, f"requests/{made.pk}/")).content.decode()


def test_whoever_opens_the_request_or_the_queue_sees_it_until_somebody_has_called(cedar):
    patient = f.patient(cedar, established=True)
    asked = intake.submit(
        f.themselves(patient), patient, visit_type=f.visit("procedure"), answers={"reason": "I have chest pain"}
    )
    desk = as_staff(cedar, "scheduler")
    queue = at(cedar, f"console/queue/?state={asked.state}")
    page = at(cedar, f"console/requests/{asked.pk}/")
    assert "Words of an emergency: call now" in desk.get(queue).content.decode()
    assert "Words of an emergency" in desk.get(page).content.decode()
    done(f.actor(cedar, "scheduler"), Task.objects.get(kind="urgent"), outcome="called")
    assert "Words of an emergency" not in desk.get(queue).content.decode()
    assert "Words of an emergency" in desk.get(page).content.decode()  # what was said was said
    calm = intake.submit(f.themselves(patient), patient, visit_type=f.visit("procedure"), answers={"reason": "a cough"})
    assert "Words of an emergency" not in desk.get(at(cedar, f"console/requests/{calm.pk}/")).content.decode()
