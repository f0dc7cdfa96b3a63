"""What somebody began and did not send opens to their address while it may still ask for that record, and no longer."""

import re

import pytest

from frontdesk.intake import drafts, patients
from frontdesk.intake.models import Draft, Request
from frontdesk.people.models import Patient
from frontdesk.practice.actors import patient_actor
from frontdesk.records.merging.actions import merge
from tests import factory as f
from tests.web_client import as_patient, at

SECRET = "a secret reason"


@pytest.fixture
def desk(cedar):
    return f.actor(cedar, "front_desk")


@pytest.fixture
def linh(cedar):
    return f.patient(cedar, first_name="Linh", email="linh@example.org", established=True)


def began(cedar, who):
    client = as_patient(cedar, who)
    client.post(at(cedar, ""), {"visit": "new-patient"})
    key = Draft.objects.get().pk
    client.post(at(cedar, f"ask/reason/?draft={key}"), {"answer": SECRET, "draft": str(key)})
    draft = Draft.objects.get()
    drafts.keep(draft, **{"q:reason": SECRET})
    return client


def only(desk, linh):
    patients.reach_only_at(desk, linh, contact="+13125550177")


def parents(desk, linh):
    patients.say_whose(desk, linh, email_of="parent", phone_of="patient")


def moved(desk, linh):
    Patient.objects.filter(pk=linh.pk).update(email="new@example.org")


@pytest.mark.parametrize("change", [only, parents, moved])
def test_it_is_closed_to_the_address_that_was_shut_out(cedar, desk, linh, change):
    client = began(cedar, linh)
    assert drafts.stored_contact(linh.email) == linh.email and drafts.open_to(linh.email)
    change(desk, linh)
    assert drafts.stored_contact(linh.email) == "" and not drafts.open_to(linh.email)
    assert drafts.by_owner(linh.email) is None, "no code is sent there for it"
    for path in ("ask/reason/", "home/", "ask/check/", ""):
        assert SECRET not in client.get(at(cedar, path), follow=True).content.decode()


def test_where_nobody_asks_it_is_open_to_who_reads_the_old_mailbox(cedar, desk, linh, monkeypatch):
    began(cedar, linh)
    only(desk, linh)
    monkeypatch.setattr(drafts, "_may_still_ask", lambda _: True)
    assert drafts.open_to(linh.email) and drafts.stored_contact(linh.email)


def test_of_a_record_that_was_merged_it_is_that_of_the_other(cedar, desk, linh):
    began(cedar, linh)
    kept = f.patient(cedar, first_name="Linh", email="", established=True)
    merge(desk, kept, gone=linh, reason="x", use_contact=True)
    assert drafts.open_to(linh.email)
    only(desk, Patient.objects.get(pk=kept.pk))
    assert not drafts.open_to(linh.email)


def test_who_has_no_record_keeps_what_they_began(cedar):
    made, _token = drafts.begin(cedar, "new@example.org")
    assert drafts.open_to("new@example.org") == [made] and patient_actor("new@example.org").patients == frozenset()


# Going on when the record that was chosen was merged meanwhile ---------------------------------------------------


@pytest.fixture
def for_a_child(cedar, desk):
    """A parent of two has begun a request for one of them."""
    parent = {"email": "parent@example.org", "birth_date": f.dt.date(1990, 1, 2)}
    gone = f.patient(cedar, first_name="Linh", established=True, **parent)
    f.patient(cedar, first_name="Minh", established=True, **parent)
    client = as_patient(cedar, gone)
    client.post(at(cedar, ""), {"visit": "follow-up", "for": str(gone.pk)})
    shown_before = client.get(at(cedar, "ask/reason/")).content.decode()
    return client, gone, re.search(r'name="draft" value="([^"]+)"', shown_before)[1]


def merged(cedar, desk, gone, *more):
    kept = f.patient(cedar, first_name="Linh", email="", established=True)
    merge(desk, kept, gone=gone, reason="x", use_contact=True)
    return kept


def test_it_goes_on_for_the_record_that_stands_with_all_that_was_typed(cedar, desk, for_a_child):
    client, gone, shown = for_a_child
    drafts.keep(Draft.objects.get(), **{"q:reason": SECRET})
    kept = merged(cedar, desk, gone)
    page = client.get(at(cedar, "ask/reason/")).content.decode()
    assert SECRET in page and "Who is the visit for?" not in page
    answer = client.post(at(cedar, "ask/reason/"), {"answer": SECRET, "draft": shown})
    assert answer.status_code == 302 and "/ask/for/" not in answer["Location"], "a form of before is taken"
    made = Request.objects.get()
    assert made.patient_id == kept.pk and made.answers.get(field="reason").value == SECRET


def test_along_a_chain_of_records_too(cedar, desk, for_a_child):
    client, gone, shown = for_a_child
    last = merged(cedar, desk, merged(cedar, desk, gone))
    client.post(at(cedar, "ask/reason/"), {"answer": SECRET, "draft": shown})
    assert Request.objects.get().patient_id == last.pk


def test_whoever_chooses_the_record_that_stands_loses_nothing(cedar, desk, for_a_child):
    client, gone, _shown = for_a_child
    drafts.keep(Draft.objects.get(), **{"q:reason": SECRET})
    kept = merged(cedar, desk, gone)
    page = client.get(at(cedar, "ask/for/?change=1")).content.decode()
    assert re.search(rf'value="{kept.pk}"[^>]*checked', page)
    client.post(at(cedar, "ask/for/?change=1"), {"person": str(kept.pk)})
    assert Draft.objects.get().answers["q:reason"] == SECRET


def test_control_whoever_chooses_the_other_child_is_asked_again(cedar, desk, for_a_child):
    client, gone, _shown = for_a_child
    drafts.keep(Draft.objects.get(), **{"q:reason": SECRET})
    merged(cedar, desk, gone)
    other = Patient.objects.get(first_name="Minh")
    client.post(at(cedar, "ask/for/?change=1"), {"person": str(other.pk)})
    assert not Draft.objects.get().answers.get("q:reason")
