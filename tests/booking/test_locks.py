"""Everybody waits in one order: people, providers and caps, rows.  Two who meet in between wait for each other never."""

import contextlib
import datetime as dt
import sys
import threading

import pytest
from django.db import OperationalError, connection, transaction
from django.utils.timezone import now
from psycopg.errors import DeadlockDetected

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions, locks
from frontdesk.booking.errors import HoldGone
from frontdesk.booking.models import Appointment, Reservation
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.intake.models import Request, Task
from frontdesk.intake.referrals import actions as referrals
from frontdesk.intake.states import IllegalTransition
from frontdesk.intake.tasks import actions as tasks
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.people import lines
from frontdesk.people.lines import Stale
from frontdesk.practice.models import Payer
from frontdesk.records.matching import actions as matching
from frontdesk.tenancy.context import inside_practice
from tests import factory as f
from tests.conftest import superuser


@pytest.fixture
def one(fresh_db):
    with transaction.atomic():
        practice = f.load_cedar()
        desk = f.actor(practice, "scheduler")
        who = f.patient(practice, established=True)
        made = actions.book(desk, who, visit_type=f.visit("follow-up"), place=f.place("09:00"))
    return practice, desk, made


def at_once(practice, first, second):
    """Both begin, each holds what it takes first, and only then do they go on; what each raised."""
    met, raised = threading.Barrier(2, timeout=2), {}

    def run(name, work):
        try:
            with inside_practice(practice):
                work()
        except Exception as error:
            raised[name] = error
        finally:
            connection.close()

    def meeting(original):
        """After its first lock each waits for the other one, or for two seconds where that one cannot come so far."""
        seen = threading.local()

        def waiting(*args, **more):
            found = original(*args, **more)
            if not getattr(seen, "met", False):
                seen.met = True
                with contextlib.suppress(threading.BrokenBarrierError):
                    met.wait()
            return found

        return waiting

    threads = [threading.Thread(target=run, args=each) for each in (("first", first), ("second", second))]
    yield meeting
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    yield raised


def deadlocked(raised):
    return [
        error
        for error in raised.values()
        if isinstance(error, OperationalError) and isinstance(error.__cause__, DeadlockDetected)
    ]


def both(practice, desk, made, monkeypatch):
    """A proposal and a move of the same appointment, forced to meet after the first lock of each."""

    def propose():
        proposals.propose(desk, Appointment.objects.get(pk=made.pk), reason="ill")

    def move():
        actions.reschedule(desk, Appointment.objects.get(pk=made.pk), place=f.place("11:00"))

    meet = at_once(practice, propose, move)
    meeting = next(meet)
    monkeypatch.setattr(locks, "line_up", meeting(locks.line_up))
    monkeypatch.setattr(locks, "rows", meeting(locks.rows))
    return next(meet)


def test_a_proposal_and_a_move_at_the_same_moment_do_not_wait_for_each_other(one, monkeypatch):
    practice, desk, made = one
    assert deadlocked(both(practice, desk, made, monkeypatch)) == []
    with inside_practice(practice):
        assert Appointment.objects.filter(patient=made.patient_id, state="booked").count() == 1
        assert Appointment.objects.filter(patient=made.patient_id, state="held").count() <= 1


