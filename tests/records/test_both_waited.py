"""Two records that both wait for one visit: merged they wait once, and what was offered is answered; apart again each stands as before."""

import pytest
from django.db import IntegrityError, connection, transaction

from frontdesk.audit.models import Entry
from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment, Merge, WaitlistEntry
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Task
from frontdesk.messaging.models import Message
from frontdesk.outreach.waitlist import actions, queries
from frontdesk.outreach.waitlist.fill import offer_time
from frontdesk.people.models import Patient
from frontdesk.practice.actors import patient_actor
from frontdesk.records.merging import actions as merging
from tests import factory as f
from tests.portion import some_of
from tests.web_client import as_patient, at

ANA = "ana@example.org"
TEXT = f.CEDAR + 'messages: {quiet hours: {from: "03:00", to: "03:01"}}\n'


@pytest.fixture
def desk(db):
    practice = f.load_cedar(TEXT)
    made = f.actor(practice, "scheduler")
    kept = f.patient(practice, first_name="Ana", last_name="Diaz", established=True, email=ANA)
    gone = f.patient(practice, first_name="Ana", last_name="Dias", established=True, email=ANA)
    return practice, made, kept, gone


def waits(desk, who, **more) -> WaitlistEntry:
    return actions.join(desk, who, visit_type=f.visit("follow-up"), first_on=f.day(0), notice_hours=1, **more)


def offer(desk, entry, time):
    return offer_time(desk, WaitlistEntry.objects.get(pk=entry.pk), place=f.place(time))


def merge(desk, kept, gone):
    merging.merge(desk, kept, gone=gone, reason="the card", choices={})
    return Merge.objects.order_by("-created_at").first()


def undo(desk, kept, merge):
    merging.unmerge(desk, Patient.objects.get(pk=kept.pk), merge=merge, reason="two people")


def now_(row):
    return type(row).objects.get(pk=row.pk)


def stands(entry):
    entry = now_(entry)
    return entry.state, entry.patient_id


def reader():
    return patient_actor(ANA)


def opened(practice, given):
    return (
        as_patient(practice, Patient.objects.get(email=ANA, same_as=None))
        .get(at(practice, f"waitlist/offers/{given.pk}/"))
        .content.decode()
    )


def test_the_offer_of_the_record_that_is_gone_is_theirs_still(desk):
    _practice, staff, kept, gone = desk
    theirs, mine = waits(staff, gone), waits(staff, kept)
    given = offer(staff, theirs, "09:00")
    merge(staff, kept, gone)
    assert stands(theirs) == ("left", kept.pk) and stands(mine) == ("offered", kept.pk)
    assert queries.offer_by_id(reader(), given.pk) == given
    booked = actions.accept(reader(), now_(given))
    assert (booked.patient_id, now_(mine).state) == (kept.pk, "booked")


def test_of_two_offers_that_of_the_kept_record_stays_and_who_reads_the_other_is_told(desk):
    practice, staff, kept, gone = desk
    theirs, mine = waits(staff, gone), waits(staff, kept)
    other, own = offer(staff, theirs, "09:00"), offer(staff, mine, "10:00")
    Message.objects.filter(template="waitlist-offer").update(state="sent")
    merge(staff, kept, gone)
    assert (now_(other).state, now_(other.hold).state) == ("passed", "cancelled")
    assert not now_(other.hold).reservations.exists()
    assert (now_(own).state, now_(own.hold).state) == ("offered", "held")
    assert Message.objects.filter(template="offer-ended", thing_id=other.pk, patient=kept).exists()
    page = opened(practice, other)
    assert "This time is no longer kept for you" in page and "My appointments" in page


def test_what_was_not_sent_yet_is_not_said(desk):
    _practice, staff, kept, gone = desk
    theirs, mine = waits(staff, gone), waits(staff, kept)
    other = offer(staff, theirs, "09:00")
    offer(staff, mine, "10:00")
    merge(staff, kept, gone)
    assert not Message.objects.filter(template="offer-ended").exists()
    assert Message.objects.get(template="waitlist-offer", thing_id=other.pk).state == "withdrawn"


