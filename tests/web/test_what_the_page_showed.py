"""A patient's answers are sent as they were checked; a file chosen on a page that is not so any more need not be chosen again; signing in leads back."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from frontdesk.intake import actions as intake
from frontdesk.intake.models import Document, Draft, Request
from frontdesk.messaging.models import Message
from tests import factory as f
from tests.web.forms import forms_of
from tests.web.test_portal import Asking
from tests.web_client import as_patient, at

PHOTO = f.photo()


@pytest.fixture
def who(cedar):
    return f.patient(cedar, established=True)


# After the code ---------------------------------------------------------------------------------------------------


def code_page(client, cedar) -> tuple[str, dict]:
    """A request of somebody new up to the code: its page, and what that carries."""
    asking = Asking(cedar, client=client)
    asking.newcomer(contact="ada.new@example.org", birth=("3", "8", "1980"), member_id="W1")
    asking.answer(answer="a cough")
    form = next(x for x in forms_of(asking.at, asking.page()) if "checked" in x.fields)
    there = client.post(form.action, form.data())["Location"]
    form = next(x for x in forms_of(there, client.get(there).content.decode()) if "checked" in x.fields)
    return there, form.data()


def the_code() -> str:
    body = Message.objects.filter(to="ada.new@example.org", template="code").latest("created_at").body
    return re.search(r"\b\d{6}\b", body)[0]


def test_what_was_checked_is_sent_with_the_code(cedar):
    client = Client()
    there, carried = code_page(client, cedar)
    client.post(there, {**carried, "code": the_code()})
    assert Request.objects.get().answers.get(field="reason").value == "a cough"


def test_other_answers_than_were_checked_are_looked_at_first_and_need_no_other_code(cedar):
    client = Client()
    there, carried = code_page(client, cedar)
    draft = Draft.objects.get()
    client.post(at(cedar, "ask/reason/?change=1"), {"draft": str(draft.pk), "answer": "something else"})
    answer = client.post(there, {**carried, "code": the_code()}, follow=True)
    assert "Check them again" in answer.content.decode() and not Request.objects.exists()
    page = at(cedar, f"ask/check/?draft={draft.pk}")
    form = next(x for x in forms_of(page, answer.content.decode()) if "checked" in x.fields)
    client.post(form.action, form.fields)
    assert Request.objects.get().answers.get(field="reason").value == "something else"


# What we need -----------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(cedar, who):
    made = intake.submit(f.themselves(who), who, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    return intake.ask(f.actor(cedar, "scheduler"), made, fields=["insurance-card"])


def the_form(client, page):
    return next(x for x in forms_of(page, client.get(page).content.decode()) if "row_shown" in x.fields)


def test_a_file_that_was_chosen_on_a_page_of_before_is_sent_without_choosing_it_again(cedar, who, asked):
    client, page = as_patient(cedar, who), at(cedar, f"requests/{asked.pk}/answer/")
    form = the_form(client, page)
    asked = intake.ask(
        f.actor(cedar, "scheduler"), Request.objects.get(pk=asked.pk), fields=["insurance-card", "pharmacy"]
    )
    card = SimpleUploadedFile("card.png", PHOTO, "image/png")
    answer = client.post(page, {**form.fields, "insurance-card-answer": card})
    assert answer.status_code == 409 and "you do not have to choose it again" in answer.content.decode()
    kept = Document.objects.get()
    assert (kept.request, kept.patient) == (None, None)
    assert "is here" in client.get(page).content.decode()
    client.post(page, {**the_form(client, page).fields, "pharmacy-answer": "Main Street"})
    kept.refresh_from_db()
    assert (kept.request_id, kept.patient_id) == (asked.pk, who.pk)
    assert Request.objects.get(pk=asked.pk).state != "awaiting_info" and Document.objects.count() == 1


def test_a_file_answers_no_question_of_words(cedar, who):
    made = intake.submit(f.themselves(who), who, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    asked = intake.ask(f.actor(cedar, "scheduler"), made, fields=["pharmacy"])
    client, page = as_patient(cedar, who), at(cedar, f"requests/{asked.pk}/answer/")
    form = the_form(client, page)
    both = ["pharmacy", "insurance-card"]
    intake.ask(f.actor(cedar, "scheduler"), Request.objects.get(pk=asked.pk), fields=both)
    answer = client.post(page, {**form.fields, "pharmacy-answer": SimpleUploadedFile("x.png", PHOTO, "image/png")})
    assert answer.status_code == 409 and not Document.objects.exists()
    assert "is here" not in client.get(page).content.decode()


def test_nobody_elses_answer_finds_it_and_what_is_not_asked_for_is_not_kept(cedar, who, asked):
    client, page = as_patient(cedar, who), at(cedar, f"requests/{asked.pk}/answer/")
    form = the_form(client, page)
    intake.ask(f.actor(cedar, "scheduler"), Request.objects.get(pk=asked.pk), fields=["pharmacy"])
    card = SimpleUploadedFile("card.png", PHOTO, "image/png")
    answer = client.post(page, {**form.fields, "insurance-card-answer": card})
    assert "was not sent" in answer.content.decode() and not Document.objects.exists()


def test_signing_in_leads_back_to_what_we_need_and_nobody_else_there(cedar, who, asked):
    page = at(cedar, f"requests/{asked.pk}/answer/")
    shown = as_patient(cedar, who).get(page).content.decode()
    assert f"sign-in/?request={asked.pk}" in shown, "where the page is covered, too"
    for contact, leads in ((who.email, page), (f.patient(cedar, email="other@example.org").email, at(cedar, ""))):
        client = Client()
        there = client.get(page)["Location"]
        assert there == at(cedar, f"sign-in/?request={asked.pk}")
        code = client.post(there, {"contact": contact})["Location"]
        body = Message.objects.filter(to=contact, template="code").latest("created_at").body
        answer = client.post(code, {"code": re.search(r"\b\d{6}\b", body)[0]})
        assert (answer["Location"] == page) is (leads == page)


@pytest.mark.parametrize("named", ["x", "0" * 36, "../console/"])
def test_what_is_no_request_leads_nowhere(cedar, who, named):
    client = Client()
    client.post(at(cedar, "sign-in/"), {"contact": who.email})
    body = Message.objects.filter(to=who.email, template="code").latest("created_at").body
    answer = client.post(
        at(cedar, "sign-in/code/"), {"code": re.search(r"\b\d{6}\b", body)[0]}, QUERY_STRING=f"request={named}"
    )
    assert answer["Location"] == at(cedar, "home/")