def test_with_rows_before_lines_the_same_meeting_ends_in_a_deadlock(one, monkeypatch):
    """The control: one takes the row first and then its place in line, as proposals did."""
    practice, _desk, made = one
    raised = {}
    begun = threading.Barrier(2, timeout=5)

    def rows_first():
        with inside_practice(practice):
            Appointment.objects.select_for_update().get(pk=made.pk)
            begun.wait()
            locks.line_up(patients=[made.patient_id])

    def lines_first():
        with inside_practice(practice):
            locks.line_up(patients=[made.patient_id])
            begun.wait()
            Appointment.objects.select_for_update().get(pk=made.pk)

    def run(name, work):
        try:
            work()
        except Exception as error:
            raised[name] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in (("rows", rows_first), ("lines", lines_first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(deadlocked(raised)) == 1


PAIRS = {
    "a confirmation and a move": (
        lambda desk, old, held: actions.confirm(desk, held),
        lambda desk, old, held: actions.reschedule(desk, old, place=f.place("11:30")),
    ),
    "a cancellation and a proposal": (
        lambda desk, old, held: actions.cancel(desk, old, reason="x"),
        lambda desk, old, held: proposals.propose(desk, old, reason="ill"),
    ),
    "two proposals": (
        lambda desk, old, held: proposals.propose(desk, old, reason="ill"),
        lambda desk, old, held: proposals.propose(desk, old, reason="away"),
    ),
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_whatever_meets_over_one_appointment_ends_with_one_visit_at_most(one, monkeypatch, pair):
    practice, desk, made = one
    with inside_practice(practice):
        held = actions.hold(
            desk, made.patient, visit_type=made.visit_type, place=f.place("10:00"), channel="staff", replaces=made
        )

    def fresh(work):
        return lambda: work(desk, Appointment.objects.get(pk=made.pk), Appointment.objects.get(pk=held.pk))

    meet = at_once(practice, fresh(pair[0]), fresh(pair[1]))
    meeting = next(meet)
    monkeypatch.setattr(locks, "line_up", meeting(locks.line_up))
    assert deadlocked(next(meet)) == []
    with inside_practice(practice):
        assert Appointment.objects.filter(patient=made.patient_id, state__in=["booked"]).count() <= 1
        assert Appointment.objects.filter(patient=made.patient_id, state="held").count() <= 1


def test_whose_turn_does_not_come_hears_that_many_are_booking_and_that_nothing_was_changed(fresh_db, monkeypatch):
    monkeypatch.setattr(lines, "LONGEST_WAIT", "200ms")
    with transaction.atomic():
        practice = f.load_cedar()
        who = f.patient(practice)
    with superuser(fresh_db) as other, other.transaction():
        other.execute("SELECT pg_advisory_xact_lock(%s)", [lines.key_of(str(practice.pk), f"patient {who.pk}")])
        with pytest.raises(lines.Busy, match="Nothing was changed"), inside_practice(practice):
            locks.line_up(patients=[who.pk])
    with inside_practice(practice):  # the control: with nobody before them, they have their turn
        locks.line_up(patients=[who.pk])


def meeting_over_a_request(practice, first, second, monkeypatch):
    """Both take what each takes first of the appointment or the request, and meet there."""
    meet = at_once(practice, first, second)
    meeting = next(meet)
    monkeypatch.setattr(actions, "locked_row", meeting(actions.locked_row))
    monkeypatch.setattr(intake, "locked_row", meeting(intake.locked_row))
    return next(meet)


@pytest.fixture
def kept(fresh_db):
    """Somebody who asked, was approved, and keeps a time that they have not confirmed; and the record that may be theirs."""
    with transaction.atomic():
        practice = f.load_cedar()
        known = f.patient(practice, first_name="Rosa", last_name="Neumann")
        made = patients.newcomer(SYSTEM, practice, first="Rosa", last="Neumann", birth=known.birth_date, contact="new@example.org", insurance=f.ALONE, member_id="", language="en")  # fmt: skip
        asked = intake.submit(SYSTEM, made, visit_type=f.visit("new-patient"), answers={"reason": "a cough"})
        held = actions.hold(
            SYSTEM, made, visit_type=asked.visit_type, place=f.place("09:00"), channel="online", request=asked
        )
        desk = f.actor(practice, "scheduler")
    return practice, desk, known, asked, held


MEETINGS = {
    "a match": lambda desk, known, asked: matching.match(desk, asked, patient=known, reason="saw an ID"),
    "a refusal": lambda desk, known, asked: intake.decline(desk, asked, reason="x"),
}


@pytest.mark.parametrize("work", MEETINGS.values(), ids=MEETINGS)
def test_the_patient_confirms_while_staff_decide_and_neither_waits_for_the_other_for_ever(kept, monkeypatch, work):
    practice, desk, known, asked, held = kept
    raised = meeting_over_a_request(
        practice,
        lambda: actions.confirm(SYSTEM, Appointment.objects.get(pk=held.pk)),
        lambda: work(desk, known, type(asked).objects.get(pk=asked.pk)),
        monkeypatch,
    )
    assert deadlocked(raised) == []
    assert all(isinstance(one, HoldGone | IllegalTransition | Stale) for one in raised.values()), raised
    with inside_practice(practice):
        held.refresh_from_db(), asked.refresh_from_db()
        if isinstance(raised.get("first"), Stale):  # it went to the record that it is, before it could be confirmed
            assert (held.state, asked.state) == ("held", "approved")
            assert held.patient_id == asked.patient_id == known.pk
            actions.confirm(SYSTEM, held)
        held.refresh_from_db(), asked.refresh_from_db()
        assert (held.state, asked.state) in (("booked", "scheduled"), ("cancelled", "declined"))


def test_a_time_that_went_to_another_record_by_a_match_is_confirmed_as_that_of_it(kept):
    practice, desk, known, asked, held = kept
    with inside_practice(practice):
        matching.match(desk, type(asked).objects.get(pk=asked.pk), patient=known, reason="saw an ID")
        with pytest.raises(Stale):
            actions.confirm(SYSTEM, held)
        actions.confirm(SYSTEM, Appointment.objects.get(pk=held.pk))
        asked.refresh_from_db()
        assert asked.state == "scheduled"


@pytest.mark.parametrize("work", MEETINGS.values(), ids=MEETINGS)
def test_control_a_request_that_is_taken_before_its_patients_line_ends_in_a_deadlock(kept, monkeypatch, work):
    practice, desk, known, asked, held = kept
    monkeypatch.setattr(lines, "wait_for_patients", unless_a_request_is_taken(lines.wait_for_patients, monkeypatch))
    raised = meeting_over_a_request(
        practice,
        lambda: actions.confirm(SYSTEM, Appointment.objects.get(pk=held.pk)),
        lambda: work(desk, known, type(asked).objects.get(pk=asked.pk)),
        monkeypatch,
    )
    assert len(deadlocked(raised)) == 1


def unless_a_request_is_taken(wait, monkeypatch):
    """As it was: neither a match nor a request's row stood in a patient's line."""
    line_up = locks.line_up
    monkeypatch.setattr(
        locks, "line_up", lambda *wishes, **more: None if called_from("matching") else line_up(*wishes, **more)
    )
    return lambda patients: None if called_from("intake") else wait(patients)


def called_from(room):
    """Whether what asks for a line is that room's, by itself or by `people/lines.py: in_line_of`."""
    frame = sys._getframe(2)
    while frame.f_code.co_filename.endswith("people/lines.py"):
        frame = frame.f_back
    return frame.f_code.co_filename.endswith(f"{room}/actions.py")


def test_a_hold_that_is_being_confirmed_as_it_runs_out_keeps_its_time(fresh_db):
    """Another patient books with another provider while the first one's confirmation is not committed yet."""
    with transaction.atomic():
        practice = f.load_cedar()
        desk, who, other = f.actor(practice, "scheduler"), *(f.patient(practice, established=True) for _ in range(2))
        held = actions.hold(desk, who, visit_type=f.visit("follow-up"), place=f.place("09:00"), channel="phone")
        Appointment.objects.filter(pk=held.pk).update(hold_expires_at=now() - dt.timedelta(seconds=1))
    confirmed, booked = threading.Event(), threading.Event()

    def confirm():
        """As `confirm` does, a moment before the time was over: the row is locked, and becomes booked."""
        with inside_practice(practice):
            Appointment.objects.select_for_update().get(pk=held.pk)
            Appointment.objects.filter(pk=held.pk).update(state="booked", hold_expires_at=None)
            confirmed.set()
            booked.wait(8)
        connection.close()

    thread = threading.Thread(target=confirm)
    thread.start()
    assert confirmed.wait(8)
    with inside_practice(practice):
        actions.book(desk, other, visit_type=f.visit("follow-up"), place=f.place("09:00", provider="lee"))
    booked.set()
    thread.join(20)
    with inside_practice(practice):
        assert Appointment.objects.get(pk=held.pk).state == "booked"
        assert Reservation.objects.filter(appointment=held.pk).exists(), "a visit that is booked has its time"


def test_a_hold_that_nobody_confirms_gives_its_time_back_to_the_next(cedar):
    desk = f.actor(cedar, "scheduler")
    held = actions.hold(
        desk,
        f.patient(cedar, established=True),
        visit_type=f.visit("follow-up"),
        place=f.place("09:00"),
        channel="phone",
    )
    Appointment.objects.filter(pk=held.pk).update(hold_expires_at=now() - dt.timedelta(seconds=1))
    actions.book(desk, f.patient(cedar, established=True), visit_type=f.visit("follow-up"), place=f.place("09:00"))
    assert not Reservation.objects.filter(appointment=held.pk).exists()


def test_a_task_that_is_done_and_a_booking_for_its_patient_do_not_wait_for_each_other(fresh_db, monkeypatch):
    """Who was called wants no other time, while somebody else books one: the request ends, or has its time."""
    with transaction.atomic():
        practice = f.load_cedar()
        desk = f.actor(practice, "scheduler")
        who = f.patient(practice, established=True)
        asked = intake.create_for_caller(desk, who, visit_type=f.visit("follow-up"), answers={})
        missed = f.its_time(actions.approve_and_book(desk, Request.objects.get(pk=asked.pk), place=f.place("09:00")))
        actions.no_show(desk, missed)
        task = Task.objects.get(kind="no_show", state="open")

    def done():
        tasks.done(desk, Task.objects.get(pk=task.pk), outcome="not_coming")

    def book():
        actions.book(desk, who, visit_type=f.visit("follow-up"), place=f.place("10:00"))

    meet = at_once(practice, done, book)
    meeting = next(meet)
    monkeypatch.setattr(tasks, "_locked", meeting(tasks._locked))
    monkeypatch.setattr(locks, "line_up", meeting(locks.line_up))
    assert next(meet) == {}
    with inside_practice(practice):
        assert Task.objects.get(pk=task.pk).state == "done"
        assert Appointment.objects.filter(patient=who, state="booked").count() == 1


def test_what_makes_a_record_of_a_referral_asks_for_what_is_in_force_before_its_row(cedar, monkeypatch):
    """Else a version that is put in force meanwhile waits for the row, and this for the version."""
    desk = f.actor(cedar, "scheduler")
    known = {"first_name": "Ada", "last_name": "Moss", "birth_date": dt.date(1980, 1, 1), "email": "ada@example.org"}
    more = {"visit_type": f.visit("new-patient"), "payer": Payer.objects.get(code="aetna"), "why": "x"}
    made = referrals.receive(desk, cedar, values={**known, **more})
    order, locked, wait = [], referrals._locked, lines.wait
    monkeypatch.setattr(referrals, "_locked", lambda *more: order.append("row") or locked(*more))
    monkeypatch.setattr(lines, "wait", lambda names, **more: order.append("line") or wait(names, **more))
    referrals.accept(desk, made)
    assert order[0] == "line"


def test_waiting_in_several_lines_for_too_long_together_is_busy_too(fresh_db):
    """The lines are asked for in one statement, and each is within its own limit."""
    with transaction.atomic():
        practice = f.load_cedar()
        who = f.patient(practice)
    with superuser(fresh_db) as other, other.transaction():
        other.execute("SELECT pg_advisory_xact_lock(%s)", [lines.key_of(str(practice.pk), f"patient {who.pk}")])
        with pytest.raises(lines.Busy), inside_practice(practice):
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = '200ms'")
            locks.line_up(patients=[who.pk])


def test_more_lines_than_one_statement_takes_are_all_stood_in_and_the_limit_is_as_before(fresh_db):
    with transaction.atomic():
        practice = f.load_cedar()
    with inside_practice(practice), connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        usual = cursor.fetchone()
        lines.wait([f"patient {number}" for number in range(2500)], beside=["in force"])
        cursor.execute("SELECT count(*) FILTER (WHERE mode = 'ExclusiveLock'), count(*) FILTER (WHERE mode = 'ShareLock') FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")  # fmt: skip
        assert cursor.fetchone() == (2500, 1)
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == usual != ("8s",)


def stands_alone(name, practice):
    """Whether somebody stands in that line: another connection does not get it."""
    with superuser(connection.settings_dict["NAME"]) as other:
        (free,) = other.execute("SELECT pg_try_advisory_lock(%s)", [lines.key_of(str(practice.pk), name)]).fetchone()
        return not free


def test_who_stands_in_a_line_asks_the_database_for_it_once(fresh_db, django_assert_num_queries):
    with transaction.atomic():
        practice = f.load_cedar()
    with inside_practice(practice):
        lines.wait(["patient x"], beside=["in force"])
        with django_assert_num_queries(0):
            lines.wait(["patient x"], beside=["in force"])
        lines.wait(["patient x", "provider y"])
        assert stands_alone("provider y", practice)
    with inside_practice(practice):  # another transaction stands nowhere yet
        lines.wait(["patient x"])
        assert stands_alone("patient x", practice) and not stands_alone("provider y", practice)


def test_who_stands_beside_others_still_waits_to_stand_there_alone(fresh_db):
    with transaction.atomic():
        practice = f.load_cedar()
    with inside_practice(practice):
        lines.wait([], beside=["in force"])
        with superuser(fresh_db) as other:
            asked = [lines.key_of(str(practice.pk), "in force")]
            assert other.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", asked).fetchone() == (True,)
            lines.wait(["in force"])
            assert other.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", asked).fetchone() == (False,)


def test_a_line_that_was_left_with_what_was_taken_back_is_stood_in_again(fresh_db):
    """PostgreSQL gives back with a savepoint what was locked within it."""
    with transaction.atomic():
        practice = f.load_cedar()
    with inside_practice(practice):
        with contextlib.suppress(LookupError), transaction.atomic():
            lines.wait(["patient x"])
            assert stands_alone("patient x", practice)
            raise LookupError
        assert not stands_alone("patient x", practice)
        lines.wait(["patient x"])
        assert stands_alone("patient x", practice)
        with transaction.atomic():
            lines.wait(["provider y"])
        assert stands_alone("provider y", practice), "what was kept was not left"


def test_the_lines_of_one_practice_are_not_those_of_another(fresh_db):
    with transaction.atomic():
        first = f.load_cedar()
    with transaction.atomic():
        second = f.load_cedar(slug="other")
    with inside_practice(first):
        lines.wait(["patient x"])
        with inside_practice(second):
            lines.wait(["patient x"])
            assert stands_alone("patient x", second) and stands_alone("patient x", first)
