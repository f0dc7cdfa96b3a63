"""What nobody types is refused once, at the door, wherever it stands; never with a failure of ours."""

import pytest
from django.test import Client

from frontdesk.intake import actions as intake
from tests import factory as f
from tests.web_client import as_staff, at


@pytest.mark.parametrize("key", ["aaaa\0", "aaaaaaaa\0", "x" * 5000, "", "'; --", "é" * 10, "AAAAAAAA"])
def test_a_session_key_that_is_none_is_no_session(cedar, key):
    client = Client()
    client.cookies["frontdesk_session"] = key
    assert client.get(at(cedar, "sign-in/")).status_code == 200


def test_the_cookie_of_the_breaker_as_it_is_sent(cedar):
    answer = Client().get(at(cedar, "sign-in/"), headers={"Cookie": 'frontdesk_session="aaaaaaaa\\000"'})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "sent", ["field=%00&field=reason", "field=reason&field=%00", "fi%00eld=reason", "other=%00&other=x&field=reason"]
)
@pytest.mark.parametrize("how", ["GET", "POST"])
def test_every_name_and_every_value_of_a_name_is_read(cedar, sent, how):
    client, address = as_staff(cedar, "scheduler"), at(cedar, "console/queue/")
    form = "application/x-www-form-urlencoded"
    answer = client.get(f"{address}?{sent}") if how == "GET" else client.generic("POST", address, sent, form)
    assert answer.status_code == 400


def asked_for(cedar, fields):
    client, who = as_staff(cedar, "scheduler"), f.patient(cedar, established=True)
    asked = intake.create_for_caller(
        f.actor(cedar, "front_desk"), who, visit_type=f.visit("follow-up"), answers={"reason": "x"}
    )
    said = {"field": fields, "version": str(asked.version)}
    answer = client.post(at(cedar, f"console/requests/{asked.pk}/ask/"), said)
    asked.refresh_from_db()
    return answer, asked


@pytest.mark.parametrize("fields", [["no-such-thing"], ["insurance-card", "<b>"], ["x" * 5000]])
def test_staff_ask_for_nothing_that_the_page_does_not_offer(cedar, fields):
    answer, asked = asked_for(cedar, fields)
    assert answer.status_code == 409 or answer.status_code == 422
    assert asked.missing == []


def test_staff_ask_for_what_it_offers(cedar):
    answer, asked = asked_for(cedar, ["insurance-card", "pharmacy"])
    assert answer.status_code == 302 and asked.missing == ["insurance-card", "pharmacy"]
