"""Several records were merged into one: they are taken apart newest first, and the page says which one that is."""

import pytest
from django.db import transaction

from frontdesk.access.may import SYSTEM
from frontdesk.intake import patients
from frontdesk.messaging.ways import allowed
from frontdesk.people.models import Patient, Proxy
from frontdesk.practice.actors import patient_actor
from frontdesk.records.merging import actions as merging
from frontdesk.records.merging.newest_first import first_to_undo
from tests import factory as f
from tests.web.forms import forms_of
from tests.web_client import as_staff, at

CARERS = "\nproxies:\n  - {who: carer, may: [see, book, cancel]}\n"


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + CARERS)


@pytest.fixture
def desk(practice):
    return f.actor(practice, "scheduler")


@pytest.fixture
def record(practice):
    def made(name="Ana", **says):
        return f.patient(practice, first_name=name, last_name="Ruiz", **{"email": "", **says})

    return made


def again(row):
    return type(row).objects.get(pk=row.pk)


def merge(desk, kept, gone, **choices):
    merging.merge(desk, again(kept), gone=again(gone), reason="the card", use_contact=True, choices=choices)


def undo(desk, kept, gone):
    there = next(one for one in merging.merges_of(again(kept)) if one.gone_id == gone.pk)
    return merging.unmerge(desk, again(kept), merge=there, reason="two people")


def refused(desk, kept, gone):
    """The record whose merge has to be undone first, as the refusal says."""
    with pytest.raises(merging.NotNewest) as said, transaction.atomic():
        undo(desk, kept, gone)
    first = said.value.first
    assert f"Undo the merge of {first.gone.name} into {first.kept.name} first" in said.value.sentence
    return first.gone


def test_the_older_of_two_is_not_undone_while_the_newer_stands(desk, record):
    kay, gil, hal = record("Kay", email="k@example.org"), record("Gil"), record("Hal")
    merge(desk, kay, gil)
    merge(desk, kay, hal)
    assert refused(desk, kay, gil) == hal
    assert again(gil).same_as_id == kay.pk
    undo(desk, kay, hal)
    undo(desk, kay, gil)
    assert [again(one).same_as_id for one in (gil, hal)] == [None, None]


def test_a_merge_that_was_undone_holds_up_nobody(desk, record):
    kay, gil, hal = record("Kay"), record("Gil"), record("Hal")
    merge(desk, kay, gil)
    merge(desk, kay, hal)
    undo(desk, kay, hal)
    undo(desk, kay, gil)
    assert first_to_undo(kay.pk) is None


def test_one_of_another_record_holds_up_nobody(desk, record):
    kay, gil, lee, hal = (record(name) for name in ("Kay", "Gil", "Lee", "Hal"))
    merge(desk, kay, gil)
    merge(desk, lee, hal)
    undo(desk, kay, gil)
    assert again(gil).same_as_id is None


def test_along_a_chain_it_names_the_newest_at_its_end(desk, record):
    a, b, c, d = (record(name) for name in ("Al", "Bo", "Cy", "Di"))
    merge(desk, b, a)
    merge(desk, c, b)
    merge(desk, c, d)
    assert refused(desk, b, a) == d
    assert refused(desk, c, b) == d
    undo(desk, c, d)
    assert refused(desk, b, a) == b
    undo(desk, c, b)
    undo(desk, b, a)
    assert not Patient.objects.exclude(same_as=None).exists()


def test_whose_address_it_was_does_not_open_the_record_afterwards(desk, record):
    kay, gil, hal = (record(name, email=f"{name.lower()}@example.org") for name in ("Kay", "Gil", "Hal"))
    merge(desk, kay, gil, email="gone")
    merge(desk, kay, hal, email="gone")
    assert refused(desk, kay, gil) == hal
    assert kay.pk not in patient_actor("gil@example.org").patients
    undo(desk, kay, hal)
    assert kay.pk in patient_actor("gil@example.org").patients, "Gil and Kay are one as yet"
    undo(desk, kay, gil)
    assert patient_actor("gil@example.org").patients == {gil.pk}
    assert patient_actor("kay@example.org").patients == {kay.pk}


