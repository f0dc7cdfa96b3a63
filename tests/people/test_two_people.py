"""A patient with something to hide, and somebody who would like to know: before and after everything that touches who is who.

Each sensitive field holds a canary.  What the other one is shown is every page that they can open, with the initial values of
every form in it.  The positive controls take a guard out and must find the canary.
"""

import datetime as dt
import re
from itertools import product

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.intake import actions as intake
from frontdesk.intake import drafts, patients
from frontdesk.people.models import Patient, Proxy
from frontdesk.practice.actors import patient_actor
from frontdesk.records.matching import actions as matching
from frontdesk.records.merging import actions as merging
from tests import factory as f
from tests import kept
from tests.portion import some_of
from tests.web_client import as_contact, at

CANARY = "canary"
STRANGER = "stranger@example.org"
TABLE = """
proxies:
  - {who: parent, under age: 12, may: [see, book, cancel]}
  - {who: parent, from age: 12, under age: 18, visits: [follow-up], may: [see, book, cancel]}
  - {who: carer, from age: 18, visits: [follow-up], may: [see, book]}
"""
QUESTIONS = """
  - {id: pills, ask: Which pills do you take?, kind: text}
  - {id: home, ask: Who lives with you?, kind: long text}
rules:"""
OF_A_VISIT = ("ask/", "ask/check/", "ask/reason/", "ask/pills/", "ask/home/", "ask/insurance-card/")
THEIRS = ("home/", "documents/", "waitlist/", "preferences/")  # once, after all visits were asked for


TEXT = f.CEDAR.replace("rules:", QUESTIONS.lstrip("\n"), 1) + TABLE


@pytest.fixture
def practice(db):
    return f.load_cedar(TEXT)


def secretive(practice, years=40, **more):
    """A patient with a request, an appointment and a document that nobody else may know of."""
    born = f.day(0).replace(year=f.day(0).year - years, day=1)
    values = {
        "first_name": "Rosa",
        "last_name": "Kim",
        "birth_date": born,
        "member_id": f"{CANARY}-member",
        "established": True,
    }
    rosa = f.patient(practice, **{"email": "rosa@example.org", **values, **more})
    asked = intake.submit(
        SYSTEM,
        rosa,
        visit_type=f.visit("procedure"),
        answers={"reason": f"{CANARY} reason", "pills": f"{CANARY} pills", "home": f"{CANARY} home"},
    )
    document = drafts.keep_document(practice, "insurance-card", f.photo())
    document.patient, document.request = rosa, asked
    document.save()
    booking.approve_and_book(f.actor(practice, "scheduler"), asked, place=f.place("10:00"))
    return rosa, asked, document


def hers(**more):
    """Her and what is hers, at the practice: what many tests begin with."""
    return kept.once((TEXT, "secretive", *more), lambda: secretive(f.load_cedar(TEXT), **more))


def shown(practice, contact, secrets, visits=("follow-up", "procedure")) -> str:
    """Everything that a session of that contact is shown, in the course of asking for each kind of visit too."""
    client, text = as_contact(practice, contact), ""
    rosa, asked, document = secrets
    for visit in visits:
        client.post(at(practice, ""), {"visit": visit})
        client.post(at(practice, "ask/for/"), {"person": str(rosa.pk)})
        text += "".join(client.get(at(practice, path), follow=True).content.decode() for path in OF_A_VISIT)
    text += "".join(client.get(at(practice, path), follow=True).content.decode() for path in THEIRS)
    appointment = asked.appointments.first()
    for path in (f"requests/{asked.pk}/", f"requests/{asked.pk}/answer/", f"appointments/{appointment.pk}/", f"documents/{document.pk}/"):  # fmt: skip
        answer = client.get(at(practice, path))
        text += answer.content.decode() if answer.status_code != 200 or "text" in answer["Content-Type"] else CANARY
    return text


def leaks(practice, contact, secrets, **more) -> bool:
    text = shown(practice, contact, secrets, **more)
    return bool(re.search(rf"{CANARY}|Procedure.{{0,200}}10:00|We have one from", text))


def asks(practice, **said):
    """The stranger asks with her name and birth date, at an address of their own."""
    values = {"first": "Rosa", "last": "Kim", "contact": STRANGER, "acts_as": ""}
    made = patients.newcomer(SYSTEM, practice, **{**values, **said}, insurance=f.ALONE, member_id="", language="en")
    return made, intake.submit(
        patient_actor(STRANGER), made, visit_type=f.visit("follow-up"), answers={"reason": "a cough"}
    )


