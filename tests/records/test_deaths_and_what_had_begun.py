"""What had begun when a death is written down is not ended by it: staff say whether they came.  What cannot have been, ends."""

import pytest

from frontdesk.booking import actions as booking
from frontdesk.booking.models import Death, Merge, Recall, Reservation
from frontdesk.intake.models import Task
from frontdesk.messaging.models import Message
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.records.deaths import actions as deaths
from frontdesk.records.merging import actions as merging
from tests import factory as f

LONG_BEFORE = -60  # days: before any visit of `begun`


def begun(cedar, desk, who=None):
    """A visit whose time has come, and that nobody has marked."""
    who = who or f.patient(cedar, established=True)
    return f.its_time(booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place()))


def died(desk, who, day=0):
    deaths.deceased(desk, who, on=f.day(day))


def lives(desk, who):
    who.refresh_from_db()
    deaths.alive(desk, who, reason="another person of that name")


def now_(thing):
    return type(thing).objects.select_related("patient").get(pk=thing.pk)


def test_it_stays_as_it_was_and_stays_so_when_the_death_is_undone(cedar, desk):
    one = begun(cedar, desk)
    died(desk, one.patient)
    assert now_(one).state == "booked"
    lives(desk, now_(one).patient)
    assert now_(one).state == "booked" and not Task.objects.filter(kind="rebook").exists()


def test_they_came_and_it_can_be_said(cedar, desk):
    one = begun(cedar, desk)
    died(desk, one.patient)
    assert booking.complete(desk, booking.arrive(desk, now_(one))).state == "completed"


def test_they_did_not_come_and_nobody_is_to_be_called_or_told(cedar, desk):
    who = f.patient(cedar, established=True)
    due = recalls.order(desk, who, visit_type=f.visit("follow-up"), due_on=f.day(7))
    one = begun(cedar, desk, who)
    assert now_(due).state == "booked"
    died(desk, who)
    said = Message.objects.count()
    assert booking.no_show(desk, now_(one)).state == "no_show"
    assert not Task.objects.filter(state="open").exists() and Message.objects.count() == said
    assert now_(due).state == "closed"


def test_control_of_the_living_somebody_calls(cedar, desk):
    booking.no_show(desk, begun(cedar, desk))
    assert Task.objects.filter(kind="no_show", state="open").exists()


def test_what_was_booked_for_a_day_after_their_death_cannot_have_been(cedar, desk):
    one = begun(cedar, desk)
    died(desk, one.patient, LONG_BEFORE)
    assert now_(one).state == "cancelled"


def test_it_may_have_been_when_they_live_and_is_to_be_marked(cedar, desk):
    who = f.patient(cedar, established=True)
    due = recalls.order(desk, who, visit_type=f.visit("follow-up"), due_on=f.day(7))
    one = begun(cedar, desk, who)
    kept = Reservation.objects.filter(appointment=one).count()
    died(desk, who, LONG_BEFORE)
    lives(desk, who)
    assert (now_(one).state, now_(one).reason) == ("booked", "")
    assert Reservation.objects.filter(appointment=one).count() == kept
    assert (now_(due).state, now_(due).appointment_id) == ("booked", one.pk)
    assert not Task.objects.filter(state="open").exists()
    assert booking.complete(desk, booking.arrive(desk, now_(one))).state == "completed"


def test_what_was_to_come_then_and_is_over_by_now_is_booked_anew(cedar, desk):
    who = f.patient(cedar, established=True)
    one = booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place())
    died(desk, who)
    f.its_time(one)
    Death.objects.update(created_at=now_(one).start.replace(year=now_(one).start.year - 1))
    lives(desk, who)
    assert now_(one).state == "cancelled"
    assert Task.objects.get(kind="rebook", state="open").thing_id == one.pk


@pytest.mark.parametrize("both", [False, True])
def test_it_goes_along_with_its_record_into_another(cedar, desk, both):
    kept, gone = (f.patient(cedar, established=True) for _ in range(2))
    due = recalls.order(desk, gone, visit_type=f.visit("follow-up"), due_on=f.day(7))
    one = begun(cedar, desk, gone)
    died(desk, gone)
    if both:
        died(desk, kept)
    kept.refresh_from_db(), gone.refresh_from_db()
    merging.merge(desk, kept, gone=gone, reason="the same address")
    assert (now_(one).patient_id, now_(one).state) == (kept.pk, "booked")
    assert Recall.objects.get(pk=due.pk).patient_id == kept.pk
    kept.refresh_from_db()
    merging.unmerge(desk, kept, merge=Merge.objects.get(), reason="two people")
    assert (now_(one).patient_id, now_(one).state) == (gone.pk, "booked")
