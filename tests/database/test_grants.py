"""What the application's login may do at most, whatever the code does."""

import os
import subprocess
import sys
import time

import psycopg
import pytest
from django.db import transaction

from frontdesk.access.may import SYSTEM
from tests import factory as f
from tests.conftest import server, superuser

pytestmark = pytest.mark.slow


@pytest.fixture
def two(fresh_db):
    """A connection as the application's login, inside of one of two practices."""
    with transaction.atomic():
        other = f.load_cedar(slug="birch")
        own = f.load_cedar()
        f.actor(own, "front_desk")
    with psycopg.connect(server().url("app", fresh_db), autocommit=True) as connection:
        connection.execute("SELECT set_config('frontdesk.practice', %s, false)", [str(own.pk)])
        yield connection, own, other


FORBIDDEN = (
    "DELETE FROM audit_head",
    "UPDATE audit_head SET number = 0",
    "INSERT INTO audit_head SELECT * FROM audit_head",
    "DELETE FROM audit_entry",
    "UPDATE audit_entry SET reason = ''",
    "TRUNCATE audit_entry",
    "DELETE FROM tenancy_practice",
    "UPDATE tenancy_practice SET slug = 'taken'",
    "UPDATE tenancy_practice SET sample_of_id = NULL",
    "UPDATE django_migrations SET name = ''",
    "DELETE FROM django_content_type",
    "INSERT INTO auth_group (name) VALUES ('x')",
    "ALTER TABLE tenancy_practice DISABLE ROW LEVEL SECURITY",
    "CREATE TABLE own (x int)",
    "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
    "SET ROLE frontdesk_owner",
    "SET ROLE postgres",
    "SET session_replication_role = replica",
)


def test_the_applications_login_may_not(two):
    connection, *_ = two
    for statement in FORBIDDEN:
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidParameterValue)):
            connection.execute(statement)
            pytest.fail(f"it may: {statement}")


def test_it_changes_its_own_practice_and_no_other(two):
    connection, own, _ = two
    assert connection.execute("UPDATE tenancy_practice SET phone = '1'").rowcount == 1
    with superuser(connection.info.dbname) as root:
        changed = root.execute("SELECT slug FROM tenancy_practice WHERE phone = '1'").fetchall()
    assert changed == [(own.slug,)]


def test_outside_of_a_practice_it_reads_the_list_and_changes_nothing(two):
    connection, *_ = two
    connection.execute("SELECT set_config('frontdesk.practice', '', false)")
    assert connection.execute("SELECT count(*) FROM tenancy_practice").fetchone() == (2,)
    assert connection.execute("UPDATE tenancy_practice SET phone = '1'").rowcount == 0


def test_the_chain_still_writes_where_it_stands(two):
    connection, own, _ = two
    with transaction.atomic():
        from frontdesk.practice.roles.actions import hire
        from frontdesk.tenancy.context import enter

        enter(own)
        hire(SYSTEM, own, name="Ann", email="ann@cedar.example", role="front_desk", password="long enough to be one")
    number = connection.execute("SELECT number FROM audit_head").fetchone()[0]
    assert number == connection.execute("SELECT max(number) FROM audit_entry").fetchone()[0] > 0


def test_going_back_to_who_signed_in_gains_nothing(two):
    connection, *_ = two
    connection.execute("SET ROLE NONE")
    connection.execute("RESET SESSION AUTHORIZATION")
    assert connection.execute("SELECT current_user").fetchone() == ("frontdesk_app",)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("DELETE FROM tenancy_practice")


# The login ---------------------------------------------------------------------------------------------------


def run(*arguments, **environment):
    env = {name: value for name, value in os.environ.items() if not name.startswith(("FRONTDESK_", "DATABASE_URL"))}
    command = [sys.executable, "-m", "frontdesk.server.cli", *arguments]
    return subprocess.run(command, env={**env, **environment}, capture_output=True, text=True, check=False, timeout=600)


@pytest.fixture
def cluster(tmp_path):
    """A database as an administrator makes it for a first installation: an owner who may create roles."""
    number = time.monotonic_ns()
    owner, database, role = f"owner_{number}", f"site_{number}", f"site_app_{number}"
    with superuser() as root:
        root.execute(f"CREATE ROLE {owner} LOGIN CREATEROLE PASSWORD 'secret'")
        root.execute(f"CREATE DATABASE {database} OWNER {owner}")
    with superuser(database) as root:
        root.execute("CREATE EXTENSION btree_gist")
        root.execute("CREATE EXTENSION pg_trgm")
    yield f"postgresql://{owner}:secret@127.0.0.1:{server().port}/{database}", role, database
    with superuser() as root:
        root.execute(f"DROP DATABASE {database} WITH (FORCE)")


