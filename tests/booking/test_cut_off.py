"""Until when patients cancel or move a visit themselves."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from frontdesk.booking import actions as booking
from frontdesk.booking.errors import TooLate
from frontdesk.booking.models import Appointment
from frontdesk.booking.rules import cut_off
from frontdesk.rules.business_days import BusinessDays
from frontdesk.rules.families.cancellation import PatientsMayCancel
from tests import factory as f
from tests.web_client import as_patient, at

CHICAGO = ZoneInfo("America/Chicago")
RULES = """  Patients may cancel visits up to 24 hours ahead.
  Patients may cancel procedures up to 3 days ahead.
"""


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + RULES)


def booked(practice, visit: str, hours: float, time: str = "10:00") -> Appointment:
    who = f.patient(practice, established=True)
    made = booking.book(f.actor(practice, "front_desk"), who, visit_type=f.visit(visit), place=f.place(time))
    start = dt.datetime.now(dt.UTC) + dt.timedelta(hours=hours)
    Appointment.objects.filter(pk=made.pk).update(start=start, end=start + dt.timedelta(minutes=30))
    made.refresh_from_db()
    return made


@pytest.mark.parametrize(
    ("visit", "hours", "in_time"),
    [("follow-up", 25, True), ("follow-up", 23, False), ("procedure", 4 * 24 + 1, True), ("procedure", 2 * 24, False)],
)
def test_a_patient_cancels_up_to_the_cut_off_and_staff_always(practice, visit, hours, in_time):
    made = booked(practice, visit, hours)
    if in_time:
        assert booking.cancel(f.themselves(made.patient), made, reason="x").state == "cancelled"
        return
    with pytest.raises(TooLate, match=r"too late to change this here. Call us at \(312\) 555-0100"):
        booking.cancel(f.themselves(made.patient), made, reason="x")
    with pytest.raises(TooLate):
        booking.reschedule(f.themselves(made.patient), made, place=f.place("11:00"), channel="online")
    assert booking.cancel(f.actor(practice, "front_desk"), made, reason="x").state == "cancelled"


def test_the_page_gives_the_number_to_call_and_not_the_practices_own_sentence(practice):
    made = booked(practice, "follow-up", 5)
    client = as_patient(practice, made.patient)
    page = client.get(at(practice, f"appointments/{made.pk}/")).content.decode()
    assert "It is too late to change this here." in page
    assert "(312) 555-0100" in page
    assert "Patients may cancel visits" not in page
    assert "Cancel my appointment" not in page
    assert client.post(at(practice, f"appointments/{made.pk}/cancel/"), {"reason": "I feel better"}).status_code == 302
    made.refresh_from_db()
    assert made.state == "booked"


def test_a_rule_that_changes_later_takes_back_nothing_that_a_patient_was_told(practice):
    made = booked(practice, "follow-up", 30)
    told = cut_off(made, seen=None)
    f.load_cedar(f.CEDAR + RULES.replace("24 hours", "72 hours"))
    assert cut_off(Appointment.objects.get(pk=made.pk), seen=None) == told
    later = booked(practice, "follow-up", 30, "11:00")
    assert cut_off(later, seen=None)[0] == later.start - dt.timedelta(hours=72), (
        "and what is booked from now on goes by the new one"
    )
    assert booking.cancel(f.themselves(made.patient), made, reason="x").state == "cancelled"


def test_until_a_time_of_the_clock_on_the_last_business_day_of_this_practice(db):
    """The day on which the whole practice is closed is none; one that only a place has is."""
    made = booked(f.load_cedar(), "follow-up", 24 * 10, "09:00")
    day = made.start.astimezone(CHICAGO).date()
    while (day := day - dt.timedelta(days=1)).weekday() > 4:
        pass
    before = day
    while (before := before - dt.timedelta(days=1)).weekday() > 4:
        pass
    rule = "  Patients may cancel visits until 15:00 on the business day before.\n"
    for closed, last in ((f"Downtown is closed on {day}.", day), (f"The practice is closed on {day}.", before)):
        practice = f.load_cedar(f"{f.CEDAR}{rule}  {closed}\n")
        made = booked(practice, "follow-up", 24 * 10, "10:00" if last == day else "11:00")
        assert cut_off(made, seen=None)[0] == dt.datetime.combine(last, dt.time(15), CHICAGO)


def test_without_a_rule_it_is_until_the_visit_begins(cedar):
    made = booked(cedar, "follow-up", 1)
    assert cut_off(made, seen=None) == (made.start, "")


@pytest.mark.parametrize(
    ("start", "amount", "unit", "last"),
    [
        ("2026-12-01T09:00", 24, "hours", "2026-11-30T09:00"),
        ("2026-12-01T09:00", 1, "days", "2026-11-30T23:59"),
        ("2026-12-01T09:00", 0, "days", "2026-12-01T09:00"),
        ("2026-03-09T09:00", 24, "hours", "2026-03-08T09:00"),  # a day after the clock went forward
        ("2026-03-08T09:00", 24, "hours", "2026-03-07T08:00"),  # 24 real hours, one of them skipped
        ("2026-11-01T09:00", 24, "hours", "2026-10-31T10:00"),
        ("2026-11-02T09:00", 1, "days", "2026-11-01T23:59"),
        ("2028-03-01T09:00", 1, "days", "2028-02-29T23:59"),
    ],
)
def test_the_last_moment(start, amount, unit, last):
    rule = PatientsMayCancel(amount=amount, unit=unit)
    begin = dt.datetime.fromisoformat(start).replace(tzinfo=CHICAGO)
    assert rule.cut_off(begin, CHICAGO, BusinessDays()).astimezone(CHICAGO).isoformat()[:16] == last


def test_moving_keeps_the_old_time_until_the_new_one_is_confirmed(cedar):
    made = booked(cedar, "follow-up", 5 * 24)
    Appointment.objects.filter(pk=made.pk).update(start=f.place("10:00").start, end=f.place("10:30").start)
    made.refresh_from_db()
    me = f.themselves(made.patient)
    held = booking.hold(
        me, made.patient, visit_type=made.visit_type, place=f.place("10:30"), channel="online", replaces=made
    )
    made.refresh_from_db()
    assert (made.state, made.reservations.count() > 0, held.state) == ("booked", True, "held")
    booking.confirm(me, held)
    made.refresh_from_db()
    assert (made.state, made.successor_id, made.reservations.count()) == ("rescheduled", held.pk, 0)


def test_a_new_time_that_overlaps_the_old_one_can_be_held_and_nobody_else_gets_in_between(db):
    """9:00 moved to 9:15: the two overlap until it is confirmed."""
    cedar = f.load_cedar(f.CEDAR.replace("Visits start every 30 minutes.", "Visits start every 15 minutes."))
    who = f.patient(cedar, established=True)
    desk = f.actor(cedar, "front_desk")
    made = booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place("09:00"))
    me = f.themselves(who)
    held = booking.hold(me, who, visit_type=made.visit_type, place=f.place("09:15"), channel="online", replaces=made)
    for time in ("09:00", "09:15", "09:30"):
        with pytest.raises(Exception, match="taken"):
            booking.book(desk, f.patient(cedar, established=True), visit_type=made.visit_type, place=f.place(time))
    booking.confirm(me, held)
    assert set(held.reservations.values_list("lane", flat=True)) == {0}
    booking.book(desk, f.patient(cedar, established=True), visit_type=made.visit_type, place=f.place("09:45"))


def test_a_held_move_that_is_not_confirmed_changes_nothing(cedar):
    who = f.patient(cedar, established=True)
    made = booking.book(f.actor(cedar, "front_desk"), who, visit_type=f.visit("follow-up"), place=f.place("09:00"))
    booking.hold(
        f.themselves(who), who, visit_type=made.visit_type, place=f.place("10:00"), channel="online", replaces=made
    )
    Appointment.objects.filter(state="held").update(hold_expires_at=dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1))
    booking.expire_holds()
    made.refresh_from_db()
    assert made.state == "booked" and made.reservations.exists()
