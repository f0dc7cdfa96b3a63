"""A number or address that is another grown-up's on file: it is asked whose it is, and until then it opens nothing and nothing is sent there."""

import datetime as dt

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.audit.models import Entry
from frontdesk.booking import actions as booking
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.intake.patients import NewPatient, create
from frontdesk.intake.referrals import actions as referrals
from frontdesk.messaging.incoming import reached_at
from frontdesk.messaging.models import Message
from frontdesk.messaging.ways import allowed, to_call, usable
from frontdesk.people.models import Patient, Proxy
from frontdesk.practice.actors import patient_actor
from frontdesk.practice.models import Payer
from frontdesk.records.matching.actions import no_match
from frontdesk.records.merging.actions import merge
from tests import factory as f
from tests.web_client import as_patient, as_staff, at

HERS = "+13125551000"
KYLE = {"first": "Kyle", "last": "Martinez", "birth_month": "6", "birth_day": "6", "birth_year": "1990"}


@pytest.fixture
def rosa(cedar):
    return f.patient(
        cedar, first_name="Rosa", last_name="Martinez", birth_date=dt.date(1968, 3, 1), email="", phone=HERS
    )


def kyle(cedar, whose="", phone=HERS, **more):
    new = NewPatient("Kyle", "Martinez", dt.date(1990, 6, 6), phone=phone, phone_of=whose, **more)
    return create(SYSTEM, cedar, new=new, agreed="given at the desk")


def test_at_the_desk_it_is_asked_and_nothing_is_taken_for_the_answer(cedar, rosa):
    desk, here = as_staff(cedar, "scheduler"), at(cedar, "console/book/new/")
    form = {**KYLE, "contact": "312-555-1000", "sure": "1", "agreed": "on"}
    answer = desk.post(here, form)
    page = answer.content.decode()
    assert answer.status_code == 422 and "is on file for Rosa Martinez. Whose is it?" in page
    assert not Patient.objects.filter(first_name="Kyle").exists()
    assert desk.post(here, {**form, "whose": "carer"}).status_code == 302
    assert Patient.objects.get(first_name="Kyle").phone_of == "carer"


def test_who_shares_one_number_says_so_and_it_is_in_the_trail(cedar, rosa):
    desk = as_staff(cedar, "scheduler")
    form = {**KYLE, "contact": "312-555-1000", "sure": "1", "agreed": "on", "whose": "patient"}
    assert desk.post(at(cedar, "console/book/new/"), form).status_code == 302
    made = Patient.objects.get(first_name="Kyle")
    assert made.pk in patient_actor(HERS).patients and usable(made)
    assert Entry.objects.get(action="patient.create", thing_id=made.pk).actor_kind == "staff"


def test_until_it_is_said_it_opens_nothing_and_nothing_is_sent(cedar, rosa):
    made = kyle(cedar)
    assert made.phone_of == "unsaid"
    assert patient_actor(HERS).patients == {rosa.pk} and not patient_actor(HERS).grants
    assert usable(made, "procedure") == [] and allowed(made, "procedure") == [] and to_call(made) is None
    assert made not in reached_at(HERS) and rosa in reached_at(HERS)
    made_for = booking.book(f.actor(cedar, "scheduler"), made, visit_type=f.visit("procedure"), place=f.place())
    assert not Message.objects.filter(to=HERS).exists()
    theirs = at(cedar, f"appointments/{made_for.pk}/")
    assert as_patient(cedar, rosa).get(theirs).status_code == 404
    patients.say_whose(SYSTEM, made, email_of="patient", phone_of="patient")
    assert as_patient(cedar, rosa).get(theirs).status_code == 200


def test_staff_say_whose_it_is_on_the_record_and_nobody_unsays_it(cedar, rosa):
    made, desk = kyle(cedar), as_staff(cedar, "front_desk")
    page = desk.get(at(cedar, f"console/patients/{made.pk}/")).content.decode()
    assert "(312) 555-1000 is on file for Rosa Martinez. Whose is it?" in page and "nothing is sent there" in page
    here = at(cedar, f"console/patients/{made.pk}/whose/")
    assert desk.post(here, {"phone_of": "patient"}).status_code == 302
    assert made.pk in patient_actor(HERS).patients
    assert Entry.objects.filter(action="patient.whose", thing_id=made.pk).exists()
    assert desk.post(here, {"phone_of": "unsaid"}).status_code == 422


def test_a_referral_for_a_new_record_asks_too(cedar, rosa):
    values = {
        "first_name": "Kyle",
        "last_name": "Martinez",
        "birth_date": dt.date(1990, 6, 6),
        "phone": HERS,
        "email": "kyle@example.org",
        "clinic_name": "North Clinic",
        "payer": Payer.objects.get(code="aetna"),
        "why": "knee",
        "visit_type": f.visit("new-patient"),
    }
    one = referrals.receive(SYSTEM, cedar, values=values)
    page = as_staff(cedar, "scheduler").get(at(cedar, f"console/referrals/{one.pk}/")).content.decode()
    assert "is on file for Rosa Martinez. Whose is it?" in page
    made = referrals.accept(SYSTEM, one).request.patient
    assert (made.phone_of, made.email_of) == ("unsaid", "patient")
    other = referrals.receive(SYSTEM, cedar, values={**values, "first_name": "Karl", "email": "karl@example.org"})
    made = referrals.accept(SYSTEM, other, whose_contact="parent").request.patient
    assert (made.phone_of, made.email_of) == ("parent", "patient")