def test_whom_staff_keep_out_of_a_record_that_is_merged_still_stays_out(desk, record):
    kay, gil, hal = (record(name) for name in ("Kay", "Gil", "Hal"))
    carers = []
    for one in (kay, gil, hal):
        carer = patients.name_proxy(SYSTEM, one, contact="ex@example.org", who="carer", name="Ex")
        patients.confirm_proxy(desk, carer)
        carers.append(carer)
    for carer in carers[1:]:
        patients.end_proxy(desk, again(carer), reason="violent")
    merge(desk, kay, gil)
    merge(desk, kay, hal)
    assert refused(desk, kay, gil) == hal
    undo(desk, kay, hal)
    assert again(carers[0]).state == "ended", "Gil is merged still"
    undo(desk, kay, gil)
    assert list(Proxy.objects.order_by("created_at").values_list("state", flat=True)) == ["confirmed", "ended", "ended"]


def test_the_confidential_address_of_a_record_that_is_merged_still_is_the_only_one(desk, record):
    kay = record("Kay", phone="+13125550001")
    gil, hal = (record(name, confidential_contact="safe@example.org") for name in ("Gil", "Hal"))
    merge(desk, kay, gil)
    merge(desk, kay, hal)
    assert refused(desk, kay, gil) == hal
    undo(desk, kay, hal)
    assert allowed(again(kay), "follow-up") == ["safe@example.org"]
    undo(desk, kay, gil)
    assert allowed(again(kay), "follow-up") == ["+13125550001"]


# What staff see ---------------------------------------------------------------------------------------------------


def test_the_page_has_the_button_at_the_newest_and_says_at_the_others_who_comes_first(practice, desk, record):
    kay, gil, hal = record("Kay"), record("Gil"), record("Hal")
    merge(desk, kay, gil)
    merge(desk, kay, hal)
    client, url = as_staff(practice, "front_desk"), at(practice, f"console/patients/{kay.pk}/")
    for left, says in ((hal, True), (gil, False)):
        page = client.get(url).content.decode()
        assert ("Undo the merge of Hal Ruiz into Kay Ruiz first" in page) is says
        (form,) = [one for one in forms_of(url, page) if one.action.endswith("/undo/") and "/merge/" in one.action]
        assert client.post(form.action, form.data(reason="two people")).status_code == 302
        assert again(left).same_as_id is None
    page = client.get(url).content.decode()
    assert "Merged into this record" not in page


def test_pressed_on_an_old_page_it_says_who_comes_first_and_changes_nothing(practice, desk, record):
    kay, gil, hal = record("Kay"), record("Gil"), record("Hal")
    merge(desk, kay, gil)
    client, url = as_staff(practice, "front_desk"), at(practice, f"console/patients/{kay.pk}/")
    page = client.get(url).content.decode()
    (form,) = [one for one in forms_of(url, page) if one.action.endswith("/undo/") and "/merge/" in one.action]
    merge(desk, kay, hal)
    answer = client.post(form.action, form.data(reason="two people"), follow=True).content.decode()
    assert "Undo the merge of Hal Ruiz into Kay Ruiz first" in answer
    assert again(gil).same_as_id == kay.pk


def test_the_page_of_a_record_that_was_merged_itself_names_the_one_at_the_end(practice, desk, record):
    a, b, c = (record(name) for name in ("Al", "Bo", "Cy"))
    merge(desk, b, a)
    merge(desk, c, b)
    url = at(practice, f"console/patients/{b.pk}/")
    page = as_staff(practice, "front_desk").get(url).content.decode()
    assert "Undo the merge of Bo Ruiz into Cy Ruiz first" in page
    assert not [one for one in forms_of(url, page) if "/merge/" in one.action and one.action.endswith("/undo/")]
