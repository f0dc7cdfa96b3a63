"""Keys and member ids that were kept with letters that nobody sees: one form, and what became one key is put before staff."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils.timezone import now

from frontdesk.access.may import SYSTEM
from frontdesk.booking.models import Recall
from frontdesk.booking.recalls.importing import load as load_recalls
from frontdesk.intake.models import Referral, Task
from frontdesk.intake.referrals import actions as referrals
from frontdesk.intake.referrals.importing import load
from frontdesk.practice.models import VisitType
from frontdesk.tenancy.models import next_number
from tests import factory as f
from tests.web_client import as_staff, at

keys = import_module("frontdesk.booking.migrations.0012_keys_as_written")
INVISIBLE = ["A\u200b-1", "A-\u00ad1", "\ufeffA-1"]
SPACED = "A\u00a01"


def migrate(practice):
    for step in (keys.referrals, keys.recalls, keys.member_ids):
        step(apps, practice)


def referral(practice, key, **more):
    return Referral.objects.create(
        practice=practice, number=next_number(), source="file", outside_key=key, received_at=now(), **more
    )


def recall(practice, key, who):
    day = now().date()
    return Recall.objects.create(
        practice=practice, patient=who, visit_type=VisitType.objects.get(code="follow-up"), due_on=day, opens_on=day, closes_on=day,
        outside_key=key, ordered_by="A file", created_at=now(),
    )  # fmt: skip


@pytest.mark.parametrize("key", INVISIBLE)
def test_a_key_that_is_alone_is_known_when_it_comes_again(cedar, key):
    one = referral(cedar, key, last_name="Brandt")
    assert load(SYSTEM, cedar, f"key,last name\n{key},Brandt\n".encode()).made == 1  # what the migration is for
    Referral.objects.exclude(pk=one.pk).delete()
    migrate(cedar)
    one.refresh_from_db()
    assert one.outside_key == "A-1" and not Task.objects.exists()
    assert load(SYSTEM, cedar, f"key,last name\n{key},Brandt\n".encode()).known == 1


def test_of_two_that_became_one_the_first_keeps_the_key_and_staff_compare_them(cedar):
    first, second = referral(cedar, INVISIBLE[0]), referral(cedar, "A-1", why="Growing mole")
    third = referral(cedar, SPACED)
    migrate(cedar)
    for one in (first, second, third):
        one.refresh_from_db()
    assert (first.outside_key, second.outside_key, third.outside_key) == ("A-1", "", "A 1")
    assert second.why == "Growing mole\nkey, as it came: A-1"
    task = Task.objects.get()
    assert (task.kind, task.thing_id, task.referral_id) == ("same_key", second.pk, second.pk)
    assert task.what == f"Referrals {first.number} and {second.number} came under the same key '{first.outside_key}'"
    page = as_staff(cedar, "scheduler").get(at(cedar, "console/exceptions/")).content.decode()
    assert "Two under one key" in page and f"referrals/{second.pk}" in page


def test_recalls_that_became_one_are_compared_and_none_is_lost(cedar):
    who = f.patient(cedar)
    first, second = recall(cedar, "R\u200b1", who), recall(cedar, "R1", who)
    migrate(cedar)
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.outside_key, second.outside_key, second.note) == ("R1", "", "key, as it came: R1")
    assert Task.objects.get().patient == who and Recall.objects.count() == 2
    line = f"R\u200b1,{who.first_name},{who.last_name},{who.birth_date},follow-up,{now().date()}"
    assert load_recalls(SYSTEM, f"key,first name,last name,dob,visit,due\n{line}\n".encode()).known == 1
    assert as_staff(cedar, "scheduler").get(at(cedar, "console/exceptions/")).status_code == 200


def test_a_key_of_nothing_that_is_seen_is_kept_among_the_words(cedar):
    one = referral(cedar, "\u200b\u200b")
    migrate(cedar)
    one.refresh_from_db()
    assert one.outside_key == "" and one.why == "key, as it came: \u200b\u200b" and Task.objects.count() == 1


def test_once_more_it_changes_nothing(cedar):
    for key in (INVISIBLE[0], "A-1", SPACED):
        referral(cedar, key)
    migrate(cedar)
    before = list(Referral.objects.order_by("number").values())
    migrate(cedar)
    assert list(Referral.objects.order_by("number").values()) == before and Task.objects.count() == 1


def test_member_ids_are_one_form_in_records_and_at_every_door(cedar):
    who = f.patient(cedar, member_id="1EG4\u200b-TE5\u00ad")
    one = referral(cedar, "", member_id="1EG4\u00a0TE5 ")
    migrate(cedar)
    who.refresh_from_db(), one.refresh_from_db()
    assert (who.member_id, one.member_id) == ("1EG4-TE5", "1EG4 TE5")
    load(SYSTEM, cedar, "key,last name,member id\nM-1,Brandt,1EG4\u200b-TE5\n".encode())
    assert Referral.objects.get(outside_key="M-1").member_id == "1EG4-TE5"
    referrals.edit(SYSTEM, one, values={"member_id": "1EG4\u00ad-TE5"}, answers={})
    one.refresh_from_db()
    assert one.member_id == "1EG4-TE5"
