"""What is booked for a caller can be taken back for some seconds, before its patient is told: nothing of it is left."""

import re

import pytest
from django.db import transaction
from django.utils.timezone import now
from procrastinate.contrib.django.models import ProcrastinateJob

from frontdesk.access.may import SYSTEM
from frontdesk.audit.models import Entry
from frontdesk.booking import actions
from frontdesk.booking.calling.actions import book_caller
from frontdesk.booking.freed_times import may_stand_again
from frontdesk.booking.models import Appointment
from frontdesk.booking.queries import ONLY_HELD
from frontdesk.booking.series.actions import book_series
from frontdesk.booking.withheld import withheld_times
from frontdesk.day.correcting import actions as correcting
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Request, Task
from frontdesk.intake.undo.actions import TooLateToUndo
from frontdesk.messaging.actions import TAKE_BACK, tell
from frontdesk.messaging.models import Message
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.outreach.recalls.queries import by_token, to_tell
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.people.models import Patient
from tests import factory as f
from tests.web.test_second_visit import value
from tests.web_client import as_staff, at


@pytest.fixture
def who(cedar):
    return f.patient(cedar, established=True, email="ada@example.org")


def for_a_caller(desk, who, time="09:00"):
    return actions.book(desk, who, visit_type=f.visit("follow-up"), place=f.place(time), channel="phone")


def messages_to_come():
    return list(Message.objects.filter(state="queued").values_list("template", flat=True))


def test_its_message_waits_and_taken_back_nothing_is_left(who, desk):
    one = for_a_caller(desk, who)
    message = Message.objects.get(template="booked")
    assert now() < message.not_before <= now() + TAKE_BACK
    assert correcting.open_until(desk, one) == message.not_before
    correcting.undo(desk, one)
    one = Appointment.objects.get(pk=one.pk)
    assert one.state == "cancelled" and not one.reservations.exists()
    assert not Appointment.objects.exclude(ONLY_HELD).exists(), "it was never theirs"
    assert messages_to_come() == [] and not Task.objects.filter(state="open").exists()
    assert correcting.last_of(desk, one) is None
    for_a_caller(desk, who)


def test_what_was_said_cannot_be_taken_back(who, desk):
    one = for_a_caller(desk, who)
    Message.objects.filter(template="booked").update(state="sent")
    assert correcting.open_until(desk, one) is None
    with pytest.raises(TooLateToUndo), transaction.atomic():
        correcting.undo(desk, one)
    assert Appointment.objects.get(pk=one.pk).state == "booked"


def test_only_who_booked_it_takes_it_back(cedar, who, desk):
    one = for_a_caller(desk, who)
    with pytest.raises(TooLateToUndo):
        correcting.undo(f.actor(cedar, "scheduler"), one)


def test_what_it_had_settled_is_open_again_and_who_waited_waits_on(who, desk):
    freed = for_a_caller(desk, f.patient(who.practice, established=True))
    actions.cancel(desk, freed, reason="The patient asked")
    entry = waitlist.join(desk, who, visit_type=f.visit("follow-up"), first_on=f.day(0))
    one = for_a_caller(desk, who)
    assert not Task.objects.filter(state="open").exists()
    correcting.undo(desk, one)
    entry.refresh_from_db()
    assert (entry.state, list(Task.objects.filter(state="open").values_list("kind", "thing_id"))) == (
        "waiting",
        [("refill", freed.pk)],
    )


