"""Row-level security: practices are kept apart by the database, even where a query forgets to."""

import psycopg
import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import ForeignKey

from frontdesk.people.models import Patient
from frontdesk.tenancy.context import enter, inside_practice
from frontdesk.tenancy.models import Practice, PracticeRow
from tests import factory as f
from tests.conftest import server, superuser

OTHER = f.CEDAR.replace("Cedar Family Medicine", "Birch Clinic")


@pytest.fixture
def two(fresh_db):
    with transaction.atomic():
        cedar = f.load_cedar()
        f.patient(cedar, first_name="Cedars")
    with transaction.atomic():
        birch = f.load_cedar(OTHER, "birch")
        f.patient(birch, first_name="Birches")
    pool = connection.settings_dict["OPTIONS"]["pool"]
    connection.close()
    connection.close_pool()
    connection.settings_dict["OPTIONS"]["pool"] = {**pool, "max_size": 1}  # so that both come to the same connection
    yield cedar, birch
    connection.close()
    connection.close_pool()
    connection.settings_dict["OPTIONS"]["pool"] = pool


def names() -> list[str]:
    return list(Patient.objects.values_list("first_name", flat=True))


def test_two_practices_in_turn_on_one_connection_see_their_own(two):
    cedar, birch = two
    backends = set()
    for practice, expected in [(cedar, ["Cedars"]), (birch, ["Birches"])] * 3:
        with inside_practice(practice):
            assert names() == expected
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                backends.add(cursor.fetchone()[0])
        connection.close()  # back to the pool, as at the end of a request
    assert len(backends) == 1


def test_after_a_practice_the_same_connection_sees_nothing(two):
    with inside_practice(two[0]):
        assert names()
    assert names() == []


def test_control_a_setting_for_the_session_would_leak_to_the_next_request(two):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('frontdesk.practice', %s, false)", [str(two[0].pk)])
    connection.close()
    assert names() == ["Cedars"]
    with connection.cursor() as cursor:
        cursor.execute("RESET frontdesk.practice")
    connection.close()


def test_a_row_for_another_practice_is_refused(two):
    with pytest.raises(Exception, match="row-level security"), inside_practice(two[0]):
        f.patient(two[1])


def test_a_reference_into_another_practice_is_refused(two):
    from frontdesk.practice.models import Payer

    with inside_practice(two[1]):
        foreign = Payer.objects.get(code="aetna").pk
    with pytest.raises(Exception, match="in_practice"), inside_practice(two[0]):
        f.patient(two[0], payer_id=foreign)


def test_the_application_cannot_turn_it_off(two):
    with psycopg.connect(server().url("app", connection.settings_dict["NAME"]), autocommit=True) as app:
        assert app.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user").fetchone() == (
            False,
            False,
        )
        for attempt in (
            "ALTER TABLE people_patient DISABLE ROW LEVEL SECURITY",
            "SET ROLE frontdesk_owner",
            "SET row_security = off; SELECT * FROM people_patient",
        ):
            with pytest.raises(psycopg.Error):
                app.execute(attempt)
        assert app.execute("SELECT count(*) FROM people_patient").fetchone() == (0,)


def test_every_table_of_a_practice_has_it(two):
    from django.apps import apps

    with superuser(connection.settings_dict["NAME"]) as root:
        secured = {
            row[0]
            for row in root.execute("SELECT relname FROM pg_class WHERE relforcerowsecurity AND relforcerowsecurity")
        }
        keyed = {
            row[0]
            for row in root.execute(
                "SELECT table_name FROM information_schema.columns WHERE column_name = 'practice_id' AND table_schema = 'public'"
            )
        }
    tables = {model._meta.db_table for model in apps.get_models() if issubclass(model, PracticeRow)}
    assert tables == secured == keyed


def test_every_key_of_such_a_table_holds_the_practice(two):
    with superuser(connection.settings_dict["NAME"]) as root:
        keys = root.execute(
            "SELECT c.conname, (SELECT array_agg(a.attname::text) FROM pg_attribute a WHERE a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)) "
            "FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid WHERE t.relforcerowsecurity AND c.contype IN ('p', 'u', 'f', 'x')"
        ).fetchall()
        unique = root.execute(
            "SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid WHERE t.relforcerowsecurity AND i.indisunique"
        ).fetchall()
    assert len(keys) > 40
    assert [name for name, columns in keys if "practice_id" not in columns] == []
    assert [one for (one,) in unique if "practice_id" not in one] == []


def test_migrating_a_filled_database_again_keeps_what_is_there(two):
    import os
    import subprocess
    import sys

    name = connection.settings_dict["NAME"]
    env = {
        **os.environ,
        "DATABASE_URL": server().url("owner", name),
        "FRONTDESK_APP_DATABASE_URL": server().url("app", name),
    }
    done = subprocess.run(
        [sys.executable, "-m", "frontdesk.server.cli", "migrate"], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    with transaction.atomic():
        enter(Practice.objects.get(slug="cedar"))
        assert names() == ["Cedars"]


REFERENCES = """
    SELECT conrelid::regclass::text || '.' || attname FROM pg_constraint
    JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[2]
    WHERE contype = 'f' AND conname LIKE '%\\_in\\_practice' AND cardinality(conkey) = 2
"""


def without_a_practice() -> set[str]:
    """The references of rows of a practice that the database does not hold inside it."""
    named = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        if issubclass(model, PracticeRow)
        for field in model._meta.local_fields
        if isinstance(field, ForeignKey) and field.name != "practice"
    }
    with connection.cursor() as cursor:
        cursor.execute(REFERENCES)
        held = {name for (name,) in cursor.fetchall()}
    assert len(named) > 50
    return named - held


def test_every_reference_is_held_inside_its_practice_by_the_database(db):
    assert without_a_practice() == set()


def test_the_control_one_that_a_migration_forgot_is_found(fresh_db):
    with superuser(fresh_db) as root:
        root.execute("ALTER TABLE booking_waitlistentry DROP CONSTRAINT booking_waitlistentry_got_id_in_practice")
    assert without_a_practice() == {"booking_waitlistentry.got_id"}
