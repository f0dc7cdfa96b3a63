"""What others change is heard within two seconds, by who may see it, and keeps nobody's session alive."""

import http.client
import time

import psycopg
import pytest
from django.db import transaction
from django.test import Client
from django.utils.timezone import now

from frontdesk.booking import actions
from frontdesk.booking.models import WaitlistEntry
from frontdesk.messaging.models import Inbound
from frontdesk.tenancy.context import inside_practice
from frontdesk.web.live import GIVEN_UP, Hub, _where
from tests import factory as f
from tests.live import serve
from tests.web_client import as_staff, at, sign_in


def session_of(practice, role):
    return sign_in(Client(), f.staff(practice, role))


class Listener:
    def __init__(self, port, session, path="/cedar/console/live/"):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        self.connection.request("GET", path, headers={"Cookie": f"frontdesk_session={session}"})
        self.response = self.connection.getresponse()

    def until(self, words: bytes, seconds: float = 2.0) -> float:
        """How long until a line says so."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            if words in self.response.readline():
                return time.monotonic() - began
        raise AssertionError(f"{words!r} was not heard")


def book(practice):
    with inside_practice(practice):
        who = f.patient(practice, first_name="Canaryfirst", established=True)
        return actions.book(f.actor(practice, "front_desk"), who, visit_type=f.visit("follow-up"), place=f.place())


def test_a_booking_is_heard_by_the_practice_within_two_seconds_and_by_no_other(fresh_db):
    with transaction.atomic():
        birch = f.load_cedar(slug="birch")
        other = session_of(birch, "front_desk")
    with transaction.atomic():
        cedar = f.load_cedar()
        mine = session_of(cedar, "front_desk")
    with serve(fresh_db, threads=8) as server:
        here, there = Listener(server.port, mine), Listener(server.port, other, "/birch/console/live/")
        assert here.response.status == 200 and here.response.headers["Content-Type"] == "text/event-stream"
        here.until(b"data: all", 5)
        there.until(b"retry", 5)
        done = book(cedar)
        here.until(f"data: appointment {int(done.start.timestamp())}".encode())
        there.connection.sock.settimeout(1.5)
        try:
            line = there.response.readline()
            while line in (b"\n", b"event: change\n"):
                line = there.response.readline()
            assert b"appointment" not in line
        except TimeoutError:
            pass


def test_only_staff_listen(fresh_db):
    with transaction.atomic():
        f.load_cedar()
    with serve(fresh_db, threads=4) as server:
        assert server.request("GET", "/cedar/console/live/").status == 302


def test_a_process_carries_only_so_many_and_says_so(fresh_db):
    with transaction.atomic():
        cedar = f.load_cedar()
        mine = session_of(cedar, "front_desk")
    with serve(fresh_db, threads=6, FRONTDESK_LIVE="2") as server:
        kept = [Listener(server.port, mine) for _ in range(2)]
        assert server.request("GET", "/cedar/console/live/", session=mine).status == 503
        assert server.request("GET", "/cedar/console/queue/", session=mine).status == 200
        kept[0].connection.close()
        deadline = time.monotonic() + 60
        while server.request("GET", "/cedar/console/queue/", session=mine).status and time.monotonic() < deadline:
            again = Listener(server.port, mine)
            if again.response.status == 200:
                break
            time.sleep(0.5)
        assert again.response.status == 200


def test_the_hub_tells_each_practice_its_own():
    hub = Hub()
    hub.thread = object()  # nobody listens to a database here
    one, two = hub.join("a", 9), hub.join("b", 9)
    hub.heard("a appointment 12")
    assert one.get_nowait() == ("appointment", "12") and two.empty()
    hub.leave(one)
    hub.heard("a appointment 13")
    assert one.empty()
    assert Hub().join is not None and hub.join("c", 1) is None


def test_one_person_does_not_take_all_that_there_are_and_the_newest_page_is_the_one_that_hears():
    hub = Hub()
    hub.thread = object()
    first, *others = [hub.join("a", 9, "one", 8) for _ in range(9)]
    hub.heard("a appointment 12")
    assert first.get_nowait() == GIVEN_UP and first.empty(), "the oldest gave its place up and hears no more"
    assert [one.get_nowait() for one in others] == [("appointment", "12")] * 8
    assert hub.join("a", 9, "other", 8) is not None
    assert hub.join("a", 9, "other", 8) is None, "and the process as a whole carries no more"
    assert hub.join("a", 9, "one", 8) is not None


def test_who_walks_from_page_to_page_hears_on_every_one_of_them(fresh_db):
    with transaction.atomic():
        cedar = f.load_cedar()
        mine = session_of(cedar, "front_desk")
    with serve(fresh_db, threads=16) as server:
        walked = [Listener(server.port, mine) for _ in range(12)]
        assert [one.response.status for one in walked] == [200] * 12
        assert b"retry: 15000" in walked[0].response.read(), "a page that was left behind ends by itself"
        book(cedar)
        walked[-1].until(b"data: appointment", 5)


def test_listening_is_no_press_that_would_keep_a_session_alive(cedar, monkeypatch):
    from tests.web_client import as_staff, at

    desk = as_staff(cedar, "front_desk")
    desk.get(at(cedar, "console/queue/"))
    pressed = desk.session["pressed_at"]
    monkeypatch.setattr("frontdesk.web.signin.time.time", lambda: pressed + 100)
    monkeypatch.setattr("frontdesk.web.live.hub.join", lambda *_: None)
    assert desk.get(at(cedar, "console/live/")).status_code == 503
    assert desk.session["pressed_at"] == pressed
    desk.get(at(cedar, "console/queue/"))
    assert desk.session["pressed_at"] == pressed + 100


@pytest.mark.parametrize(
    ("path", "kind", "part"),
    [
        ("console/mine/", "appointment", "mine-rows"),
        ("console/waitlist/", "waitlist", "waitlist-rows"),
        ("console/messages/", "message", "messages-rows"),
    ],
)
def test_my_day_the_waitlist_and_messages_ask_again_for_their_part_alone(cedar, path, kind, part):
    role, more = ("clinician", {"provider": "chen"}) if "mine" in path else ("scheduler", {})
    client = as_staff(cedar, role, **more)
    whole = client.get(at(cedar, path)).content.decode()
    assert f'id="{part}"' in whole and f'data-live="{kind}"' in whole and "<html" in whole
    rows = client.get(at(cedar, path), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in rows and "<h1" not in rows and rows.strip()


def test_what_changes_the_waitlist_or_messages_is_said(fresh_db):
    with transaction.atomic():
        cedar = f.load_cedar()
    with psycopg.connect(**_where(), autocommit=True) as listening:
        listening.execute("LISTEN frontdesk")
        with inside_practice(cedar):
            who = f.patient(cedar)
            WaitlistEntry.objects.create(
                practice=cedar, patient=who, visit_type=f.visit("follow-up"), first_on=f.day(), created_at=now()
            )
            Inbound.objects.create(practice=cedar, sender="+13125550100", body="hi", provider_key="1", meaning="other")
        said = {one.payload for one in listening.notifies(timeout=2, stop_after=2)}
    assert said == {f"{cedar.pk} waitlist 0", f"{cedar.pk} message 0"}
