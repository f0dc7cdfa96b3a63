"""What an action judges is judged behind the line in which it stands: who changes it at the same moment comes before or after."""

import datetime as dt
import threading

import pytest
from django.db import OperationalError, connection, transaction
from django.utils.timezone import now

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions, locks
from frontdesk.booking.being_there import NOT_THERE
from frontdesk.booking.errors import BreaksRules, NotReady
from frontdesk.booking.models import Appointment, Recall, WaitlistEntry
from frontdesk.day.away import actions as away
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Request
from frontdesk.intake.states import IllegalTransition
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.people import lines
from frontdesk.people.alive import HasDied
from frontdesk.practice.models import Provider
from frontdesk.records.deaths import actions as deaths
from frontdesk.tenancy.context import inside_practice
from tests import factory as f


@pytest.fixture
def practice(fresh_db):
    with transaction.atomic():
        made = f.load_cedar()
        made.desk = f.actor(made, "scheduler")
        made.who = f.patient(made, established=True)
    return made


def meanwhile(practice, first, second):
    """`second` begins when `first` has been done and is not committed yet, which it is a moment later; what was raised."""
    done, raised = threading.Event(), []

    def begin():
        try:
            with inside_practice(practice):
                first()
                done.set()
                threading.Event().wait(1)
        except Exception as error:
            raised.append(error)
        connection.close()

    thread = threading.Thread(target=begin)
    thread.start()
    assert done.wait(10)
    try:
        with inside_practice(practice):
            second()
    except Exception as error:
        raised.append(error)
    thread.join(20)
    return raised


def orders(practice):
    return lambda: recalls.order(practice.desk, practice.who, visit_type=f.visit("follow-up"), due_on=f.day())


def joins(practice):
    return lambda: waitlist.join(practice.desk, practice.who, visit_type=f.visit("follow-up"), first_on=f.day())


def asks(practice):
    return lambda: intake.create_for_caller(
        practice.desk, practice.who, visit_type=f.visit("follow-up"), answers={"reason": "a cough"}
    )


@pytest.mark.parametrize("asked", [orders, joins, asks])
def test_nothing_is_begun_for_somebody_whose_death_is_being_written_down(practice, asked):
    dies = lambda: deaths.deceased(practice.desk, practice.who, on=dt.date(2026, 11, 1))  # noqa: E731
    assert [type(one) for one in meanwhile(practice, dies, asked(practice))] == [HasDied]
    with inside_practice(practice):
        assert not any(model.objects.exists() for model in (Recall, WaitlistEntry, Request))


def test_who_is_being_booked_is_not_due_for_the_same_visit(practice):
    books = lambda: actions.book(practice.desk, practice.who, visit_type=f.visit("follow-up"), place=f.place("09:00"))  # noqa: E731
    assert meanwhile(practice, books, orders(practice)) == []
    with inside_practice(practice):
        assert Recall.objects.get().state == "booked"


def test_control_without_the_line_the_visit_is_due_though_it_is_booked(practice, monkeypatch):
    monkeypatch.setattr(lines, "wait", lambda names, **how: None)
    books = lambda: actions.book(practice.desk, practice.who, visit_type=f.visit("follow-up"), place=f.place("09:00"))  # noqa: E731
    assert meanwhile(practice, books, orders(practice)) == []
    with inside_practice(practice):
        assert Recall.objects.get().state == "planned"


def test_nobody_waits_for_an_earlier_time_than_one_that_is_being_cancelled(practice):
    with inside_practice(practice):
        one = actions.book(practice.desk, practice.who, visit_type=f.visit("follow-up"), place=f.place("09:00"))
    cancels = lambda: actions.cancel(practice.desk, Appointment.objects.get(pk=one.pk), reason="x")  # noqa: E731
    joining = lambda: waitlist.join(  # noqa: E731
        practice.desk, practice.who, visit_type=f.visit("follow-up"), first_on=f.day(), appointment=one
    )
    assert [type(error) for error in meanwhile(practice, cancels, joining)] == [IllegalTransition]


