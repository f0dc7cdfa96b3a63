"""Row-level security, keys that hold the practice, and state machines: written once here, run by each room's migration."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import models
from django.db.migrations.operations import RunPython

from .models import PracticeRow
from .role import APP_ROLE

HERE = "nullif(current_setting('frontdesk.practice', true), '')::uuid"


def secure(app: str, *names: str, append_only: bool = False) -> RunPython:
    """Keep the rows of practices apart in these tables, and let references stay inside one practice."""

    def forwards(apps: Any, editor: Any) -> None:
        tables = [apps.get_model(app, name) for name in names]
        for statement in [statement for model in tables for statement in statements(model, append_only)]:
            editor.execute(statement)
        # Only then what refers: two tables may refer to each other.
        for statement in [reference for model in tables for reference in references(model)]:
            editor.execute(statement)

    return RunPython(forwards, RunPython.noop)


def statements(model: type[models.Model], append_only: bool = False) -> list[str]:
    """The SQL that `secure` runs for one table; what its references need comes after that of all."""
    table = model._meta.db_table
    rights = "SELECT, INSERT" if append_only else "SELECT, INSERT, UPDATE, DELETE"
    return [
        # The practice is part of every key: references stay inside it, and tables can be distributed by it.
        f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey",
        f"ALTER TABLE {table} ADD PRIMARY KEY (practice_id, id)",
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY practice ON {table} USING (practice_id = {HERE}) WITH CHECK (practice_id = {HERE})",
        f"REVOKE ALL ON {table} FROM {APP_ROLE}",
        f"GRANT {rights} ON {table} TO {APP_ROLE}",
    ]


def references(model: type[models.Model]) -> list[str]:
    """The SQL that lets each reference of a table lead to a row of the same practice."""
    return [
        _reference(model._meta.db_table, field)
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and not field.db_constraint  # type: ignore[attr-defined]
    ]


def refer(app: str, name: str, *fields: str) -> RunPython:
    """The same for references that are added to a table that `secure` has seen already."""

    def forwards(apps: Any, editor: Any) -> None:
        model = apps.get_model(app, name)
        for field in fields:
            editor.execute(_reference(model._meta.db_table, model._meta.get_field(field)))

    return RunPython(forwards, RunPython.noop)


def in_each_practice(work: Callable[[Any, Any], None]) -> RunPython:
    """Change rows: `work(apps, practice)` once inside each practice, since row-level security binds the owner too."""

    def forwards(apps: Any, editor: Any) -> None:
        for practice in apps.get_model("tenancy", "Practice").objects.all():
            with editor.connection.cursor() as cursor:
                cursor.execute("SELECT set_config('frontdesk.practice', %s, true)", [str(practice.pk)])
            work(apps, practice)
        with editor.connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    return RunPython(forwards, RunPython.noop)


def _reference(table: str, field: Any) -> str:
    target = field.remote_field.model._meta.db_table
    return (
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_{field.column}_in_practice "
        f"FOREIGN KEY (practice_id, {field.column}) REFERENCES {target} (practice_id, id) "
        "DEFERRABLE INITIALLY DEFERRED"
    )


def state_machine(table: str, moves: Mapping[str, Iterable[str]], first: Iterable[str]) -> list[str]:
    """Triggers that refuse a state that may not follow the one before, or that nothing may begin in."""
    pairs = ", ".join(f"('{now}', '{then}')" for now, nexts in moves.items() for then in nexts)
    begins = ", ".join(f"'{state}'" for state in first)
    return [
        f"""
        CREATE FUNCTION {table}_check_state() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NEW.state NOT IN ({begins}) THEN
                    RAISE EXCEPTION 'nothing begins as %', NEW.state USING ERRCODE = 'check_violation', CONSTRAINT = '{table}_state';
                END IF;
            ELSIF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN ({pairs}) THEN
                RAISE EXCEPTION '% may not follow %', NEW.state, OLD.state USING ERRCODE = 'check_violation', CONSTRAINT = '{table}_state';
            END IF;
            RETURN NEW;
        END $$
        """,
        f"CREATE TRIGGER state BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_check_state()",
    ]


def new_states(table: str, moves: Mapping[str, Iterable[str]], first: Iterable[str]) -> str:
    """The table of what may follow what has changed: the trigger's function anew."""
    return state_machine(table, moves, first)[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def announce(table: str, kind: str, moment: str = "0") -> list[str]:
    """Every change of a row is said on the channel `frontdesk` when it is committed: 'practice kind seconds', and nothing else.

    `moment`: SQL for the instant in seconds that it is about.  No personal data: whoever hears it asks again.
    """
    return [
        f"""
        CREATE FUNCTION {table}_announce() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_notify('frontdesk', NEW.practice_id || ' {kind} ' || {moment});
            RETURN NULL;
        END $$
        """,
        f"CREATE TRIGGER announce AFTER INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_announce()",
    ]


def tenant_models(apps: Any) -> list[type[models.Model]]:
    """Every concrete table of a practice."""
    return [model for model in apps.get_models() if issubclass(model, PracticeRow)]