def test_migrate_makes_a_login_that_is_bound_and_limited_and_prints_it_once(cluster):
    owner, role, _ = cluster
    first = run("migrate", DATABASE_URL=owner, FRONTDESK_APP_ROLE=role)
    assert first.returncode == 0, first.stderr
    (line,) = [line for line in first.stdout.splitlines() if line.startswith("FRONTDESK_APP_DATABASE_URL=")]
    address = line.partition("=")[2]
    again = run("migrate", DATABASE_URL=owner, FRONTDESK_APP_ROLE=role)
    assert again.returncode == 0 and "postgresql://" not in again.stdout
    with psycopg.connect(address) as connection:
        found = [connection.execute(f"SHOW {what}").fetchone()[0] for what in ("lock_timeout", "statement_timeout")]
        assert found == ["3s", "15s"]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SET ROLE NONE; DELETE FROM tenancy_practice")
    renewed = run("migrate", "--new-password", DATABASE_URL=owner, FRONTDESK_APP_ROLE=role)
    assert "FRONTDESK_APP_DATABASE_URL=" in renewed.stdout
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(address)


def tables_of(database):
    with superuser(database) as root:
        return root.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()[0]


def test_a_second_installation_in_one_cluster_is_told_what_to_set_before_anything_is_done(cluster):
    owner, role, database = cluster
    done = run("migrate", DATABASE_URL=owner)  # frontdesk_app is another owner's here
    assert done.returncode == 1 and "FRONTDESK_APP_ROLE" in done.stderr and len(done.stderr.splitlines()) == 1, (
        done.stderr
    )
    assert tables_of(database) == 0
    told = run("migrate", DATABASE_URL=owner, FRONTDESK_APP_ROLE=role)
    assert told.returncode == 0, told.stderr


def login_of(done):
    assert done.returncode == 0, done.stderr
    return done.stdout.split("FRONTDESK_APP_DATABASE_URL=")[1].strip()


def can(address):
    """Of what the application must be able to do, what this login can."""
    tries = {
        "reads": "SELECT count(*) FROM people_patient",
        "writes": "DELETE FROM people_patient",
        "appends": "INSERT INTO audit_entry SELECT * FROM audit_entry",
        "counts": "SELECT nextval('frontdesk_number')",
        "keeps sessions": "DELETE FROM django_session",
        "changes its practice": "UPDATE tenancy_practice SET phone = '1'",
        "rewrites the trail": "UPDATE audit_entry SET reason = ''",
    }
    found = set()
    with psycopg.connect(address, autocommit=True) as connection:
        for what, statement in tries.items():
            try:
                connection.execute(statement)
            except psycopg.errors.InsufficientPrivilege:
                continue
            found.add(what)
    return found


def test_another_name_of_the_role_has_all_that_the_former_had_and_the_former_nothing(cluster):
    """Rights on a practice's tables are given by the step that makes each; the name may change after that."""
    owner, role, database = cluster
    former = login_of(run("migrate", DATABASE_URL=owner, FRONTDESK_APP_ROLE=role))
    expected = {"reads", "writes", "appends", "counts", "keeps sessions", "changes its practice"}
    assert can(former) == expected
    with superuser(database) as root:
        root.execute(f"CREATE ROLE {role}_reports; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}_reports")
    later = login_of(run("migrate", DATABASE_URL=owner, FRONTDESK_APP_ROLE=f"{role}_two"))
    assert can(later) == expected and can(former) == set()
    with superuser(database) as root:
        reads = root.execute("SELECT has_table_privilege(%s, 'people_patient', 'SELECT')", [f"{role}_reports"])
        assert reads.fetchone()[0]


def test_web_worker_and_commands_refuse_the_owners_login(cluster):
    owner, *_ = cluster
    run("migrate", DATABASE_URL=owner, FRONTDESK_APP_ROLE=cluster[1])
    keys = {
        "FRONTDESK_SECRET_KEY": "k1L" * 20,
        "FRONTDESK_DOCUMENT_KEYS": "dGVzdHMtb25seS0wMTIzNDU2Nzg5LWFiY2RlZmdoaWo=",
    }
    for command in (["worker"], ["serve", "--port", "0"], ["practice", "dump", "cedar"]):
        alone = run(*command, DATABASE_URL=owner, **keys)
        assert alone.returncode == 1 and "the application's own login" in alone.stderr, command
        named = run(*command, FRONTDESK_APP_DATABASE_URL=owner, **keys)
        assert named.returncode == 1 and "the owner or a superuser" in named.stderr, command
