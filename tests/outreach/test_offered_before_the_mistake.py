"""What was on offer to somebody ends with a booking; taken back, that booking has ended nothing."""

import pytest
from django.utils.timezone import now

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions
from frontdesk.booking.models import Appointment, WaitlistOffer
from frontdesk.booking.series.actions import book_series
from frontdesk.day.correcting import actions as correcting
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Task
from frontdesk.messaging.models import Message
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.outreach.waitlist.fill import offer_time
from tests import factory as f


@pytest.fixture
def who(cedar):
    return f.patient(cedar, established=True, email="ada@example.org")


@pytest.fixture
def given(desk, who):
    """An offer of 11:00, of which its patient has heard."""
    entry = waitlist.join(desk, who, visit_type=f.visit("follow-up"), first_on=f.day(0))
    made = offer_time(desk, entry, place=f.place("11:00"))
    Message.objects.filter(template="waitlist-offer").update(state="sent", handed_at=now())
    return made


def book(desk, who, time="09:00"):
    return actions.book(desk, who, visit_type=f.visit("follow-up"), place=f.place(time), channel="phone")


def stands(given, until):
    now_ = WaitlistOffer.objects.select_related("hold", "entry").get(pk=given.pk)
    assert (now_.state, now_.entry.state, now_.entry.got, now_.hold.state) == ("offered", "offered", None, "held")
    assert now_.hold.hold_expires_at == now_.expires_at == until and now_.hold.reservations.exists()
    return now_


def test_it_is_on_offer_again_for_the_time_left_and_can_be_accepted(desk, who, given):
    one = book(desk, who)
    assert WaitlistOffer.objects.get(pk=given.pk).state == "declined"
    correcting.undo(desk, one)
    again = stands(given, given.expires_at)
    assert not Task.objects.filter(state="open").exists()
    assert waitlist.accept(SYSTEM, again).state == "booked"


def test_of_a_series_too(desk, who, given):
    one = book_series(desk, who, visit_type=f.visit("follow-up"), place=f.place(), every_weeks=1, times=3)
    assert WaitlistOffer.objects.get(pk=given.pk).state == "declined"
    correcting.undo(desk, one)
    stands(given, given.expires_at)


def test_where_it_went_to_somebody_else_whoever_takes_it_back_is_given_it(cedar, desk, who, given):
    one = book(desk, who)
    book(desk, f.patient(cedar, established=True), "11:00")
    correcting.undo(desk, one)
    task = Task.objects.get(state="open", kind="lost")
    assert (task.patient, task.owner_id) == (who, desk.id)
    assert "11:00" in task.what and "another time was booked for them" in task.what
    given.entry.refresh_from_db()
    assert given.entry.state == "waiting"


def test_what_they_had_declined_before_is_not_offered_again(desk, who, given):
    waitlist.decline(desk, given)
    correcting.undo(desk, book(desk, who))
    given.entry.refresh_from_db()
    assert (WaitlistOffer.objects.get(pk=given.pk).state, given.entry.state) == ("declined", "waiting")
    assert not Appointment.objects.filter(state="held").exists() and not Task.objects.filter(state="open").exists()


# In the place of what they have ---------------------------------------------------------------------------------


@pytest.fixture
def earlier(desk, who):
    """Booked at 10:00, and offered 08:00 instead."""
    one = book(desk, who, "10:00")
    entry = waitlist.join(desk, who, visit_type=one.visit_type, first_on=f.day(0), appointment=one)
    made = offer_time(desk, entry, place=f.place("08:00"))
    Message.objects.filter(template="waitlist-offer").update(state="sent", handed_at=now())
    return made


def moved(desk, given):
    return actions.reschedule(desk, given.entry.appointment, place=f.place("11:00"), reason="by mistake")


def cancelled(desk, given):
    return actions.cancel(desk, given.entry.appointment, reason="The practice has to cancel")


