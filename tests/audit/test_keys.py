"""A key belongs to what it was sent with."""

import datetime as dt

import pytest

from frontdesk.audit.action import KeyUsed, digest_of_call
from frontdesk.audit.models import Idempotency
from frontdesk.booking import actions
from frontdesk.booking.models import Appointment
from frontdesk.booking.second_visit import SecondVisit
from frontdesk.intake import actions as intake
from tests import factory as f

KEY = "8d0c6a2e-7c39-4a8f-8a40-6a1f2b9f5a01"


def book(practice, who, time="09:00", **more):
    desk = more.pop("desk", None) or f.actor(practice, "front_desk")
    return actions.book.once(
        more.pop("key", None), desk, who, visit_type=f.visit("follow-up"), place=f.place(time), **more
    )


def test_the_same_again_is_the_same_result(cedar):
    desk, who = f.actor(cedar, "front_desk"), f.patient(cedar, established=True)
    assert book(cedar, who, desk=desk, key=KEY) == book(cedar, who, desk=desk, key=KEY)
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("change", ["time", "patient", "visit"])
def test_the_same_key_with_something_else_does_nothing_and_says_what_was_done(cedar, change):
    desk, who = f.actor(cedar, "front_desk"), f.patient(cedar, established=True)
    first = book(cedar, who, desk=desk, key=KEY)
    other = f.patient(cedar, established=True) if change == "patient" else who
    visit = f.visit("procedure" if change == "visit" else "follow-up")
    place = f.place("10:00" if change == "time" else "09:00")
    with pytest.raises(KeyUsed) as refused:
        actions.book.once(KEY, desk, other, visit_type=visit, place=place)
    assert refused.value.done == first and Appointment.objects.count() == 1


def test_a_key_from_before_digests_were_kept_finds_its_result(cedar):
    desk, who = f.actor(cedar, "front_desk"), f.patient(cedar, established=True)
    first = book(cedar, who, desk=desk, key=KEY)
    Idempotency.objects.update(digest="")
    assert book(cedar, who, "10:00", desk=desk, key=KEY) == first


def test_without_the_digest_another_time_would_be_shown_as_done(cedar, monkeypatch):
    """The control: were all digests equal, the hole would be there."""
    monkeypatch.setattr("frontdesk.audit.action.digest_of_call", lambda *given: "x")
    desk, who = f.actor(cedar, "front_desk"), f.patient(cedar, established=True)
    first = book(cedar, who, desk=desk, key=KEY)
    assert book(cedar, who, "10:00", desk=desk, key=KEY) == first


def test_a_patient_who_goes_back_and_chooses_another_time_keeps_that_one(cedar):
    who = f.patient(cedar, established=True)
    me = f.themselves(who)
    asked = intake.submit(me, who, visit_type=f.visit("follow-up"), answers={"reason": "x"})

    def hold(time):
        how = {"visit_type": f.visit("follow-up"), "channel": "online", "request": asked}
        return actions.hold.once(KEY, me, who, place=f.place(time), **how)

    first, other, again = hold("09:00"), hold("10:00"), hold("09:00")
    assert first.start == again.start != other.start and again.state == "held"
    assert hold("09:00") == again  # pressed twice
    assert list(Appointment.objects.filter(state="held")) == [again]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ([1, 2], [2, 1], False),
        ("1", 1, False),
        (dt.datetime(2026, 12, 1, 15, tzinfo=dt.UTC), dt.datetime(2026, 12, 1, 9, tzinfo=f.CHICAGO), True),
    ],
)
def test_a_digest_is_of_what_was_meant(one, other, same):
    assert (digest_of_call(one) == digest_of_call(other)) is same


@pytest.mark.parametrize(("time", "day"), [("10:00", 7), ("09:00", 21)])
def test_a_second_visit_of_the_kind_is_asked_about(cedar, time, day):
    who, desk = f.patient(cedar, established=True), f.actor(cedar, "front_desk")
    book(cedar, who)
    how = {"visit_type": f.visit("follow-up"), "place": f.place(time, date=f.day(day))}
    with pytest.raises(SecondVisit):
        actions.book(desk, who, only=True, **how)
    assert actions.book(desk, who, **how).state == "booked"


def test_another_kind_another_patient_and_a_cancelled_one_are_not_asked_about(cedar):
    who, desk = f.patient(cedar, established=True), f.actor(cedar, "front_desk")
    first = book(cedar, who)
    book(cedar, f.patient(cedar, established=True), "09:30", only=True)
    actions.book(desk, who, visit_type=f.visit("procedure"), place=f.place("10:00"), only=True)
    actions.cancel(desk, first, reason="x")
    assert book(cedar, who, "11:00", only=True).state == "booked"


def test_a_key_of_somebody_elses_is_a_key_that_was_never_used(cedar):
    who = f.patient(cedar, established=True)
    one, other = f.actor(cedar, "front_desk"), f.actor(cedar, "scheduler")
    first = book(cedar, who, desk=one, key=KEY)
    second = book(cedar, who, "10:00", desk=other, key=KEY)
    assert first != second and book(cedar, who, desk=one, key=KEY) == first
