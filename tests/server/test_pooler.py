"""Behind PgBouncer, which lends a connection for one transaction: pages and bookings work, and changes are heard past it."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import transaction

from tests import factory as f
from tests.conftest import server as postgres
from tests.live import serve
from tests.web.test_live import Listener, book, session_of

pytestmark = [pytest.mark.slow, pytest.mark.alone]
PROGRAM = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def pooler(folder, direct: str):
    """The address of the same database behind PgBouncer with two connections to it, in transaction mode."""
    parts, port = urlsplit(direct), a_free_port()
    (folder / "users").write_text(f'"{parts.username}" "{parts.password}"\n')
    (folder / "pgbouncer.ini").write_text(
        f"""[databases]
* = host=127.0.0.1 port={parts.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = 2
"""
    )
    for one in (folder, *folder.parents[:3], *folder.iterdir()):
        if one.is_relative_to("/tmp/pytest-of-root") or one.parent == folder or one == folder:
            one.chmod(0o755)
    as_whom = ["-u", "nobody"] if os.getuid() == 0 else []  # it refuses to run as root
    process = subprocess.Popen([PROGRAM, "-q", *as_whom, folder / "pgbouncer.ini"], stderr=subprocess.DEVNULL)
    address = urlunsplit(parts._replace(netloc=f"{parts.username}:{parts.password}@127.0.0.1:{port}"))
    try:
        deadline = time.monotonic() + 120
        while True:
            try:
                psycopg.connect(address, connect_timeout=2).close()
                break
            except psycopg.OperationalError:
                assert process.poll() is None and time.monotonic() < deadline, "PgBouncer did not come up"
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def practice(fresh_db):
    with transaction.atomic():
        made = f.load_cedar()
        return made, session_of(made, "front_desk")


def test_pages_are_served_and_changes_are_heard_past_the_pooler(fresh_db, practice, tmp_path):
    cedar, session = practice
    direct = postgres().url("app", fresh_db)
    with (
        pooler(tmp_path, direct) as behind,
        serve(fresh_db, threads=8, FRONTDESK_APP_DATABASE_URL=behind, FRONTDESK_LISTEN_URL=direct) as server,
    ):
        for _ in range(12):  # more often than a statement is sent before it would be prepared
            assert server.request("GET", "/cedar/console/queue/", session=session).status == 200
        here = Listener(server.port, session)
        here.until(b"data: all", 5)
        done = book(cedar)
        here.until(f"data: appointment {int(done.start.timestamp())}".encode())


def test_control_without_an_address_past_it_nothing_is_heard(fresh_db, practice, tmp_path):
    cedar, session = practice
    with (
        pooler(tmp_path, postgres().url("app", fresh_db)) as behind,
        serve(fresh_db, threads=8, FRONTDESK_APP_DATABASE_URL=behind) as server,
    ):
        here = Listener(server.port, session)
        book(cedar)
        with pytest.raises((AssertionError, TimeoutError)):
            here.until(b"data: appointment", 4)