@pytest.mark.parametrize(("said", "phone_of"), [("", "unsaid"), ("patient", "patient"), ("carer", "carer")])
def test_a_request_from_outside_is_seen_by_who_typed_it_until_staff_say_who_that_is(cedar, rosa, said, phone_of):
    made = patients.newcomer(
        SYSTEM,
        cedar,
        first="Kyle",
        last="Martinez",
        birth=dt.date(1990, 6, 6),
        contact=HERS,
        insurance=f.ALONE,
        member_id="",
        language="en",
    )
    asked = intake.submit(SYSTEM, made, visit_type=f.visit("new-patient"), answers={"reason": "a cough"})
    assert made.pk in patient_actor(HERS).patients
    page = as_staff(cedar, "front_desk").get(at(cedar, f"console/requests/{asked.pk}/")).content.decode()
    assert "is on file for Rosa Martinez. Whose is it?" in page
    no_match(SYSTEM, asked, whose_contact=said)
    made.refresh_from_db()
    assert made.phone_of == phone_of and (made.pk in patient_actor(HERS).patients) == (said == "patient")


def test_a_number_given_with_a_request_is_asked_about_too(cedar, rosa):
    made = kyle(cedar, phone="", email="kyle@example.org")
    text = f.CEDAR.replace("rules: |", "  - {id: phone, ask: Your number, kind: text}\nrules: |", 1)
    f.load_cedar(text)
    asked = intake.create_for_caller(SYSTEM, made, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    intake.answer(SYSTEM, asked, answers={"phone": "312 555 1000"})
    made.refresh_from_db()
    assert (made.phone, made.phone_of) == (HERS, "unsaid")


def test_who_acts_for_somebody_is_a_grown_up_on_file_and_may_be_a_patient_themselves(cedar):
    child = f.patient(cedar, birth_date=f.day(-4000), email="")
    Proxy.objects.create(
        practice=cedar, patient=child, contact=HERS, who="parent", name="Rosa Martinez", state="confirmed"
    )
    assert kyle(cedar).phone_of == "unsaid"
    new = NewPatient("Rosa", "Martinez", dt.date(1968, 3, 1), phone=HERS)
    assert create(SYSTEM, cedar, new=new).phone_of == "patient"


def test_a_second_record_of_the_same_person_is_no_other_and_a_childs_is_a_parents(cedar, rosa):
    again = NewPatient("Rosa", "Martinez", rosa.birth_date, phone=HERS)
    assert create(SYSTEM, cedar, new=again).phone_of == "patient"
    child = NewPatient("Ana", "Martinez", f.day(-4000), phone=HERS)
    assert create(SYSTEM, cedar, new=child).phone_of == "parent"


def zed(cedar, born=dt.date(1990, 6, 6), field="phone", typed="312 555 1000"):
    """Zed asks, signed in as who he is, and types something of somebody else's."""
    f.load_cedar(f.CEDAR.replace("rules: |", f"  - {{id: {field}, ask: Yours, kind: text}}\nrules: |", 1))
    proved = "zed@example.org" if field == "phone" else "+13125557777"
    made = patients.newcomer(
        SYSTEM,
        cedar,
        first="Zed",
        last="Quux",
        birth=born,
        contact=proved,
        insurance=f.ALONE,
        member_id="",
        language="en",
    )
    said = {"reason": "a secret cough", field: typed}
    asked = intake.submit(patient_actor(proved), made, visit_type=f.visit("new-patient"), answers=said)
    made.refresh_from_db()
    return proved, made, asked


@pytest.mark.parametrize("born", [dt.date(1990, 6, 6), dt.date(2015, 6, 6)])
@pytest.mark.parametrize("field", ["phone", "email"])
def test_what_is_typed_in_a_request_and_another_grown_ups_opens_nothing_to_them(cedar, born, field):
    hers = {"phone": HERS, "email": "rosa@example.net"}[field]
    only = {"email": "", "phone": "", field: hers}
    rosa = f.patient(cedar, first_name="Rosa", last_name="Martinez", birth_date=dt.date(1968, 3, 1), **only)
    proved, made, asked = zed(cedar, born, field, hers)
    assert getattr(made, field) == hers and getattr(made, f"{field}_of") == "unsaid"
    assert patient_actor(hers).patients == {rosa.pk} and not patient_actor(hers).grants
    assert made not in reached_at(hers) and hers not in [one.to for one in usable(made, "new-patient")]
    client, here = as_patient(cedar, rosa), at(cedar, f"requests/{asked.pk}/")
    assert client.get(here).status_code == 404 and "Zed" not in client.get(at(cedar, "home/")).content.decode()
    assert client.post(f"{here}withdraw/", {"reason": "x", "sure": "1"}).status_code == 404
    assert patient_actor(proved).patients == {made.pk}, "who proved it by a code goes on"


def test_a_record_that_somebody_made_themselves_is_merged_as_a_parents_where_it_is_a_childs(cedar):
    """What was open to who typed it is no way into the record of the child."""
    born = dt.date(2015, 6, 6)
    kept = f.patient(cedar, first_name="Zed", last_name="Quux", birth_date=born, email="", phone="")
    made = zed(cedar, born, typed="")[1]
    assert made.email_of == "patient"
    merge(f.actor(cedar, "front_desk"), kept, gone=made, reason="the same", use_contact=True)
    kept.refresh_from_db()
    assert (kept.email, kept.email_of) == ("zed@example.org", "parent")
