"""Consent is of a person and a contact: after a STOP a yes about one patient is that one's, and a merge makes nobody else's stricter or looser."""

import datetime as dt

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.intake import patients
from frontdesk.intake.preferences.actions import prefer
from frontdesk.intake.proxies.actions import add
from frontdesk.messaging.actions import consent
from frontdesk.messaging.incoming import receive
from frontdesk.messaging.models import Consent
from frontdesk.messaging.ways import allowed
from frontdesk.people.models import Patient
from frontdesk.records.merging import actions as merging
from tests import factory as f
from tests.web_client import as_staff, at

CARLS, MUMS, DADS = "+13125552222", "+13125551003", "+13125551004"
BORN = dt.date(2016, 1, 1)


@pytest.fixture
def practice(db):
    return f.load_cedar(f"{f.CEDAR}\nproxies:\n  - {{who: parent, under age: 18, may: [see, book]}}\n  - {{who: carer, may: [see, book]}}\n")  # fmt: skip


@pytest.fixture
def desk(practice):
    return f.actor(practice, "front_desk")


@pytest.fixture
def kyle(practice, desk):
    """Carl has sent STOP; since then somebody says yes for Kyle, whom Carl cares for."""
    receive(practice, sender=CARLS, body="STOP", key="stop")
    new = patients.NewPatient("Kyle", "M", dt.date(1990, 6, 6), phone=CARLS, phone_of="carer")
    return patients.create(f.actor(practice, "scheduler"), practice, new=new, agreed="given at the desk")


def written_to(who) -> list[str]:
    return allowed(Patient.objects.get(pk=who.pk), "follow-up")


def apart(desk, kept):
    kept = Patient.objects.get(pk=kept.pk)
    merging.unmerge(desk, kept, merge=merging.merges_of(kept)[0], reason="two people")


# After a STOP -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tied", ["named before", "named since", "confirmed since", "the record's own since"])
def test_a_yes_about_one_opens_it_for_nobody_who_is_tied_to_it_later(practice, desk, tied):
    carl = f.patient(practice, first_name="Carl", email="", phone=CARLS)
    rosa = f.patient(practice, first_name="Rosa", email="", phone="", established=True)
    before = tied in ("named before", "confirmed since")
    proxy = patients.name_proxy(SYSTEM, rosa, contact=CARLS, who="carer", name=carl.name) if before else None
    receive(practice, sender=CARLS, body="STOP", key="stop")
    new = patients.NewPatient("Kyle", "M", dt.date(1990, 6, 6), phone=CARLS, phone_of="carer")
    kyle = patients.create(f.actor(practice, "scheduler"), practice, new=new, agreed="given at the desk")
    if tied == "named since":
        add(desk, rosa, contact=CARLS, who="carer", name=carl.name)
    elif proxy is not None:
        patients.confirm_proxy(desk, proxy)
    else:
        Patient.objects.filter(pk=rosa.pk).update(phone=CARLS)
    assert (written_to(kyle), written_to(rosa), written_to(carl)) == ([CARLS], [], [])
    receive(practice, sender=CARLS, body="START", key="start")
    assert written_to(rosa) == written_to(carl) == [CARLS]


def test_nor_does_asking_to_be_reached_only_there(practice, desk):
    who = f.patient(practice, email="who@example.org", phone=CARLS)
    receive(practice, sender=CARLS, body="STOP", key="stop")
    patients.reach_only_at(desk, who, contact=CARLS)
    assert written_to(who) == []


def test_a_yes_of_their_own_does_until_the_next_stop(practice, desk, kyle):
    carl = f.patient(practice, first_name="Carl", email="", phone="")
    Patient.objects.filter(pk=carl.pk).update(phone=CARLS)
    receive(practice, sender=CARLS, body="STOP", key="again")
    assert (written_to(kyle), written_to(carl)) == ([], [])
    prefer(desk, Patient.objects.get(pk=carl.pk), by_text=True)
    assert (written_to(kyle), written_to(carl)) == ([], [CARLS])


def test_what_was_said_about_a_record_is_said_about_that_into_which_it_was_merged(practice, desk, kyle):
    kept = f.patient(practice, first_name="Kyle", last_name="M", email="", phone="")
    merging.merge(desk, kept, gone=kyle, reason="the card", use_contact=True)
    assert written_to(kept) == [CARLS]
    apart(desk, kept)
    assert (written_to(kept), written_to(kyle)) == ([], [CARLS])


