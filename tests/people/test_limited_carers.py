"""Who may see and book some of a patient's visits changes nothing that all of them go by: what they answer stays with the visit."""

import re

import pytest
from django.forms.models import model_to_dict
from django.test import Client

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.intake.evaluation import facts_of
from frontdesk.intake.insurance import ANOTHER, PAYS_ALONE
from frontdesk.intake.models import Request
from frontdesk.intake.standard import actions as standard
from frontdesk.messaging.actions import agreed_with_record
from frontdesk.people.models import Patient
from frontdesk.practice.actors import patient_actor
from frontdesk.practice.models import Payer
from frontdesk.rules.facts import NO_INSURANCE, OTHER_INSURANCE
from frontdesk.web.console.booking import sheets_of
from frontdesk.web.portal.changes import SHOWN
from tests import factory as f
from tests.web.test_side_by_side import Tab
from tests.web_client import as_contact, as_staff, at

CARER = "pat@example.org"
LIMITED = "proxies:\n  - {who: carer, from age: 18, visits: [follow-up], may: [see, book, cancel]}\n"
WHOLE = "proxies:\n  - {who: carer, from age: 18, may: [see, book, cancel]}\n"
RULES = "  Follow-up visits need insurance and member-id before booking.\n  Follow-up visits need approval when the insurance is Medicaid.\n"
FIELDS = """\
  - {id: address, ask: Where do you live?, kind: address}
  - {id: interpreter, ask: Do you need an interpreter?, kind: yes/no}
  - {id: guardian-phone, ask: Whose number?, kind: phone}
  - {id: member-id, ask: Member ID?}
"""
SAID = {
    "reason": "a cough",
    "insurance": "Medicaid",
    "member-id": "W123456",
    "phone": "(312) 555-0177",
    "email": "pat@example.org",
    "name": "Somebody Else",
    "date-of-birth": "2001-02-03",
    "address": "1 Elm Street",
    "interpreter": "yes",
    "guardian-phone": "(312) 555-0178",
    "language": "es",
}


def practice_with(table):
    text = f.CEDAR.replace("rules: |\n", f"{FIELDS}rules: |\n") + RULES + table
    return f.load_cedar(text)


@pytest.fixture
def practice(db):
    return practice_with(LIMITED)


def cared_for(practice, payer="aetna", **more):
    who = Payer.objects.filter(code=payer).first()
    made = f.patient(practice, established=True, payer=who, member_id="A1" if who else "", phone="", **more)
    patients.confirm_proxy(SYSTEM, patients.name_proxy(SYSTEM, made, contact=CARER, who="carer", name="Pat"))
    return made


def record(patient) -> dict:
    return model_to_dict(Patient.objects.get(pk=patient.pk)) | {"pk": patient.pk}


def asks(patient, **said) -> Request:
    return intake.submit(patient_actor(CARER), patient, visit_type=f.visit("follow-up"), answers=said or SAID)


def signed_in(practice) -> Client:
    """The carer, who reads Spanish."""
    client = as_contact(practice, CARER)
    client.cookies["frontdesk_language"] = "es"
    return client


def walks(practice, patient) -> None:
    """Through every page until the request is sent, with something else in each field than the record has."""
    tab = Tab(signed_in(practice), practice).begin("follow-up", patient)
    for _ in range(12):
        if "/ask/" not in tab.address:
            return
        step = tab.address.partition("?")[0].rstrip("/").rpartition("/")[2]
        tab.send(answer=SAID.get(step, "x"), payer="medicaid", member_id="W12", write_in="es")
    raise AssertionError(tab.words)


def hidden_visit(practice, patient):
    return booking.book(f.actor(practice, "scheduler"), patient, visit_type=f.visit("procedure"), place=f.place("11:00"))  # fmt: skip


@pytest.mark.parametrize("payer", ["aetna", ""])
@pytest.mark.parametrize("field", [*SAID, "all of them"])
def test_no_answer_of_theirs_reaches_the_record(practice, payer, field):
    who = cared_for(practice, payer)
    before = record(who)
    said = SAID if field == "all of them" else {"reason": "x", field: SAID[field]}
    asked = asks(who, **said)
    assert record(who) == before
    if asked.state == "awaiting_info":
        intake.answer(patient_actor(CARER), asked, answers=said)
        assert record(who) == before
    kept = dict(asked.answers.values_list("field", "value"))
    assert kept == said, "it stays with the visit, as it was said"


def test_another_visit_keeps_its_insurance(practice):
    """As it was found: all visits to come went to the insurance that a carer for one of them had typed."""
    who = cared_for(practice)
    other = hidden_visit(practice, who)
    asks(who)
    other.refresh_from_db()
    assert other.payer.code == "aetna"


def test_what_they_say_is_pressed_through_their_pages_and_the_record_stays(practice):
    who = cared_for(practice, "")
    before = record(who)
    walks(practice, who)
    asked = Request.objects.get(patient=who)
    assert record(who) == before
    assert asked.answers.get(field="insurance").value in ("Medicaid", "medicaid")


@pytest.mark.parametrize(
    ("said", "payer"), [("Medicaid", "medicaid"), (PAYS_ALONE, NO_INSURANCE), (ANOTHER, OTHER_INSURANCE)]
)
def test_the_visit_goes_by_it_where_the_record_knows_none(practice, said, payer):
    who = cared_for(practice, "")
    asked = asks(who, **{**SAID, "insurance": said})
    assert facts_of(asked).payer == payer
    assert asked.state == ("awaiting_approval" if payer == "medicaid" else "approved"), asked.missing


