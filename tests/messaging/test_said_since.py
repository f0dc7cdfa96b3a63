"""A visit that we asked about is canceled, and something newer was said: the newest message about a visit decides what a text is about."""

import pytest

from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment
from frontdesk.intake.models import Task
from frontdesk.messaging.models import Inbound, Message
from frontdesk.records.deaths import actions as deaths
from tests import factory as f
from tests.messaging.test_texts import NUMBER, confirmed, hook, remind, seen
from tests.portion import some_of

SAID = ["ok", "C", "R", "I can't come"]
ANSWERED = dict(zip(SAID, ("confirmed", "confirmed", "text-link", "text-cannot"), strict=True))


def last() -> Message:
    return Message.objects.latest("created_at")


def sent() -> None:
    Message.objects.filter(state="queued").update(state="sent")


def canceled(cedar) -> Appointment:
    """Reminded of, and canceled by the practice, as the patient was told."""
    one = seen(cedar, visit="follow-up", established=True)
    remind(one)
    sent()
    booking.cancel(f.actor(cedar, "front_desk"), one, reason="the doctor is ill")
    sent()
    return one


def is_about(body: str, appointment: Appointment) -> None:
    assert last().template == ANSWERED[body]
    assert Inbound.objects.get().about == [appointment.pk]
    assert confirmed(appointment) == [body in ("ok", "C")]
    kinds = [task.kind for task in Task.objects.filter(state="open", thing_kind="inbound")]
    assert kinds == (["cannot"] if body == "I can't come" else [])


@pytest.mark.parametrize("body", some_of(SAID, one_in=2))
def test_the_visit_that_was_booked_instead_is_what_they_write_about(cedar, body):
    one = canceled(cedar)
    newer = seen(cedar, "10:00", days=5, who=one.patient, visit="follow-up")
    sent()
    hook(cedar, body, "SM1")
    is_about(body, newer)


@pytest.mark.parametrize("body", some_of(SAID, one_in=2))
def test_so_is_another_child_s_on_that_number(cedar, body):
    one = canceled(cedar)
    ben = f.patient(cedar, established=True, phone=one.patient.phone, email="", first_name="Ben")
    newer = seen(cedar, "10:00", days=5, who=ben, visit="follow-up")
    sent()
    hook(cedar, body, "SM1")
    is_about(body, newer)


@pytest.mark.parametrize("body", some_of(SAID, one_in=2))
def test_so_is_the_same_time_booked_anew_after_a_death_that_was_none(cedar, body):
    one = seen(cedar, visit="follow-up", established=True)
    remind(one)
    sent()
    desk = f.actor(cedar, "scheduler")
    deaths.deceased(desk, one.patient, on=f.day(-1))
    deaths.alive(desk, one.patient, reason="it was somebody else")
    sent()
    hook(cedar, body, "SM1")
    is_about(body, Appointment.objects.get(patient=one.patient, state="booked"))


@pytest.mark.parametrize("instead", ["canceled", "moved"])
def test_what_was_asked_before_of_another_visit_is_not_what_they_answer(cedar, instead):
    """Reminded of two; the later one is canceled, or moved, and said to be so: a yes is no yes to the first."""
    first = seen(cedar, days=2, visit="follow-up", established=True)
    remind(first)
    one = seen(cedar, days=5, who=first.patient, visit="follow-up")
    remind(one)
    sent()
    desk = f.actor(cedar, "front_desk")
    if instead == "moved":
        newer = booking.reschedule(desk, one, place=f.place("10:00", date=f.day(6)))
    else:
        booking.cancel(desk, one, reason="the doctor is ill")
        sent()
        newer = seen(cedar, "10:00", days=6, who=one.patient, visit="follow-up")
    sent()
    hook(cedar, "ok", "SM1")
    assert confirmed(first, newer) == [False, True]


@pytest.mark.parametrize("body", SAID)
def test_it_is_over_where_nothing_newer_stands(cedar, body):
    """The one that was booked instead is canceled too; or it was booked before, and the cancellation is what was said last."""
    one = seen(cedar, visit="follow-up", established=True)
    remind(one)
    newer = seen(cedar, "10:00", days=5, who=one.patient, visit="follow-up")
    sent()
    booking.cancel(f.actor(cedar, "front_desk"), one, reason="the doctor is ill")
    sent()
    hook(cedar, body, "SM1")
    assert last().template == "text-over" and confirmed(newer) == [False]


def test_what_never_reached_them_is_nothing_newer(cedar):
    one = canceled(cedar)
    newer = seen(cedar, "10:00", days=5, who=one.patient, visit="follow-up")
    Message.objects.filter(thing_id=newer.pk).update(state="failed")
    hook(cedar, "C", "SM1")
    assert last().template == "text-over" and confirmed(newer) == [False]
    assert last().to == NUMBER
