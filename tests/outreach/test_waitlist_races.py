"""Several workers fill the waitlist at once, and an offer is accepted many times at once: one time goes to one patient."""

import contextlib
import itertools
import threading

import pytest
from django.db import connection, transaction

from frontdesk.booking import actions as booking
from frontdesk.booking import locks
from frontdesk.booking import take as taking
from frontdesk.booking.models import Appointment, WaitlistOffer
from frontdesk.outreach.waitlist import actions
from frontdesk.outreach.waitlist import fill as filling
from frontdesk.tenancy.context import inside_practice
from tests import factory as f
from tests.booking.test_races import Race
from tests.conftest import superuser
from tests.live import together
from tests.outreach.test_waitlist import SMALL

WORKERS = 6


@pytest.fixture
def freed(fresh_db):
    """Two times a day, all taken but one; six wait for it."""
    with transaction.atomic():
        practice = f.load_cedar(SMALL)
        desk = f.actor(practice, "front_desk")
        for day in range(1, 13):
            for time in ("09:00", "09:30"):
                if (day, time) != (5, "09:00"):
                    booking.book(
                        desk,
                        f.patient(practice, established=True),
                        visit_type=f.visit("follow-up"),
                        place=f.place(time, date=f.day(day)),
                    )
        for _ in range(WORKERS):
            actions.join(
                desk, f.patient(practice, established=True), visit_type=f.visit("follow-up"), first_on=f.day(0)
            )
    return practice


def in_its_own_connection(work):
    def run():
        try:
            return work()
        except Exception as error:
            return error
        finally:
            connection.close()

    return run


def fill_at_once(practice) -> list:
    return together([in_its_own_connection(lambda: filling.fill(practice)) for _ in range(WORKERS)])


def by_twos(judge):
    """The first two have looked before either takes: however busy the machine is, they meet."""
    met = threading.Event()
    meeting = threading.Barrier(2, action=met.set)

    def judged(wish):
        found = judge(wish)
        if not met.is_set():
            with contextlib.suppress(threading.BrokenBarrierError):
                meeting.wait(10)
        return found

    return judged


def overlaps(database: str) -> int:
    race = Race.__new__(Race)
    race.database = database
    return race.overlaps()


def test_without_the_guards_the_same_harness_finds_one_time_given_twice(freed, fresh_db, monkeypatch):
    """The control: no turns, no locks, no constraint."""
    with superuser(fresh_db) as root:
        root.execute("ALTER TABLE booking_reservation DROP CONSTRAINT never_twice")
    monkeypatch.setattr(filling, "_take_turns", lambda: None)
    monkeypatch.setattr(locks, "line_up", lambda *wishes, patients=(): None)
    monkeypatch.setattr(taking, "judge", by_twos(taking.judge))
    waiting, turn = filling.in_order, itertools.count()

    def each_another(file):
        """Workers that do not wait for each other look at different entries."""
        found, first = waiting(file), next(turn)
        return [*found[first:], *found[:first]]

    monkeypatch.setattr(filling, "in_order", each_another)
    fill_at_once(freed)
    assert overlaps(fresh_db) > 0


def test_several_workers_at_once_offer_a_freed_time_once(freed, fresh_db):
    found = fill_at_once(freed)
    assert sorted(one for one in found if isinstance(one, int))[-1] == 1 and sum(found) == 1, found
    assert overlaps(fresh_db) == 0
    with inside_practice(freed):
        assert WaitlistOffer.objects.count() == 1


def test_an_offer_accepted_many_times_at_once_is_one_appointment(freed):
    filling.fill(freed)
    with inside_practice(freed):
        given = WaitlistOffer.objects.select_related("entry", "entry__patient", "hold").get()
        me = f.themselves(given.entry.patient)

    def accept():
        with inside_practice(freed):
            return actions.accept.once("accept once", me, given).pk

    found = together([in_its_own_connection(accept) for _ in range(WORKERS)])
    assert set(found) == {given.hold_id}
    with inside_practice(freed):
        assert Appointment.objects.filter(state="booked", patient=given.entry.patient).count() == 1