def refused(work):
    with pytest.raises(matching.NotProven):
        work()


def by_staff(practice, rosa, acts_as=""):
    """Each action on the two, by name, as staff may press it without having looked who it is."""
    desk = f.actor(practice, "front_desk")
    made, asked = asks(practice, birth=rosa.birth_date, acts_as=acts_as)

    def no_match_then_merge():
        matching.no_match(desk, asked)
        merging.merge(desk, rosa, gone=Patient.objects.get(pk=made.pk), reason="the same name")

    def merge_and_undo():
        merging.merge(desk, rosa, gone=made, reason="the same name")
        merging.unmerge(desk, rosa, merge=merging.merges_of(rosa)[0], reason="another person")

    return {
        "asked": lambda: None,
        "match": lambda: refused(lambda: matching.match(desk, asked, patient=rosa)),
        "match with the tick": lambda: refused(lambda: matching.match(desk, asked, patient=rosa, use_contact=True)),
        "match by ID without the tick": lambda: matching.match(desk, asked, patient=rosa, reason="saw an ID"),
        "no match": lambda: matching.no_match(desk, asked),
        "merge": lambda: merging.merge(desk, rosa, gone=made, reason="the same name"),
        "no match, then merge": no_match_then_merge,
        "merge and undo": merge_and_undo,
        "name a proxy": lambda: patients.name_proxy(desk, rosa, contact=STRANGER, who="carer", name="Sam"),
        "two people": lambda: merging.two_people(desk, rosa),
    }


ACTIONS = ("asked", "match", "match with the tick", "match by ID without the tick", "no match", "merge", "no match, then merge", "merge and undo", "name a proxy", "two people")  # fmt: skip


# As they stand, each action meets a carer or not and an address or none by turns: a seventh of all is a different one for each.
@pytest.mark.parametrize(
    ("name", "acts_as", "reached"), some_of(product(ACTIONS, ["", "carer"], [{}, {"email": ""}]), one_in=12, torture=4)
)
def test_whatever_staff_press_the_stranger_sees_nothing_of_hers(db, name, acts_as, reached):
    secrets = hers(**reached)
    practice = secrets[0].practice
    before = Patient.objects.filter(pk=secrets[0].pk).values("email", "phone", "confidential_contact").get()
    by_staff(practice, secrets[0], acts_as)[name]()
    assert not leaks(practice, STRANGER, secrets)
    assert Patient.objects.filter(pk=secrets[0].pk).values("email", "phone", "confidential_contact").get() == before


def test_she_herself_sees_hers_before_and_after(db):
    secrets = hers()
    practice = secrets[0].practice
    assert leaks(practice, "rosa@example.org", secrets)  # the harness can see what there is to be seen
    by_staff(practice, secrets[0])["match by ID without the tick"]()
    assert leaks(practice, "rosa@example.org", secrets)


def test_control_a_contact_copied_without_a_check_is_found(db, monkeypatch):
    secrets = hers(email="")
    practice = secrets[0].practice
    monkeypatch.setattr(matching, "_proven", lambda *_: True)
    monkeypatch.setattr(matching, "_complete", lambda patient, made, **_: matching._reach_at(patient, made, "patient"))
    matching.match(f.actor(practice, "front_desk"), asks(practice, birth=secrets[0].birth_date)[1], patient=secrets[0])
    assert leaks(practice, STRANGER, secrets)


def test_with_the_tick_and_a_check_the_new_address_is_hers_and_the_audit_says_how_it_was_known(practice):
    from frontdesk.audit.models import Entry

    secrets = secretive(practice)
    _made, asked = asks(practice, birth=secrets[0].birth_date)
    desk = f.actor(practice, "front_desk")
    matching.match(desk, asked, patient=secrets[0], use_contact=True, reason="called the number on record")
    assert leaks(practice, STRANGER, secrets) and not leaks(practice, "rosa@example.org", secrets)
    assert Entry.objects.filter(action="request.match").get().reason == "called the number on record"