def test_who_waits_for_something_earlier_than_what_they_have_goes_on_doing_that(desk):
    _practice, staff, kept, gone = desk
    has = booking.book(staff, gone, visit_type=f.visit("follow-up"), place=f.place("11:00"))
    theirs, mine = waits(staff, gone, appointment=has), waits(staff, kept)
    done = merge(staff, kept, gone)
    assert stands(theirs) == ("waiting", kept.pk) and stands(mine) == ("left", kept.pk)
    undo(staff, kept, done)
    assert stands(theirs) == ("waiting", gone.pk) and stands(mine) == ("waiting", kept.pk)


def test_they_stand_where_the_first_of_the_two_stood(desk):
    _practice, staff, kept, gone = desk
    theirs, mine = waits(staff, gone), waits(staff, kept)
    actions.prioritise(staff, theirs, urgent=True)
    first, second = theirs.created_at, mine.created_at
    done = merge(staff, kept, gone)
    assert (now_(mine).created_at, now_(mine).urgent) == (first, True)
    undo(staff, kept, done)
    assert (now_(mine).created_at, now_(mine).urgent) == (second, False)
    assert (now_(theirs).created_at, now_(theirs).urgent) == (first, True)


# Apart again ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("whose", ["the kept record's", "the other's"])
def test_an_offer_that_is_open_goes_back_with_whom_it_was_made_to(desk, whose):
    _practice, staff, kept, gone = desk
    theirs, mine = waits(staff, gone), waits(staff, kept)
    of = mine if whose == "the kept record's" else theirs
    given = offer(staff, of, "09:00")
    done = merge(staff, kept, gone)
    undo(staff, kept, done)
    other = theirs if of == mine else mine
    assert (now_(of).state, now_(other).state) == ("offered", "waiting")
    assert now_(given).entry_id == of.pk
    assert now_(given.hold).patient_id == now_(of).patient_id == of.patient_id
    assert now_(given.hold).reservations.get(kind="patient").subject == of.patient_id


@pytest.mark.parametrize("whose", ["the kept record's", "the other's"])
def test_who_did_not_get_the_time_waits_still(desk, whose):
    _practice, staff, kept, gone = desk
    theirs, mine = waits(staff, gone), waits(staff, kept)
    of = mine if whose == "the kept record's" else theirs
    given = offer(staff, of, "09:00")
    done = merge(staff, kept, gone)
    booked = actions.accept(reader(), now_(given))
    undo(staff, kept, done)
    other = theirs if of == mine else mine
    assert stands(of) == ("booked", of.patient_id) and now_(of).got == booked
    assert stands(other) == ("waiting", other.patient_id)
    assert now_(booked).patient_id == of.patient_id
    assert now_(other).created_at == other.created_at


def test_nor_does_a_visit_that_stays_with_the_one_end_the_others_waiting(desk):
    """Only the record that is gone waited; staff booked such a visit while the two were one, and it stays."""
    _practice, staff, kept, gone = desk
    theirs = waits(staff, gone)
    done = merge(staff, kept, gone)
    booking.book(staff, Patient.objects.get(pk=kept.pk), visit_type=f.visit("follow-up"), place=f.place("09:00"))
    assert now_(theirs).state == "booked"
    undo(staff, kept, done)
    assert stands(theirs) == ("waiting", gone.pk)
    assert Entry.objects.filter(action="waitlist.two_again", thing_id=theirs.pk).exists()


@pytest.mark.parametrize("answered", [True, False])
def test_what_was_offered_in_between_to_who_goes_back_goes_with_them(desk, answered):
    _practice, staff, kept, gone = desk
    theirs = waits(staff, gone)
    done = merge(staff, kept, gone)
    given = offer(staff, theirs, "09:00")
    if answered:
        actions.accept(reader(), given)
    undo(staff, kept, done)
    assert stands(theirs) == ("booked" if answered else "offered", gone.pk)
    assert now_(given.hold).patient_id == gone.pk


def test_what_cannot_be_put_back_is_somebodys_to_look_at(desk):
    _practice, staff, kept, gone = desk
    theirs, mine = waits(staff, gone), waits(staff, kept)
    other = offer(staff, theirs, "09:00")
    offer(staff, mine, "10:00")
    done = merge(staff, kept, gone)
    undo(staff, kept, done)
    assert stands(theirs) == ("waiting", gone.pk) and stands(mine) == ("offered", kept.pk)
    task = Task.objects.get(kind="lost")
    assert (task.kind, task.thing_id, task.patient_id, task.owner_id) == ("lost", theirs.pk, gone.pk, staff.id)
    assert task.state == "open" and "9:00" in task.what
    assert now_(other).state == "passed"


