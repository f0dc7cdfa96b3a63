"""A visit that staff gave another length keeps it wherever it is moved, whoever moves it; why, too."""

import datetime as dt

import pytest

from frontdesk.booking import actions as booking
from frontdesk.booking.errors import JustTaken
from frontdesk.booking.models import Appointment
from frontdesk.day.correcting import actions as correcting
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.outreach.waitlist.fill import offer_time
from frontdesk.practice.actions import add_rule
from frontdesk.records.deaths import actions as deaths
from tests import factory as f
from tests.portion import some_of
from tests.web_client import as_patient, as_staff, at

WHY = "needs interpreter"


def long_one(cedar, minutes: int = 60, time: str = "09:00") -> Appointment:
    desk = f.actor(cedar, "scheduler")
    who = f.patient(cedar, established=True)
    one = booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place(time))
    assert one.end - one.start == dt.timedelta(minutes=30)
    return correcting.resize(desk, one, minutes=minutes, reason=WHY, override=True)


def by_staff(cedar, one: Appointment) -> Appointment:
    return booking.reschedule(f.actor(cedar, "scheduler"), one, place=f.place("09:00", date=f.day(2)))


def by_the_practice(cedar, one: Appointment) -> Appointment:
    given = f.proposed(one, f.actor(cedar, "scheduler"))
    assert minutes_of(given.hold) == minutes_of(one)
    proposals.accept(f.themselves(one.patient), given)
    return given.hold


def from_the_waitlist(cedar, one: Appointment) -> Appointment:
    desk = f.actor(cedar, "scheduler")
    entry = waitlist.join(desk, one.patient, visit_type=one.visit_type, first_on=f.day(0), appointment=one)
    given = offer_time(desk, entry, place=f.place("10:00", date=f.day(5)))
    waitlist.accept(f.themselves(one.patient), given)
    return given.hold


def by_themselves(cedar, one: Appointment) -> Appointment:
    actor, place = f.themselves(one.patient), f.place("10:00", date=f.day(8))
    held = booking.hold(
        actor, one.patient, visit_type=one.visit_type, place=place, channel="online", request=one.request, replaces=one
    )
    return booking.confirm(actor, held)


def after_a_death_that_was_none(cedar, one: Appointment) -> Appointment:
    desk = f.actor(cedar, "scheduler")
    deaths.deceased(desk, one.patient, on=f.day(-1))
    deaths.alive(desk, one.patient, reason="it was somebody else")
    return Appointment.objects.get(patient=one.patient, state="booked")


WAYS = [by_staff, by_the_practice, from_the_waitlist, by_themselves, after_a_death_that_was_none]


