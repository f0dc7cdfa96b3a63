"""The schema: what it is stands in docs/schema.sql, and a database of before is brought to it or left as it is."""

import difflib
import gzip
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from frontdesk.server.earlier_schema import AFTER, BACKUP_TOO_OLD, EARLIER, LAST, TOO_OLD, as_of_today
from frontdesk.server.embedded.binaries import account, directory
from frontdesk.server.schema import newer_or_older, of_this_version
from tests.conftest import server, superuser
from tests.portion import ENDURANCE

HERE = Path(__file__).parent
SNAPSHOT = HERE.parent.parent / "docs" / "schema.sql"
EARLIER_DATABASE = (
    HERE / "made_2026_11_28.sql.gz"
)  # by the last version with the earlier steps; everybody in it is made up
OF_THE_LAST = HERE / "made_by_4a76000.sql.gz"  # the same, with the four steps that the last versions of before had more
GRANTED = 9  # rights that steps give to roles that were there: calls of their own, to decline an offer
NOISE = re.compile(r"^(--.*|SET .*|SELECT pg_catalog\.set_config.*|\\(un)?restrict .*)$", re.MULTILINE)


def program(name: str) -> str:
    """Of the PostgreSQL that the tests bring."""
    return str(directory(account()) / name)


def dump(name: str) -> str:
    command = [program("pg_dump"), server().url("owner", name), "--schema-only", "--no-owner", "--no-comments"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def schema(name: str) -> str:
    """Tables, constraints, triggers, functions and rights as text, without those of the queue, which is another's."""
    parts = re.split(r"\n\n\n+", NOISE.sub("", dump(name)))
    return "\n\n".join(part.strip() for part in parts if part.strip() and "procrastinate" not in part) + "\n"


def migrate(name: str):
    env = {
        **os.environ,
        "DATABASE_URL": server().url("owner", name),
        "FRONTDESK_APP_DATABASE_URL": server().url("app", name),
    }
    command = [sys.executable, "-m", "frontdesk.server.cli", "migrate"]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


@contextmanager
def database(name: str):
    with superuser() as root:
        root.execute(f"CREATE DATABASE {name} OWNER frontdesk_owner")
    with superuser(name) as root:
        root.execute("CREATE EXTENSION btree_gist; CREATE EXTENSION pg_trgm")
    try:
        yield name
    finally:
        with superuser() as root:
            root.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty(migrated):
    with database("without_tables") as name:
        yield name


@pytest.fixture
def earlier(migrated):
    """A database with a practice, made by the earlier steps."""
    with database("of_an_earlier_version") as name:
        fill(name, gzip.decompress(EARLIER_DATABASE.read_bytes()).decode())
        yield name


@pytest.fixture(
    params=[
        pytest.param(OF_THE_LAST, id="of the last"),
        pytest.param(EARLIER_DATABASE, id="of the 88", marks=ENDURANCE),
    ]
)
def of_before(request, migrated):
    """By any of the versions of before that are known here."""
    with database("of_any_earlier_version") as name:
        fill(name, gzip.decompress(request.param.read_bytes()).decode())
        yield name


def fill(name: str, text: str) -> None:
    """With what `pg_dump` wrote; the extensions are there."""
    text = re.sub(r"^CREATE EXTENSION .*$", "", text, flags=re.MULTILINE)
    command = [program("psql"), "-q", "-v", "ON_ERROR_STOP=1", server().url("owner", name)]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def rows(name: str) -> dict[str, int]:
    with superuser(name) as root:
        tables = [table for (table,) in root.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        return {table: root.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables}


def test_the_schema_is_the_one_that_is_written_down(migrated):
    """`make schema` writes it anew; what changed is then seen in the change itself."""
    there = schema(migrated)
    if os.environ.get("WRITE_SCHEMA"):
        SNAPSHOT.write_text(there)
    lines = difflib.unified_diff(SNAPSHOT.read_text().splitlines(), there.splitlines(), "docs/schema.sql", "migrated")
    assert not list(lines)


def test_a_schema_that_differs_by_one_column_is_seen(fresh_db):
    assert schema(fresh_db) == SNAPSHOT.read_text()
    with superuser(fresh_db) as root:
        root.execute("ALTER TABLE people_patient ADD COLUMN other int")
    assert schema(fresh_db) != SNAPSHOT.read_text()


@pytest.mark.slow
def test_a_database_of_the_earlier_steps_is_the_same_with_all_its_rows(migrated, of_before):
    before = rows(of_before)
    assert before["people_patient"] > 20 and before["booking_appointment"] > 50
    done = migrate(of_before)
    assert done.returncode == 0, done.stderr
    after = rows(of_before)
    assert after.pop("booking_takenday") > 50  # what was taken is summed up
    assert after.pop("people_rolepermission") == before["people_rolepermission"] + GRANTED
    own = {name for name in after if not name.startswith(("django_", "auth_"))}
    assert {name: after[name] for name in own} == {name: before.get(name, 0) for name in own}
    # PostgreSQL writes a condition otherwise once it was read back.
    with database("new_and_read_back") as new, database("old_and_read_back") as old:
        fill(new, dump(migrated))
        fill(old, dump(of_before))
        assert sorted(tables(schema(old))) == sorted(tables(schema(new)))
    with psycopg.connect(server().url("app", of_before)) as app:
        assert app.execute("SELECT count(*) FROM people_patient").fetchone() == (0,)  # of no practice
        app.execute("SELECT set_config('frontdesk.practice', (SELECT id::text FROM tenancy_practice), true)")
        assert app.execute("SELECT count(*) FROM people_patient").fetchone() == (before["people_patient"],)


def tables(text: str) -> list[str]:
    """The statements, those that make a table with its columns in one order: they stand as they were added."""
    return [
        "\n".join(sorted(line.rstrip(",") for line in part.splitlines())) if part.startswith("CREATE TABLE") else part
        for part in text.split("\n\n")
    ]


@pytest.mark.slow
def test_one_that_was_left_half_way_is_refused_and_stays_as_it_is(earlier):
    with superuser(earlier) as root:
        root.execute("DELETE FROM django_migrations WHERE app = 'people' AND name LIKE '0023%'")
    before = rows(earlier)
    done = migrate(earlier)
    assert (done.returncode, done.stderr.strip()) == (1, f"frontdesk: {TOO_OLD}")
    assert rows(earlier) == before


FAILS = """
from importlib import import_module
from django.db.migrations import RunSQL
from frontdesk.server import migrate
migrate.known()
last = import_module("frontdesk.intake.migrations.{step}").Migration
last.operations = [*last.operations, RunSQL("SELECT 1 / 0")]
migrate.migrate()
"""


@pytest.mark.slow
def test_an_upgrade_that_fails_leaves_what_the_old_version_reads(of_before):
    """Names and tables alike: half of them would lock both versions out."""
    env = {**os.environ, "DATABASE_URL": server().url("owner", of_before)}
    last = max(name for room, name in of_this_version() if room == "intake")
    script = FAILS.format(step=last)
    before, made = rows(of_before), schema(of_before)
    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=False)
    said = done.stderr.strip().splitlines()[-1]
    assert done.returncode != 0 and "the database is as it was" in said and last in said and "division by zero" in said
    assert (rows(of_before), schema(of_before)) == (before, made)
    with superuser(of_before) as root:
        assert set(root.execute("SELECT app, name FROM django_migrations").fetchall()) >= EARLIER


@pytest.mark.slow
def test_a_newer_database_is_refused_before_anything_is_written(earlier):
    with superuser(earlier) as root:
        root.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('people', '0999_member_ids', now())")
    before, made = rows(earlier), schema(earlier)
    done = migrate(earlier)
    assert done.returncode == 1 and "newer than this Frontdesk (people 0999_member_ids)" in done.stderr
    assert (rows(earlier), schema(earlier)) == (before, made)


def in_git(*arguments: str):
    return subprocess.run(["git", *arguments], cwd=HERE.parent.parent, capture_output=True, text=True, check=False)


@pytest.mark.skipif(in_git("cat-file", "-e", LAST).returncode != 0, reason="a copy without its history")
def test_the_version_that_is_named_has_exactly_the_steps_that_are_known():
    listed = in_git("ls-tree", "-r", "--name-only", LAST).stdout
    there = {(room, name) for room, name in re.findall(r"^src/frontdesk/(\w+)/migrations/(0\w+)\.py$", listed, re.M)}
    assert there == EARLIER | AFTER.keys()
    docs = (HERE.parent.parent / "docs/operations.md").read_text()
    assert all(f"git checkout {LAST}" in text for text in (TOO_OLD, BACKUP_TOO_OLD, docs))


def test_web_and_worker_ask_for_it_to_be_brought_up_to_date():
    assert "run 'frontdesk migrate'" in newer_or_older(set(EARLIER))
    assert newer_or_older(as_of_today(set(EARLIER)) | of_this_version()) == ""
