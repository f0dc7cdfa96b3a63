"""A round reads a list and acts on each thing later: by then somebody may have changed it, and it is looked at again behind its line."""

import datetime as dt
import threading
from contextlib import nullcontext

import pytest
from django.db import connection, transaction
from django.utils.timezone import now

from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment, Proposal, Recall, WaitlistOffer
from frontdesk.intake import actions as intake
from frontdesk.intake import unanswered as unanswered_requests
from frontdesk.intake.models import Request
from frontdesk.intake.queue import actions as queue
from frontdesk.intake.service_levels import reply_by
from frontdesk.intake.tasks.actions import open_task
from frontdesk.messaging.delivery import deliver
from frontdesk.messaging.models import Message
from frontdesk.outreach import reminders
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.outreach.recalls import inviting
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.outreach.waitlist.fill import offer_time
from frontdesk.people import lines
from frontdesk.practice.models import Payer
from frontdesk.server import jobs
from frontdesk.tenancy.context import inside_practice
from frontdesk.tenancy.each import each_by_itself
from tests import factory as f

REMINDERS = "messages: {reminders: [2 days], "
REMINDED = ("reminder", "reminder-confirmed")


def again(row):
    return type(row).objects.get(pk=row.pk)


def in_between(monkeypatch, module, press):
    """`press` is committed when the round of that module has its list, and before it acts on any of it."""

    def pressed_first(practice, keys, work):
        with inside_practice(practice):
            press()
        return each_by_itself(practice, keys, work)

    monkeypatch.setattr(module, "each_by_itself", pressed_first)


def blindly(monkeypatch):
    """The control: what was on the list is acted on, whatever has become of it."""
    monkeypatch.setattr(lines, "still_among", lambda rows, key: rows.model.objects.filter(pk=key).first())


def under_way(practice, press, round_):
    """`press` has been done and is committed a moment later, while the round runs."""
    done = threading.Event()

    def begin():
        with inside_practice(practice):
            press()
            done.set()
            threading.Event().wait(1)
        connection.close()

    thread = threading.Thread(target=begin)
    thread.start()
    assert done.wait(10)
    try:
        round_()
    finally:
        thread.join(20)


# Reminders --------------------------------------------------------------------------------------------------


@pytest.fixture
def reminded(fresh_db):
    """A practice that reminds two days ahead, and a visit tomorrow that was booked long ago."""
    with transaction.atomic():
        practice = f.load_cedar(f.at_any_hour(f.CEDAR).replace("messages: {", REMINDERS))
        practice.desk = f.actor(practice, "scheduler")
        who = f.patient(practice, established=True)
        place = f.place("09:00", date=f.day(1))
        practice.visit = booking.book(practice.desk, who, visit_type=f.visit("follow-up"), place=place)
        Appointment.objects.filter(pk=practice.visit.pk).update(created_at=now() - dt.timedelta(days=5))
        Message.objects.all().delete()
    return practice


def cancels(practice):
    return lambda: booking.cancel(practice.desk, again(practice.visit), reason="asked")


def moves(practice):
    return lambda: booking.reschedule(practice.desk, again(practice.visit), place=f.place("10:00", date=f.day(5)))


def must_move(practice):
    return lambda: open_task("move", practice.visit, due_at=now(), patient=practice.visit.patient)


def waiting(practice):
    with inside_practice(practice):
        return list(Message.objects.filter(template__in=REMINDED, state="queued", thing_id=practice.visit.pk))


@pytest.mark.parametrize("press", [cancels, moves])
def test_nobody_is_reminded_of_what_was_canceled_or_moved_since_the_round_began(reminded, monkeypatch, press):
    in_between(monkeypatch, reminders, press(reminded))
    assert reminders.remind(reminded) == 0 and not waiting(reminded)


@pytest.mark.parametrize("press", [cancels, moves])
def test_control_of_a_round_that_does_not_look_again_they_are(reminded, monkeypatch, press):
    in_between(monkeypatch, reminders, press(reminded))
    blindly(monkeypatch)
    assert reminders.remind(reminded) == 1 and waiting(reminded)


