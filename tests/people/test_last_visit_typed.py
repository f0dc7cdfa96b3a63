"""The last visit that staff typed is kept beside what the visits here say: it counts again when those do not."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps

from frontdesk.booking import actions as booking
from frontdesk.day.correcting.actions import correct
from frontdesk.people.models import Patient
from frontdesk.records.known.actions import say_seen_before
from frontdesk.records.merging import actions as merging
from tests import factory as f

TYPED, EARLIER = dt.date(2025, 1, 5), dt.date(2024, 3, 4)


@pytest.fixture
def desk(cedar):
    return f.actor(cedar, "scheduler")


@pytest.fixture
def two(cedar):
    return [f.patient(cedar, first_name="Ana", email="") for _ in range(2)]


def again(row):
    return type(row).objects.get(pk=row.pk)


def typed(desk, who, day):
    say_seen_before(desk, again(who), before=True, last_visit_on=day)


def completed(desk, one):
    one = f.its_time(again(one))
    booking.arrive(desk, one)
    booking.complete(desk, again(one))


def book(desk, who):
    return booking.book(desk, again(who), visit_type=f.visit("follow-up"), place=f.place("08:00"))


def last(who):
    return Patient.objects.get(pk=who.pk).last_visit_on


def test_a_visit_that_is_set_back_leaves_the_date_that_was_typed(desk, two):
    who = two[0]
    typed(desk, who, TYPED)
    visit = book(desk, who)
    completed(desk, visit)
    assert last(who) > TYPED
    correct(desk, again(visit), state="arrived", reason="the wrong row")
    assert last(who) == TYPED


def test_taken_apart_a_visit_of_the_other_leaves_the_date_that_was_typed(desk, two):
    kept, gone = two
    typed(desk, kept, TYPED)
    typed(desk, gone, EARLIER)
    visit = book(desk, gone)
    merging.merge(desk, again(kept), gone=again(gone), reason="the card")
    completed(desk, visit)
    merging.unmerge(desk, again(kept), merge=merging.merges_of(kept)[0], reason="two people")
    assert last(kept) == TYPED
    assert last(gone) > TYPED


@pytest.mark.parametrize("mine, theirs", [(TYPED, EARLIER), (EARLIER, TYPED), (None, TYPED), (TYPED, None)])
def test_of_two_records_the_later_counts_until_they_are_apart_again(desk, two, mine, theirs):
    kept, gone = two
    typed(desk, kept, mine)
    typed(desk, gone, theirs)
    merging.merge(desk, again(kept), gone=again(gone), reason="the card")
    assert last(kept) == TYPED
    visit = book(desk, kept)
    completed(desk, visit)
    correct(desk, again(visit), state="arrived", reason="the wrong row")
    assert last(kept) == TYPED
    merging.unmerge(desk, again(kept), merge=merging.merges_of(kept)[0], reason="two people")
    assert (last(kept), last(gone)) == (mine, theirs)


def test_said_not_to_have_been_seen_before_nothing_is_left_of_it(desk, two):
    who = two[0]
    typed(desk, who, TYPED)
    visit = book(desk, who)
    say_seen_before(desk, again(who), before=False)
    completed(desk, visit)
    correct(desk, again(visit), state="arrived", reason="the wrong row")
    assert last(who) is None


def test_what_was_on_file_before_is_kept_as_typed_save_where_it_is_the_day_of_a_visit_here(cedar, desk, two):
    old, seen = two
    Patient.objects.filter(pk=old.pk).update(known_before=True, last_visit_on=TYPED)
    typed(desk, seen, EARLIER)
    completed(desk, book(desk, seen))
    Patient.objects.filter(pk=seen.pk).update(last_visit_said=None)
    import_module("frontdesk.booking.migrations.0017_last_visit_said").say(apps, cedar)
    assert [again(one).last_visit_said for one in (old, seen)] == [TYPED, None]