# Merging ----------------------------------------------------------------------------------------------------------


def test_a_no_in_a_record_of_a_child_is_none_of_the_parent_who_has_the_other_number(practice, desk):
    mum = f.patient(practice, first_name="Mum", email="", phone=MUMS)
    child = f.patient(practice, first_name="Kid", birth_date=BORN, email="", phone=MUMS, phone_of="parent")
    twice = f.patient(practice, first_name="Kid", birth_date=BORN, email="", phone=DADS, phone_of="parent")
    receive(practice, sender=DADS, body="STOP", key="stop")
    merging.merge(desk, child, gone=twice, reason="the same child")
    assert (written_to(mum), written_to(child)) == ([MUMS], [])
    apart(desk, child)
    assert written_to(mum) == written_to(child) == [MUMS]


@pytest.mark.parametrize("since", ["", "STOP"])
def test_its_undoing_opens_nothing_that_was_closed_since_and_closes_nothing(practice, desk, since):
    one, wife = (f.patient(practice, first_name=name, email="", phone=MUMS) for name in ("Al", "Bea"))
    other = f.patient(practice, first_name="Al", email="", phone=DADS)
    barred = f.patient(practice, first_name="Cy", email="", phone=MUMS, not_agreed_to=[MUMS])
    consent(SYSTEM, practice, contact=DADS, given=False, how="asked at the desk")
    merging.merge(desk, one, gone=other, reason="the card")
    assert (written_to(one), written_to(wife)) == ([], [MUMS])
    if since:
        receive(practice, sender=MUMS, body=since, key="since")
    apart(desk, one)
    there = [] if since else [MUMS]
    assert written_to(one) == written_to(wife) == there
    assert written_to(barred) == written_to(other) == []


def test_each_address_is_put_back_by_itself(practice, desk):
    """Somebody said yes about the kept record at one address while the two were one: the other is barred as it was."""
    one = f.patient(practice, email="a@example.org", phone=MUMS, not_agreed_to=["a@example.org", MUMS])
    other = f.patient(practice, email="a@example.org", phone=MUMS)
    merging.merge(desk, one, gone=other, reason="the card")
    assert set(written_to(one)) == {"a@example.org", MUMS}
    prefer(desk, Patient.objects.get(pk=one.pk), by_email=True)
    apart(desk, one)
    assert written_to(one) == ["a@example.org"]


@pytest.mark.parametrize(("about", "back"), [("another", []), ("nobody", [MUMS]), ("themselves", [MUMS])])
def test_its_undoing_takes_nobody_elses_yes_for_theirs(practice, desk, about, back):
    """Whoever shares the number said yes about another patient while the two were one; `nobody`: whoever is reached there."""
    one = f.patient(practice, email="", phone=MUMS, not_agreed_to=[MUMS])
    other, wife = (f.patient(practice, first_name=name, email="", phone=MUMS) for name in ("Al", "Bea"))
    merging.merge(desk, one, gone=other, reason="the card")
    assert written_to(one) == [MUMS]
    if about == "nobody":
        receive(practice, sender=MUMS, body="START", key="start")
    else:
        prefer(desk, Patient.objects.get(pk={"another": wife, "themselves": one}[about].pk), by_text=True)
    apart(desk, one)
    assert written_to(one) == back
    assert written_to(wife) == written_to(other) == [MUMS]


def test_its_undoing_keeps_a_yes_that_was_said_about_another_record_of_theirs(practice, desk):
    """Another record of theirs, into which the kept one was merged: newest first, the yes is theirs as long as they are one."""
    one = f.patient(practice, email="", phone=MUMS, not_agreed_to=[MUMS])
    other, third = (f.patient(practice, first_name="Al", email="", phone=MUMS) for _ in range(2))
    merging.merge(desk, one, gone=other, reason="the card")
    prefer(desk, Patient.objects.get(pk=third.pk), by_text=True)
    merging.merge(desk, Patient.objects.get(pk=one.pk), gone=Patient.objects.get(pk=third.pk), reason="the card")
    assert written_to(one) == [MUMS]
    for gone, left in ((third, [MUMS]), (other, [])):
        kept = Patient.objects.get(pk=one.pk)
        newest = merging.merges_of(kept)[0]
        assert newest.gone_id == gone.pk
        merging.unmerge(desk, kept, merge=newest, reason="two people")
        assert written_to(one) == left


# About whom it was said -------------------------------------------------------------------------------------------


