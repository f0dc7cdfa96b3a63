"""What was taken out of the practice file is made here no more: whoever looks for a time of it reads so, and whom to call."""

import html

import pytest
from django.test import Client

from frontdesk.booking.models import Appointment
from frontdesk.intake import actions as intake
from frontdesk.practice.models import Provider
from tests import factory as f
from tests.day.test_gone import RULES, WITHOUT
from tests.outreach.test_recalls import invited
from tests.web_client import as_patient, at

VISIT = {"en": "We no longer offer this visit. Please call us.", "es": "Ya no ofrecemos esta visita. Llámenos."}
PLANNED = {
    "en": "This visit was planned with someone, or at a place, that we no longer have. Please call us.",
    "es": "Esta visita se planeó con una persona o en un lugar que ya no tenemos. Llámenos.",
}
UNTRUE = ("waitlist", "lista de espera", "No times in these", "The list ends", "No hay citas", "La lista termina")
PHONE = "(312) 555-0100"
SAID = {"visit_type": VISIT, "provider": PLANNED}


@pytest.fixture
def practice(db):
    return f.load_cedar(RULES)


def read_(client, practice, path, language="en"):
    page = client.get(at(practice, path), headers={"accept-language": language})
    return html.unescape(page.content.decode())


def untrue(page):
    return [words for words in UNTRUE if words in page]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("gone", SAID)
def test_the_link_says_that_it_is_no_longer_made_and_whom_to_call(practice, gone, language):
    _, path = invited(practice, provider=Provider.objects.get(code="chen"))
    f.load_cedar(WITHOUT[gone])
    page = read_(Client(), practice, path[1:], language)
    assert SAID[gone][language] in page and page.count(PHONE) > 1 and untrue(page) == []


def test_a_time_that_was_shown_before_is_not_kept(practice):
    _, path = invited(practice)
    client = Client()
    f.load_cedar(WITHOUT["visit_type"])
    answer = client.post(at(practice, path[1:]), {"time": f"chen|downtown|{f.place().start:%Y-%m-%dT%H:%MZ}"})
    assert (answer.status_code, Appointment.objects.count()) == (409, 0)
    assert VISIT["en"] in html.unescape(answer.content.decode())


@pytest.mark.parametrize("language", ["en", "es"])
def test_so_do_the_times_of_a_request(practice, language):
    who = f.patient(practice, established=True, language=language)
    desk = f.actor(practice, "scheduler")
    asked = intake.create_for_caller(desk, who, visit_type=f.visit("follow-up"), answers={"reason": "a cough"})
    f.load_cedar(WITHOUT["visit_type"])
    page = read_(as_patient(practice, who), practice, f"requests/{asked.pk}/times/", language)
    assert VISIT[language] in page and page.count(PHONE) > 1 and untrue(page) == []


def test_control_the_list_of_a_visit_that_is_made_says_nothing_of_it(practice):
    _, path = invited(practice)
    page = read_(Client(), practice, path[1:])
    assert VISIT["en"] not in page and 'name="time"' in page
