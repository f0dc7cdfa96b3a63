"""An address or number that a patient only typed opens nothing to whoever proves that it is theirs: one slip makes it a stranger's."""

import datetime as dt
import re

import pytest
from django.test import Client

from frontdesk.access.may import SYSTEM
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.messaging.incoming import reached_at
from frontdesk.messaging.models import Message
from frontdesk.messaging.ways import allowed, to_call, usable
from frontdesk.practice.actors import patient_actor
from frontdesk.records.matching.actions import NotProven, match, no_match
from frontdesk.records.merging.actions import merge
from tests import factory as f
from tests.web.forms import forms_of
from tests.web.test_portal import Asking
from tests.web_client import as_patient, as_staff, at

PROVED, SLIP, NUMBER = "ana@example.org", "ana@exmaple.org", "+13125551000"
TYPED = {"phone": NUMBER, "email": SLIP}


@pytest.fixture
def asks_both(cedar):
    """A practice that asks for a number and an address with a request."""
    more = "".join(f"  - {{id: {field}, ask: Your {field}, kind: text}}\n" for field in TYPED)
    return f.load_cedar(f.CEDAR.replace("rules: |", f"{more}rules: |", 1))


def ana(practice, field="phone", born=dt.date(1990, 6, 6)):
    """Ana asks from where she had a code, and types something beside it."""
    proved = PROVED if field == "phone" else "+13125557777"
    new = {"first": "Ana", "last": "Ruiz", "birth": born, "contact": proved}
    made = patients.newcomer(SYSTEM, practice, **new, insurance=f.ALONE, member_id="", language="en")
    said = {"reason": "a secret cough", field: TYPED[field]}
    asked = intake.submit(patient_actor(proved), made, visit_type=f.visit("new-patient"), answers=said)
    made.refresh_from_db()
    return made, asked, proved


def signed_in(practice, contact):
    """A new browser, in which somebody proves by a code that `contact` is theirs."""
    client = Client()
    client.post(at(practice, "sign-in/"), {"contact": contact})
    return client, enter_code(client, at(practice, "sign-in/code/"), contact)


def enter_code(client, here, contact):
    said = Message.objects.filter(to=contact, template="code").order_by("-created_at").first()
    return client.post(here, {"code": re.search(r"\d{6}", said.body)[0]}, follow=True)


@pytest.mark.parametrize("born", [dt.date(1990, 6, 6), dt.date(2015, 6, 6)])
@pytest.mark.parametrize("field", ["phone", "email"])
def test_what_was_only_typed_opens_nothing_to_who_proves_it(asks_both, field, born):
    made, asked, proved = ana(asks_both, field, born)
    assert getattr(made, field) == TYPED[field]
    stranger = patient_actor(TYPED[field])
    assert not stranger.patients and not stranger.grants
    client, page = signed_in(asks_both, TYPED[field])
    text = page.content.decode()
    assert "Ana" not in text and "nobody has confirmed that it is yours" in text
    assert client.get(at(asks_both, f"requests/{asked.pk}/")).status_code == 404
    assert usable(made, "new-patient")[0].to == proved and TYPED[field] not in allowed(made, "new-patient")
    assert made not in reached_at(TYPED[field])
    # what she proved opens it, as before
    theirs, page = signed_in(asks_both, proved)
    assert theirs.get(at(asks_both, f"requests/{asked.pk}/")).status_code == 200


@pytest.mark.parametrize("field", ["phone", "email"])
def test_the_same_where_somebody_with_a_record_types_it(asks_both, field):
    only = {"email": PROVED, "phone": ""} if field == "phone" else {"email": "", "phone": "+13125557777"}
    known = f.patient(asks_both, first_name="Ana", **only)
    said = {"reason": "x", field: TYPED[field]}
    intake.submit(patient_actor(only["email"] or only["phone"]), known, visit_type=f.visit("follow-up"), answers=said)
    known.refresh_from_db()
    assert getattr(known, field) == TYPED[field] and not patient_actor(TYPED[field]).patients


def test_staff_can_call_a_number_that_was_typed(asks_both):
    made, _asked, _proved = ana(asks_both)
    assert to_call(made, "new-patient").to == NUMBER and not [one for one in usable(made) if one.to == NUMBER]


def test_what_staff_write_down_for_a_caller_opens_the_record_as_before(asks_both):
    made = patients.create(SYSTEM, asks_both, new=patients.NewPatient("Ana", "Ruiz", dt.date(1990, 6, 6), phone=NUMBER))
    assert patient_actor(NUMBER).patients == {made.pk}
    desk = f.actor(asks_both, "front_desk")
    intake.create_for_caller(
        desk, made, visit_type=f.visit("follow-up"), answers={"reason": "x", "email": "ana@example.org"}
    )
    assert patient_actor("ana@example.org").patients == {made.pk}


