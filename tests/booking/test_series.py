"""Every 2 weeks, 6 times: all or none, at the same time of day."""

import datetime as dt

import pytest
from django.db import transaction

from frontdesk.booking import actions
from frontdesk.booking.models import Appointment, Reservation
from frontdesk.booking.series.actions import (
    SeriesHindered,
    book_chosen,
    book_series,
    cancel_rest,
    look_at_series,
    places_of_series,
)
from frontdesk.booking.take import Place
from frontdesk.day.correcting import actions as correcting
from frontdesk.intake.models import Task
from frontdesk.intake.undo.actions import TooLateToUndo
from frontdesk.messaging.models import Message
from frontdesk.people.lines import Stale
from tests import factory as f


def series(practice, who=None, every=2, times=3, time="09:00", **more):
    who = who or f.patient(practice, established=True)
    desk = f.actor(practice, "front_desk")
    return book_series(
        desk, who, visit_type=f.visit("follow-up"), place=f.place(time), every_weeks=every, times=times, **more
    )


def test_all_are_booked_and_the_patient_gets_one_message(cedar):
    first = series(cedar)
    found = Appointment.objects.filter(series=first.series).order_by("start")
    assert [(one.start - first.start).days // 7 for one in found] == [0, 2, 4]
    assert [m.template for m in Message.objects.all()] == ["series-booked"]
    assert "3 appointments" in Message.objects.get().body


def test_one_that_cannot_be_leaves_none_and_says_which_and_why(cedar):
    blocked = f.patient(cedar, established=True)
    day = f.day() + dt.timedelta(weeks=2)
    actions.book(f.actor(cedar, "front_desk"), blocked, visit_type=f.visit("follow-up"), place=f.place(date=day))
    before = Reservation.objects.count()
    with pytest.raises(SeriesHindered) as hindered:
        series(cedar)
    assert hindered.value.fits == 2
    (one,) = hindered.value.hindered
    assert one.start.astimezone(f.CHICAGO).date() == day
    assert len(one.nearest) == 3
    assert Reservation.objects.count() == before
    assert not Message.objects.filter(template="series-booked").exists()


def test_a_cap_counts_the_ones_before_it_in_the_series(db):
    practice = f.load_cedar(f.CEDAR + "  At most 2 upcoming visits per patient.\n")
    with pytest.raises(SeriesHindered) as hindered:
        series(practice, times=3)
    assert [reason.rule for one in hindered.value.hindered for reason in one.reasons] == [
        "At most 2 upcoming visits per patient."
    ]
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("date", ["2026-10-25", "2026-03-01"])
def test_the_time_of_day_stays_when_the_clock_is_changed(cedar, date):
    first = dt.datetime.combine(dt.date.fromisoformat(date), dt.time(9), f.CHICAGO)
    found = places_of_series(Place("chen", "downtown", first.astimezone(dt.UTC)), 1, 3)
    assert [one.start.astimezone(f.CHICAGO).strftime("%H:%M") for one in found] == ["09:00"] * 3
    assert {one.start.utcoffset() for one in found} == {dt.timedelta(hours=-5), dt.timedelta(hours=-6)}


def test_the_same_key_books_the_series_once(cedar):
    who = f.patient(cedar, established=True)
    desk = f.actor(cedar, "front_desk")
    how = {"visit_type": f.visit("follow-up"), "place": f.place(), "every_weeks": 1, "times": 2}
    assert book_series.once("k-1", desk, who, **how) == book_series.once("k-1", desk, who, **how)
    assert Appointment.objects.count() == 2


def test_the_rest_of_a_series_is_cancelled_from_one_on(cedar):
    first = series(cedar)
    second = Appointment.objects.filter(series=first.series).order_by("start")[1]
    cancel_rest(f.actor(cedar, "front_desk"), second, reason="moves away")
    states = Appointment.objects.filter(series=first.series).order_by("start").values_list("state", flat=True)
    assert list(states) == ["booked", "cancelled", "cancelled"]


@pytest.mark.parametrize(("every", "times"), [(0, 3), (2, 1), (2, 53), (53, 2)])
def test_a_series_has_bounds(cedar, every, times):
    with pytest.raises(ValueError, match="2 to 52"):
        series(cedar, every=every, times=times)


def test_a_time_that_is_not_on_the_clock_of_one_day_leaves_none_and_says_so(cedar):
    begin = dt.datetime(2027, 3, 7, 2, 30, tzinfo=f.CHICAGO)
    who = f.patient(cedar, established=True)
    with pytest.raises(SeriesHindered) as hindered:
        book_series(
            f.actor(cedar, "front_desk"),
            who,
            visit_type=f.visit("follow-up"),
            place=Place("chen", "downtown", begin),
            every_weeks=1,
            times=2,
        )
    details = [reason.detail for one in hindered.value.hindered for reason in one.reasons]
    assert any(detail.startswith("2:30 AM does not exist on Sun Mar 14") for detail in details)
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("rule", ["At most 2 follow-up visits per week.", "At most 2 upcoming visits per patient."])
def test_a_cap_that_the_series_itself_fills_is_said_when_it_is_shown(db, rule):
    practice = f.load_cedar(f.CEDAR + f"  {rule}\n")
    who = f.patient(practice, established=True)
    monday = f.day(14) - dt.timedelta(days=f.day(14).weekday())
    places = [f.place("09:00", date=monday + dt.timedelta(days=n)) for n in range(4)]
    looks = look_at_series(who, f.visit("follow-up"), places)
    assert [one.fits for one in looks] == [True, True, False, False]
    assert looks[2].reasons[0].rule == rule
    fits = [one.place for one in looks if one.fits]
    assert book_chosen(f.actor(practice, "scheduler"), who, visit_type=f.visit("follow-up"), places=fits)


def test_two_of_a_series_at_the_same_moment_are_not_both_promised(cedar):
    who = f.patient(cedar, established=True)
    looks = look_at_series(who, f.visit("follow-up"), [f.place("09:00"), f.place("09:00", provider="lee")])
    assert [one.fits for one in looks] == [True, False]


def test_one_date_that_needs_no_approval_lets_no_other_past_it(db):
    practice = f.load_cedar(
        f.CEDAR + "  Follow-up visits need reason before booking.\n  Follow-up visits with Dr. Lee need approval.\n"
    )
    who, desk = f.patient(practice, established=True), f.actor(practice, "front_desk")
    places = [f.place("10:00", date=f.day(7)), f.place("10:00", "lee", date=f.day(14))]
    more = {"visit_type": f.visit("follow-up"), "answers": {"reason": "a cough"}}
    with pytest.raises(SeriesHindered) as hindered:
        book_chosen(desk, who, places=places, **more)
    (one,) = hindered.value.hindered
    assert one.start == places[1].start and [reason.kind for reason in one.reasons] == ["approval"]
    assert not Appointment.objects.exists()
    places[1] = f.place("10:00", date=f.day(14))
    book_chosen(desk, who, places=places, **more)
    assert Appointment.objects.filter(state="booked").count() == 2


def rest_canceled(cedar):
    """(who canceled, the first of those, the states of all in order)."""
    first, desk = series(cedar), f.actor(cedar, "front_desk")
    second = Appointment.objects.filter(series=first.series).order_by("start")[1]
    return desk, cancel_rest(desk, second, reason="pressed by mistake")


def states():
    return list(Appointment.objects.order_by("start").values_list("state", flat=True))


def test_the_rest_of_a_series_is_taken_back_as_a_whole(cedar):
    desk, second = rest_canceled(cedar)
    assert correcting.open_until(desk, second) is not None
    correcting.undo(desk, second)
    assert states() == ["booked"] * 3
    assert not Message.objects.filter(template="cancelled").exclude(state="withdrawn").exists()
    assert not Task.objects.filter(state="open").exists()


def test_what_had_been_canceled_before_stays_so(cedar):
    first, desk = series(cedar), f.actor(cedar, "front_desk")
    third = Appointment.objects.filter(series=first.series).order_by("start")[2]
    actions.cancel(desk, third, reason="pressed by mistake")
    cancel_rest(desk, first, reason="pressed by mistake")
    correcting.undo(desk, Appointment.objects.get(pk=first.pk))
    assert states() == ["booked", "booked", "cancelled"]


def test_where_one_was_told_of_none_is_taken_back(cedar):
    desk, second = rest_canceled(cedar)
    third = Appointment.objects.filter(series=second.series).order_by("start")[2]
    Message.objects.filter(thing_id=third.pk, template="cancelled").update(state="sent")
    assert correcting.open_until(desk, second) is None
    with pytest.raises(TooLateToUndo), transaction.atomic():
        correcting.undo(desk, second)
    assert states() == ["booked", "cancelled", "cancelled"]


def test_one_of_them_taken_back_by_itself_is_none_of_the_rest(cedar):
    desk, second = rest_canceled(cedar)
    third = Appointment.objects.filter(series=second.series).order_by("start")[2]
    correcting.undo(desk, third)
    assert states() == ["booked", "cancelled", "booked"]
    correcting.undo(desk, second)
    assert states() == ["booked"] * 3


def test_who_cancels_one_that_changed_meanwhile_cancels_none(cedar):
    first, desk = series(cedar), f.actor(cedar, "front_desk")
    with pytest.raises(Stale), transaction.atomic():
        cancel_rest(desk, first, reason="pressed by mistake", version=first.version + 1)
    assert states() == ["booked"] * 3