def test_and_is_booked_under_it_alone(practice):
    who = cared_for(practice, "")
    hidden = hidden_visit(practice, who)
    asked = intake.approve(f.actor(practice, "scheduler"), asks(who))
    one = booking.book(f.actor(practice, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place(), request=asked)  # fmt: skip
    hidden.refresh_from_db()
    assert one.payer.code == "medicaid" and hidden.payer is None


def test_where_the_record_says_one_that_counts_until_staff_change_it(practice):
    who = cared_for(practice)
    asked = asks(who)
    assert facts_of(asked).payer == "aetna" and asked.state == "approved"
    page = as_staff(practice, "front_desk").get(at(practice, f"console/requests/{asked.pk}/")).content.decode()
    assert "Medicaid" in page and "W123456" in page, "staff read what was said"
    said = {"reason": "x", "insurance": "Medicaid", "member-id": "W123456"}
    intake.create_for_caller(f.actor(practice, "front_desk"), who, visit_type=f.visit("follow-up"), answers=said)
    assert (record(who)["payer"], record(who)["member_id"]) == (Payer.objects.get(code="medicaid").pk, "W123456")


def test_the_patient_and_a_carer_for_everything_say_it_of_the_record(db):
    practice = practice_with(WHOLE)
    for speaks in (CARER, ""):
        who = cared_for(practice)
        intake.submit(patient_actor(speaks or who.email), who, visit_type=f.visit("follow-up"), answers=SAID)
        assert Patient.objects.get(pk=who.pk).payer.code == "medicaid"


@pytest.mark.parametrize(("table", "own", "language"), [(LIMITED, True, "en"), (LIMITED, False, "es"), (WHOLE, True, "es")])  # fmt: skip
def test_the_language_is_theirs_to_say_where_all_that_is_written_goes_to_them(db, table, own, language):
    """Beside the button of a booking, and on the page of their own address."""
    practice = practice_with(table)
    who = cared_for(practice, "", **({} if own else {"email": ""}))
    agreed_with_record(practice, "told the tests", CARER)
    walks(practice, who)
    assert record(who)["language"] == language


@pytest.mark.parametrize(("own", "language"), [(True, "en"), (False, "es")])
def test_so_on_the_page_of_their_own_address(practice, own, language):
    who = cared_for(practice, **({} if own else {"email": ""}))
    carer, page = signed_in(practice), at(practice, "preferences/")
    showed = re.findall(rf'name="({SHOWN}[a-z_]+)" value="([^"]*)"', carer.get(page).content.decode())
    carer.post(page, {"language": "es", "written_to": "on", **dict(showed)})
    assert record(who)["language"] == language


def test_a_teenager_who_is_written_to_about_some_visits_keeps_their_language(db):
    """As it was found: for one visit the parent is written to, and chose the language of all."""
    table = "proxies:\n  - {who: parent, from age: 12, under age: 18, visits: [follow-up], may: [see, book, cancel]}\n"
    practice = practice_with(table)
    teen = f.patient(practice, birth_date=f.day(0).replace(year=f.day(0).year - 15, day=1), email=CARER, email_of="parent", phone="+13125550179", phone_of="patient")  # fmt: skip
    signed_in(practice).post(at(practice, "preferences/"), {"language": "es", "written_to": "on"})
    assert record(teen)["language"] == "en"


def next_form(practice, patient, speaks) -> str:
    """What stands in the form of the member ID when somebody asks for the next such visit."""
    client = as_contact(practice, speaks)
    tab = Tab(client, practice).begin("follow-up", None if speaks == patient.email else patient)
    for _ in range(12):
        if "/ask/member-id/" in tab.address:
            return client.get(tab.address).content.decode()
        step = tab.address.partition("?")[0].rstrip("/").rpartition("/")[2]
        tab.send(answer=SAID.get(step, "x"), payer="medicaid", write_in="en", person=str(patient.pk))
    raise AssertionError(tab.words)


@pytest.mark.parametrize(("speaks", "stands"), [("patient", False), (CARER, True)])
def test_what_they_said_of_the_insurance_stands_in_no_form_of_which_it_would_go_to_the_record(practice, speaks, stands):
    """As it was found: the patient's next form, and the next call, held what a carer had typed for one visit."""
    who = cared_for(practice, "")
    asks(who)
    assert ("W123456" in next_form(practice, who, who.email if speaks == "patient" else CARER)) is stands


def test_nor_in_that_of_staff_who_write_down_a_call(practice):
    who = cared_for(practice, "")
    asks(who)
    page = as_staff(practice, "front_desk").get(at(practice, f"console/book/{who.pk}/request/?visit=follow-up"))
    forms = {form.prefix: form.initial for form in sheets_of(who, f.visit("follow-up"))}
    assert not forms["insurance"] and not forms["member-id"]
    assert page.status_code == 200 and "W123456" not in page.content.decode()


def test_control_where_everybody_may_the_harness_finds_it(practice, monkeypatch):
    monkeypatch.setattr(standard, "may_change_the_record", lambda actor, patient: True)
    who = cared_for(practice)
    before = record(who)
    asks(who)
    assert record(who) != before
