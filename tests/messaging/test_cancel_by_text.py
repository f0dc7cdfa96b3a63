"""CANCEL ends texts, by law; whoever has a visit ahead, or was asked about one, most likely means that: somebody asks."""

import pytest
from django.test import override_settings

from frontdesk.booking.models import Appointment
from frontdesk.intake.models import Task
from frontdesk.messaging.consent import agreed
from frontdesk.messaging.inbound import meaning
from frontdesk.messaging.models import Message
from tests import factory as f
from tests.messaging.test_texts import NUMBER, URL, hook
from tests.web_client import as_staff, at


@pytest.fixture
def practice(db):
    with override_settings(TEXT_URL=URL):
        yield f.load_cedar()


def sent(practice, body):
    hook(practice, body, "SM1")
    return Task.objects.filter(kind="cannot", state="open").first()


@pytest.mark.parametrize("word", ["CANCEL", "END", "quit", "Cancelar"])
def test_texts_are_off_and_somebody_asks_whether_they_mean_the_visit(practice, word):
    one = f.booked(practice, email="", phone=NUMBER)
    task = sent(practice, word)
    assert meaning(word) == "stop" and not agreed(NUMBER)
    assert task is not None and Appointment.objects.get(pk=one.pk).state == "booked"
    page = as_staff(practice, "front_desk").get(at(practice, f"console/appointments/{one.pk}/")).content.decode()
    assert "Texts are off. Ask whether they mean the visit." in page and "they cannot come" not in page
    page = as_staff(practice, "front_desk").get(at(practice, "console/exceptions/")).content.decode()
    assert "Texts are off. Ask whether they mean the visit." in page


@pytest.mark.parametrize("word", ["STOP", "unsubscribe", "ALTO", "stop texting me"])
def test_what_speaks_of_texts_alone_is_nobodys_work(practice, word):
    f.booked(practice, email="", phone=NUMBER)
    assert sent(practice, word) is None and not agreed(NUMBER)


def test_without_a_visit_ahead_it_ends_texts_and_no_more(practice):
    f.patient(practice, email="", phone=NUMBER)
    assert sent(practice, "CANCEL") is None and not agreed(NUMBER)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_answer_says_where_to_call(practice, language):
    f.booked(practice, email="", phone=NUMBER, language=language)
    sent(practice, "CANCEL")
    assert "555-0100" in Message.objects.get(template="text-stopped").body.replace(" 0100", "-0100")


SAID_YES = [
    "Yes sir",
    "Yes we'll be there",
    "Ok thx",
    "See you then",
    "ok see you tomorrow",
    "See ya then!",
    "Yes ma'am",
    "Nos vemos",
]
SAID_NO_YES = [
    "see you then?",
    "See the doctor then",
    "thx",
    "can I see you then",
    "I can't see you then",
    "see you in court",
]


@pytest.mark.parametrize(
    ("said", "means"), [*((one, True) for one in SAID_YES), *((one, False) for one in SAID_NO_YES)]
)
def test_a_yes_as_people_text_it(said, means):
    assert (meaning(said) == "confirm") == means