def test_who_left_in_between_is_asked_about(desk):
    _practice, staff, kept, gone = desk
    theirs, mine = waits(staff, gone), waits(staff, kept)
    done = merge(staff, kept, gone)
    actions.leave(reader(), now_(mine), reason="left on the page")
    undo(staff, kept, done)
    assert stands(theirs) == ("waiting", gone.pk) and stands(mine) == ("left", kept.pk)
    assert Task.objects.filter(kind="lost", thing_id=mine.pk, state="open", owner=staff.id).exists()


def test_a_death_in_between_is_one_of_both(desk):
    from frontdesk.records.deaths import actions as deaths
    from frontdesk.tenancy.today import today_at

    practice, staff, kept, gone = desk
    theirs, mine = waits(staff, gone), waits(staff, kept)
    done = merge(staff, kept, gone)
    deaths.deceased(staff, Patient.objects.get(pk=kept.pk), on=today_at(practice))
    undo(staff, kept, done)
    assert stands(mine) == ("left", kept.pk)
    assert stands(theirs) == ("waiting", gone.pk)
    assert Appointment.objects.filter(state="held").count() == 0


# Whose visit it is ------------------------------------------------------------------------------------------


def asks(staff, who):
    return intake.create_for_caller(staff, who, visit_type=f.visit("follow-up"), answers={"reason": "x"})


@pytest.mark.parametrize("who_waited", some_of(["the kept one", "the other", "both"], one_in=3))
@pytest.mark.parametrize("whose_visit", ["the kept one", "the other"])
def test_nobodys_place_leads_to_the_visit_of_another(desk, who_waited, whose_visit):
    """Who has it has it, and who has it not waits; canceled, it is nothing to anybody else."""
    _practice, staff, kept, gone = desk
    places = [waits(staff, who) for who, name in ((kept, "the kept one"), (gone, "the other")) if who_waited in (name, "both")]  # fmt: skip
    request = asks(staff, kept if whose_visit == "the kept one" else gone)
    done = merge(staff, kept, gone)
    visit = booking.approve_and_book(staff, now_(request), place=f.place("09:00"))
    assert {now_(one).state for one in places} <= {"booked", "left"}
    undo(staff, kept, done)
    for one in places:
        got = now_(one).got
        assert got is None or got.patient_id == one.patient_id == now_(visit).patient_id
        assert stands(one) == ("waiting" if got is None else "booked", one.patient_id)
    booking.cancel(patient_actor(ANA), now_(visit), reason="I am better")
    others = [one for one in places if one.patient_id != now_(visit).patient_id]
    assert all(now_(one).state == "waiting" for one in others)


@pytest.mark.parametrize("row", ["the entry's", "the visit's"])
def test_the_database_refuses_it_at_the_end_of_a_transaction_and_not_on_the_way(desk, row):
    _practice, staff, kept, gone = desk
    entry = waits(staff, kept)
    visit = booking.book(staff, kept, visit_type=f.visit("follow-up"), place=f.place("09:00"))
    entry = now_(entry)
    assert entry.got == visit
    changed = entry if row == "the entry's" else visit
    of_it = type(changed).objects.filter(pk=changed.pk)
    with transaction.atomic():
        of_it.update(patient=gone)
        type(visit).objects.filter(pk=visit.pk).update(patient=gone)
        WaitlistEntry.objects.filter(pk=entry.pk).update(patient=gone)
        connection.check_constraints()  # both have gone over
    with pytest.raises(IntegrityError, match="the visit of another"), transaction.atomic():
        of_it.update(patient=kept)
        connection.check_constraints()


def test_the_trail_says_what_it_was_and_no_cancellation(desk):
    _practice, staff, kept, gone = desk
    theirs, _mine = waits(staff, gone), waits(staff, kept)
    undo(staff, kept, merge(staff, kept, gone))
    done = Entry.objects.filter(thing_id=theirs.pk).values_list("action", flat=True)
    assert "waitlist.two_again" in done and "waitlist.wait_again" not in done