def minutes_of(one: Appointment) -> int:
    return int((one.end - one.start).total_seconds() // 60)


@pytest.mark.parametrize("move", some_of(WAYS, one_in=3))
@pytest.mark.parametrize("minutes", [60, 15])
def test_it_keeps_its_length_and_why_and_so_once_more(cedar, move, minutes):
    moved = move(cedar, long_one(cedar, minutes))
    one = Appointment.objects.get(patient=moved.patient, state="booked")
    assert (minutes_of(one), one.given_minutes) == (minutes, minutes)
    assert one.override_reason == WHY and one.overridden == ["Visits take 30 minutes."]
    again = booking.reschedule(f.actor(cedar, "scheduler"), one, place=f.place("11:00", date=f.day(9)))
    assert (minutes_of(again), again.override_reason) == (minutes, WHY)


def test_it_takes_that_time_in_the_ordinary_lane(cedar):
    """Why it was given its length is no leave to stand beside somebody."""
    one = by_themselves(cedar, long_one(cedar))
    assert {row.lane for row in one.reservations.all()} == {0}
    assert {row.lanes for row in one.reservations.all()} == {1}
    other = f.patient(cedar, established=True)
    with pytest.raises(JustTaken):
        booking.book(
            f.actor(cedar, "scheduler"),
            other,
            visit_type=f.visit("follow-up"),
            place=f.place("10:30", date=f.day(8)),
        )


def test_only_times_that_are_long_enough_are_offered_and_taken(cedar):
    one = long_one(cedar)
    desk, next_to = f.actor(cedar, "scheduler"), f.patient(cedar, established=True)
    booking.book(desk, next_to, visit_type=f.visit("follow-up"), place=f.place("10:30", date=f.day(2)))
    with pytest.raises(JustTaken) as taken:
        booking.reschedule(desk, one, place=f.place("10:00", date=f.day(2)))
    assert taken.value.nearest and {offer.end - offer.start for offer in taken.value.nearest} == {
        dt.timedelta(minutes=60)
    }
    page = as_staff(cedar, "scheduler").get(at(cedar, f"console/appointments/{one.pk}/move/"), {"date": str(f.day(2))})
    assert page.status_code == 200
    mine = as_patient(cedar, one.patient).get(at(cedar, f"appointments/{one.pk}/move/"), {"date": str(f.day(2))})
    for shown in (page, mine):
        said = shown.content.decode()
        assert "9:00" in said and f"|{f.place('10:00', date=f.day(2)).start:%Y-%m-%dT%H:%MZ}" not in said


def test_the_page_that_moves_it_says_how_long_it_will_be(cedar):
    one = long_one(cedar)
    page = as_staff(cedar, "scheduler").get(at(cedar, f"console/appointments/{one.pk}/move/")).content.decode()
    assert "Its length was changed to 60 minutes. It keeps that length at the new time" in page and WHY in page
    other = booking.book(
        f.actor(cedar, "scheduler"),
        f.patient(cedar, established=True),
        visit_type=f.visit("follow-up"),
        place=f.place("11:00"),
    )
    page = as_staff(cedar, "scheduler").get(at(cedar, f"console/appointments/{other.pk}/move/")).content.decode()
    assert "Its length was changed" not in page


def test_where_the_rules_have_it_longer_with_somebody_else_it_is_as_long_as_they_say(cedar):
    add_rule(cedar, "Follow-up visits with Dr. Lee take 90 minutes.", "she takes her time")
    desk, one = f.actor(cedar, "scheduler"), long_one(cedar)
    new = booking.reschedule(desk, one, place=f.place("09:00", date=f.day(2), provider="lee"))
    assert (minutes_of(new), new.given_minutes) == (90, 60)
    again = booking.reschedule(desk, new, place=f.place("10:00", date=f.day(3), provider="lee"))
    assert minutes_of(again) == 90
    assert minutes_of(booking.reschedule(desk, again, place=f.place("09:00", date=f.day(3)))) == 60


def test_what_was_not_given_a_length_is_as_long_as_the_rules_say_where_it_goes(cedar):
    add_rule(cedar, "Follow-up visits with Dr. Lee take 90 minutes.", "she takes her time")
    desk = f.actor(cedar, "scheduler")
    one = booking.book(desk, f.patient(cedar, established=True), visit_type=f.visit("follow-up"), place=f.place())
    new = booking.reschedule(desk, one, place=f.place("09:00", date=f.day(2), provider="lee"))
    assert (minutes_of(new), new.given_minutes, new.override_reason) == (90, None, "")


def test_given_back_the_length_of_the_rules_it_is_theirs_again(cedar):
    one = long_one(cedar)
    one = correcting.resize(f.actor(cedar, "scheduler"), one, minutes=30)
    assert (one.given_minutes, one.given_why) == (None, "")
    assert minutes_of(by_staff(cedar, one)) == 30


def test_undone_it_is_as_it_was(cedar):
    one = long_one(cedar)
    desk = f.actor(cedar, "scheduler")
    new = booking.reschedule(desk, one, place=f.place("09:00", date=f.day(2)))
    correcting.undo(desk, new)
    one.refresh_from_db()
    assert (one.state, minutes_of(one), one.given_minutes, one.override_reason) == ("booked", 60, 60, WHY)