def test_control_what_nobody_touches_is_reminded_of_once(reminded, monkeypatch):
    in_between(monkeypatch, reminders, lambda: None)
    assert reminders.remind(reminded) == 1 and len(waiting(reminded)) == 1
    assert reminders.remind(reminded) == 0 and len(waiting(reminded)) == 1


@pytest.mark.several_at_once
def test_the_round_waits_for_a_cancellation_that_is_under_way(reminded):
    under_way(reminded, cancels(reminded), lambda: reminders.remind(reminded))
    assert not waiting(reminded)


@pytest.mark.several_at_once
def test_control_without_the_line_it_reminds_of_what_is_being_canceled(reminded, monkeypatch):
    def blind_round():
        monkeypatch.setattr(lines, "wait", lambda names, **how: None)
        reminders.remind(reminded)

    under_way(reminded, cancels(reminded), blind_round)
    assert waiting(reminded)


def arrives(practice):
    return lambda: Appointment.objects.filter(pk=practice.visit.pk).update(state="arrived")


@pytest.mark.parametrize("press", [cancels, moves, must_move, arrives])
def test_a_reminder_that_waits_is_not_sent_of_what_is_no_longer_to_come(reminded, press, settings):
    """However it came to wait: here it was put back after the press."""
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    reminders.remind(reminded)
    with inside_practice(reminded):
        press(reminded)()
        Message.objects.filter(template__in=REMINDED).update(state="queued")
    (message,) = waiting(reminded)
    assert deliver(reminded.pk, message.pk) == "withdrawn"
    with inside_practice(reminded):
        assert (again(message).state, again(message).attempts) == ("withdrawn", 0)


def test_control_a_reminder_of_what_stands_is_handed_over(reminded, settings):
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    reminders.remind(reminded)
    (message,) = waiting(reminded)
    deliver(reminded.pk, message.pk)
    with inside_practice(reminded):
        assert again(message).attempts == 1


def test_a_reminder_to_who_has_confirmed_is_withdrawn_with_the_visit(reminded):
    with inside_practice(reminded):
        booking.will_come(f.themselves(reminded.visit.patient), again(reminded.visit))
    reminders.remind(reminded)
    (message,) = waiting(reminded)
    assert message.template == "reminder-confirmed"
    with inside_practice(reminded):
        cancels(reminded)()
    assert not waiting(reminded)


# Requests ---------------------------------------------------------------------------------------------------


def asked(practice, payer, **answers):
    who = f.patient(practice, payer=Payer.objects.get(code=payer))
    desk = f.actor(practice, "scheduler")
    return intake.create_for_caller(desk, who, visit_type=f.visit("new-patient"), answers=answers)


@pytest.fixture
def unanswered(fresh_db):
    """A practice with two requests that have waited for their patients longer than we do."""
    with transaction.atomic():
        practice = f.load_cedar()
        practice.waiting = [asked(practice, "aetna"), asked(practice, "aetna")]
        assert {one.state for one in practice.waiting} == {"awaiting_info"}
        Request.objects.update(state_since=now() - dt.timedelta(days=31))
    return practice


def answers(request):
    def press():
        row = again(request)
        intake.answer(f.themselves(row.patient), row, answers=dict.fromkeys(row.missing, "a cough"))

    return press


def expiring(practice):
    return lambda: jobs.expire_requests(practice=str(practice.pk))


def states(practice):
    with inside_practice(practice):
        return [again(one).state for one in practice.waiting]


def test_who_answers_while_the_round_runs_does_not_expire_and_the_other_does(unanswered, monkeypatch):
    in_between(monkeypatch, unanswered_requests, answers(unanswered.waiting[0]))
    expiring(unanswered)()
    assert states(unanswered) == ["approved", "expired"]


