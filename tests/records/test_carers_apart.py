"""Two records taken apart again, and who acts for each: who was ended stays ended, and who was named for the one is nobody of the other."""

import datetime as dt

import pytest

from frontdesk.intake import patients
from frontdesk.intake.models import Task
from frontdesk.people.models import Patient, Proxy
from frontdesk.practice.actors import patient_actor
from frontdesk.records.merging import actions as merging
from tests import factory as f

CARL, KAY_S, GINA_S = "carl@example.org", "kay@example.org", "gina@example.org"


@pytest.fixture
def desk(cedar):
    f.load_cedar(f"{f.CEDAR}\nproxies:\n  - {{who: carer, may: [see, book]}}\n")
    return f.actor(cedar, "front_desk")


@pytest.fixture
def kay(cedar, desk):
    return f.patient(cedar, first_name="Kay", email=KAY_S, birth_date=dt.date(1970, 1, 1))


@pytest.fixture
def gina(cedar, desk):
    return f.patient(cedar, first_name="Gina", email=GINA_S)


def named(who, by, shows=True) -> Proxy:
    made = patients.let_act(patient_actor(by), Patient.objects.get(pk=who.pk), contact=CARL, name="Carl")
    if shows:
        patients.shows_whom(CARL, Patient.objects.get(pk=who.pk).birth_date)
    return made


def apart(desk, kay):
    kay = Patient.objects.get(pk=kay.pk)
    merging.unmerge(desk, kay, merge=merging.merges_of(kay)[0], reason="two people")


def stands() -> dict:
    return dict(Proxy.objects.filter(contact=CARL).values_list("patient__first_name", "state"))


def acts_for() -> set:
    return {grant.patient for grant in patient_actor(CARL).grants}


def test_whom_she_ended_does_not_act_for_her_because_the_other_named_them(desk, kay, gina):
    patients.take_back(patient_actor(GINA_S), gina, proxy=named(gina, GINA_S))
    merging.merge(desk, kay, gone=gina, reason="the card")
    named(kay, KAY_S)
    apart(desk, kay)
    assert stands() == {"Gina": "ended", "Kay": "confirmed"}
    assert acts_for() == {kay.pk}
    assert Task.objects.filter(kind="apart", thing_id=Proxy.objects.get(patient=kay).pk, state="open").exists()


@pytest.mark.parametrize("shows", [True, False])
def test_who_was_named_for_both_acts_for_each_as_each_said(desk, kay, gina, shows):
    named(gina, GINA_S)
    merging.merge(desk, kay, gone=gina, reason="the card")
    named(kay, KAY_S, shows)
    apart(desk, kay)
    assert stands() == {"Gina": "confirmed", "Kay": "confirmed" if shows else "named"}


def test_whom_staff_let_act_again_for_the_one_record_is_not_let_in_to_that_which_had_ended_it(desk, kay, gina):
    patients.end_proxy(desk, named(gina, GINA_S), reason="court order")
    merging.merge(desk, kay, gone=gina, reason="the card")
    patients.confirm_proxy(desk, patients.name_proxy(desk, kay, contact=CARL, who="carer", name="Carl"))
    apart(desk, kay)
    assert stands() == {"Gina": "ended", "Kay": "confirmed"}


def test_whom_staff_confirmed_who_was_asked_about_for_her_acts_for_her(desk, kay, gina):
    asked = patients.name_proxy(desk, gina, contact=CARL, who="carer", name="Carl")
    merging.merge(desk, kay, gone=gina, reason="the card")
    patients.confirm_proxy(desk, asked)
    apart(desk, kay)
    assert stands() == {"Gina": "confirmed"}


def test_whom_she_named_herself_with_her_own_address_is_hers(desk, kay, gina):
    patients.take_back(patient_actor(GINA_S), gina, proxy=named(gina, GINA_S))
    merging.merge(desk, kay, gone=gina, reason="the card", use_contact=True, choices={"email": "gone"})
    named(kay, GINA_S)
    apart(desk, kay)
    assert stands() == {"Gina": "confirmed"}
    assert Patient.objects.get(pk=gina.pk).let_in[CARL] == GINA_S


def test_whom_the_other_ended_while_they_were_one_stays_ended(desk, kay, gina):
    proxy = named(gina, GINA_S)
    merging.merge(desk, kay, gone=gina, reason="the card")
    patients.take_back(patient_actor(KAY_S), Patient.objects.get(pk=kay.pk), proxy=proxy)
    apart(desk, kay)
    assert stands() == {"Gina": "ended"}


def test_who_let_in_whom_to_the_one_record_is_not_kept_with_the_other(desk, kay, gina):
    named(gina, GINA_S)
    before = Patient.objects.get(pk=kay.pk).let_in
    merging.merge(desk, kay, gone=gina, reason="the card")
    assert Patient.objects.get(pk=kay.pk).let_in == {CARL: GINA_S}
    apart(desk, kay)
    assert (Patient.objects.get(pk=kay.pk).let_in, Patient.objects.get(pk=gina.pk).let_in) == (before, {CARL: GINA_S})
