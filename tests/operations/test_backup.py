"""`frontdesk backup` and `restore`, as docs/operations.md says: every row of every practice and every document, or no file."""

import os
import re
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import psycopg
import pytest
from django.db import transaction

from frontdesk.booking import actions as booking
from frontdesk.intake import drafts, vault
from frontdesk.operations import tables
from tests import factory as f
from tests.conftest import server, superuser

pytestmark = pytest.mark.slow

DOCS = Path(__file__).resolve().parents[2] / "docs" / "operations.md"
KEY = "dGVzdHMtb25seS0wMTIzNDU2Nzg5LWFiY2RlZmdoaWo="


def run(*arguments, database="", **environment):
    env = {**os.environ, **environment}
    env.pop("FRONTDESK_AS_OWNER", None)
    if database:
        env |= {"DATABASE_URL": server().url("owner", database)}
        env.pop("FRONTDESK_APP_DATABASE_URL", None)
    command = [sys.executable, "-m", "frontdesk.server.cli", *map(str, arguments)]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def contents(database):
    """As the superuser sees it: rows and digest of every table."""
    with psycopg.connect(server().url("superuser", database)) as connection:
        tables.settle(connection)
        found = {}
        for table in tables.tables(connection):
            counted = tables.digest(connection, table)
            found[table.name] = (counted.rows, str(counted))
        return found


@pytest.fixture
def installation(fresh_db):
    """Two practices with people, appointments, and a document; its database and what a document holds."""
    kept = []
    for slug in ("cedar", "birch"):
        with transaction.atomic():
            practice = f.load_cedar(slug=slug)
            desk, who = f.actor(practice, "front_desk"), f.patient(practice)
            for time in ("09:00", "10:00"):
                booking.hold(desk, who, visit_type=f.visit("procedure"), place=f.place(time), channel="staff")
            document = drafts.keep_document(practice, "insurance-card", f.photo())
            document.patient = f.patient(practice)
            document.save()
            kept.append((practice.pk, document.name))
    return fresh_db, kept


@pytest.fixture
def empty():
    with superuser() as connection:
        connection.execute("CREATE DATABASE restored OWNER frontdesk_owner")
    with superuser("restored") as connection:
        connection.execute("CREATE EXTENSION btree_gist")
        connection.execute("CREATE EXTENSION pg_trgm")
    yield "restored"
    with superuser() as connection:
        connection.execute("DROP DATABASE restored WITH (FORCE)")


def documented(text):
    """The command lines of the page that begin with these words."""
    return re.findall(rf"^ *({text}.*)$", DOCS.read_text(), re.M)


def test_the_documented_way_brings_back_every_row_of_every_practice_and_every_document(installation, empty, tmp_path):
    database, kept = installation
    before = contents(database)
    assert before["booking_appointment"][0] >= 2 and before["audit_entry"][0] > 4
    (line,) = documented("frontdesk backup")
    assert line == "frontdesk backup /var/backups/frontdesk/"
    done = run("backup", tmp_path, database=database)
    assert done.returncode == 0, done.stderr
    (file,) = tmp_path.iterdir()
    assert oct(file.stat().st_mode)[-3:] == "600"
    assert "2 practices" in done.stdout and "2 documents" in done.stdout

    (line,) = documented("frontdesk restore")
    assert line.startswith("frontdesk restore /var/backups/frontdesk/")
    folder = tmp_path / "documents"
    done = run("restore", file, database=empty, FRONTDESK_DOCUMENTS=str(folder))
    assert done.returncode == 0, done.stderr
    assert contents(empty) == before
    for practice, name in kept:
        assert (folder / str(practice) / name[:2] / name).read_bytes() == (
            Path(os.environ["FRONTDESK_DOCUMENTS"]) / str(practice) / name[:2] / name
        ).read_bytes()


@pytest.mark.slow
def test_what_was_restored_is_bound_again_by_row_level_security_and_by_triggers(installation, empty, tmp_path):
    database, _ = installation
    run("backup", tmp_path / "b", database=database)
    assert run("restore", tmp_path / "b", database=empty, FRONTDESK_DOCUMENTS=str(tmp_path / "d")).returncode == 0
    asked = """SELECT (SELECT count(*) FROM pg_class WHERE relforcerowsecurity),
                      (SELECT count(*) FROM pg_trigger WHERE tgenabled <> 'O' AND NOT tgisinternal)"""
    with superuser(database) as here, superuser(empty) as there:
        assert here.execute(asked).fetchone() == there.execute(asked).fetchone()
    with psycopg.connect(server().url("app", empty)) as connection:
        assert connection.execute("SELECT count(*) FROM people_patient").fetchone() == (0,)