@pytest.mark.parametrize("press", [moved, cancelled])
def test_what_was_offered_instead_of_it_stands_again_with_it(desk, earlier, press):
    done = press(desk, earlier)
    assert WaitlistOffer.objects.get(pk=earlier.pk).state == "passed"
    correcting.undo(desk, done)
    again = stands(earlier, earlier.expires_at)
    assert again.hold.replaces == again.entry.appointment and again.entry.appointment.state == "booked"
    assert not Task.objects.filter(state="open").exists()
    assert waitlist.accept(SYSTEM, again).state == "booked"


@pytest.mark.parametrize("press", [moved, cancelled])
def test_where_that_went_to_somebody_else_staff_are_given_it(cedar, desk, earlier, press):
    done = press(desk, earlier)
    book(desk, f.patient(cedar, established=True), "08:00")
    correcting.undo(desk, done)
    task = Task.objects.get(state="open", kind="lost")
    assert (task.owner_id, "8:00" in task.what) == (desk.id, True)
    assert WaitlistOffer.objects.get(pk=earlier.pk).state == "passed"


@pytest.mark.parametrize("press", [actions.reschedule, actions.cancel])
def test_what_its_patient_was_choosing_instead_is_kept_for_them(desk, who, press):
    one = book(desk, who, "10:00")
    held = actions.hold(
        f.themselves(who), who, visit_type=one.visit_type, place=f.place("11:00"), channel="online", replaces=one
    )
    how = {"place": f.place("09:00")} if press is actions.reschedule else {}
    done = press(desk, one, reason="by mistake", **how)
    assert Appointment.objects.get(pk=held.pk).state == "cancelled"
    correcting.undo(desk, done)
    again = Appointment.objects.get(pk=held.pk)
    assert (again.state, again.reason, again.hold_expires_at) == ("held", "", held.hold_expires_at)
    assert actions.confirm(f.themselves(who), again).state == "booked"


def test_nor_what_its_patient_let_go_for_another_time(desk, who, earlier):
    one = earlier.entry.appointment
    actions.hold(
        f.themselves(who), who, visit_type=one.visit_type, place=f.place("11:00"), channel="online", replaces=one
    )
    assert WaitlistOffer.objects.get(pk=earlier.pk).state == "passed"
    correcting.undo(desk, cancelled(desk, earlier))
    assert WaitlistOffer.objects.get(pk=earlier.pk).state == "passed"


def test_what_had_ended_before_the_press_does_not_come_back(desk, earlier):
    waitlist.decline(SYSTEM, earlier)
    correcting.undo(desk, moved(desk, earlier))
    assert WaitlistOffer.objects.get(pk=earlier.pk).state != "offered" and not Task.objects.filter(kind="lost").exists()


@pytest.fixture
def held(who):
    """A time that its patient is about to choose for what they asked for."""
    me = f.themselves(who)
    asked = intake.submit(me, who, visit_type=f.visit("follow-up"), answers={})
    return actions.hold(me, who, visit_type=asked.visit_type, place=f.place("11:00"), channel="online", request=asked)


def test_what_a_patient_was_choosing_is_kept_for_them_as_long_as_it_was(desk, who, held):
    one = actions.approve_and_book(desk, held.request, place=f.place("09:00"))
    assert Appointment.objects.get(pk=held.pk).state == "cancelled"
    correcting.undo(desk, one)
    again = Appointment.objects.get(pk=held.pk)
    assert (again.state, again.reason, again.hold_expires_at) == ("held", "", held.hold_expires_at)
    assert actions.confirm(f.themselves(who), again).state == "booked"


def test_not_where_somebody_else_has_it_or_they_had_chosen_another_themselves(cedar, desk, who, held):
    later = actions.hold(
        f.themselves(who),
        who,
        visit_type=held.visit_type,
        place=f.place("10:00"),
        channel="online",
        request=held.request,
    )
    one = book(desk, who)
    book(desk, f.patient(cedar, established=True), "10:00")
    correcting.undo(desk, one)
    assert not Appointment.objects.filter(pk__in=[held.pk, later.pk], state="held").exists()
