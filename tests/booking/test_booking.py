"""Taking, moving and giving back time."""

import pytest
from django.db import IntegrityError, transaction

from frontdesk.access.may import NotAllowed
from frontdesk.audit.action import ReasonMissing
from frontdesk.audit.models import Entry
from frontdesk.booking import actions
from frontdesk.booking.errors import BreaksRules, HoldGone, JustTaken
from frontdesk.booking.models import Appointment, Reservation
from frontdesk.intake.states import IllegalTransition
from frontdesk.messaging.models import Message
from frontdesk.people.lines import Stale
from tests import factory as f


def book(cedar, who=None, time="09:00", visit="procedure", role="front_desk", **more):
    who = who or f.patient(cedar)
    place = more.pop("place", None) or f.place(time, more.pop("provider", "chen"))
    return actions.book(f.actor(cedar, role), who, visit_type=f.visit(visit), place=place, **more)


def test_staff_book_a_time_and_the_patient_is_told(cedar):
    done = book(cedar)
    assert done.state == "booked"
    assert {r.kind for r in done.reservations.all()} == {"provider", "resource", "patient"}
    assert Message.objects.get(template="booked").patient == done.patient


def test_a_second_booking_of_the_same_time_hears_just_taken_with_the_three_nearest(cedar):
    book(cedar, visit="new-patient", who=f.patient(cedar), role="scheduler", reason="x", override=True)
    with pytest.raises(JustTaken) as refused:
        book(cedar)
    nearest = [f"{o.start:%H:%M} {o.provider}" for o in refused.value.nearest]
    assert len(nearest) == 3
    assert "09:00 lee" in nearest


def test_a_time_off_the_grid_breaks_a_rule_that_is_named(cedar):
    with pytest.raises(BreaksRules) as refused:
        book(cedar, time="09:10")
    assert [r.rule for r in refused.value.reasons] == ["Visits start every 30 minutes."]


def test_an_override_is_a_schedulers_with_a_reason_and_names_each_rule(cedar):
    with pytest.raises(NotAllowed):
        book(cedar, time="09:10", override=True, reason="she travels far")
    with pytest.raises(ReasonMissing):
        book(cedar, time="09:10", role="scheduler", override=True, reason=" ")
    done = book(cedar, time="09:10", role="scheduler", override=True, reason="she travels far")
    entry = Entry.objects.get(action="appointment.book", thing_id=done.pk)
    assert (entry.reason, done.override_reason) == ("she travels far", "she travels far")
    assert "Visits start every 30 minutes." in entry.rule


def test_a_sentence_that_asks_for_several_things_is_named_once(db):
    practice = f.load_cedar(
        f.CEDAR.replace("visits need reason before", "visits need reason and insurance card before")
    )
    done = book(practice, visit="new-patient", who=f.patient(practice), role="scheduler", reason="x", override=True)
    entry = Entry.objects.get(action="appointment.book", thing_id=done.pk)
    assert entry.rule == "Against: New patient visits need reason and insurance card before booking."


def test_an_overbooking_takes_the_next_lane(cedar):
    book(cedar, time="09:00")
    second = book(cedar, time="09:00", role="scheduler", override=True, reason="urgent")
    assert second.reservations.get(kind="provider").lane == 1


def test_caps_hold(cedar):
    book(cedar, time="08:00")
    book(cedar, time="08:30")
    with pytest.raises(BreaksRules) as refused:
        book(cedar, time="09:00")
    assert refused.value.reasons[0].rule == "At most 2 procedures per day with Dr. Chen."


def test_a_patient_is_never_in_two_places(cedar):
    who = f.patient(cedar)
    book(cedar, who)
    with pytest.raises(JustTaken):
        book(cedar, who, provider="lee")


def test_the_database_itself_refuses_an_overlap(cedar):
    done = book(cedar)
    one = done.reservations.get(kind="provider")
    with pytest.raises(IntegrityError, match="never_twice"), transaction.atomic():
        Reservation.objects.create(
            practice=cedar, appointment=done, kind="provider", subject=one.subject, during=one.during
        )


def test_moving_keeps_the_old_time_until_the_new_one_is_there_and_keeps_the_chain(cedar):
    old = book(cedar)
    desk = f.actor(cedar, "front_desk")
    with pytest.raises(BreaksRules):
        actions.reschedule(desk, old, place=f.place("09:10"))
    assert Appointment.objects.get(pk=old.pk).state == "booked"
    new = actions.reschedule(desk, old, place=f.place("09:30"), reason="asked by phone")
    old.refresh_from_db()
    assert (old.state, old.successor) == ("rescheduled", new)
    assert not old.reservations.exists()