def test_control_of_a_round_that_does_not_look_again_they_expire(unanswered, monkeypatch):
    in_between(monkeypatch, unanswered_requests, answers(unanswered.waiting[0]))
    blindly(monkeypatch)
    expiring(unanswered)()
    assert states(unanswered) == ["expired", "expired"]


@pytest.mark.several_at_once
def test_the_round_waits_for_an_answer_that_is_under_way(unanswered):
    under_way(unanswered, answers(unanswered.waiting[0]), expiring(unanswered))
    assert states(unanswered) == ["approved", "expired"]


def test_one_that_fails_keeps_no_other_from_expiring_and_the_round_says_that_it_failed(unanswered, monkeypatch):
    expire, tried = intake.expire, []

    def fails_at_first(actor, request):
        tried.append(request)
        if len(tried) == 1:
            raise ZeroDivisionError
        return expire(actor, request)

    monkeypatch.setattr(intake, "expire", fails_at_first)
    with pytest.raises(ZeroDivisionError):
        expiring(unanswered)()
    assert sorted(states(unanswered)) == ["awaiting_info", "expired"]


@pytest.mark.several_at_once
def test_the_round_stands_in_one_patients_line_at_a_time(unanswered, monkeypatch):
    """So it waits for nobody who waits for it: a merge takes both lines in their order, the round had them in its own."""
    expire, free = intake.expire, []

    def is_free(patient):
        name, found = lines.key_of(str(unanswered.pk), f"patient {patient}"), []

        def ask():
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [name])
                found.extend(cursor.fetchone())
            connection.close()

        thread = threading.Thread(target=ask)
        thread.start()
        thread.join(20)
        return found[0]

    def look(actor, request):
        done = expire(actor, request)
        free.append({one.patient_id == request.patient_id: is_free(one.patient_id) for one in unanswered.waiting})
        return done

    monkeypatch.setattr(intake, "expire", look)
    expiring(unanswered)()
    assert free == [{True: False, False: True}] * 2, "their own line is theirs, and nobody else's"


# How long requests may wait ---------------------------------------------------------------------------------

LONG_AGO = dt.date(2026, 1, 5)


@pytest.fixture
def other_rules(fresh_db):
    """Rules that have changed since a request was written down that awaits approval, and one that awaits its patient."""
    with transaction.atomic():
        practice = f.load_cedar()
        practice.desk = f.actor(practice, "scheduler")
        practice.waiting = [asked(practice, "medicaid", reason="a cough"), asked(practice, "medicaid")]
        Request.objects.update(reply_by=LONG_AGO)
        assert [one.state for one in practice.waiting] == ["awaiting_approval", "awaiting_info"]
        f.load_cedar(f.CEDAR + "  Requests wait at most 900 days for approval.\n")
    return practice


def declines(practice):
    return lambda: intake.decline(practice.desk, again(practice.waiting[0]), reason="no")


def retimed_beside(practice, monkeypatch, press):
    in_between(monkeypatch, queue, press)
    queue.retime(practice)
    with inside_practice(practice):
        return [again(one) for one in practice.waiting]


def test_what_is_declined_meanwhile_gets_no_deadline_back(other_rules, monkeypatch):
    declined, _ = retimed_beside(other_rules, monkeypatch, declines(other_rules))
    assert (declined.state, declined.due_at) == ("declined", None)


def test_what_is_answered_meanwhile_keeps_the_answer_that_it_was_promised_with_that(other_rules, monkeypatch):
    _, answered = retimed_beside(other_rules, monkeypatch, answers(other_rules.waiting[1]))
    with inside_practice(other_rules):
        promised = reply_by(other_rules)
    assert (answered.state, answered.reply_by) == ("awaiting_approval", promised) and answered.due_at is not None


def test_control_what_nobody_touches_is_timed_by_the_rules_in_force(other_rules, monkeypatch):
    before = other_rules.waiting[0].due_policy_id
    waits, _ = retimed_beside(other_rules, monkeypatch, lambda: None)
    assert waits.due_policy_id != before and waits.due_at is not None
    assert queue.retime(other_rules) == 0