def test_every_word_about_one_record_says_about_whom(practice, desk):
    kyle = patients.create(desk, practice, new=patients.NewPatient("Kyle", "M", BORN, phone=MUMS), agreed="at the desk")
    prefer(desk, kyle, by_text=False)
    patients.reach_only_at(desk, kyle, contact=DADS)
    receive(practice, sender=DADS, body="STOP", key="stop")
    said = Consent.objects.order_by("at").values_list("contact", "given", "patient")
    assert list(said) == [(MUMS, True, kyle.pk), (MUMS, False, kyle.pk), (DADS, True, kyle.pk), (DADS, False, None)]


def test_a_no_about_one_is_a_no_of_who_has_the_number_until_they_say_otherwise(practice, desk):
    mum, child = (f.patient(practice, first_name=name, email="", phone=MUMS) for name in ("Mum", "Kid"))
    prefer(desk, child, by_text=False)
    assert written_to(mum) == written_to(child) == []
    prefer(desk, Patient.objects.get(pk=mum.pk), by_text=True)
    assert (written_to(mum), written_to(child)) == ([MUMS], [])
    receive(practice, sender=MUMS, body="START", key="start")
    assert written_to(mum) == written_to(child) == [MUMS]


def test_a_yes_about_one_is_shown_as_that_on_the_page_of_another(practice, desk):
    wife = patients.create(
        desk, practice, new=patients.NewPatient("Bea", "Holm", BORN, phone=MUMS), agreed="at the desk"
    )
    one = patients.create(desk, practice, new=patients.NewPatient("Al", "Holm", BORN, phone=MUMS))
    page = {
        who.pk: as_staff(practice, "front_desk").get(at(practice, f"console/patients/{who.pk}/")) for who in (wife, one)
    }
    assert "about Bea Holm" in page[one.pk].content.decode() and "about Bea Holm" not in page[wife.pk].content.decode()


# Records that became one after the other ---------------------------------------------------------------------------


def chain(practice, desk):
    """Kyle, who said yes for himself after a STOP at his carer's number, and two more records of his that do not have it."""
    receive(practice, sender=DADS, body="STOP", key="stop")
    new = patients.NewPatient("Kyle", "M", BORN, phone=DADS, phone_of="carer")
    first = patients.create(desk, practice, new=new, agreed="given at the desk")
    more = [f.patient(practice, first_name="Kyle", birth_date=BORN, email="", phone="") for _ in range(2)]
    return first, *more


def into(desk, kept, gone):
    kept, gone = (Patient.objects.get(pk=one.pk) for one in (kept, gone))
    merging.merge(desk, kept, gone=gone, reason="the card", use_contact=True)


def test_a_yes_after_a_stop_goes_along_a_chain_of_merges_and_back(practice, desk):
    a, b, c = chain(practice, desk)
    into(desk, b, a)
    assert written_to(b) == [DADS]
    into(desk, c, b)
    assert written_to(c) == [DADS]
    apart(desk, c)
    assert (written_to(c), written_to(b)) == ([], [DADS])
    apart(desk, b)
    assert (written_to(b), written_to(a)) == ([], [DADS])


def test_the_page_that_merges_says_of_no_number_that_nothing_goes_there_where_it_does(practice, desk):
    a, b, c = chain(practice, desk)
    into(desk, b, a)
    into(desk, c, b)
    kept = f.patient(practice, first_name="Kyle", birth_date=BORN, email="", phone=MUMS)
    page = as_staff(practice, "front_desk").post(
        at(practice, f"console/patients/{kept.pk}/merge/"), {"other": str(c.pk), "reason": "the card"}
    )
    words = page.content.decode()
    assert "(312) 555-1004" in words and "(312) 555-1004 (no messages go there)" not in words


def test_a_yes_about_a_record_two_merges_below_stands_when_a_later_merge_is_undone(practice, desk):
    """He kept the number for himself in all three; a fourth record, where he had not, lifted that as long as it was merged."""
    a, b, kept = (f.patient(practice, first_name="Al", email="", phone=MUMS, not_agreed_to=[MUMS]) for _ in range(3))
    fourth = f.patient(practice, first_name="Al", email="", phone=MUMS)
    into(desk, b, a)
    into(desk, kept, b)
    assert written_to(kept) == []
    into(desk, kept, fourth)
    said = {"contact": MUMS, "channel": "text", "given": True, "how": "on paper", "patient": a}
    Consent.objects.create(practice=practice, **said)
    apart(desk, kept)
    assert written_to(kept) == [MUMS]