def test_that_somebody_is_new_here_does_not_confirm_what_they_typed(asks_both):
    made, asked, proved = ana(asks_both)
    no_match(SYSTEM, asked)
    made.refresh_from_db()
    assert not patient_actor(NUMBER).patients and patient_actor(proved).patients == {made.pk}


def test_staff_say_whose_it_is(asks_both):
    made, asked, _proved = ana(asks_both)
    no_match(SYSTEM, asked)
    desk = as_staff(asks_both, "front_desk")
    page = desk.get(at(asks_both, f"console/patients/{made.pk}/")).content.decode()
    assert "no code was sent there" in page
    assert desk.post(at(asks_both, f"console/patients/{made.pk}/whose/"), {"phone_of": "patient"}).status_code == 302
    assert patient_actor(NUMBER).patients == {made.pk}


def test_who_typed_it_confirms_it_by_a_code_while_signed_in(asks_both):
    made, _asked, _proved = ana(asks_both)
    client, here = as_patient(asks_both, made), at(asks_both, "preferences/")
    forms = forms_of(here, client.get(here).content.decode())
    assert any(one.action.endswith("preferences/confirm/") for one in forms)
    client.post(at(asks_both, "preferences/confirm/"), {"contact": NUMBER})
    assert "Confirmed." in enter_code(client, at(asks_both, "preferences/confirm/code/"), NUMBER).content.decode()
    assert patient_actor(NUMBER).patients == {made.pk}


def test_nobody_confirms_what_is_not_on_their_record(asks_both):
    made, _asked, _proved = ana(asks_both)
    other = f.patient(asks_both, email="zed@example.org", phone="")
    client = as_patient(asks_both, other)
    assert client.post(at(asks_both, "preferences/confirm/"), {"contact": NUMBER}).status_code == 404
    made.refresh_from_db()
    assert made.phone_of == "typed"


def test_typing_a_patients_number_does_not_prove_that_it_is_them(asks_both):
    """They would be matched without anybody looking who they are."""
    rosa = f.patient(asks_both, first_name="Ana", last_name="Ruiz", birth_date=dt.date(1990, 6, 6), phone=NUMBER)
    _made, asked, _proved = ana(asks_both)
    with pytest.raises(NotProven):
        match(SYSTEM, asked, patient=rosa)


@pytest.mark.parametrize("how", ["match", "merge"])
def test_one_person_two_records_confirms_nothing_that_was_typed(asks_both, how):
    """Not even where staff take over how to reach them: that is where they had the code."""
    kept = f.patient(
        asks_both, first_name="Ana", last_name="Ruiz", birth_date=dt.date(1990, 6, 6), email="old@example.org", phone=""
    )
    made, asked, proved = ana(asks_both)
    if how == "match":
        match(SYSTEM, asked, patient=kept, use_contact=True, reason="saw her ID")
    else:
        merge(
            f.actor(asks_both, "front_desk"), kept, gone=made, reason="x", use_contact=True, choices={"email": "gone"}
        )
    kept.refresh_from_db()
    assert (kept.email, kept.email_of) == (proved, "patient")
    assert (kept.phone, kept.phone_of) == (NUMBER, "typed") and not patient_actor(NUMBER).patients


@pytest.fixture
def practice_asked(db):
    return f.load_cedar()


def left_with(practice, contact):
    asking = Asking(practice)
    asking.newcomer(contact=contact)
    asking.answer(answer="a secret cough")
    return asking


def test_a_request_that_was_begun_with_a_slip_in_the_address_is_not_opened_by_who_has_that(practice_asked):
    left_with(practice_asked, SLIP)
    stranger, page = signed_in(practice_asked, SLIP)
    assert "secret" not in page.content.decode() and "Date of birth" in page.content.decode()
    for step in ("who", "reason", "check"):
        assert "secret" not in stranger.get(at(practice_asked, f"ask/{step}/"), follow=True).content.decode()
    here = at(practice_asked, "ask/on-this-device/")
    wrong = stranger.post(here, {"birth_month": "1", "birth_day": "2", "birth_year": "1950"})
    assert wrong.status_code == 422 and "secret" not in wrong.content.decode()
    stranger.post(at(practice_asked, "ask/start-anew/"))
    assert "was not sent" not in stranger.get(at(practice_asked, "home/")).content.decode()


def test_who_typed_it_goes_on_with_it_in_another_browser(practice_asked):
    left_with(practice_asked, PROVED)
    client, page = signed_in(practice_asked, PROVED)
    assert "A request with your email address or phone number was started" in page.content.decode()
    born = {"birth_month": "3", "birth_day": "27", "birth_year": "1946"}
    there = client.post(at(practice_asked, "ask/on-this-device/"), born).headers["Location"].partition("?")[2]
    assert "secret" in client.get(f"{at(practice_asked, 'ask/reason/')}?{there}").content.decode()
