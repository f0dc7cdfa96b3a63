"""Two records taken apart again: an address and whose it is come back together, and no address opens a record that it did not open before."""

from itertools import product

import pytest

from frontdesk.intake import patients
from frontdesk.intake.proxies import actions as acting
from frontdesk.practice.actors import patient_actor
from frontdesk.records.merging.actions import merge, merges_of, unmerge
from tests import factory as f
from tests.portion import some_of

MINE, THEIRS = "mine@example.org", "theirs@example.org"


@pytest.fixture
def desk(cedar):
    return f.actor(cedar, "front_desk")


def joined(cedar, desk, mine, theirs):
    kept = f.patient(cedar, email=MINE, email_of=mine)
    gone = f.patient(cedar, email=THEIRS, email_of=theirs)
    kept = merge(desk, kept, gone=gone, reason="x", use_contact=True, choices={"email": "gone"})
    assert kept.email == THEIRS
    return kept


def apart(desk, kept):
    kept = unmerge(desk, kept, merge=merges_of(kept)[0], reason="two people")
    kept.refresh_from_db()
    return kept


@pytest.mark.parametrize(
    ("said", "mine", "theirs"),
    some_of(
        product(["", "patient", "parent"], ["patient", "parent", "unsaid", "typed"], ["patient", "unsaid", "typed"]),
        one_in=5,
    ),
)
def test_an_address_has_its_mark_again_whatever_was_said_of_the_other(cedar, desk, mine, theirs, said):
    kept = joined(cedar, desk, mine, theirs)
    if said:
        patients.say_whose(desk, kept, email_of=said, phone_of=kept.phone_of)
    kept = apart(desk, kept)
    assert (kept.email, kept.email_of) == (MINE, mine)
    assert (kept.pk in patient_actor(MINE).patients) == (mine == "patient")


@pytest.mark.parametrize("theirs", ["patient", "unsaid"])
def test_who_acts_from_the_old_one_by_now_leaves_the_record_without_the_strangers(cedar, desk, theirs):
    kept = joined(cedar, desk, "patient", theirs)
    acting.add(desk, kept, contact=MINE, who="carer", name="Some Son")
    kept = apart(desk, kept)
    assert kept.email == "" and kept.pk not in patient_actor(THEIRS).patients


def test_an_address_that_was_changed_since_stays_with_what_was_said_of_it(cedar, desk):
    kept = joined(cedar, desk, "parent", "patient")
    type(kept).objects.filter(pk=kept.pk).update(email="new@example.org", email_of="patient")
    kept.refresh_from_db()
    kept = apart(desk, kept)
    assert (kept.email, kept.email_of) == ("new@example.org", "patient")
