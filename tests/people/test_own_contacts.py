"""A record's own address is never that of somebody who acts for it; and only who passed a code is proven."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from frontdesk.access.may import SYSTEM
from frontdesk.audit.action import ReasonMissing
from frontdesk.audit.models import Entry
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.intake.preferences.actions import prefer
from frontdesk.intake.proxies import actions as acting
from frontdesk.messaging.ways import ways
from frontdesk.people.models import Patient, Proxy
from frontdesk.practice.actors import patient_actor
from frontdesk.records.matching import actions as matching
from frontdesk.records.merging import actions as merging
from tests import factory as f
from tests.web.forms import forms_of
from tests.web_client import as_patient, as_staff, at

HERS, STRANGER, BORN = "rosa@example.org", "stranger@example.org", dt.date(1971, 5, 6)
TABLE = """
proxies:
  - {who: parent, under age: 18, may: [see, book]}
  - {who: carer, from age: 18, may: [see, book]}
"""


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + TABLE)


@pytest.fixture
def rosa(practice):
    return f.patient(practice, first_name="Rosa", last_name="Kim", birth_date=BORN, email=HERS, established=True)


def asks(practice, contact, *, acts_as="", birth=BORN):
    made = patients.newcomer(
        SYSTEM,
        practice,
        first="Rosa",
        last="Kim",
        birth=birth,
        contact=contact,
        insurance=f.ALONE,
        member_id="",
        language="en",
        acts_as=acts_as,
    )
    said = {"reason": "a cough"}
    return made, intake.submit(patient_actor(contact), made, visit_type=f.visit("new-patient"), answers=said)


@pytest.mark.parametrize("state", ["confirmed", "ended", "asked"])
def test_naming_somebodys_address_as_ones_carer_proves_nothing(practice, rosa, state):
    made, asked = asks(practice, STRANGER)
    proxy = patients.let_act(patient_actor(STRANGER), made, contact=HERS, name="Rosa")
    Proxy.objects.filter(pk=proxy.pk).update(state=state)
    with pytest.raises(matching.NotProven):
        matching.match(f.actor(practice, "front_desk"), asked, patient=rosa)
    assert not patient_actor(STRANGER).patients & {rosa.pk}


@pytest.mark.parametrize("way", ["match", "merge"])
def test_a_records_own_address_does_not_become_its_proxy(practice, rosa, way):
    made, asked = asks(practice, STRANGER)
    patients.let_act(patient_actor(STRANGER), made, contact=HERS, name="Rosa")
    desk = f.actor(practice, "front_desk")
    if way == "match":
        matching.match(desk, asked, patient=rosa, reason="saw an ID")
    else:
        merging.merge(desk, rosa, gone=made, reason="saw an ID")
        assert ways(rosa) == [HERS]
        merging.unmerge(desk, rosa, merge=merging.merges_of(rosa)[0], reason="another person")
    assert ways(Patient.objects.get(pk=rosa.pk)) == [HERS]
    assert patient_actor(HERS).patients == {rosa.pk}
    assert not rosa.proxies.filter(contact=HERS).exists()


@pytest.mark.parametrize(("acts_as", "years"), [("carer", 50), ("parent", 9)])
def test_who_asks_for_somebody_whose_record_has_the_same_address_is_proven_and_goes_on_being_told(
    practice, acts_as, years
):
    born = f.day(0).replace(day=1) - dt.timedelta(days=365 * years)
    record = f.patient(practice, first_name="Rosa", last_name="Kim", birth_date=born, email=HERS)
    _made, asked = asks(practice, HERS, acts_as=acts_as, birth=born)
    assert asked.asked_by == HERS
    matching.match(f.actor(practice, "front_desk"), asked, patient=record)
    assert ways(record) == [HERS] and not record.proxies.exists()


@pytest.mark.parametrize("whose", ["email", "phone", "confidential_contact"])
def test_the_database_refuses_it_whatever_the_code_does(practice, whose):
    contact = "+13125550142" if whose == "phone" else "own@example.org"
    record, other = f.patient(practice, **{whose: contact}), f.patient(practice)
    values = {"practice": practice, "who": "carer", "contact": contact}
    refused = pytest.raises(IntegrityError, match="its own address")
    with refused, transaction.atomic():
        Proxy.objects.create(patient=record, state="asked", **values)
    ended = Proxy.objects.create(patient=record, state="ended", **values)
    moved = Proxy.objects.create(patient=other, state="asked", **values)
    with refused, transaction.atomic():
        Proxy.objects.filter(pk=ended.pk).update(state="asked")
    ended.delete()
    with refused, transaction.atomic():
        Proxy.objects.filter(pk=moved.pk).update(patient=record)


def test_a_patient_who_enters_their_own_address_is_told_and_keeps_their_preferences(practice, rosa):
    client = as_patient(practice, rosa)
    answer = client.post(at(practice, "preferences/carers/"), {"contact": "Rosa@Example.org", "name": "Me"})
    assert answer.status_code == 422 and "This is your own." in answer.content.decode()
    assert client.get(at(practice, "preferences/")).status_code == 200


def preferences_in(page):
    """What *Save* would write."""
    fields = next(one.fields for one in forms_of("", page.content.decode()) if "time_zone" in one.fields)
    return {name: value for name, value in fields.items() if name in ("language", "time_zone", "by_email", "by_text")}


def test_what_they_prefer_stays_as_it_is_after_the_refusal_and_who_was_ended_is_not_there(practice, rosa):
    client = as_patient(practice, rosa)
    prefer(patient_actor(HERS), rosa, language="es", time_zone="America/Denver", by_email=True, by_text=False)
    patients.take_back(patient_actor(HERS), rosa, proxy=acts(rosa))
    as_it_is = preferences_in(client.get(at(practice, "preferences/")))
    client.post(at(practice, "preferences/carers/"), {"contact": HERS, "name": "Me"})
    page = client.get(at(practice, "preferences/"))
    assert preferences_in(page) == as_it_is and as_it_is["by_email"] and as_it_is["language"] == ["es"]
    assert CARER not in page.content.decode()


def test_staff_are_told_so_too(practice, rosa):
    client = as_staff(practice, "front_desk")
    said = {"who": "carer", "name": "Sam", "contact": HERS}
    answer = client.post(at(practice, f"console/patients/{rosa.pk}/proxies/"), said)
    assert answer.status_code == 422 and "of the record itself" in answer.content.decode()


SUE, SUES_NUMBER = "sue@example.org", "+13125550177"


@pytest.mark.parametrize("contact", [SUE, SUES_NUMBER])
@pytest.mark.parametrize(("who", "years"), [("parent", 15), ("parent", 9), ("carer", 50)])
@pytest.mark.parametrize("confidential", ["", "mia@example.org"])
def test_what_stands_on_the_record_as_a_parents_becomes_that_parents_in_one_press(
    practice, contact, who, years, confidential
):
    """A mother booked by telephone: her address was entered first, as hers."""
    desk = f.actor(practice, "front_desk")
    born = f.day(0).replace(day=1) - dt.timedelta(days=366 * years)
    new = patients.NewPatient("Mia", "Moss", born, **patients.reached_at(contact), email_of=who, phone_of=who)
    mia = patients.create(desk, practice, new=new, agreed="given at the desk")
    if confidential:
        patients.reach_only_at(f.actor(practice, "scheduler"), mia, contact=confidential)
    answer = as_staff(practice, "front_desk").post(
        at(practice, f"console/patients/{mia.pk}/proxies/"), {"who": who, "name": "Sue Moss", "contact": contact}
    )
    assert answer.status_code == 302
    mia.refresh_from_db()
    proxy = mia.proxies.get()
    assert (mia.email, mia.phone, mia.confidential_contact) == ("", "", confidential)
    assert (proxy.contact, proxy.name, proxy.who, proxy.state) == (contact, "Sue Moss", who, "confirmed")
    assert mia.pk not in patient_actor(contact).patients
    done = Entry.objects.filter(thing_id__in=[mia.pk, proxy.pk]).values_list("action", flat=True)
    assert {"patient.contact_moved", "patient.name_proxy", "patient.confirm_proxy"} <= set(done)
    if not confidential and years == 9:
        assert ways(mia) == [contact]  # she is written to as before


def test_the_only_address_that_may_be_used_is_nobody_elses(practice):
    desk = f.actor(practice, "scheduler")
    mia = f.patient(practice, birth_date=f.day(-4000), email=SUE, email_of="parent")
    patients.reach_only_at(desk, mia, contact=SUE)
    with pytest.raises(patients.OwnContact):
        acting.add(desk, mia, contact=SUE, who="parent", name="Sue Moss")
    assert Patient.objects.get(pk=mia.pk).email == SUE


# Who acts for a record, and whose access was ended ---------------------------------------------------------------

CARER = "sam@example.org"


def acts(rosa, state="confirmed"):
    patients.let_act(patient_actor(HERS), rosa, contact=CARER, name="Sam Kim")
    rosa.proxies.update(state=state)
    return rosa.proxies.get()


@pytest.mark.parametrize("state", ["confirmed", "asked"])
def test_a_record_does_not_take_the_address_of_who_acts_for_it_as_the_only_one(practice, rosa, state):
    acts(rosa, state)
    with pytest.raises(patients.ActsForThem, match="Use one that is the patient's own"):
        patients.reach_only_at(f.actor(practice, "front_desk"), rosa, contact=CARER)
    assert Patient.objects.get(pk=rosa.pk).confidential_contact == ""


def test_a_record_takes_it_once_the_patient_lets_them_act_no_more(practice, rosa):
    patients.take_back(patient_actor(HERS), rosa, proxy=acts(rosa))
    patients.reach_only_at(f.actor(practice, "front_desk"), rosa, contact=CARER)
    assert Patient.objects.get(pk=rosa.pk).confidential_contact == CARER


def by_match(desk, practice, rosa):
    _made, asked = asks(practice, CARER)
    matching.match(desk, asked, patient=rosa, use_contact=True, reason="saw an ID")


def by_merge(desk, practice, rosa):
    made, asked = asks(practice, CARER)
    matching.no_match(desk, asked)
    merging.merge(desk, rosa, gone=made, reason="saw an ID", use_contact=True, choices={"email": "gone"})


def by_merge_into_theirs(desk, practice, rosa):
    made, asked = asks(practice, CARER)
    matching.no_match(desk, asked)
    merging.merge(desk, made, gone=rosa, reason="saw an ID")


def as_the_only_one(desk, practice, rosa):
    patients.reach_only_at(desk, rosa, contact=CARER)


WAYS = [by_match, by_merge, by_merge_into_theirs, as_the_only_one]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("named_again", [False, True])
def test_whom_staff_ended_does_not_become_the_patient(practice, rosa, way, named_again):
    desk, proxy = f.actor(practice, "scheduler"), acts(rosa)
    patients.end_proxy(desk, proxy, reason="court order")
    if named_again:
        patients.name_proxy(SYSTEM, rosa, contact=CARER, who="carer", name="Sam")
    with pytest.raises(patients.KeptOut, match=f"our staff ended .{desk.name}, .* confirm them there"):
        way(desk, practice, rosa)
    assert rosa.pk not in patient_actor(CARER).patients


@pytest.mark.parametrize("way", WAYS)
def test_unless_staff_take_that_back_and_say_why(practice, rosa, way):
    desk, proxy = f.actor(practice, "scheduler"), acts(rosa)
    patients.end_proxy(desk, proxy, reason="court order")
    with pytest.raises(ReasonMissing):
        patients.let_in(desk, proxy, reason=" ")
    patients.let_in(desk, proxy, reason="it is her own, she showed us")
    way(desk, practice, rosa)
    assert patient_actor(CARER).patients


def test_the_database_keeps_them_out_too(practice, rosa):
    patients.end_proxy(f.actor(practice, "front_desk"), acts(rosa))
    with pytest.raises(IntegrityError, match="its own address"), transaction.atomic():
        Patient.objects.filter(pk=rosa.pk).update(email=CARER)


def test_the_address_of_whom_staff_ended_does_not_come_back_with_a_merge_taken_apart(practice, rosa):
    desk = f.actor(practice, "scheduler")
    gone = f.patient(practice, first_name="Rosa", last_name="Kim", birth_date=BORN, email="new@example.org")
    kept = merging.merge(desk, rosa, gone=gone, reason="an ID", use_contact=True, choices={"email": "gone"})
    named = patients.confirm_proxy(desk, patients.name_proxy(desk, kept, contact=HERS, who="carer", name="Sam Kim"))
    patients.end_proxy(desk, named)
    merging.unmerge(desk, kept, merge=merging.merges_of(kept)[0], reason="two people")
    assert Patient.objects.get(pk=rosa.pk).email == "", "the other one is the other record's"


def test_the_request_says_that_staff_ended_who_asks_and_the_record_lets_them_in_again(practice, rosa):
    client, desk = as_staff(practice, "front_desk"), f.actor(practice, "front_desk")
    patients.end_proxy(desk, acts(rosa))
    _made, asked = asks(practice, CARER)
    page = client.get(at(practice, f"console/requests/{asked.pk}/")).content.decode()
    assert f"ended the access of {CARER} to this record ({desk.name}" in page and "Contact them at" not in page
    page = client.get(at(practice, f"console/patients/{rosa.pk}/")).content.decode()
    assert f"{CARER} ({desk.name}" in page
    there = at(practice, f"console/patients/{rosa.pk}/proxies/{rosa.proxies.get().pk}/let-in/")
    assert client.post(there, {"reason": ""}).status_code == 422
    assert client.post(there, {"reason": "it is hers"}).status_code == 302
    assert not rosa.proxies.get().ended_by_staff
    last = Entry.objects.order_by("number").last()
    assert (last.action, last.reason) == ("patient.let_in", "it is hers")


@pytest.mark.parametrize("way", ["match", "merge"])
def test_neither_does_it_by_a_match_or_a_merge(practice, rosa, way):
    acts(rosa)
    made, asked = asks(practice, CARER)
    desk = f.actor(practice, "scheduler")
    with pytest.raises(patients.ActsForThem):
        if way == "match":
            matching.match(desk, asked, patient=rosa, use_contact=True, reason="saw an ID")
        else:
            matching.no_match(desk, asked)
            merging.merge(desk, rosa, gone=made, reason="saw an ID", use_contact=True, choices={"email": "gone"})


def test_the_database_refuses_that_too_whatever_the_code_does(practice, rosa):
    acts(rosa)
    with pytest.raises(IntegrityError, match="its own address"), transaction.atomic():
        Patient.objects.filter(pk=rosa.pk).update(email=CARER)


def test_an_address_that_somebody_acts_from_by_now_does_not_come_back_with_a_merge_taken_apart(practice, rosa):
    desk = f.actor(practice, "scheduler")
    gone = f.patient(practice, first_name="Rosa", last_name="Kim", birth_date=BORN, email="new@example.org")
    kept = merging.merge(desk, rosa, gone=gone, reason="an ID", use_contact=True, choices={"email": "gone"})
    assert kept.email == "new@example.org"
    named = patients.name_proxy(desk, kept, contact=HERS, who="carer", name="Sam Kim")
    patients.confirm_proxy(desk, named)
    kept = merging.unmerge(desk, kept, merge=merging.merges_of(kept)[0], reason="two people")
    assert Patient.objects.get(pk=rosa.pk).email == "", "the other one is the other record's"


def test_whose_access_staff_ended_the_patient_does_not_let_in_again(practice, rosa):
    desk, proxy = f.actor(practice, "front_desk"), acts(rosa)
    patients.end_proxy(desk, proxy, reason="reported by the family")
    with pytest.raises(patients.EndedByStaff, match="Call us"), transaction.atomic():
        patients.let_act(patient_actor(HERS), rosa, contact=CARER, name="Sam Kim")
    patients.name_proxy(SYSTEM, rosa, contact=CARER, who="carer", name="Sam")  # nor in two steps
    with pytest.raises(patients.EndedByStaff), transaction.atomic():
        patients.let_act(patient_actor(HERS), rosa, contact=CARER, name="Sam Kim")
    assert not patient_actor(CARER).grants
    assert patients.confirm_proxy(desk, proxy).state == "confirmed", "staff may"


def test_whom_the_patient_ended_the_patient_lets_in_again(practice, rosa):
    patients.take_back(patient_actor(HERS), rosa, proxy=acts(rosa))
    assert patients.let_act(patient_actor(HERS), rosa, contact=CARER, name="Sam Kim").state == "named"


def test_what_staff_ended_in_one_record_is_ended_for_the_other_when_they_become_one(practice, rosa):
    desk, proxy = f.actor(practice, "scheduler"), acts(rosa)
    gone = f.patient(practice, first_name="Rosa", last_name="Kim", birth_date=BORN, email="new@example.org")
    patients.end_proxy(desk, patients.name_proxy(desk, gone, contact=CARER, who="carer", name="Sam Kim"))
    kept = merging.merge(desk, rosa, gone=gone, reason="an ID")
    with pytest.raises(patients.EndedByStaff), transaction.atomic():
        patients.let_act(patient_actor(HERS), kept, contact=CARER, name="Sam Kim")
    merging.unmerge(desk, kept, merge=merging.merges_of(kept)[0], reason="two people")
    proxy.refresh_from_db()
    assert (proxy.state, proxy.ended_by_staff) == ("confirmed", False)


def test_the_page_says_whom_to_call(practice, rosa):
    patients.end_proxy(f.actor(practice, "front_desk"), acts(rosa))
    page = as_patient(practice, rosa).post(at(practice, "preferences/carers/"), {"contact": CARER, "name": "Sam Kim"})
    assert page.status_code == 422 and "We ended this person" in page.content.decode()


@pytest.mark.parametrize(("by_staff", "taken"), [(True, False), (False, True)])
def test_the_address_of_whom_staff_keep_out_is_no_records(practice, by_staff, taken):
    rosa = f.patient(practice)
    desk = f.actor(practice, "front_desk")
    one = patients.name_proxy(desk, rosa, contact=CARER, who="carer", name="Some Son")
    Proxy.objects.filter(pk=one.pk).update(state="ended", ended_by_staff=by_staff)
    assert takes_their_address(rosa) is taken


def takes_their_address(rosa):
    """Whether the record can have the address of who had acted for it."""
    try:
        with transaction.atomic():
            Patient.objects.filter(pk=rosa.pk).update(email=CARER)
    except IntegrityError as error:
        assert "proxy_not_own" in str(error.__cause__.diag.constraint_name)
        return False
    return True