@pytest.mark.several_at_once
def test_the_times_are_worked_out_behind_a_decision_that_is_under_way(other_rules):
    under_way(other_rules, declines(other_rules), lambda: queue.retime(other_rules))
    with inside_practice(other_rules):
        assert again(other_rules.waiting[0]).due_at is None


@pytest.mark.several_at_once
def test_control_without_the_line_what_is_being_declined_gets_a_deadline(other_rules, monkeypatch):
    def blind_round():
        monkeypatch.setattr(lines, "wait", lambda names, **how: None)
        queue.retime(other_rules)

    under_way(other_rules, declines(other_rules), blind_round)
    with inside_practice(other_rules):
        assert again(other_rules.waiting[0]).due_at is not None


# One that fails ---------------------------------------------------------------------------------------------


def two_holds(practice):
    desk = f.actor(practice, "scheduler")
    for time in ("09:00", "10:00"):
        who = f.patient(practice, established=True)
        booking.hold(desk, who, visit_type=f.visit("follow-up"), place=f.place(time), channel="phone")
    Appointment.objects.update(hold_expires_at=now() - dt.timedelta(minutes=1))
    return lambda: sorted(Appointment.objects.values_list("state", flat=True)), "cancelled", "held"


def two_proposals(practice):
    desk = f.actor(practice, "scheduler")
    for time in ("09:00", "10:00"):
        who = f.patient(practice, established=True)
        one = booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place(time))
        f.proposed(one, desk)
    Proposal.objects.update(expires_at=now() - dt.timedelta(minutes=1))
    return lambda: sorted(Proposal.objects.values_list("state", flat=True)), "passed", "proposed"


def two_offers(practice):
    desk = f.actor(practice, "scheduler")
    for time in ("09:00", "10:00"):
        who = f.patient(practice, established=True)
        entry = waitlist.join(desk, who, visit_type=f.visit("follow-up"), first_on=f.day())
        offer_time(desk, entry, place=f.place(time))
    WaitlistOffer.objects.update(expires_at=now() - dt.timedelta(minutes=1))
    # Where the practice is open as the test runs, the round offers the times on at once: those are not asked about.
    both = list(WaitlistOffer.objects.values_list("pk", flat=True))
    return (
        lambda: sorted(WaitlistOffer.objects.filter(pk__in=both).values_list("state", flat=True)),
        "passed",
        "offered",
    )


def two_due(practice):
    desk = f.actor(practice, "scheduler")
    for _ in range(2):
        who = f.patient(practice, established=True)
        recalls.order(desk, who, visit_type=f.visit("follow-up"), due_on=f.day(14))
    return lambda: sorted(Recall.objects.values_list("state", flat=True)), "invited", "planned"


ROUNDS = [
    (two_holds, booking, "cancel", jobs.free_expired_holds),
    (two_proposals, proposals, "_nobody_answered", jobs.free_expired_holds),
    (two_offers, waitlist, "_give_back", jobs.look_at_waitlist),
    (two_due, inviting, "invite", jobs.invite_those_due),
]


@pytest.mark.parametrize("fails", [True, False])
@pytest.mark.parametrize(("two", "module", "step", "job"), ROUNDS)
def test_one_that_fails_keeps_no_other_from_its_turn(fresh_db, monkeypatch, two, module, step, job, fails):
    """And the round says that it failed.  The control: without a fault both have their turn."""
    with transaction.atomic():
        practice = f.load_cedar()
        states_now, done, left = two(practice)
    real, tried = getattr(module, step), []

    def fails_at_first(*args, **more):
        tried.append(args)
        if fails and len(tried) == 1:
            raise ZeroDivisionError
        return real(*args, **more)

    monkeypatch.setattr(module, step, fails_at_first)
    with pytest.raises(ZeroDivisionError) if fails else nullcontext():
        job(practice=str(practice.pk))
    with inside_practice(practice):
        assert states_now() == sorted([done, left] if fails else [done, done])
