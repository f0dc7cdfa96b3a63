"""Migrations make few models anew, and leave the same schema as when Django makes all of them anew."""

import os
import subprocess
import sys

import pytest
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from frontdesk.server.migrating import few_made_anew
from tests.conftest import server, superuser

# All that a schema is, one text an object.
SCHEMA = (
    "SELECT attrelid::regclass::text || '.' || attname || ' ' || format_type(atttypid, atttypmod) || attnotnull::text || attgenerated::text || coalesce(pg_get_expr(adbin, adrelid), '')"
    " FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum"
    " WHERE attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'S', 'v') AND relnamespace = 'public'::regnamespace",
    "SELECT coalesce(conrelid::regclass::text, '') || conname || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' AND probin IS NULL",
    "SELECT tablename || policyname || roles::text || cmd || coalesce(qual, '') || coalesce(with_check, '') FROM pg_policies",
    "SELECT relname || relkind::text || relrowsecurity::text || relforcerowsecurity::text || coalesce(relacl::text, '') FROM pg_class WHERE relnamespace = 'public'::regnamespace",
    "SELECT app || name FROM django_migrations",
)


def schema(database):
    with superuser(database) as connection:
        return [sorted(text for (text,) in connection.execute(query)) for query in SCHEMA]


def test_a_step_makes_anew_what_refers_to_the_model_and_not_all_that_refers_to_the_practice():
    state = MigrationLoader(None).project_state()
    state.apps  # noqa: B018  # made, as before the first step
    near = state._find_reload_model("booking", "recall")
    with few_made_anew():
        few = state._find_reload_model("booking", "recall")
        whole = state._find_reload_model("tenancy", "practice")
    assert ("booking", "recall") in few and ("tenancy", "practice") not in few
    assert few < near and len(few) < 10 < len(near)
    assert few < whole, "whatever refers to the practice is made anew with it"
    assert ProjectState._find_reload_model(state, "booking", "recall") == near, "Django's own again"


@pytest.fixture
def two_empty():
    names = ("steps_of_ours", "steps_of_djangos")
    for name in names:
        with superuser() as root:
            root.execute(f"CREATE DATABASE {name} OWNER frontdesk_owner")
        with superuser(name) as root:
            root.execute("CREATE EXTENSION btree_gist; CREATE EXTENSION pg_trgm")
    yield names
    for name in names:
        with superuser() as root:
            root.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.slow
def test_the_schema_is_the_one_that_django_makes(migrated, two_empty):
    def run(database, *command):
        env = {
            **os.environ,
            "DATABASE_URL": server().url("owner", database),
            "FRONTDESK_APP_DATABASE_URL": server().url("app", database),
            "FRONTDESK_AS_OWNER": "1",
            "DJANGO_SETTINGS_MODULE": "frontdesk.server.settings",
        }
        subprocess.run([sys.executable, "-m", *command], env=env, check=True, capture_output=True)

    ours, djangos = two_empty
    run(ours, "frontdesk.server.cli", "migrate")
    run(djangos, "django", "migrate", "-v0")
    run(djangos, "frontdesk.server.cli", "migrate")  # the rights of the application's login, which are no step
    assert [len(part) > 20 for part in schema(ours)] == [True] * len(SCHEMA)  # there is something to compare
    assert schema(ours) == schema(djangos)
    with superuser(ours) as root:
        root.execute("ALTER TABLE people_patient ADD COLUMN other int")
    assert schema(ours) != schema(djangos)
