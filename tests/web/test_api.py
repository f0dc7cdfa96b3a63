"""Other systems: a token with scopes opens what it names and nothing else."""

import json
from pathlib import Path

import pytest
from django.test import Client

from frontdesk.booking.models import Recall
from frontdesk.people.actions import new_client
from frontdesk.people.models import ApiClient
from tests import factory as f
from tests.web_client import as_staff, at


def post(practice, token, body, path="api/recalls/"):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Client(headers=headers).post(at(practice, path), body, content_type="application/json")


def due(who, **more):
    return {"key": "E-1", "patient": str(who.pk), "visit": "follow-up", "due": "2027-03-01", **more}


@pytest.fixture
def token(cedar):
    return new_client(cedar, "The EHR", ["recall.order", "patient.view"])


def test_a_visit_that_is_due_comes_in_once(cedar, token):
    who = f.patient(cedar)
    first, again = post(cedar, token, due(who)), post(cedar, token, due(who))
    assert (first.status_code, first.json()) == (201, {"made": 1, "known": 0})
    assert (again.status_code, again.json()) == (200, {"made": 0, "known": 1})
    assert Recall.objects.get().ordered_by == "The EHR"


DOCUMENT = json.loads((Path(__file__).parents[2] / "docs/openapi.json").read_text())
SAYS = DOCUMENT["paths"]["/api/recalls/"]["post"]
ITEM = SAYS["requestBody"]["content"]["application/json"]["schema"]["oneOf"][0]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (lambda who: due(who), 201),
        (lambda who: [due(who), due(who, key="E-2", note="n", **{"give or take days": 3})], 201),
        (lambda who: "nonsense", 400),
        (lambda who: due(who, note="\0"), 400),
        (lambda who: [due(who)] * 501, 413),
        (lambda who: [due(who, key=f"E-{n}", note="n" * 1000) for n in range(500)], 201),
        (lambda who: [due(who, note="n" * 3000)] * 400, 413),
        (lambda who: due(who, note="n" * 30_000_000), 413),
        (lambda who: due(who, **{"first name": who.first_name, "birth date": str(who.birth_date)}), 201),
        (lambda who: due(who, **{"last name": "Somebody Else"}), 422),
        (lambda who: due(who, **{"birth date": "1901-02-03"}), 422),
        (lambda who: due(who, note=True), 422),
        (lambda who: due(who, note=["a"]), 422),
        (lambda who: due(who, note={"a": "b"}), 422),
        (lambda who: due(who, **{"give or take days": 3.0}), 422),
        (lambda who: json.dumps(due(who))[:-1] + ', "key": "E-2"}', 422),
        (lambda who: due(who, due="soon"), 422),
    ],
)
def test_what_is_answered_is_what_the_document_says(cedar, token, body, status):
    answer = post(cedar, token, body(f.patient(cedar)))
    assert answer.status_code == status
    name = SAYS["responses"][str(status)]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
    schema = DOCUMENT["components"]["schemas"][name]
    assert set(schema["required"]) <= set(answer.json()) <= set(schema["properties"])


def test_the_document_names_what_is_taken_and_needed(cedar, token):
    whole = due(f.patient(cedar), note="n", provider="chen", **{"give or take days": "3"})
    for name in ITEM["required"]:
        assert post(cedar, token, {key: value for key, value in whole.items() if key != name}).status_code == 422
    assert post(cedar, token, {**whole, "sort": "id"}).status_code == 422 and not ITEM["additionalProperties"]
    by_name = {"first name": "Maria", "last name": "Gomez", "birth date": "1980-01-01"}
    assert set(whole) | set(by_name) == set(ITEM["properties"])
    assert post(cedar, token, whole).status_code == 201


def test_a_fault_refuses_all_and_says_what_to_do(cedar, token):
    who = f.patient(cedar)
    answer = post(cedar, token, [due(who), due(who, key="E-2", due="soon"), {"sort": "id"}])
    assert answer.status_code == 422
    assert answer.json()["faults"][0] == "item 2: 'due' must be a date that exists, such as 2027-03-01, not 'soon'"
    assert answer.json()["faults"][1].startswith("item 3: an object with the names key, patient")
    assert not Recall.objects.exists()
    assert post(cedar, token, "nonsense").status_code == 400
    assert "'patient' must be a patient's id" in post(cedar, token, due(who, patient="7")).json()["faults"][0]


def test_without_the_scope_or_with_another_token_nothing_opens(cedar, token):
    who = f.patient(cedar)
    only_sees = new_client(cedar, "Another", ["patient.view"])
    assert post(cedar, only_sees, due(who)).status_code == 403
    assert post(cedar, "no-such-token", due(who)).status_code == 401
    assert post(cedar, "", due(who)).status_code == 401
    ApiClient.objects.update(is_active=False)
    assert post(cedar, token, due(who)).status_code == 401


def test_a_token_opens_no_page_and_a_session_no_api(cedar, token):
    client = Client(headers={"Authorization": f"Bearer {token}"})
    for path in ("home/", "console/queue/", "console/patients/", "setup/rules/"):
        response = client.get(at(cedar, path))
        assert response.status_code == 403 or "sign-in" in response.headers.get("Location", "")
    staff = as_staff(cedar, "scheduler")
    assert staff.post(at(cedar, "api/recalls/"), {}, content_type="application/json").status_code == 401