def test_no_time_is_kept_in_place_of_one_that_is_being_cancelled(practice):
    with inside_practice(practice):
        one = actions.book(practice.desk, practice.who, visit_type=f.visit("follow-up"), place=f.place("09:00"))
    cancels = lambda: actions.cancel(practice.desk, Appointment.objects.get(pk=one.pk), reason="x")  # noqa: E731
    keeps = lambda: actions.hold(  # noqa: E731
        practice.desk, practice.who, visit_type=one.visit_type, place=f.place("11:00"), channel="staff", replaces=one
    )
    assert [type(error) for error in meanwhile(practice, cancels, keeps)] == [IllegalTransition]


def test_a_patient_keeps_no_time_for_a_request_that_is_being_declined(practice):
    with inside_practice(practice):
        asked = intake.submit(SYSTEM, practice.who, visit_type=f.visit("follow-up"), answers={"reason": "a cough"})
        if asked.state != "approved":
            asked = intake.approve(practice.desk, asked)
    withdraws = lambda: intake.withdraw(SYSTEM, Request.objects.get(pk=asked.pk))  # noqa: E731
    keeps = lambda: actions.hold(  # noqa: E731
        f.themselves(practice.who), practice.who, visit_type=asked.visit_type, place=f.place("09:00"), channel="online", request=asked
    )  # fmt: skip
    assert [type(error) for error in meanwhile(practice, withdraws, keeps)] == [NotReady]


@pytest.mark.several_at_once
def test_what_runs_out_while_others_are_waited_for_is_left_to_the_next_round(practice, monkeypatch):
    """Whose line nobody stands in has nothing taken from them."""
    with inside_practice(practice):
        other = f.patient(practice, established=True)
        first, second = (
            actions.hold(practice.desk, who, visit_type=f.visit("follow-up"), place=f.place(at), channel="phone")
            for who, at in ((practice.who, "09:00"), (other, "10:00"))
        )
        Appointment.objects.filter(pk=first.pk).update(hold_expires_at=now() - dt.timedelta(seconds=1))
    line_up = locks.line_up

    def slowly(*wishes, **more):
        line_up(*wishes, **more)
        Appointment.objects.filter(pk=second.pk, state="held").update(hold_expires_at=now() - dt.timedelta(seconds=1))

    with inside_practice(practice):
        monkeypatch.setattr(locks, "line_up", slowly)
        assert actions.expire_holds() == 1
        monkeypatch.setattr(locks, "line_up", line_up)
        assert Appointment.objects.get(pk=second.pk).state == "held"
        assert actions.expire_holds() == 1


# What is in force --------------------------------------------------------------------------------------------


def ill(practice):
    chen = Provider.objects.select_related("practice").get(code="chen")
    day = {"first_on": f.day(), "last_on": f.day(), "from_minute": 0, "to_minute": 1440}
    return away.at_once(practice.desk, chen, note="", **day)


def keeping(practice):
    return lambda: actions.hold(
        practice.desk, practice.who, visit_type=f.visit("follow-up"), place=f.place("09:00"), channel="phone"
    )


def test_no_time_is_kept_by_rules_that_are_being_replaced(practice):
    assert [type(one) for one in meanwhile(practice, lambda: ill(practice), keeping(practice))] == [BreaksRules]
    with inside_practice(practice):
        assert not Appointment.objects.exists()


def test_a_time_that_is_being_kept_while_rules_are_published_ends_with_them(practice):
    assert meanwhile(practice, keeping(practice), lambda: ill(practice)) == []
    with inside_practice(practice):
        one = Appointment.objects.get()
        assert (one.state, one.reason) == ("cancelled", NOT_THERE)


@pytest.mark.several_at_once
def test_control_without_the_line_it_is_kept_though_nobody_is_there_then(practice, monkeypatch):
    """Or the two wait for each other over the rows of the visit type, where the machine is slow."""
    monkeypatch.setattr(lines, "wait", lambda names, **how: None)
    raised = meanwhile(practice, keeping(practice), lambda: ill(practice))
    assert {type(one) for one in raised} <= {OperationalError}
    with inside_practice(practice):
        assert raised or Appointment.objects.get().state == "held"


def test_control_without_the_line_who_keeps_a_time_does_not_wait_for_the_publication(practice, monkeypatch):
    """They decide by the old rules, or the two wait for each other over the rows of the place and the provider."""
    monkeypatch.setattr(lines, "wait", lambda names, **how: None)
    raised = meanwhile(practice, lambda: ill(practice), keeping(practice))
    assert {type(one) for one in raised} <= {OperationalError}
    with inside_practice(practice):
        assert raised or Appointment.objects.get().state == "held"