def test_an_appointment_may_move_into_its_own_time(cedar):
    old = book(cedar, visit="procedure")
    assert actions.reschedule(f.actor(cedar, "front_desk"), old, place=f.place("09:00", "lee")).state == "booked"


def test_cancelling_needs_a_reason_and_frees_the_time(cedar):
    done, desk = book(cedar), f.actor(cedar, "front_desk")
    with pytest.raises(ReasonMissing):
        actions.cancel(desk, done, reason="")
    actions.cancel(desk, done, reason="The patient is ill")
    assert book(cedar).state == "booked"


def test_a_visit_makes_an_established_patient(cedar):
    done, desk = f.its_time(book(cedar)), f.actor(cedar, "front_desk")
    actions.arrive(desk, done)
    actions.complete(desk, done)
    done.patient.refresh_from_db()
    assert done.patient.established
    assert done.patient.last_visit_on == done.start.astimezone(f.CHICAGO).date()


def test_a_no_show_is_counted(cedar):
    done = f.its_time(book(cedar))
    actions.no_show(f.actor(cedar, "front_desk"), done)
    done.patient.refresh_from_db()
    assert done.patient.no_shows == 1


@pytest.mark.parametrize("step", ["arrive", "complete", "no_show"])
def test_what_is_cancelled_stays_cancelled(cedar, step):
    done, desk = book(cedar), f.actor(cedar, "front_desk")
    actions.cancel(desk, done, reason="ill")
    with pytest.raises(IllegalTransition):
        getattr(actions, step)(desk, done)


def test_the_database_refuses_an_illegal_transition(cedar):
    done = book(cedar)
    with pytest.raises(IntegrityError, match="completed may not follow booked"), transaction.atomic():
        Appointment.objects.filter(pk=done.pk).update(state="completed")


def test_a_page_that_is_out_of_date_overwrites_nothing(cedar):
    done, desk = f.its_time(book(cedar)), f.actor(cedar, "front_desk")
    actions.arrive(desk, done, version=1)
    with pytest.raises(Stale):
        actions.cancel(desk, done, reason="x", version=1)


def test_the_same_key_books_once_and_answers_the_same(cedar):
    desk, who = f.actor(cedar, "front_desk"), f.patient(cedar)
    one = actions.book.once("k-1", desk, who, visit_type=f.visit("procedure"), place=f.place())
    two = actions.book.once("k-1", desk, who, visit_type=f.visit("procedure"), place=f.place())
    assert one == two
    assert Appointment.objects.count() == 1


def test_an_expired_hold_is_gone_and_its_time_free(cedar):
    from datetime import timedelta

    from django.utils.timezone import now

    desk, who = f.actor(cedar, "front_desk"), f.patient(cedar)
    held = actions.hold(desk, who, visit_type=f.visit("procedure"), place=f.place(), channel="staff")
    with pytest.raises(JustTaken):
        book(cedar)
    Appointment.objects.filter(pk=held.pk).update(hold_expires_at=now() - timedelta(seconds=1))
    with pytest.raises(HoldGone):
        actions.confirm(desk, held)
    assert actions.expire_holds() == 1
    assert book(cedar).state == "booked"


def test_a_booking_right_after_a_hold_expired_does_not_wait_for_the_worker(cedar):
    from datetime import timedelta

    from django.utils.timezone import now

    held = actions.hold(
        f.actor(cedar, "front_desk"),
        f.patient(cedar),
        visit_type=f.visit("procedure"),
        place=f.place(),
        channel="staff",
    )
    Appointment.objects.filter(pk=held.pk).update(hold_expires_at=now() - timedelta(seconds=1))
    assert book(cedar).state == "booked"


def test_staff_cannot_confirm_what_nobody_approved(cedar):
    from frontdesk.practice.models import Payer

    who = f.patient(cedar, payer=Payer.objects.get(code="medicaid"))
    with pytest.raises(BreaksRules) as refused:
        book(cedar, who, visit="new-patient")
    assert [r.kind for r in refused.value.reasons] == ["information", "approval"]


def test_a_booked_first_visit_makes_a_new_patient_established_for_the_later_one(cedar):
    who, desk = f.patient(cedar), f.actor(cedar, "front_desk")
    with pytest.raises(BreaksRules):
        actions.book(desk, who, visit_type=f.visit("follow-up"), place=f.place(date=f.day(9)))
    actions.book(desk, who, visit_type=f.visit("procedure"), place=f.place(date=f.day(7)))
    later = actions.book(desk, who, visit_type=f.visit("follow-up"), place=f.place(date=f.day(9)))
    assert later.state == "booked"
    with pytest.raises(BreaksRules):
        actions.book(desk, who, visit_type=f.visit("follow-up"), place=f.place(date=f.day(6)))
