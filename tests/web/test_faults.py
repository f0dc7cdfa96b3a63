"""The database is down, or full: a calm page with a reference number, and nothing half done."""

import os
import re
import subprocess
import sys

import pytest
from django.db import transaction
from django.test import Client

from frontdesk.booking.models import Appointment
from frontdesk.messaging.models import Message
from frontdesk.server.embedded import Embedded
from frontdesk.tenancy.context import inside_practice
from tests import factory as f
from tests.conftest import superuser
from tests.live import serve
from tests.web_client import sign_in

pytestmark = pytest.mark.alone


@pytest.fixture
def shop(fresh_db):
    with transaction.atomic():
        practice = f.load_cedar()
        who = f.patient(practice, established=True, first_name="Canaryfirst", email="canary@example.org")
        client = Client()
        session = sign_in(client, f.staff(practice, "front_desk"))
    return practice, who, session


def book(server, practice, who, session):
    place = f.place()
    value = f"{place.provider}|{place.location}|{place.start.astimezone(f.dt.UTC):%Y-%m-%dT%H:%MZ}"
    return server.request("POST", f"/{practice.slug}/console/book/{who.pk}/?visit=follow-up", {"time": value}, session)


def test_a_full_disk_is_a_calm_page_and_nothing_is_half_done(fresh_db, shop, capfd):
    practice, who, session = shop
    with superuser(fresh_db) as root:  # the message is written last: all before it has to go
        root.execute(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no space left, said Canaryfirst' USING ERRCODE = 'disk_full'; END $$"
        )
        root.execute(
            "CREATE TRIGGER full_disk BEFORE INSERT ON messaging_message FOR EACH ROW EXECUTE FUNCTION full_disk()"
        )
    with serve(fresh_db) as server:
        answer = book(server, practice, who, session)
    assert answer.status == 503
    reference = re.search(r"reference number is <strong>([0-9A-F]{8})</strong>", answer.body).group(1)
    assert "Nothing was changed" in answer.body
    assert "Traceback" not in answer.body and "Canaryfirst" not in answer.body
    log = capfd.readouterr().err
    assert reference in log
    assert "Canaryfirst" not in log
    with inside_practice(practice):
        assert not Appointment.objects.exists()
        assert not Message.objects.exists()


def test_control_without_the_fault_the_same_request_books(fresh_db, shop):
    practice, who, session = shop
    with serve(fresh_db) as server:
        assert book(server, practice, who, session).status == 302
    with inside_practice(practice):
        assert Appointment.objects.count() == 1


@pytest.mark.slow
def test_a_database_that_is_down_is_a_calm_page_and_comes_back(tmp_path):
    with Embedded(tmp_path) as database:
        env = {**os.environ, "DATABASE_URL": database.url("owner"), "FRONTDESK_APP_DATABASE_URL": database.url("app")}
        subprocess.run([sys.executable, "-m", "frontdesk.server.cli", "migrate"], env=env, check=True)
        subprocess.run(
            [
                sys.executable,
                "-m",
                "frontdesk.server.cli",
                "practice",
                "load",
                "examples/dr-moss.yaml",
                "--slug",
                "moss",
            ],
            env=env,
            check=True,
            capture_output=True,
        )
        with serve(
            "unused",
            DATABASE_URL=database.url("owner"),
            FRONTDESK_APP_DATABASE_URL=database.url("app"),
            FRONTDESK_POOL_TIMEOUT="2",
        ) as server:
            assert server.request("GET", "/moss/").status == 200
            database.stop()
            answer = server.request("GET", "/moss/")
            assert answer.status == 503
            assert "The system is not available right now" in answer.body
            assert re.search(r"reference number is <strong>[0-9A-F]{8}", answer.body)
            database.ensure()
            assert [server.request("GET", "/moss/").status for _ in range(8)] == [200] * 8


def test_no_page_and_no_log_of_a_running_server_names_a_patient_who_was_not_asked_for(fresh_db, shop, capfd):
    practice, who, session = shop
    with serve(fresh_db) as server:
        server.request("GET", f"/{practice.slug}/console/patients/?q=Canaryfirst", session=session)
        server.request("GET", f"/{practice.slug}/console/patients/{who.pk}x/", session=session)
        server.request("POST", f"/{practice.slug}/sign-in/", {"contact": "canary@example.org"})
        book(server, practice, who, session)
    printed = capfd.readouterr()
    assert "anary" not in printed.err + printed.out
