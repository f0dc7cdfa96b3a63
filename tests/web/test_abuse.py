"""What strangers and machines may find out or use up: nothing worth having."""

import re

import pytest
from django.test import Client

from frontdesk.intake import drafts
from frontdesk.intake.models import Draft
from frontdesk.messaging.models import Message
from frontdesk.people import actions as people
from frontdesk.people.models import SignInCode
from tests import factory as f
from tests.web_client import as_patient, at


def sign_in(client, practice, contact, **more):
    return client.post(at(practice, "sign-in/"), {"contact": contact, **more})


def test_known_and_unknown_addresses_get_the_same_answer_and_only_one_a_code(cedar):
    known = f.patient(cedar).email
    pages = []
    for contact in (known, "stranger@example.org"):
        client = Client()
        first = sign_in(client, cedar, contact)
        second = client.get(at(cedar, "sign-in/code/"))
        third = client.post(at(cedar, "sign-in/code/"), {"code": "000000"})
        text = re.sub(r'value="[\w]{30,}"', "", second.content.decode() + third.content.decode()).replace(contact, "X")
        pages.append((first.status_code, first.headers["Location"], second.status_code, third.status_code, text))
    assert pages[0] == pages[1]
    assert list(Message.objects.values_list("to", flat=True)) == [known]


def test_the_same_work_is_done_for_both(cedar, django_assert_num_queries):
    """No enumeration by timing: the same statements reach the database (the message of a stranger is rolled back)."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for contact in (f.patient(cedar).email, "stranger@example.org"):
        client = Client()
        client.get(at(cedar, "sign-in/"))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            sign_in(client, cedar, contact)
        counts.append(
            sorted(re.sub(r"'[^']*'|\b[0-9a-f-]{36}\b|\d+", "?", q["sql"])[:60] for q in captured.captured_queries)
        )
    differ = [one for one in counts[0] + counts[1] if counts[0].count(one) != counts[1].count(one)]
    assert (
        all(one.startswith(("RELEASE", "ROLLBACK", "SAVEPOINT", "SELECT ? AS", "SELECT EXISTS")) for one in differ)
        or not differ
    )
    assert abs(len(counts[0]) - len(counts[1])) <= 2


def test_a_field_that_people_do_not_see_stops_machines(cedar):
    who = f.patient(cedar)
    response = sign_in(Client(), cedar, who.email, website="http://spam.example")
    assert response.status_code == 302  # the same answer as ever
    assert not Message.objects.exists()


def test_codes_are_limited_by_address_and_by_where_they_are_asked_from(cedar):
    who = f.patient(cedar)
    answers = [sign_in(Client(), cedar, who.email).status_code for _ in range(6)]
    assert answers == [302] * 5 + [422]
    most = people.LIMITS["code-from"][0]
    people.LIMITS["code-from"] = (8, 15)
    try:
        # Five were sent from there; what was refused for the one address counts for none.
        assert [sign_in(Client(), cedar, f"x{n}@example.org").status_code for n in range(5)] == [302] * 3 + [422] * 2
    finally:
        people.LIMITS["code-from"] = (most, 15)


def test_uploads_and_requests_are_limited(cedar, monkeypatch):
    who = f.patient(cedar, established=True)
    client = as_patient(cedar, who)
    monkeypatch.setitem(people.LIMITS, "upload", (1, 60))
    monkeypatch.setitem(people.LIMITS, "request", (1, 60))
    answers = []
    import io

    for _ in range(2):
        file = io.BytesIO(f.photo())
        file.name = "c.png"
        answers.append(client.post(at(cedar, "documents/"), {"kind": "other", "file": file}).status_code)
    assert answers == [302, 422]
    for _ in range(2):
        client.post(at(cedar, ""), {"visit": "follow-up", "for": str(who.pk)})
        client.post(at(cedar, "ask/reason/"), {"answer": "a test"})
    assert who.requests.count() == 1


def test_behind_a_proxy_of_ours_the_client_is_the_last_that_it_saw(rf, settings):
    from frontdesk.web.sender import address

    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.9")
    assert address(request) == "10.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert address(request) == "203.0.113.9"


def test_a_code_is_stored_as_a_keyed_hash_and_dies_after_five_wrong_tries(cedar):
    who = f.patient(cedar)
    client = Client()
    sign_in(client, cedar, who.email)
    code = re.search(r"\d{6}", Message.objects.get().body)[0]
    assert code not in str(list(SignInCode.objects.values()))
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        client.post(at(cedar, "sign-in/code/"), {"code": wrong})
    assert client.post(at(cedar, "sign-in/code/"), {"code": code}).status_code == 422


@pytest.mark.parametrize(
    "next_", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_choosing_a_language_leads_nowhere_else(cedar, next_):
    response = Client().post(at(cedar, "language/"), {"language": "es", "next": next_})
    assert response.headers["Location"] == at(cedar, "")


def test_a_patients_name_is_in_no_cookie(cedar):
    from tests.web_client import as_staff

    desk, made = as_staff(cedar, "front_desk"), f.patient(cedar, self_registered=True, last_name="Canary")
    from frontdesk.access.may import SYSTEM
    from frontdesk.intake import actions as intake

    asked = intake.submit(SYSTEM, made, visit_type=f.visit("new-patient"), answers={"reason": "a cough"})
    desk.post(at(cedar, f"console/requests/{asked.pk}/no-match/"))
    assert "Canary" not in str(desk.cookies)
    assert "Canary" in desk.get(at(cedar, f"console/requests/{asked.pk}/")).content.decode()


def test_what_is_refused_leaves_no_record(cedar, monkeypatch):
    """Whatever a view wrote before the refusal is undone with it."""
    from frontdesk.core.refusals import Refusal
    from frontdesk.people.models import Patient

    def half(request):
        f.patient(cedar, last_name="Half")
        raise Refusal("No.")

    from frontdesk.web.portal import home

    client = as_patient(cedar, f.patient(cedar))
    monkeypatch.setattr(home, "render", lambda *_: half(None))
    assert client.get(at(cedar, "home/")).status_code == 409
    assert not Patient.objects.filter(last_name="Half").exists()


def test_a_request_for_somebody_whom_one_may_not_act_for_leaves_no_record(cedar):
    from frontdesk.people.models import Patient, Proxy

    client = as_patient(cedar, f.patient(cedar))
    before = Patient.objects.count()
    client.post(at(cedar, ""), {"visit": "new-patient"})
    client.post(at(cedar, "ask/for/"), {"person": "new"})
    who = {"acts": "parent", "first": "Kit", "last": "Kim", "birth_month": "3", "birth_day": "27", "birth_year": "2020"}
    text = client.post(at(cedar, "ask/who/"), who).content.decode()
    assert "We cannot take this request" in text
    assert client.post(at(cedar, "ask/who/"), {**who, "acts": ""}).status_code == 302
    drafts.keep(Draft.objects.get(), acts="parent")  # as one that was begun when that could be asked for
    client.post(at(cedar, "ask/insurance/"), {"payer": "none"})
    client.post(at(cedar, "ask/insurance/"), {"payer": "aetna"})
    client.post(at(cedar, "ask/reason/"), {"answer": "a cough"})
    import io

    file = io.BytesIO(f.photo())
    file.name = "c.png"
    client.post(at(cedar, "ask/insurance-card/"), {"answer": file})
    text = client.post(at(cedar, "ask/check/"), follow=True).content.decode()
    assert "We cannot take this request" in text
    assert (Patient.objects.count(), Proxy.objects.count()) == (before, 0)
