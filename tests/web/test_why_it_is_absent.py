"""A clinician's day says of a visit that is not there any more that it was there, and why it does not take place."""

import datetime as dt

from django.utils.timezone import now

from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment
from tests import factory as f
from tests.web_client import as_staff, at


def my_day(practice, provider="chen"):
    page = as_staff(practice, "clinician", provider=provider).get(at(practice, f"console/mine/?date={f.day()}"))
    return page.content.decode()


def test_what_is_canceled_or_moved_stands_there_with_its_reason(cedar):
    desk = f.actor(cedar, "scheduler")
    gone, moved = f.booked(cedar), f.booked(cedar, "10:00")
    booking.cancel(desk, gone, reason="The patient is ill")
    booking.reschedule(desk, moved, place=f.place("11:00", date=f.day(8)), reason="The patient asked")
    page = my_day(cedar).split("Not taking place")[1].split("</section>")[0]
    for part in (
        gone.patient.name,
        "Canceled",
        "Why: The patient is ill",
        moved.patient.name,
        "Rescheduled",
        "11:00 AM",
    ):
        assert part in page
    assert "Not taking place" not in my_day(cedar, "lee"), "it is only their own"


def test_a_time_that_was_only_kept_was_never_a_visit(cedar):
    one = f.booked(cedar)
    booking.cancel(f.actor(cedar, "scheduler"), one, reason="x")
    Appointment.objects.filter(pk=one.pk).update(hold_expires_at=now() - dt.timedelta(days=1))
    assert "Not taking place" not in my_day(cedar)


def test_where_all_take_place_nothing_is_said(cedar):
    f.booked(cedar)
    assert "Not taking place" not in my_day(cedar)