def test_a_request_that_waited_for_a_time_waits_on(who, desk):
    asked = intake.create_for_caller(desk, who, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    assert asked.state == "approved"
    one = for_a_caller(desk, who)
    assert one.request_id == asked.pk
    correcting.undo(desk, one)
    asked.refresh_from_db()
    assert asked.state == "approved"


def test_what_was_asked_for_by_the_same_press_ends_with_it(who, desk):
    how = {"visit_type": f.visit("follow-up"), "place": f.place(), "answers": {"reason": "a cough"}}
    one = book_caller(desk, who, **how)
    assert one.request is not None
    correcting.undo(desk, one)
    assert Request.objects.get().state == "withdrawn" and messages_to_come() == []


def test_a_request_of_before_waits_as_long_as_it_did_for_whoever_it_was(who, desk):
    asked = intake.create_for_caller(desk, who, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    came = Entry.objects.filter(thing_id=asked.pk).last().at
    correcting.undo(desk, for_a_caller(desk, who))
    after = Request.objects.get(pk=asked.pk)
    assert (after.state, after.owner_id, after.state_since, after.due_at) == (
        "approved",
        asked.owner_id,
        came,
        asked.due_at,
    )


def test_that_it_was_approved_is_said_after_all_where_it_was_not_yet(cedar, who, desk):
    asked = intake.create_for_caller(desk, who, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    tell(who, "request-approved", asked, number="1", link="x", next="x")
    one = for_a_caller(desk, who)
    assert messages_to_come() == ["booked"]
    correcting.undo(desk, one)
    assert messages_to_come() == ["request-approved"]


def test_what_was_booked_again_for_a_request_does_not_end_it(cedar, who, desk):
    how = {"visit_type": f.visit("follow-up"), "place": f.place(), "answers": {"reason": "a cough"}}
    first = book_caller(desk, who, **how)
    actions.cancel(desk, first, reason="Another reason")
    asked = Request.objects.get()
    assert asked.state == "approved"
    correcting.undo(desk, for_a_caller(desk, who, "10:00"))
    asked.refresh_from_db()
    assert asked.state == "approved"


def test_the_trail_says_who_took_what_back(who, desk):
    one = for_a_caller(desk, who)
    correcting.undo(desk, one)
    last = Entry.objects.filter(thing_id=one.pk).last()
    assert (last.action, last.actor_id, last.changes["state"]) == ("appointment.undo", desk.id, ["booked", "cancelled"])


def test_its_time_is_free_for_who_waits_at_once(who, desk):
    one = for_a_caller(desk, who)
    ProcrastinateJob.objects.all().delete()
    correcting.undo(desk, one)
    assert may_stand_again() == []
    assert ProcrastinateJob.objects.get(task_name="booking:fill-waitlist").scheduled_at is None


def test_a_time_that_is_withheld_is_withheld_again(who, desk):
    gone = for_a_caller(desk, f.patient(who.practice, established=True))
    actions.cancel(desk, gone, reason="The provider is away")
    assert len(withheld_times()) == 1
    due = Task.objects.get(kind="refill").due_at
    one = for_a_caller(desk, who)
    assert withheld_times() == []
    correcting.undo(desk, one)
    assert len(withheld_times()) == 1 and Task.objects.get(kind="refill", state="open").due_at == due


def test_a_second_visit_is_taken_back_and_the_first_stays(who, desk):
    first = for_a_caller(desk, who)
    second = for_a_caller(desk, who, "11:00")
    correcting.undo(desk, second)
    assert list(Appointment.objects.filter(state="booked")) == [first]
    assert messages_to_come() == ["booked"]


def in_series(desk, who, **how):
    return book_series(desk, who, visit_type=f.visit("follow-up"), place=f.place(), every_weeks=1, times=3, **how)


def test_a_series_is_taken_back_as_a_whole(who, desk):
    one = in_series(desk, who)
    message = Message.objects.get(template="series-booked")
    assert now() < message.not_before <= now() + TAKE_BACK
    assert correcting.open_until(desk, one) == message.not_before
    correcting.undo(desk, one)
    assert not Appointment.objects.exclude(ONLY_HELD).exists() and messages_to_come() == []
    assert Entry.objects.filter(action="appointment.end_with_it", actor_id=desk.id).count() == 2
    in_series(desk, who)


def test_with_a_series_ends_what_was_asked_by_the_same_press(who, desk):
    one = in_series(desk, who, answers={"reason": "a cough"})
    correcting.undo(desk, one)
    assert Request.objects.get().state == "withdrawn" and messages_to_come() == []


def test_a_series_of_which_somebody_changed_one_stays(who, desk):
    one = in_series(desk, who)
    rest = Appointment.objects.filter(series=one.series).exclude(pk=one.pk).first()
    actions.will_come(SYSTEM, rest)
    with pytest.raises(TooLateToUndo), transaction.atomic():
        correcting.undo(desk, one)
    assert Appointment.objects.filter(state="booked").count() == 3


def test_who_was_entered_by_that_call_stays(cedar):
    front, born = as_staff(cedar, "front_desk"), {"birth_month": "4", "birth_day": "5", "birth_year": "1991"}
    said = {"first": "Nia", "last": "Okoro", **born, "contact": "nia@example.org", "agreed": "on"}
    front.post(at(cedar, "console/book/new/"), said)
    made = Patient.objects.get(first_name="Nia")
    desk = f.actor(cedar, "front_desk")
    Patient.objects.filter(pk=made.pk).update(established=True)
    correcting.undo(desk, for_a_caller(desk, Patient.objects.get(pk=made.pk)))
    assert Patient.objects.filter(pk=made.pk, same_as=None).exists() and messages_to_come() == []


def test_a_visit_that_was_due_is_due_again(who, desk):
    due = recalls.order(desk, who, visit_type=f.visit("follow-up"), due_on=f.day(0))
    one = for_a_caller(desk, who)
    due.refresh_from_db()
    assert due.state == "booked"
    correcting.undo(desk, one)
    due.refresh_from_db()
    assert due.state == "planned"


def invited_to(who, desk, *, left=True):
    """A visit that is due, the link of its invitation, and whether that has left."""
    due = recalls.invite(desk, recalls.order(desk, who, visit_type=f.visit("follow-up"), due_on=f.day(0)))
    message = Message.objects.get(template="recall")
    Message.objects.filter(pk=message.pk).update(state="sent" if left else "queued")
    return due, re.search(r"/due/([^/]+)/", message.body)[1]


def test_who_was_invited_to_it_stays_invited_and_the_link_works_again(who, desk):
    due, token = invited_to(who, desk)
    one = for_a_caller(desk, who)
    assert by_token(token) is None, "while it is booked it books nothing"
    correcting.undo(desk, one)
    after = by_token(token)
    assert (after.pk, after.told, after.told_at) == (due.pk, 1, due.told_at)
    assert due.pk not in [row.pk for row in to_tell(who.practice)] and messages_to_come() == []


def test_an_invitation_that_had_not_left_is_made_anew(who, desk):
    due, token = invited_to(who, desk, left=False)
    correcting.undo(desk, for_a_caller(desk, who))
    due.refresh_from_db()
    assert (due.state, due.told, by_token(token)) == ("planned", 0, None)
    assert [row.pk for row in to_tell(who.practice)] == [due.pk]


def test_the_link_of_a_visit_that_was_canceled_stays_over(who, desk):
    _due, token = invited_to(who, desk)
    actions.cancel(desk, for_a_caller(desk, who), reason="The provider is away")
    assert by_token(token) is None


@pytest.mark.parametrize(
    ("left", "words"), [(True, "the link in the invitation works again"), (False, "will be invited.")]
)
def test_staff_read_what_becomes_of_the_invitation(cedar, who, desk, left, words):
    invited_to(who, desk, left=left)
    front, url = as_staff(cedar, "front_desk"), at(cedar, f"console/book/{who.pk}/?visit=follow-up")
    front.post(url, {"time": value("09:00")})
    one = Appointment.objects.get()
    way = at(cedar, f"console/appointments/{one.pk}/undo/")
    assert words in front.post(way, {"version": one.version}, follow=True).content.decode()


def test_too_late_is_said_in_words(cedar, who):
    front, url = as_staff(cedar, "front_desk"), at(cedar, f"console/book/{who.pk}/?visit=follow-up")
    front.post(url, {"time": value("09:00")})
    one = Appointment.objects.get()
    Message.objects.filter(template="booked").update(state="sent")
    late = front.post(at(cedar, f"console/appointments/{one.pk}/undo/"), {"version": one.version})
    assert late.status_code == 409 and "cannot be undone any more" in late.content.decode()


def test_the_page_that_was_sent_before_says_that_its_booking_is_over(cedar, who):
    front, url = as_staff(cedar, "front_desk"), at(cedar, f"console/book/{who.pk}/?visit=follow-up")
    sent = {"time": value("09:00"), "key": "a" * 32}
    front.post(url, sent)
    one = Appointment.objects.get()
    front.post(at(cedar, f"console/appointments/{one.pk}/undo/"), {"version": one.version})
    again = front.post(url, sent)
    assert again.status_code == 409 and "is canceled by now" in again.content.decode()


def test_the_page_of_a_series_offers_the_way_back_and_promises_it_before(cedar, who):
    front, url = as_staff(cedar, "front_desk"), at(cedar, f"console/book/{who.pk}/series/?visit=follow-up")
    chosen = [value("09:00"), value("10:00")]
    assert "You can undo this for 10 seconds" in front.get(f"{url}&time={chosen[0]}&every=1&times=2").content.decode()
    said = front.post(url, {"at": chosen, "listed": chosen}, follow=True).content.decode()
    assert at(cedar, f"console/appointments/{Appointment.objects.earliest('start').pk}/undo/") in said


def test_the_page_offers_the_way_back_and_promises_it_before(cedar, who):
    front, url = as_staff(cedar, "front_desk"), at(cedar, f"console/book/{who.pk}/?visit=follow-up")
    assert "You can undo this for 10 seconds" in front.get(url).content.decode()
    said = front.post(url, {"time": value("09:00")}, follow=True).content.decode()
    one = Appointment.objects.get()
    undo = at(cedar, f"console/appointments/{one.pk}/undo/")
    assert undo in said
    back = front.post(undo, {"version": one.version}, follow=True).content.decode()
    assert "Undone." in back and Appointment.objects.get().state == "cancelled"