def test_an_address_of_the_record_that_they_proved_is_proof_enough(practice):
    rosa = secretive(practice)[0]
    made, asked = asks(practice, birth=rosa.birth_date)
    made.email = rosa.email
    made.save()
    matching.match(f.actor(practice, "front_desk"), asked, patient=rosa)
    asked.refresh_from_db()
    assert asked.patient_id == rosa.pk


def test_the_ordinary_address_proves_nothing_where_a_confidential_one_counts(practice):
    rosa = secretive(practice, confidential_contact="safe@example.org")[0]
    made, asked = asks(practice, birth=rosa.birth_date)
    made.email = rosa.email
    made.save()
    refused(lambda: matching.match(f.actor(practice, "front_desk"), asked, patient=rosa))


@pytest.mark.parametrize("whose", ["parent", "carer", "patient"])
def test_a_childs_record_is_not_given_away_by_a_parents_address(practice, whose):
    secrets = secretive(practice, years=15, email="pat@example.org", email_of=whose)
    assert leaks(practice, "pat@example.org", secrets) is (whose == "patient")


def test_an_address_given_for_a_child_is_taken_for_a_parents(practice):
    new = patients.NewPatient(
        first_name="Kit",
        last_name="Kim",
        birth_date=f.day(0) - dt.timedelta(days=15 * 365),
        email="pat@example.org",
    )
    child = patients.create(f.actor(practice, "front_desk"), practice, new=new)
    assert child.email_of == "parent" and not patient_actor("pat@example.org").patients
    patients.say_whose(f.actor(practice, "front_desk"), child, email_of="patient", phone_of="patient")
    assert patient_actor("pat@example.org").patients == {child.pk}


def test_who_registers_for_a_child_as_if_it_were_them_gets_no_whole_record(practice):
    _made, asked = asks(practice, birth=f.day(0) - dt.timedelta(days=15 * 365))
    matching.no_match(f.actor(practice, "front_desk"), asked)
    assert patient_actor(STRANGER).patients == frozenset()


@pytest.mark.parametrize("who", ["parent", "carer"])
def test_what_a_proxy_may_not_see_does_not_come_back_in_their_forms(practice, who):
    secrets = secretive(practice, years=15 if who == "parent" else 80)
    desk = f.actor(practice, "front_desk")
    proxy = patients.name_proxy(desk, secrets[0], contact="pat@example.org", who=who, name="Pat")
    patients.confirm_proxy(desk, proxy)
    assert not leaks(practice, "pat@example.org", secrets)


def test_control_answers_of_hidden_visits_are_found_where_forms_use_them(practice, monkeypatch):
    from frontdesk.intake.models import Answer
    from frontdesk.web.portal.journey import Journey

    def before(journey, field):
        return Answer.objects.filter(request__patient=journey.known, field=field).last().value if journey.known else ""

    secrets = secretive(practice, years=15)
    proxy = patients.name_proxy(SYSTEM, secrets[0], contact="pat@example.org", who="parent", name="Pat")
    patients.confirm_proxy(SYSTEM, proxy)
    monkeypatch.setattr(Journey, "before", before)
    assert leaks(practice, "pat@example.org", secrets)


def test_both_wait_for_one_kind_of_visit_and_a_sentence_says_so(practice):
    from frontdesk.outreach.waitlist.actions import join

    rosa = secretive(practice)[0]
    made, asked = asks(practice, birth=rosa.birth_date)
    desk = f.actor(practice, "front_desk")
    for patient in (rosa, made):
        join(desk, patient, visit_type=f.visit("follow-up"), first_on=f.day())
    with pytest.raises(matching.BothWait) as problem:
        matching.match(desk, asked, patient=rosa, reason="saw an ID")
    assert "waitlist" in str(problem.value)
    asked.refresh_from_db()
    assert asked.patient_id == made.pk


def test_a_proxy_of_a_merged_record_is_confirmed_anew_and_comes_back_with_it(practice):
    rosa, gone = secretive(practice)[0], f.patient(practice)
    desk = f.actor(practice, "front_desk")
    proxy = patients.confirm_proxy(
        desk, patients.name_proxy(desk, gone, contact="pat@example.org", who="carer", name="Pat")
    )
    merging.merge(desk, rosa, gone=gone, reason="one person")
    assert Proxy.objects.get(pk=proxy.pk).state == "asked"
    merging.unmerge(desk, rosa, merge=merging.merges_of(rosa)[0], reason="two people")
    assert Proxy.objects.get(pk=proxy.pk).state == "confirmed"
