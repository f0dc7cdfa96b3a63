"""What staff cancel, move or propose can be taken back until its patient is told, and then nothing of it is left."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils.timezone import now
from procrastinate.contrib.django.models import ProcrastinateJob

from frontdesk.availability.model import minute_of
from frontdesk.booking import actions, freed_times
from frontdesk.booking.errors import HoldGone
from frontdesk.booking.models import Appointment, Proposal, WaitlistEntry
from frontdesk.booking.moving import asked_to_move
from frontdesk.booking.second_visit import BookedSince
from frontdesk.day.correcting import actions as correcting
from frontdesk.intake.models import Task
from frontdesk.intake.tasks import actions as tasks
from frontdesk.intake.undo.actions import TooLateToUndo
from frontdesk.messaging.actions import TAKE_BACK
from frontdesk.messaging.models import Message
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.outreach.waitlist import fill as filling
from frontdesk.practice import policies
from tests import factory as f


@pytest.fixture
def one(cedar, desk):
    return f.booked(cedar, by=desk)


def state(one):
    return Appointment.objects.get(pk=one.pk).state


def open_kinds():
    return sorted(Task.objects.filter(state="open").values_list("kind", flat=True))


def about(one, template):
    return Message.objects.filter(thing_id=one.pk, template=template).get()


def taken(one):
    return sorted((row.kind, row.lane, row.during.lower, row.during.upper) for row in one.reservations.all())


def cancel(desk, one):
    return actions.cancel(desk, one, reason="pressed by mistake")


def move(desk, one):
    return actions.reschedule(desk, one, place=f.place("11:00"))


def propose(desk, one):
    return proposals.propose(desk, one, reason="ill")


PRESSES = {"cancel": (cancel, "cancelled"), "move": (move, "rescheduled"), "propose": (propose, "time-proposed")}
each_press = pytest.mark.parametrize(("press", "template"), PRESSES.values(), ids=PRESSES)


@each_press
def test_the_message_waits_for_the_seconds_in_which_it_can_be_taken_back(one, desk, press, template):
    message = about(press(desk, one), template)
    assert message.state == "queued"
    assert now() < message.not_before <= now() + TAKE_BACK


@each_press
def test_taken_back_it_stands_as_before_and_nothing_is_said(one, desk, press, template):
    before = taken(one)
    done = press(desk, one)
    correcting.undo(desk, done)
    assert state(one) == "booked" and taken(one) == before
    assert about(done, template).state == "withdrawn"
    assert open_kinds() == []
    assert not Appointment.objects.filter(patient=one.patient, state="held").exists()


@each_press
@pytest.mark.parametrize("gone", ["sending", "sent", "delivered"])
def test_what_has_been_said_cannot_be_taken_back(one, desk, press, template, gone):
    done = press(desk, one)
    Message.objects.filter(template=template).update(state=gone)
    before = state(done)
    with pytest.raises(TooLateToUndo), transaction.atomic():
        correcting.undo(desk, done)
    assert state(done) == before and correcting.last_of(desk, done) is None


@each_press
def test_only_who_did_it_takes_it_back(cedar, one, desk, press, template):
    done = press(desk, one)
    with pytest.raises(TooLateToUndo):
        correcting.undo(f.actor(cedar, "scheduler"), done)


@pytest.mark.parametrize("press", [cancel, move], ids=["cancel", "move"])
def test_a_time_that_somebody_else_has_by_now_is_not_taken_from_them(cedar, one, desk, press):
    done = press(desk, one)
    other = f.patient(cedar, established=True)
    actions.book(f.actor(cedar, "scheduler"), other, visit_type=f.visit("follow-up"), place=f.place("09:00"))
    with pytest.raises(TooLateToUndo), transaction.atomic():
        correcting.undo(desk, done)
    assert state(done) == ("cancelled" if press is cancel else "booked")


@pytest.mark.parametrize("press", [cancel, move], ids=["cancel", "move"])
def test_an_override_of_another_rule_puts_nobody_beside_who_has_the_time_by_now(cedar, one, desk, press):
    Appointment.objects.filter(pk=one.pk).update(override_reason="it is urgent", overridden=["the lead time"])
    done = press(desk, Appointment.objects.get(pk=one.pk))
    other = f.patient(cedar, established=True)
    actions.book(f.actor(cedar, "scheduler"), other, visit_type=f.visit("follow-up"), place=f.place("09:00"))
    with pytest.raises(TooLateToUndo), transaction.atomic():
        correcting.undo(desk, done)
    assert Appointment.objects.filter(start=one.start, state="booked").count() == 1


def test_who_was_put_beside_somebody_on_purpose_stands_beside_them_again(cedar, one, desk):
    second = f.patient(cedar, established=True)
    beside = actions.book(
        desk, second, visit_type=f.visit("follow-up"), place=f.place("09:00"), override=True, reason="both agreed"
    )
    before = taken(beside)
    cancel(desk, beside)
    correcting.undo(desk, beside)
    assert state(beside) == "booked" and taken(beside) == before


def test_who_was_put_beside_somebody_has_the_time_alone_once_they_are_gone(cedar, one, desk):
    second = f.patient(cedar, established=True)
    beside = actions.book(
        desk, second, visit_type=f.visit("follow-up"), place=f.place("09:00"), override=True, reason="both agreed"
    )
    cancel(desk, beside)
    actions.cancel(desk, one, reason="ill")
    correcting.undo(desk, beside)
    assert {row.lane for row in beside.reservations.all()} == {0}


def book_again(cedar, who, time="10:00"):
    return actions.book(f.actor(cedar, "front_desk"), who, visit_type=f.visit("follow-up"), place=f.place(time))


def test_who_has_booked_another_time_since_does_not_get_the_first_back_as_well(cedar, one, desk):
    cancel(desk, one)
    book_again(cedar, one.patient)
    with pytest.raises(BookedSince, match="10:00"), transaction.atomic():
        correcting.undo(desk, one)
    assert state(one) == "cancelled"


def test_nor_who_has_moved_what_they_booked_since(cedar, one, desk):
    cancel(desk, one)
    actions.reschedule(desk, book_again(cedar, one.patient), place=f.place("11:00"))
    with pytest.raises(BookedSince, match="11:00"), transaction.atomic():
        correcting.undo(desk, one)


def test_nor_who_has_confirmed_since_what_was_held_before(cedar, one, desk):
    wants = {"visit_type": one.visit_type, "place": f.place("10:00"), "channel": "staff"}
    held = actions.hold(desk, one.patient, **wants)
    cancel(desk, one)
    actions.confirm(desk, held)
    with pytest.raises(BookedSince), transaction.atomic():
        correcting.undo(desk, one)


def test_who_had_two_such_visits_has_both_again(cedar, one, desk):
    second = book_again(cedar, one.patient)
    cancel(desk, one)
    actions.reschedule(desk, second, place=f.place("11:00"))
    correcting.undo(desk, one)
    assert state(one) == "booked"


def test_who_waited_for_something_earlier_waits_on(cedar, one, desk):
    entry = waitlist.join(desk, one.patient, visit_type=one.visit_type, appointment=one, first_on=f.day(1))
    cancel(desk, one)
    assert WaitlistEntry.objects.get(pk=entry.pk).state == "left"
    correcting.undo(desk, one)
    assert WaitlistEntry.objects.get(pk=entry.pk).state == "waiting"


def test_who_waited_while_it_was_moved_waits_beside_the_old_time(cedar, one, desk):
    entry = waitlist.join(desk, one.patient, visit_type=one.visit_type, appointment=one, first_on=f.day(1))
    new = move(desk, one)
    assert WaitlistEntry.objects.get(pk=entry.pk).appointment_id == new.pk
    correcting.undo(desk, new)
    assert WaitlistEntry.objects.get(pk=entry.pk).appointment_id == one.pk


def test_a_freed_time_is_offered_to_nobody_while_it_can_be_taken_back(cedar, one, desk):
    cancel(desk, one)
    waits = ProcrastinateJob.objects.filter(task_name="booking:fill-waitlist", status="todo").get().scheduled_at
    assert waits is not None and waits > now() + TAKE_BACK - dt.timedelta(seconds=3)


def free_for_who_waits():
    file, entry = policies.file_of(policies.published()), WaitlistEntry.objects.get()
    return [slot.start for slot in filling.times_that_suit(file, entry)]


@pytest.mark.parametrize("press", [cancel, move], ids=["cancel", "move"])
def test_whatever_looks_for_free_times_meanwhile_finds_it_only_when_it_is_sure(cedar, one, desk, press, monkeypatch):
    """A round that was on its way already, or the sweep: what was freed looks again by itself."""
    only = {"provider": one.provider, "first_on": f.day(7), "last_on": f.day(7)}
    waitlist.join(desk, f.patient(cedar, established=True), visit_type=one.visit_type, **only)
    press(desk, one)
    ProcrastinateJob.objects.all().delete()
    assert minute_of(one.start) not in free_for_who_waits()
    filling.fill(cedar)
    assert not Appointment.objects.filter(state="held", start=one.start).exists()
    again = ProcrastinateJob.objects.filter(task_name="booking:fill-waitlist", status="todo").get()
    assert again.scheduled_at is not None and again.scheduled_at > now()
    WaitlistEntry.objects.update(state="waiting")
    monkeypatch.setattr(freed_times, "TAKE_BACK", dt.timedelta())
    assert minute_of(one.start) in free_for_who_waits()


def test_what_a_patient_gives_back_is_offered_at_once(cedar, one):
    waitlist.join(
        f.actor(cedar, "front_desk"),
        f.patient(cedar, established=True),
        visit_type=one.visit_type,
        first_on=f.day(7),
        last_on=f.day(7),
    )
    actions.cancel(f.themselves(one.patient), one, reason="I feel better")
    assert minute_of(one.start) in free_for_who_waits()


def test_a_time_that_somebody_may_get_back_is_proposed_to_nobody_else(cedar, one, desk):
    other = actions.book(desk, f.patient(cedar, established=True), visit_type=one.visit_type, place=f.place("10:00"))
    cancel(desk, one)
    assert f.place("09:00") not in proposals.nearest(other)


def test_the_time_that_it_was_moved_to_was_never_the_patients(one, desk):
    new = move(desk, one)
    correcting.undo(desk, new)
    new.refresh_from_db()
    assert new.state == "cancelled" and new.hold_expires_at is not None and not new.reservations.exists()
    one.refresh_from_db()
    assert one.successor is None


def test_the_exception_that_a_proposal_or_move_had_settled_is_open_again(one, desk):
    for press in (propose, move):
        Task.objects.all().delete()
        a_task(one)
        done = press(desk, Appointment.objects.get(pk=one.pk))
        assert "broken" not in open_kinds()
        correcting.undo(desk, done)
        assert open_kinds() == ["broken"]
        assert not Proposal.objects.filter(state="proposed").exists()


def withdrawn_of(one):
    return list(Message.objects.filter(thing_id=one.pk, template="time-withdrawn").values_list("state", flat=True))


@pytest.mark.parametrize("press", [cancel, move], ids=["cancel", "move"])
@pytest.mark.parametrize("told", ["sent", "queued"])
def test_what_ended_a_proposal_is_taken_back_too_and_they_are_asked_to_choose(one, desk, press, told):
    """Somebody else may have the proposed time by then."""
    propose(desk, one)
    Message.objects.filter(template="time-proposed").update(state=told)
    done = press(desk, Appointment.objects.get(pk=one.pk))
    a_minute_later(kind="move")
    assert correcting.open_until(desk, done) is not None
    correcting.undo(desk, done)
    assert state(one) == "booked" and open_kinds() == ["move"]
    assert asked_to_move(Appointment.objects.get(pk=one.pk)) and withdrawn_of(one) == ["queued"]
    assert not Message.objects.filter(template__in=("cancelled", "rescheduled"), state="queued").exists()


@pytest.mark.parametrize("press", [cancel, move], ids=["cancel", "move"])
@pytest.mark.parametrize("told", ["sent", "queued"])
def test_who_was_asked_to_choose_is_asked_once(one, desk, press, told, monkeypatch):
    monkeypatch.setattr("frontdesk.outreach.proposals.actions.nearest", lambda _one: [])
    propose(desk, one)
    Message.objects.filter(template="time-withdrawn").update(state=told)
    correcting.undo(desk, press(desk, Appointment.objects.get(pk=one.pk)))
    assert withdrawn_of(one) == [told] and open_kinds() == ["move"]


def test_who_declined_what_was_proposed_is_asked_nothing_again(one, desk):
    propose(desk, one)
    Message.objects.filter(template="time-proposed").update(state="sent")
    proposals.decline(f.themselves(one.patient), Proposal.objects.get())
    correcting.undo(desk, cancel(desk, Appointment.objects.get(pk=one.pk)))
    assert withdrawn_of(one) == [] and open_kinds() == ["move"]


def a_task(one, kind="broken"):
    return Task.objects.create(
        practice_id=one.practice_id,
        kind=kind,
        thing_kind="appointment",
        thing_id=one.pk,
        patient=one.patient,
        due_at=now(),
        created_at=now(),
    )


def a_minute_later(**what):
    """As on a machine that was busy: what is found has happened a minute before it is written down."""
    Task.objects.filter(**what).update(done_at=now() - dt.timedelta(minutes=1))


@pytest.mark.parametrize("press", [cancel, move], ids=["cancel", "move"])
def test_what_it_had_settled_is_open_again_however_long_it_took(one, desk, press):
    a_task(one)
    done = press(desk, one)
    a_minute_later(kind="broken")
    correcting.undo(desk, done)
    assert open_kinds() == ["broken"]


@pytest.mark.parametrize("press", [cancel, move], ids=["cancel", "move"])
def test_what_was_settled_by_something_else_a_moment_before_stays_settled(one, desk, press):
    a_task(one)
    longer = correcting.resize(desk, one, minutes=40, override=True, reason="an interpreter")
    assert open_kinds() == []
    correcting.undo(desk, press(desk, longer))
    assert open_kinds() == []


@pytest.mark.parametrize("press", [cancel, move], ids=["cancel", "move"])
def test_a_proposal_that_somebody_ended_a_moment_before_is_nothing_to_it(one, desk, press):
    tasks.done(desk, a_task(one, "move"), outcome="stays")
    done = press(desk, Appointment.objects.get(pk=one.pk))
    assert correcting.undo(desk, done).state in ("booked", "cancelled") and open_kinds() == []


def test_who_is_not_here_after_all_is_still_to_be_called(cedar, desk):
    one = f.booked(cedar, by=desk)
    f.its_time(one)
    a_task(one, "move")
    came = actions.arrive(desk, Appointment.objects.get(pk=one.pk))
    assert open_kinds() == []
    correcting.undo(desk, came)
    assert open_kinds() == ["move"]
    done = actions.complete(desk, actions.arrive(desk, Appointment.objects.get(pk=one.pk)))
    correcting.correct(desk, done, state="arrived", reason="is still here")
    assert open_kinds() == []


def test_a_visit_that_had_begun_is_at_the_desk_again(cedar, one, desk):
    Appointment.objects.filter(pk=one.pk).update(state="arrived")
    cancel(desk, Appointment.objects.get(pk=one.pk))
    correcting.undo(desk, one)
    assert state(one) == "arrived"


def now_over(one):
    begun = now() - dt.timedelta(hours=1)
    Appointment.objects.filter(pk=one.pk).update(start=begun, end=begun + dt.timedelta(minutes=20))
    return Appointment.objects.get(pk=one.pk)


@pytest.mark.parametrize("press", [actions.arrive, actions.no_show], ids=["arrived", "no show"])
def test_what_a_check_in_or_a_no_show_had_settled_is_as_before(cedar, one, desk, press):
    entry = waitlist.join(desk, one.patient, visit_type=one.visit_type, appointment=one, first_on=f.day(1))
    a_task(one)
    press(desk, now_over(one))
    assert "broken" not in open_kinds() and WaitlistEntry.objects.get(pk=entry.pk).state == "left"
    correcting.undo(desk, one)
    assert open_kinds() == ["broken"] and WaitlistEntry.objects.get(pk=entry.pk).state == "waiting"


def test_a_no_show_that_was_a_visit_leaves_nobody_waiting(cedar, one, desk):
    entry = waitlist.join(desk, one.patient, visit_type=one.visit_type, appointment=one, first_on=f.day(1))
    actions.no_show(desk, now_over(one))
    correcting.correct(desk, one, state="arrived", reason="sat in the other room")
    assert WaitlistEntry.objects.get(pk=entry.pk).state == "left"


def test_a_proposal_that_the_patient_has_answered_is_not_taken_back(one, desk):
    propose(desk, one)
    proposals.decline(f.themselves(one.patient), Proposal.objects.get())
    with pytest.raises(TooLateToUndo), transaction.atomic():
        correcting.undo(desk, one)
    assert "move" in open_kinds() and correcting.last_of(desk, Appointment.objects.get(pk=one.pk)) is None


def test_an_earlier_answer_is_another_matter(one, desk):
    propose(desk, one)
    proposals.decline(f.themselves(one.patient), Proposal.objects.get())
    propose(desk, Appointment.objects.get(pk=one.pk))
    correcting.undo(desk, one)
    assert not Proposal.objects.filter(state="proposed").exists()


def test_a_time_that_the_patient_kept_in_the_place_of_the_new_one_ends_with_it(one, desk):
    new = move(desk, one)
    kept = actions.hold(f.themselves(one.patient), one.patient, visit_type=one.visit_type, place=f.place("10:00"), channel="online", replaces=new)  # fmt: skip
    correcting.undo(desk, new)
    kept.refresh_from_db()
    assert (kept.state, kept.reason) == ("cancelled", "the appointment has changed") and not kept.reservations.exists()
    with pytest.raises(HoldGone, match="has changed since"):
        actions.confirm(f.themselves(one.patient), kept)


def waiting(patient):
    return list(Message.objects.filter(patient=patient, state="queued").values_list("template", flat=True))


def moved_twice(desk, one):
    first = move(desk, one)
    return actions.reschedule(desk, first, place=f.place("10:00"))


def test_of_a_visit_that_was_moved_twice_only_the_last_time_is_said(one, desk):
    moved_twice(desk, one)
    assert waiting(one.patient) == ["rescheduled"]


def test_of_a_visit_that_was_moved_twice_and_cancelled_only_that_is_said(one, desk):
    last = moved_twice(desk, one)
    cancel(desk, last)
    assert waiting(one.patient) == ["cancelled"]
    correcting.undo(desk, last)
    assert waiting(one.patient) == ["rescheduled"]


def test_a_move_taken_back_says_what_was_to_be_said_before(one, desk):
    new = move(desk, one)
    assert waiting(one.patient) == ["rescheduled"]
    correcting.undo(desk, new)
    assert waiting(one.patient) == ["booked"]


@pytest.mark.parametrize("press", [cancel, move], ids=["cancel", "move"])
def test_what_must_be_done_about_it_has_the_time_that_it_had(one, desk, press):
    propose(desk, one)
    Task.objects.filter(kind="move").update(due_at=now() + dt.timedelta(hours=1))
    before = list(Task.objects.filter(state="open").values_list("kind", "due_at", "owner", "created_at"))
    done = press(desk, again(one))
    assert not Task.objects.filter(kind="move", state="open").exists()
    correcting.undo(desk, done)
    assert list(Task.objects.filter(state="open").values_list("kind", "due_at", "owner", "created_at")) == before


def again(one):
    return Appointment.objects.get(pk=one.pk)