def test_a_backup_is_of_one_instant_while_people_book(installation, tmp_path):
    """Rows that refer to each other are both there, or neither."""
    database, _ = installation
    done, errors = threading.Event(), []

    def write():
        with psycopg.connect(server().url("superuser", database), autocommit=True) as connection:
            while not done.is_set():
                connection.execute(
                    "WITH one AS (INSERT INTO procrastinate_jobs (task_name, queue_name) VALUES ('x', 'x') RETURNING id)"
                    "INSERT INTO procrastinate_events (job_id, type) SELECT id, 'deferred' FROM one"
                )

    writer = threading.Thread(target=write)
    writer.start()
    made = [run("backup", tmp_path / f"b{n}", database=database) for n in range(3)]
    done.set()
    writer.join()
    assert not errors and all(one.returncode == 0 for one in made), made[0].stderr
    for n in range(3):
        with zipfile.ZipFile(tmp_path / f"b{n}") as file:
            jobs = {line.split(b"\t")[0] for line in file.read("tables/procrastinate_jobs").splitlines()}
            pointed = {line.split(b"\t")[1] for line in file.read("tables/procrastinate_events").splitlines()}
        assert pointed <= jobs


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}, "no backup was made"),
        ({"DATABASE_URL": ""}, "as its owner"),
    ],
    ids=["no server", "the application's login alone"],
)
def test_what_failed_leaves_no_file_that_looks_like_a_backup(tmp_path, environment, says):
    done = run("backup", tmp_path / "backup", **environment)
    assert done.returncode and says in done.stderr and len(done.stderr.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_a_disk_that_is_full_leaves_no_file(installation, tmp_path):
    database, _ = installation
    env = {**os.environ, "DATABASE_URL": server().url("owner", database)}
    command = f"ulimit -f 20; exec {sys.executable} -m frontdesk.server.cli backup {tmp_path}/backup"
    done = subprocess.run(["bash", "-c", command], env=env, capture_output=True, text=True, check=False)
    assert done.returncode
    assert not (tmp_path / "backup").exists()


def test_a_backup_never_goes_over_another_and_a_restore_never_over_a_practice(installation, tmp_path):
    database, _ = installation
    assert run("backup", tmp_path / "b", database=database).returncode == 0
    before = (tmp_path / "b").read_bytes()
    again = run("backup", tmp_path / "b", database=database)
    assert again.returncode == 1 and "is there already" in again.stderr
    assert (tmp_path / "b").read_bytes() == before
    over = run("restore", tmp_path / "b", database=database)
    assert over.returncode == 1 and "empty one" in over.stderr


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param("cut", marks=pytest.mark.slow),
        "a byte",
        "not a backup",
        pytest.param("an entry more", marks=pytest.mark.slow),
    ],
)
def test_a_damaged_backup_is_refused_before_anything_is_done(installation, empty, tmp_path, harm):
    database, _ = installation
    file = tmp_path / "b"
    run("backup", file, database=database)
    data = file.read_bytes()
    if harm == "cut":
        file.write_bytes(data[: len(data) // 2])
    elif harm == "a byte":
        file.write_bytes(data[:3000] + bytes([data[3000] ^ 1]) + data[3001:])
    elif harm == "not a backup":
        file.write_bytes(b"-- PostgreSQL database dump")
    else:
        with zipfile.ZipFile(file, "a") as packed:
            packed.writestr("documents/../../evil", "x")
    done = run("restore", file, database=empty)
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 1, done.stderr
    with superuser(empty) as connection:
        assert connection.execute("SELECT to_regclass('tenancy_practice')").fetchone() == (None,)


def test_an_older_frontdesk_says_that_the_backup_is_newer(installation, empty, tmp_path):
    database, _ = installation
    with superuser(database) as connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('booking', '0999_tomorrow', now())"
        )
    run("backup", tmp_path / "b", database=database)
    done = run("restore", tmp_path / "b", database=empty)
    assert done.returncode == 1 and "a newer Frontdesk" in done.stderr and "0999_tomorrow" in done.stderr


def test_it_says_which_key_opens_the_documents_and_holds_none(installation, empty, tmp_path):
    database, _ = installation
    done = run("backup", tmp_path / "b", database=database)
    assert "no key is in it" in done.stdout
    assert KEY.encode() not in (tmp_path / "b").read_bytes()
    other = "b3RoZXItb25seS0wMTIzNDU2Nzg5LWFiY2RlZmdoaWo="
    done = run(
        "restore",
        tmp_path / "b",
        database=empty,
        FRONTDESK_DOCUMENTS=str(tmp_path / "d"),
        FRONTDESK_DOCUMENT_KEYS=other,
    )
    assert "documents stay closed until" in done.stdout


def test_a_document_that_is_missing_is_said_and_the_rest_is_saved(installation, tmp_path):
    database, kept = installation
    vault.remove(*kept[0])
    done = run("backup", tmp_path / "b", database=database)
    assert done.returncode == 0 and "and so not in the backup: 1 document" in done.stdout


def test_nothing_is_swept_while_a_backup_is_made(installation):
    from frontdesk.operations.backup import LOCK
    from frontdesk.server.sweeping import _may_sweep

    database, _ = installation
    with psycopg.connect(server().url("owner", database), autocommit=True) as connection:
        connection.execute(LOCK)
        with transaction.atomic():
            assert not _may_sweep()
    until, free = time.monotonic() + 10, False
    while not free and time.monotonic() < until:  # the server ends a session a moment after we left it
        with transaction.atomic():
            free = _may_sweep()
    assert free


def test_a_folder_that_is_not_there_yet_is_made_and_every_backup_in_it_has_a_name_of_its_own(tmp_path):
    import datetime as dt

    from frontdesk.operations.backup import target_of

    moments = [dt.datetime(2026, 12, day, 3, tzinfo=dt.UTC) for day in (1, 2)]
    first, second = (target_of(f"{tmp_path}/nightly/", moment) for moment in moments)
    assert first.parent.is_dir() and first.parent == second.parent and first != second
    assert target_of(f"{tmp_path}/one", moments[0]).name == "one"
