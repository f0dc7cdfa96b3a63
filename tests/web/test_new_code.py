"""Another code is one press: it is sent, as often as the limits let, and the page says so."""

import re

import pytest
from django.test import Client

from frontdesk.messaging.models import Message
from tests import factory as f
from tests.web.presses_prepared import said_why
from tests.web_client import at

SAID = "A new code is on its way."


def codes():
    return list(Message.objects.filter(template="code").order_by("created_at").values_list("body", flat=True))


def begin(world_or_practice, client, way):
    """To the page on which the code is entered."""
    if way == "request":
        said_why(type("Here", (), {"practice": world_or_practice}), client)
        return client.post(at(world_or_practice, "ask/check/")).headers["Location"]
    f.patient(world_or_practice, email="nora@example.org", first_name="Nora")
    return client.post(at(world_or_practice, "sign-in/"), {"contact": "nora@example.org"}).headers["Location"]


@pytest.mark.parametrize("way", ["request", "sign in"])
def test_a_new_code_is_sent_and_said_and_the_newest_one_works(cedar, way):
    client = Client()
    page = begin(cedar, client, way)
    shown = client.get(page).content.decode()
    assert "Send a new code</button>" in shown
    again = client.post(page, {"again": "1"}, follow=True)
    assert len(codes()) == 2 and SAID in again.content.decode() and 'name="code"' in again.content.decode()
    newest = re.search(r"\d{6}", codes()[-1])[0]
    answer = client.post(again.redirect_chain[-1][0], {"code": newest})
    assert answer.status_code == 302 and "code/" not in answer.headers["Location"]


@pytest.mark.parametrize("way", ["request", "sign in"])
def test_no_more_are_sent_than_the_limits_let(cedar, way):
    client = Client()
    page = begin(cedar, client, way)
    for _ in range(30):
        answer = client.post(page, {"again": "1"}, follow=True)
    assert SAID not in answer.content.decode() and len(codes()) < 30
