"""A death that was written down of a record before it was merged is taken back like one that was written down since."""

import pytest

from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment, Death, Merge, Recall, WaitlistEntry
from frontdesk.booking.queries import booked_again, ended_by_mistake
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Task
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.records.deaths import actions as deaths
from frontdesk.records.deaths.queries import deaths_of, ended
from frontdesk.records.merging import actions as merging
from tests import factory as f

NINE, ELEVEN = "09:00", "11:00"


@pytest.fixture
def two(cedar, desk):
    """Two records, each with a visit."""
    there = [f.patient(cedar, established=True) for _ in range(2)]
    for who, time in zip(there, (NINE, ELEVEN), strict=True):
        booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place(time))
    return there


def died(desk, *patients):
    for patient in patients:
        deaths.deceased(desk, patient, on=f.day(-1))


def merged(desk, kept, gone):
    kept.refresh_from_db(), gone.refresh_from_db()
    merging.merge(desk, kept, gone=gone, reason="the same address")
    kept.refresh_from_db()


def lives(desk, who):
    deaths.alive(desk, who, reason="another person of that name")


def apart(desk, kept):
    kept.refresh_from_db()
    merging.unmerge(desk, kept, merge=Merge.objects.get(), reason="two people")


def starts(who):
    rows = Appointment.objects.filter(patient=who, state="booked").order_by("start")
    return list(rows.values_list("start", flat=True))


@pytest.mark.parametrize("of", [(0,), (1,), (0, 1)], ids=["the kept one", "the other", "both"])
def test_whichever_record_it_was_written_in_all_visits_stand_again(cedar, desk, two, of):
    kept, gone = two
    died(desk, *(two[number] for number in of))
    merged(desk, kept, gone)
    assert starts(kept) == [] and ended(deaths_of(kept)) == ["2 appointments"]
    lives(desk, kept)
    assert starts(kept) == [f.place(time).start for time in (NINE, ELEVEN)]
    assert set(Death.objects.values_list("state", flat=True)) == {"taken back"}
    assert not Task.objects.filter(kind="rebook").exists()


def test_what_they_had_asked_for_waited_for_and_were_due_for_is_open_again(cedar, desk):
    kept, gone = (f.patient(cedar, established=True) for _ in range(2))
    asked = intake.create_for_caller(desk, gone, visit_type=f.visit("procedure"), answers={})
    waits = waitlist.join(desk, gone, visit_type=f.visit("procedure"), first_on=f.day(0), request=asked)
    due = recalls.order(desk, gone, visit_type=f.visit("follow-up"), due_on=f.day(30))
    before = asked.state
    died(desk, gone)
    merged(desk, kept, gone)
    lives(desk, kept)
    asked.refresh_from_db()
    states = WaitlistEntry.objects.get(pk=waits.pk).state, Recall.objects.get(pk=due.pk).state
    assert (asked.state, *states) == (before, "waiting", "planned")


def test_whose_death_was_none_lives_when_the_merge_is_undone_and_has_the_visits_that_stand_again(cedar, desk, two):
    kept, gone = two
    died(desk, gone)
    merged(desk, kept, gone)
    lives(desk, kept)
    apart(desk, kept)
    for who, time in ((kept, NINE), (gone, ELEVEN)):
        who.refresh_from_db()
        assert (who.deceased_on, starts(who)) == (None, [f.place(time).start])
    assert not Task.objects.filter(kind="apart", state="open").exists(), "it is known whose each of them is"


def test_a_death_that_stands_is_that_records_own_when_the_merge_is_undone(cedar, desk, two):
    kept, gone = two
    died(desk, gone)
    merged(desk, kept, gone)
    apart(desk, kept)
    kept.refresh_from_db(), gone.refresh_from_db()
    assert (kept.deceased_on, starts(kept)) == (None, [f.place(NINE).start])
    assert gone.deceased_on is not None and starts(gone) == []
    lives(desk, gone)
    assert starts(gone) == [f.place(ELEVEN).start]


def test_of_two_who_died_and_are_two_again_one_is_taken_back_alone(cedar, desk, two):
    kept, gone = two
    died(desk, kept, gone)
    merged(desk, kept, gone)
    apart(desk, kept)
    kept.refresh_from_db()
    lives(desk, kept)
    assert (starts(kept), starts(gone)) == ([f.place(NINE).start], [])


def test_what_a_death_before_the_merge_had_ended_by_mistake_is_known_still(cedar, desk, two):
    kept, gone = two
    one = Appointment.objects.get(patient=gone)
    died(desk, gone)
    gone.refresh_from_db()
    lives(desk, gone)
    merged(desk, kept, gone)
    one.refresh_from_db()
    assert one.patient_id == kept.pk and ended_by_mistake(one)
    assert booked_again(one).start == one.start
