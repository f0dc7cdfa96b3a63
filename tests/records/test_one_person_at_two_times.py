"""Two records that turn out to be one person, each with a time: the two never meet, in whichever lane they are."""

import pytest
from django.db import transaction

from frontdesk.booking import actions as booking
from frontdesk.booking.models import Reservation
from frontdesk.people.models import Patient
from frontdesk.records.matching.overlap import OverlapsOwn
from frontdesk.records.merging import actions as merging
from tests import factory as f
from tests.web_client import as_staff, at

HOURS = f.at_any_hour(f.CEDAR).replace("Visits take 30 minutes.", "Visits take 60 minutes.")


@pytest.fixture
def practice(db):
    return f.load_cedar(HOURS)


@pytest.fixture
def desk(practice):
    return f.actor(practice, "scheduler")


@pytest.fixture
def two(practice):
    return [f.patient(practice, first_name="Ana", email="ana@example.org", established=True) for _ in range(2)]


def book(desk, who, time, provider="", **more):
    where = f.place(time, provider) if provider else f.place(time)
    return booking.book(desk, who, visit_type=f.visit("follow-up"), place=where, **more)


def again(row):
    return type(row).objects.get(pk=row.pk)


def refused(desk, kept, gone):
    with pytest.raises(OverlapsOwn) as said, transaction.atomic():
        merging.merge(desk, again(kept), gone=again(gone), reason="the card")
    assert "Cancel or move one of the two first" in said.value.sentence
    return set(said.value.both)


@pytest.mark.parametrize("kept_first", [True, False])
def test_a_visit_that_was_booked_over_another_keeps_the_records_apart_as_any_does(desk, two, kept_first):
    one, other = two
    book(desk, one, "08:00")
    over = book(desk, one, "08:30", "lee", override=True, reason="both on one trip")
    theirs = book(desk, other, "09:00")
    kept, gone = (one, other) if kept_first else (other, one)
    assert refused(desk, kept, gone) == {over, theirs}
    assert again(gone).same_as_id is None


def test_what_each_has_beside_its_own_appointment_is_no_error_when_they_meet(practice, desk, two):
    """Both had chosen another time and not confirmed it: neither stands in the way, and each keeps the appointment that it has."""
    kept, gone = two
    mine, theirs = book(desk, kept, "08:00"), book(desk, gone, "09:30", "lee")
    chosen = [f.chosen(mine, "08:30"), f.chosen(theirs, f.place("09:00", "lee"))]
    client, url = as_staff(practice, "front_desk"), at(practice, f"console/patients/{kept.pk}/merge/")
    said = {"other": str(gone.pk), "reason": "the same card", "right-last": "kept"}
    assert client.post(url, said).status_code == 302
    assert again(gone).same_as_id == kept.pk
    assert {again(one).state for one in chosen} == {"cancelled"}
    assert [again(one).state for one in (mine, theirs)] == ["booked", "booked"]
    assert Reservation.objects.filter(kind="patient", subject=kept.pk).count() == 2


def test_a_time_that_was_chosen_stays_where_it_meets_nothing(desk, two):
    kept, gone = two
    chosen = f.chosen(book(desk, kept, "08:00"), "08:30")
    book(desk, gone, "10:00", "lee")
    merging.merge(desk, again(kept), gone=again(gone), reason="the card")
    assert again(chosen).state == "held"


def test_what_the_waitlist_keeps_for_one_of_them_is_named_and_stays(desk, two):
    kept, gone = two
    held = f.offered(kept, f.place("08:00")).hold
    theirs = book(desk, gone, "08:30", "lee")
    assert refused(desk, kept, gone) == {held, theirs}
    assert again(held).state == "held"
    assert not Patient.objects.exclude(same_as=None).exists()
