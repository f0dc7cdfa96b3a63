"""A patient whose session ends while she types is told so, and comes back to that question: she, and nobody else who signs in."""

import html
import re

import pytest
from django.test import Client

from frontdesk.intake.models import Draft
from frontdesk.messaging.models import Message
from tests import factory as f
from tests.web.test_where_they_were import signed_in, words
from tests.web_client import at

TYPED = "a cough since Monday"


@pytest.fixture
def who(cedar):
    return f.patient(cedar, established=True)


@pytest.fixture
def typing(cedar, who):
    """She is at the question, signed in; what her form carries, and then her session is over."""
    client = Client()
    signed_in(client, cedar, who.email)
    client.post(at(cedar, ""), {"visit": "follow-up", "for": str(who.pk)})
    draft = Draft.objects.get()
    page = client.get(at(cedar, f"ask/reason/?draft={draft.pk}")).content.decode()
    assert f'data-draft="ask {draft.pk} reason"' in page and "data-who=" in page and who.email not in page
    client.cookies.pop("frontdesk_session")
    return client, draft, re.search(r'name="draft" value="([^"]+)"', page)[1]


def signs_in(client, practice, contact, answer) -> str:
    """By the way in that the page names; where it leads to."""
    there = html.unescape(re.search(r'<a[^>]*href="([^"]+sign-in/\?[^"]*)"', answer.content.decode())[1])
    code_page = client.post(there, {"contact": contact})["Location"]
    code = re.search(r"\b\d{6}\b", Message.objects.filter(to=contact, template="code").latest("created_at").body)[0]
    return client.post(code_page, {"code": code})["Location"]


def test_she_is_told_that_she_was_signed_out_and_comes_back_to_that_question(cedar, who, typing):
    client, draft, shown = typing
    answer = client.post(at(cedar, "ask/reason/"), {"draft": shown, "answer": TYPED})
    told = words(answer)
    assert answer.status_code == 409 and "You were signed out." in told and TYPED in told
    assert "not open here any more" not in told
    there = signs_in(client, cedar, who.email, answer)
    assert there == at(cedar, f"ask/reason/?draft={draft.pk}")
    assert client.get(there).status_code == 200


def test_who_opens_the_question_again_is_led_there_too(cedar, who, typing):
    client, draft, _ = typing
    answer = client.get(at(cedar, f"ask/reason/?draft={draft.pk}"))
    assert answer["Location"] == at(cedar, f"sign-in/?draft={draft.pk}&step=reason")


def test_another_who_signs_in_there_is_not_led_to_it_and_has_another_name(cedar, who, typing):
    client, draft, shown = typing
    other = f.patient(cedar, email="other@example.org", established=True)
    answer = client.post(at(cedar, "ask/reason/"), {"draft": shown, "answer": TYPED})
    assert signs_in(client, cedar, other.email, answer) == at(cedar, "home/")
    page = client.get(at(cedar, f"ask/reason/?draft={draft.pk}"), follow=True)
    assert page.redirect_chain and TYPED not in page.content.decode()
    again = Client()
    signed_in(again, cedar, who.email)
    name = re.compile(r'data-who="([^"]+)"')
    assert (
        name.search(client.get(at(cedar, "home/")).content.decode())[1]
        != name.search(again.get(at(cedar, "home/")).content.decode())[1]
    )


@pytest.mark.parametrize("step", ["../../console", "//elsewhere.example", "check/../x", "a" * 200])
def test_the_way_in_leads_to_no_other_page(cedar, who, typing, step):
    client, draft, _ = typing
    client.post(at(cedar, f"sign-in/?draft={draft.pk}&step={step}"), {"contact": who.email})
    code = re.search(r"\b\d{6}\b", Message.objects.filter(to=who.email, template="code").latest("created_at").body)[0]
    answer = client.post(at(cedar, f"sign-in/code/?draft={draft.pk}&step={step}"), {"code": code})
    assert answer["Location"] == at(cedar, f"ask/go-on/?draft={draft.pk}")
