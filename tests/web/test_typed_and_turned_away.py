"""What a patient has typed at a question is there again after Español or Back, whether or not it could be an answer."""

import re

import pytest
from django.test import Client

from frontdesk.intake.models import Draft
from tests import factory as f
from tests.web.test_where_they_were import signed_in
from tests.web_client import at

WHO = {"acts": "parent", "first": "Nora", "last": "", "birth_month": "13", "birth_day": "27", "birth_year": "19"}


PARENTS = "proxies: [{who: parent, under age: 18, may: [see, book, cancel]}]\nrules: |"


@pytest.fixture
def asking(cedar):
    f.load_cedar(f.CEDAR.replace("rules: |", PARENTS, 1))
    client = Client()
    return client, client.post(at(cedar, ""), {"visit": "new-patient"})["Location"]


def pressed(client, address, typed, button, value="yes"):
    """The button of the question's own form, with all that is typed in it."""
    page = client.get(address).content.decode()
    assert re.search(rf'<button[^>]*name="{button}"[^>]*value="{value}"', page), page
    draft = re.search(r'name="draft" value="([^"]+)"', page)[1]
    return client.post(address, {**typed, "draft": draft, button: value})


def values(page: str) -> dict[str, str]:
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if given.get("type") in ("text", "email", "tel") or " checked" in tag:
            found[given["name"]] = given.get("value", "")
    return found


def next_of(client, address, typed):
    answer = client.post(address, typed)
    assert answer.status_code == 302
    return answer["Location"]


def whole(typed):
    return {**typed, "last": "Comer", "birth_month": "3", "birth_year": "2019"}


@pytest.mark.parametrize(("first", "then"), [("es", "en"), ("en", "es")])
def test_the_other_language_has_the_half_typed_name_and_birth_date(asking, first, then):
    client, address = asking
    client.cookies["frontdesk_language"] = first
    answer = pressed(client, address, WHO, "language", then)
    assert answer["Location"] == address
    page = client.get(address).content.decode()
    assert f'<html lang="{then}"' in page and values(page).items() >= WHO.items() - {("last", "")}
    assert "aria-invalid" not in page
    assert Draft.objects.get().answers.get("birth") is None


def test_back_keeps_the_address_that_was_half_typed_and_judges_nothing(asking):
    client, address = asking
    contact = next_of(client, address, whole(WHO))
    answer = pressed(client, contact, {"contact": "nora@exam"}, "back")
    assert answer["Location"] == address
    assert values(client.get(address).content.decode())["last"] == "Comer"
    assert values(client.get(contact).content.decode())["contact"] == "nora@exam"
    assert Draft.objects.get().contact == ""


def test_back_from_the_first_question_leads_to_the_start_and_the_request_goes_on_from_there(cedar, asking):
    client, address = asking
    assert pressed(client, address, WHO, "back")["Location"] == at(cedar, "")
    assert values(client.get(address).content.decode())["first"] == "Nora"


def test_insurance_and_reason_stay_too(cedar, asking):
    client, address = asking
    contact = next_of(client, address, whole(WHO))
    insurance = next_of(client, contact, {"contact": "nora@example.org"})
    pressed(client, insurance, {"payer": "aetna", "member_id": "W 12"}, "language", "es")
    assert values(client.get(insurance).content.decode()).items() >= {"payer": "aetna", "member_id": "W 12"}.items()
    reason = next_of(client, insurance, {"payer": "aetna"})
    pressed(client, reason, {"answer": "a cough since Mon"}, "back")
    assert "a cough since Mon" in client.get(reason).content.decode()
    assert "q:reason" not in Draft.objects.get().answers


def test_what_was_answered_since_is_shown_and_not_what_was_typed_before(asking):
    client, address = asking
    pressed(client, address, WHO, "language", "es")
    next_of(client, address, whole(WHO) | {"first": "Noemi"})
    assert values(client.get(address).content.decode())["first"] == "Noemi"


def test_enter_presses_continue_and_not_the_language(asking):
    client, address = asking
    page = client.get(address).content.decode()
    of_the_form = re.findall(r'<button[^>]*form="question"[^>]*>', page)
    assert 'name="' not in of_the_form[0] and 'name="language"' in of_the_form[1]


def test_who_is_signed_in_has_it_and_nobody_after_them(cedar):
    who = f.patient(cedar, established=True)
    client = Client()
    signed_in(client, cedar, who.email)
    address = client.post(at(cedar, ""), {"visit": "follow-up", "for": str(who.pk)})["Location"]
    pressed(client, address, {"answer": "a cough since Mon"}, "language", "es")
    assert "a cough since Mon" in client.get(address).content.decode()
    client.post(at(cedar, "sign-out/"))
    assert "a cough since Mon" not in client.get(address, follow=True).content.decode()
