"""What is stuck at one practice, and a web process that does not move, leave everybody else alone."""

import contextlib
import http.client
import os
import signal
import time
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.db import transaction
from django.test import Client

from frontdesk.booking.models import Appointment
from frontdesk.people import lines
from frontdesk.tenancy.context import inside_practice
from tests import factory as f
from tests.conftest import server as postgres
from tests.live import supervised, together
from tests.web_client import sign_in

pytestmark = [pytest.mark.slow, pytest.mark.alone]

BOOKINGS = 24
SOON = 4  # seconds within which whoever is not concerned has an answer


class Two:
    """A practice at which a booking is stuck, and another one."""

    def __init__(self, database):
        self.database = database
        with transaction.atomic():
            self.other = f.load_cedar(slug="birch")
            self.other_session = self._session(self.other)
        with transaction.atomic():
            self.practice = f.load_cedar()
            self.patients = [f.patient(self.practice, established=True) for _ in range(BOOKINGS)]
            self.session = self._session(self.practice)

    def _session(self, practice):
        return sign_in(Client(), f.staff(practice, "front_desk"))

    @contextlib.contextmanager
    def stuck(self):
        """Somebody stands first in the provider's line and never goes on (idle in transaction, under no limit)."""
        with psycopg.connect(postgres().url("superuser", self.database)) as holding:
            key = lines.key_of(str(self.practice.pk), "provider chen")
            holding.execute("SELECT pg_advisory_xact_lock(%s)", [key])
            yield

    def bookings(self, server):
        def job(patient):
            value = f"chen|downtown|{f.place('09:00').start.astimezone(f.dt.UTC):%Y-%m-%dT%H:%MZ}"
            path = f"/{self.practice.slug}/console/book/{patient.pk}/?visit=follow-up"
            data = {"time": value, "key": str(uuid4())}
            return lambda: timed(lambda: server.request("POST", path, data, self.session))

        return [job(patient) for patient in self.patients]

    def others(self, server):
        """Pages of the other practice and the probes, asked while the bookings wait."""

        def ask(path, session):
            def run():
                time.sleep(1.5)
                found = []
                for _ in range(4):
                    found.append(timed(lambda: server.request("GET", path, session=session)))
                    time.sleep(0.3)
                return found

            return run

        paths = [("/birch/console/queue/", self.other_session), ("/livez", ""), ("/readyz", ""), ("/healthz", "")]
        return [ask(path, session) for path, session in paths]

    def booked(self):
        with inside_practice(self.practice):
            return Appointment.objects.filter(state="booked").count()


def timed(work):
    began = time.monotonic()
    answer = work()
    return answer, time.monotonic() - began


@pytest.fixture
def two(fresh_db):
    return Two(fresh_db)


def worst(others):
    return max(seconds for found in others for _, seconds in found)


def test_behind_one_stuck_booking_the_other_practices_go_on_and_those_who_wait_hear_the_truth(two, tmp_path):
    with supervised(two.database, tmp_path) as server:
        with two.stuck():
            results = together(two.bookings(server) + two.others(server))
        bookings, (pages, alive, ready, healthy) = results[:BOOKINGS], results[BOOKINGS:]
        assert {answer.status for answer, _ in pages + alive + healthy} == {200}
        assert {answer.body for answer, _ in ready} == {"worker: none has given a sign of life for two minutes\n"}
        assert worst(results[BOOKINGS:]) < SOON
        assert {answer.status for answer, _ in bookings} <= {
            503,
            409,
        }  # a page of its own, or the same page with the sentence
        assert all("Nothing was changed. Try again" in answer.body for answer, _ in bookings)
        assert max(seconds for _, seconds in bookings) < 30
        assert two.booked() == 0
        after = together(two.bookings(server))
    assert sorted({answer.status for answer, _ in after}) == [302, 409]
    assert two.booked() == 1


@pytest.mark.slow
def test_control_without_turns_the_other_practice_waits_too(two, tmp_path):
    with supervised(two.database, tmp_path, "tests.unfair") as server, two.stuck():
        results = together(two.bookings(server) + two.others(server))
    pages = results[BOOKINGS]
    assert worst([pages]) > SOON or any(answer.status != 200 for answer, _ in pages)


# A web process that does not move -----------------------------------------------------------------------------

LONGEST = 15  # seconds for the watchdog and for the one that takes its place; nobody is sent away


def asked(port, times=24):
    """What so many new connections hear, each within `LONGEST`."""

    def ask():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST)
        try:
            connection.request("GET", "/livez")
            return connection.getresponse().status
        except OSError as error:
            return type(error).__name__
        finally:
            connection.close()

    return set(together([ask] * times))


@pytest.mark.parametrize("number", [signal.SIGSTOP, pytest.param(signal.SIGKILL, marks=pytest.mark.slow)])
def test_what_came_for_a_web_process_that_froze_or_died_is_answered_by_its_successor(fresh_db, tmp_path, number):
    with supervised(fresh_db, tmp_path) as server:
        hurt = server.web_processes()[0]
        os.kill(hurt, number)
        time.sleep(0.3)  # until all of its threads stand still
        assert asked(server.port) == {200}
        assert "starting it again" in server.said.read_text()
        assert hurt not in server.web_processes()


@pytest.mark.slow
def test_control_without_the_watchdog_they_hear_nothing(fresh_db, tmp_path):
    with supervised(fresh_db, tmp_path) as server:
        hurt = server.web_processes()[0]
        os.kill(server.process.pid, signal.SIGSTOP)
        os.kill(hurt, signal.SIGSTOP)
        time.sleep(0.3)
        try:
            assert asked(server.port) == {200, "TimeoutError"}
        finally:
            os.kill(server.process.pid, signal.SIGCONT)


def test_the_watchdog_forgives_what_a_machine_that_slept_has_done(monkeypatch, tmp_path):
    from frontdesk.server.processes import Child

    child = Child("child", [], {}, tmp_path / "beat", process=object())
    child.beat.write_text("1")
    long_ago = time.time() - 3600
    os.utime(child.beat, (long_ago, long_ago))
    assert child.is_frozen(long_ago) and not child.is_frozen(time.time() - 1)


def test_one_that_starts_gets_longer_than_one_that_has_begun_to_beat(tmp_path):
    from frontdesk.server.processes import FROZEN, STARTING, Child

    child = Child("child", [], {}, tmp_path / "beat", process=object())
    Path(child.beat).write_text("")
    ago = time.time() - FROZEN - 1
    os.utime(child.beat, (ago, ago))
    assert FROZEN < STARTING and not child.is_frozen(0)
    child.beat.write_text("1")
    os.utime(child.beat, (ago, ago))
    assert child.is_frozen(0)