def test_a_new_token_of_the_same_name_ends_the_old_one_and_only_a_hash_is_kept(cedar, token):
    new_client(cedar, "The EHR", ["recall.order", "patient.view"])
    assert post(cedar, token, due(f.patient(cedar))).status_code == 401
    assert token not in str(list(ApiClient.objects.values()))
    with pytest.raises(ValueError, match=r"the scopes are recall\.order, patient\.view"):
        new_client(cedar, "X", ["everything"])


# What is said after a failure: done, not done, or what to send again -------------------------------------------


@pytest.fixture
def lost_at_commit(monkeypatch):
    """The first transaction of a practice is committed, and nobody hears of it."""
    from contextlib import contextmanager

    from django.db import OperationalError

    from frontdesk.web import middleware

    real, times = middleware.inside_practice_called, iter([True])

    @contextmanager
    def lost(slug):
        with real(slug) as practice:
            yield practice
        if next(times, False):
            raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(middleware, "inside_practice_called", lost)


def test_after_a_commit_that_was_lost_it_is_unknown_and_the_same_keys_say_so_without_doing_it_twice(
    cedar, token, lost_at_commit
):
    body = due(f.patient(cedar))
    answer = post(cedar, token, body)
    assert answer.status_code == 503 and answer["Content-Type"] == "application/json"
    assert answer.json()["done"] == "unknown" and "same keys" in answer.json()["faults"][0]
    again = post(cedar, token, body)
    assert (again.status_code, again.json()) == (200, {"made": 0, "known": 1})
    assert Recall.objects.count() == 1


def test_what_failed_before_the_commit_was_not_done_and_says_so(cedar, token, monkeypatch):
    from django.db import OperationalError

    from frontdesk.web import api

    def fails(*_):
        raise OperationalError("terminating connection")

    monkeypatch.setattr(api, "order_all", fails)
    answer = _quiet(cedar, token, due(f.patient(cedar)))
    assert answer.status_code == 503 and answer.json()["done"] == "no"
    assert "Nothing was changed" in answer.json()["faults"][0] and answer["Retry-After"]
    monkeypatch.undo()
    assert post(cedar, token, due(f.patient(cedar))).status_code == 201


def test_busy_is_said_in_json_and_was_not_done(cedar, token, monkeypatch):
    from frontdesk.people.lines import Busy
    from frontdesk.web import api

    def busy(*_):
        raise Busy

    monkeypatch.setattr(api, "order_all", busy)
    answer = _quiet(cedar, token, due(f.patient(cedar)))
    assert answer.status_code == 503 and answer.json()["done"] == "no" and answer["Retry-After"]


def test_an_address_that_there_is_not_answers_in_json(cedar, token):
    assert post(cedar, token, {}, "api/nothing/").json()["done"] == "no"


def _quiet(practice, token, body):
    client = Client(headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)
    return client.post(at(practice, "api/recalls/"), body, content_type="application/json")


@pytest.mark.parametrize("text", ["\\ud800", "a\\udfffb", "\\u0000"])
@pytest.mark.parametrize("where", ["key", "patient", "visit", "note", "name"])
def test_half_a_character_is_refused_wherever_it_stands(cedar, token, text, where):
    known = json.dumps(due(f.patient(cedar)))[1:]
    named = f'"{text}": 1' if where == "name" else f'"{where}": "{text}"'
    answer = post(cedar, token, "{" + known[:-1] + ", " + named + "}")
    assert answer.status_code == 400 and "U+0000" in answer.json()["faults"][0]


def test_a_token_is_told_which_scope_it_does_not_have(cedar):
    who = f.patient(cedar)
    for has, lacks in (("patient.view", "recall.order"), ("recall.order", "patient.view")):
        answer = post(cedar, new_client(cedar, f"Only {has}", [has]), due(who))
        assert answer.status_code == 403
        assert answer.json() == {"faults": [f"This token does not have the scope {lacks}."], "done": "no"}
    assert not Recall.objects.exists()


@pytest.mark.parametrize(
    "as_what", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/plain"]
)
def test_what_is_no_json_is_said_in_json_and_json_is_read_whatever_it_calls_itself(cedar, token, as_what):
    client = Client(headers={"Authorization": f"Bearer {token}"})
    body = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n'
    answer = client.generic("POST", at(cedar, "api/recalls/"), body, content_type=as_what)
    assert (answer.status_code, answer.json()["faults"]) == (400, ["This is not JSON."])
    answer = client.generic("POST", at(cedar, "api/recalls/"), json.dumps(due(f.patient(cedar))), content_type=as_what)
    assert answer.status_code == 201


def test_what_is_too_large_is_said_in_words_of_its_own(cedar, token):
    answer = post(cedar, token, [due(f.patient(cedar), note="n" * 3000)] * 400)
    assert answer.json()["faults"] == ["At most 1 MB at once: send the list in parts."]
