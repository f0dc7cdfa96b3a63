"""What is said of a visit is tied to its day, can be set right with a reason, and settles what was to be done about it."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from frontdesk.access.may import SYSTEM
from frontdesk.audit.action import ReasonMissing
from frontdesk.audit.models import Entry
from frontdesk.booking import actions
from frontdesk.booking.by_the_clock import NotYet
from frontdesk.booking.models import Appointment, Proposal
from frontdesk.day.away import actions as away
from frontdesk.day.correcting import actions as correcting
from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Task
from frontdesk.intake.states import IllegalTransition
from frontdesk.messaging.models import Message
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.practice.models import Provider
from frontdesk.practice.policies import published
from tests import factory as f
from tests.web_client import as_staff, at


def book(practice, time="09:00", who=None, provider="chen", date=None):
    who = who or f.patient(practice, established=True)
    return actions.book(
        f.actor(practice, "front_desk"), who, visit_type=f.visit("follow-up"), place=f.place(time, provider, date)
    )


def open_kinds():
    return sorted(Task.objects.filter(state="open").values_list("kind", flat=True))


# Not before its day ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [1, 3, 7])
@pytest.mark.parametrize("state", ["arrive", "no_show"])
def test_nobody_is_here_or_missed_before_the_day(cedar, desk, state, days):
    one = book(cedar, date=f.day(days))
    with pytest.raises(NotYet), transaction.atomic():
        getattr(actions, state)(desk, one)
    one.refresh_from_db()
    assert one.state == "booked"


def test_nobody_is_missed_before_the_time_on_the_day_itself_and_may_be_here(cedar, desk, monkeypatch):
    one = book(cedar)
    monkeypatch.setattr("frontdesk.booking.by_the_clock.now", lambda: one.start - dt.timedelta(minutes=30))
    with pytest.raises(NotYet), transaction.atomic():
        actions.no_show(desk, one)
    assert actions.arrive(desk, one).state == "arrived"


def test_the_database_refuses_a_no_show_before_its_time(cedar):
    one = book(cedar)
    with pytest.raises(IntegrityError, match="time has not come"), transaction.atomic():
        Appointment.objects.filter(pk=one.pk).update(state="no_show")


def test_what_has_not_come_is_not_completed(cedar, desk):
    one = book(cedar)
    Appointment.objects.filter(pk=one.pk).update(state="arrived")
    with pytest.raises(NotYet), transaction.atomic():
        actions.complete(desk, one)


def test_the_buttons_are_there_once_their_time_has_come(cedar):
    one, client = book(cedar), as_staff(cedar, "front_desk")
    url = at(cedar, f"console/appointments/{one.pk}/")
    page = client.get(url).content.decode()
    assert f"{url}arrive/" not in page and f"{url}no-show/" not in page
    f.its_time(one)
    page = client.get(url).content.decode()
    assert f"{url}arrive/" in page and f"{url}no-show/" in page


# Ways back ------------------------------------------------------------------------------------------------------

WAYS = [
    (("no_show",), "arrived"),
    (("no_show",), "booked"),
    (("arrive",), "no_show"),
    (("arrive",), "booked"),
    (("arrive", "complete"), "arrived"),
]


@pytest.mark.parametrize(("steps", "state"), WAYS)
def test_there_is_a_way_back_with_a_reason_and_it_is_audited(cedar, desk, steps, state):
    one = f.its_time(book(cedar))
    for step in steps:
        getattr(actions, step)(desk, one)
    one.refresh_from_db()
    with pytest.raises(ReasonMissing):
        correcting.correct(desk, one, state=state, reason=" ")
    correcting.correct(desk, one, state=state, reason="pressed for the wrong patient")
    one.refresh_from_db()
    entry = Entry.objects.filter(thing_id=one.pk, action="appointment.correct").get()
    assert (one.state, entry.reason, entry.changes["state"][1]) == (state, "pressed for the wrong patient", state)


@pytest.mark.parametrize("state", ["cancelled", "rescheduled", "completed", "held", "nonsense"])
def test_there_is_no_other_way(cedar, desk, state):
    one = f.its_time(book(cedar))
    actions.no_show(desk, one)
    with pytest.raises(IllegalTransition), transaction.atomic():
        correcting.correct(desk, one, state=state, reason="x")


def test_who_came_after_all_is_no_no_show(cedar, desk):
    one = f.its_time(book(cedar))
    actions.no_show(desk, one)
    assert open_kinds() == ["no_show"]
    correcting.correct(desk, one, state="arrived", reason="was in the other waiting room")
    one.patient.refresh_from_db()
    assert (one.patient.no_shows, open_kinds()) == (0, [])


def test_who_was_not_seen_is_not_established_by_it(cedar, desk):
    one = f.its_time(_new(cedar))
    actions.complete(desk, actions.arrive(desk, one))
    correcting.correct(desk, one, state="arrived", reason="the wrong one")
    one.patient.refresh_from_db()
    assert (one.patient.established, one.patient.last_visit_on) == (False, None)


def _new(practice):
    return actions.book(
        f.actor(practice, "front_desk"), f.patient(practice), visit_type=f.visit("procedure"), place=f.place()
    )


def test_who_is_here_and_leaves_can_be_cancelled_or_moved(cedar, desk):
    one, other = f.its_time(book(cedar)), f.its_time(book(cedar, "10:00"))
    actions.arrive(desk, one)
    assert actions.cancel(desk, one, reason="left without being seen").state == "cancelled"
    actions.arrive(desk, other)
    assert actions.reschedule(desk, other, place=f.place("11:00"), reason="too ill").state == "booked"


# Time away ------------------------------------------------------------------------------------------------------


def gone(practice, desk):
    chen = Provider.objects.get(code="chen")
    return away.at_once(desk, chen, first_on=f.day(7), last_on=f.day(7), from_minute=0, to_minute=1440, note="")


def test_decided_time_away_can_be_taken_back_with_a_reason(cedar, desk):
    text = published().text
    one = book(cedar)
    made = gone(cedar, desk)
    f.proposed_each(desk, [one], reason=away.sentence(made))
    Message.objects.update(state="sent")
    with pytest.raises(ReasonMissing):
        away.take_back(desk, made, reason="")
    back = away.take_back(desk, made, reason="she is well again")
    assert (back.state, published().text.split(), open_kinds()) == ("withdrawn", text.split(), [])
    assert not Proposal.objects.filter(state="proposed").exists()
    assert Message.objects.get(state="queued").template == "time-stays"  # the appointment takes place after all


def test_a_clinician_withdraws_what_is_not_decided_and_nothing_else(cedar, desk):
    made = gone(cedar, desk)
    with pytest.raises(IllegalTransition), transaction.atomic():
        away.withdraw(SYSTEM, made)


# What settles an exception closes it ----------------------------------------------------------------------------


def test_each_who_is_affected_by_time_away_stands_once(cedar, desk):
    one = book(cedar)
    made = gone(cedar, desk)
    assert open_kinds() == ["broken"]
    f.proposed_each(desk, [one], reason=away.sentence(made))
    open_exception_tasks()
    assert open_kinds() == ["move"]
    Appointment.objects.filter(pk=one.pk).update(checked=None)
    open_exception_tasks()
    assert open_kinds() == ["move"]


def expired(practice):
    who = f.patient(practice, established=True)
    me = f.themselves(who)
    asked = intake.submit(me, who, visit_type=f.visit("follow-up"), answers={})
    held = actions.hold(me, who, visit_type=asked.visit_type, place=f.place("11:00"), channel="online", request=asked)
    Appointment.objects.filter(pk=held.pk).update(hold_expires_at=dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1))
    actions.expire_holds()
    return who, asked, me


def test_a_hold_that_ran_out_is_settled_by_the_booking_of_another(cedar, desk):
    _who, asked, _me = expired(cedar)
    assert open_kinds() == ["hold"]
    actions.approve_and_book(desk, asked, place=f.place("10:00"))
    assert open_kinds() == []


def test_a_hold_that_ran_out_is_settled_when_the_patient_moves_another_visit(cedar, desk):
    who = f.patient(cedar, established=True)
    one, me = book(cedar, who=who), f.themselves(who)
    held = actions.hold(me, who, visit_type=one.visit_type, place=f.place("11:00"), channel="online", replaces=one)
    Appointment.objects.filter(pk=held.pk).update(hold_expires_at=dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1))
    actions.expire_holds()
    assert open_kinds() == ["hold"]
    again = actions.hold(me, who, visit_type=one.visit_type, place=f.place("10:00"), channel="online", replaces=one)
    actions.confirm(me, again)
    assert open_kinds() == []


def test_a_hold_that_ran_out_is_settled_when_the_request_is_withdrawn(cedar):
    _who, asked, me = expired(cedar)
    intake.withdraw(me, asked)
    assert open_kinds() == []


def filled_by_booking(practice, desk):
    book(practice)


def filled_by_staff_moving(practice, desk):
    actions.reschedule(desk, book(practice, "11:00"), place=f.place("09:00"))


def filled_by_the_patient_moving(practice, desk):
    one = book(practice, "11:00")
    me = f.themselves(one.patient)
    held = actions.hold(
        me, one.patient, visit_type=one.visit_type, place=f.place("09:00"), channel="online", replaces=one
    )
    actions.confirm(me, held)


def filled_from_the_waitlist(practice, desk):
    from frontdesk.booking.take import Wish, take

    one = book(practice, "11:00")
    entry = waitlist.join(desk, one.patient, visit_type=one.visit_type, first_on=f.day(0), appointment=one)
    held = take(Wish(one.patient, one.visit_type, f.place("09:00"), "staff", replaces=one, agreed=True), "held", 30)
    given = waitlist.offer(SYSTEM, entry, hold=held, keep=dt.timedelta(minutes=30))
    waitlist.accept(f.themselves(one.patient), given)


@pytest.mark.parametrize(
    "fill", [filled_by_booking, filled_by_staff_moving, filled_by_the_patient_moving, filled_from_the_waitlist]
)
def test_a_time_to_fill_is_filled_whichever_way(cedar, desk, fill):
    gone_ = book(cedar)
    actions.cancel(desk, gone_, reason="ill")
    assert open_kinds() == ["refill"]
    fill(cedar, desk)
    assert not Task.objects.filter(thing_id=gone_.pk, state="open").exists()


def test_a_no_show_who_is_booked_again_need_not_be_called(cedar, desk):
    one = f.its_time(book(cedar))
    actions.no_show(desk, one)
    book(cedar, "10:00", who=one.patient)
    assert open_kinds() == []


@pytest.mark.parametrize("end", ["arrive", "no_show"])
def test_who_was_to_be_moved_and_came_or_did_not_need_not_be_moved(cedar, desk, end):
    one = book(cedar)
    proposals.propose(desk, one, reason="ill")
    one = f.its_time(one)
    getattr(actions, end)(desk, one)
    assert "move" not in open_kinds()
    assert not Appointment.objects.filter(state="held").exists()


# While the practice must move a visit -----------------------------------------------------------------------------


def test_i_will_come_answers_nothing_that_cannot_be(cedar, desk):
    from frontdesk.booking.errors import MustMove

    one = book(cedar)
    proposals.propose(desk, one, reason="ill")
    with pytest.raises(MustMove), transaction.atomic():
        actions.will_come(f.themselves(one.patient), one)
    one.refresh_from_db()
    assert one.confirmed_at is None


def test_the_patients_pages_say_that_it_must_move_and_do_not_ask_for_a_promise(cedar, desk):
    from tests.web_client import as_patient

    one = book(cedar)
    client = as_patient(cedar, one.patient)
    url = at(cedar, f"appointments/{one.pk}/")
    assert "Tell us you are coming</button>" in client.get(url).content.decode()
    proposals.propose(desk, one, reason="ill")
    for page in (client.get(url).content.decode(), client.get(at(cedar, "home/")).content.decode()):
        assert "We have to move this appointment" in page
        assert "Confirm</button>" not in page and "Tell us you are coming" not in page


def test_every_move_counts_in_the_calendar_file(cedar, desk):
    from frontdesk.web.calendar_file import calendar_file

    def sequence(one):
        text = calendar_file(cedar, Appointment.objects.get(pk=one.pk)).decode()
        return int(text.partition("SEQUENCE:")[2].split()[0])

    one, seen = book(cedar), []
    for time in ("10:00", "11:00", "08:30"):
        seen.append(sequence(one))
        actions.will_come(f.themselves(one.patient), one)
        seen.append(sequence(one))
        one = actions.reschedule(desk, Appointment.objects.get(pk=one.pk), place=f.place(time))
    seen.append(sequence(one))
    actions.cancel(desk, one, reason="x")
    seen.append(sequence(one))
    assert seen == sorted(set(seen))


def test_a_move_that_is_taken_back_counts_on_in_the_calendar_file(cedar, desk):
    """A calendar keeps what has the higher number: with the same one the time that was given up would stay there."""
    from frontdesk.day.correcting import actions as correcting
    from frontdesk.web.calendar_file import calendar_file

    def entry(one):
        text = calendar_file(cedar, Appointment.objects.get(pk=one.pk)).decode()
        return text.partition("UID:")[2].split()[0], int(text.partition("SEQUENCE:")[2].split()[0])

    one = book(cedar)
    found = [entry(one)]
    for time, changed in (("10:00", 0), ("11:00", 5)):
        new = actions.reschedule(desk, Appointment.objects.get(pk=one.pk), place=f.place(time))
        Appointment.objects.filter(pk=new.pk).update(version=new.version + changed)
        found.append(entry(new))
        correcting.undo(desk, Appointment.objects.get(pk=new.pk))
        found.append(entry(one))
    found.append(entry(actions.reschedule(desk, Appointment.objects.get(pk=one.pk), place=f.place("11:30"))))
    assert len({uid for uid, _number in found}) == 1
    assert [number for _uid, number in found] == sorted({number for _uid, number in found})
