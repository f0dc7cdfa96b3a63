"""Days are summed up for searches, and whatever has changed since is read as it is: by nobody is a time seen as free that is taken, or the other way round."""

import datetime as dt
from importlib import import_module

import psycopg
import pytest
from django.db import connection, transaction
from django.utils.timezone import now

from frontdesk.availability.clock import DAY
from frontdesk.availability.model import minute_of
from frontdesk.booking import actions
from frontdesk.booking.models import Appointment
from frontdesk.booking.reservations import ChangedDay, TakenDay
from frontdesk.booking.summing import sum_up
from frontdesk.booking.taken import TakenInDatabase
from frontdesk.practice import policies
from frontdesk.server import retention
from frontdesk.tenancy.context import inside_practice
from tests import factory as f
from tests.booking.readers import differences
from tests.conftest import server, superuser

LATER = (
    "UPDATE booking_reservation SET during = tstzrange(lower(during) + interval '2 hours', upper(during) + interval '2 hours')"
    " WHERE kind = 'provider'"
)


def booked(practice, time="09:00"):
    who = f.patient(practice, established=True)
    return actions.book(f.actor(practice, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place(time))


def test_what_is_summed_up_is_read_as_before(cedar):
    booked(cedar)
    assert ChangedDay.objects.exists() and not TakenDay.objects.exists()
    assert differences() == []
    sum_up()
    assert TakenDay.objects.exists() and not ChangedDay.objects.exists()
    assert differences() == []


@pytest.mark.parametrize("change", ["book", "cancel", "move", "as the owner"])
def test_a_change_after_that_is_read_at_once(cedar, desk, change):
    one = booked(cedar)
    sum_up()
    if change == "book":
        booked(cedar, "10:00")
    elif change == "cancel":
        actions.cancel(desk, one, reason="The patient asked")
    elif change == "move":
        actions.reschedule(desk, one, place=f.place("10:30"), reason="The patient asked")
    else:
        with connection.cursor() as cursor:
            cursor.execute(LATER)
    assert differences() == []
    ChangedDay.objects.all().delete()
    assert any("minutes" in one for one in differences()), "control: without its note the sum would be believed"


def test_a_hold_that_ran_out_is_no_longer_taken_though_it_was_summed_up(cedar, desk):
    who = f.patient(cedar, established=True)
    held = actions.hold(desk, who, visit_type=f.visit("follow-up"), place=f.place("09:00"), channel="staff")
    sum_up()
    assert differences() == []
    Appointment.objects.filter(pk=held.pk).update(hold_expires_at=held.created_at - dt.timedelta(minutes=1))
    assert differences() == []


def test_what_goes_over_midnight_in_utc_is_of_both_days(cedar):
    booked(cedar)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE booking_reservation SET during = tstzrange(date_trunc('day', lower(during), 'UTC') - interval '20 minutes',"
            " date_trunc('day', lower(during), 'UTC') + interval '30 minutes') WHERE kind = 'provider'"
        )
    sum_up()
    assert differences() == []
    days = TakenDay.objects.order_by("day").values_list("day", "minutes")
    assert {bytes(minutes).count(255) for _, minutes in days} >= {2, 3}, "20 and 30 minutes of the two days"


def test_what_was_there_before_is_summed_up_by_the_migration(cedar):
    booked(cedar)
    ChangedDay.objects.all().delete()
    assert differences() != [], "control: nothing says that it is there"
    import_module("frontdesk.booking.migrations.0016_summed_up").sum_up(None, cedar)
    assert differences() == []


@pytest.fixture
def busy(fresh_db):
    """A practice that is really there, with a visit that is summed up."""
    with transaction.atomic():
        practice = f.load_cedar()
    with inside_practice(practice):
        booked(practice)
    with inside_practice(practice):
        sum_up()
    return practice


@pytest.mark.parametrize("noted", [True, False])
def test_a_change_that_is_not_committed_while_days_are_summed_up_is_not_lost(fresh_db, busy, noted):
    """Nor does anybody wait for it.  Control: without the trigger it is."""
    with psycopg.connect(server().url("superuser", fresh_db)) as other:
        if not noted:
            other.execute("ALTER TABLE booking_reservation DISABLE TRIGGER days")
            other.commit()
        other.execute(LATER)
        with inside_practice(busy):
            booked(busy, "10:00") if noted else None
            sum_up()
            assert differences() == []
        other.commit()
    with inside_practice(busy):
        assert (differences() == []) is noted
        sum_up()
        assert (differences() == []) is noted


def test_who_sums_up_while_somebody_is_at_it_leaves_it_to_them(fresh_db, busy):
    with superuser(fresh_db) as root:
        root.execute(
            "INSERT INTO booking_changedday (practice_id, id, subject, day) SELECT practice_id, gen_random_uuid(), subject, day FROM booking_takenday"
        )
    with psycopg.connect(server().url("app", fresh_db)) as other:
        other.execute("SELECT set_config('frontdesk.practice', %s, true)", [str(busy.pk)])
        other.execute(import_module("frontdesk.booking.summing").ONE_AT_A_TIME)
        with inside_practice(busy):
            sum_up()
            assert ChangedDay.objects.exists()
    with inside_practice(busy):
        sum_up()
        assert not ChangedDay.objects.exists() and differences() == []


LONG_AGO = dt.timedelta(days=60)


def test_sums_of_days_that_are_long_over_go_and_those_days_are_read_as_they_were(cedar):
    booked(cedar)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE booking_reservation SET during = tstzrange(lower(during) - %s, upper(during) - %s)",
            [LONG_AGO, LONG_AGO],
        )
    booked(cedar, "10:00")
    sum_up()
    sums, minutes = TakenDay.objects.count(), long_ago()
    assert minutes > 0 and differences() == []
    retention.forget_of(cedar)
    assert 0 < TakenDay.objects.count() < sums
    assert long_ago() == minutes and differences() == []
    booked(cedar, "11:00")
    assert differences() == [], "what is to come is noted, summed up and read as ever"


def long_ago():
    """Minutes that were taken about then."""
    read = TakenInDatabase(policies.current().setup)
    begin = minute_of(now() - LONG_AGO) // DAY * DAY
    return read.bitmap(("provider", "chen"), begin, 14 * DAY).bit_count()
