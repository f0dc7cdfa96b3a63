"""Bring the database's schema up to date, as its owner, and let the application's role use what is not a practice's."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.migrations.executor import MigrationExecutor


def migrate(
    targets: list[tuple[str, str]] | None = None,
    *,
    new_password: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> str | None:
    """To the newest schema, or to these migrations and no further.  From here on this process is the owner of the tables.

    What is done is said, a line a step.  The address of the application's login where it was made now.  Raises Complaint.
    """
    _as_owner()
    from django.apps import apps
    from django.core.management import call_command
    from django.core.management.base import OutputWrapper
    from django.db import connection, transaction
    from django.db.migrations.executor import MigrationExecutor

    from . import earlier, login

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('frontdesk.migrate'))")
        with transaction.atomic():
            earlier.rename(cursor)
        if targets is not None:
            executor = MigrationExecutor(connection)
            nodes, wanted = executor.loader.graph.node_map, set(targets)
            last = [one for one in targets if not any(child.key in wanted for child in nodes[one].children)]
            executor.migrate([one for one in last if one not in executor.loader.applied_migrations])
            return None
        login.must_be_possible(cursor)
        steps = _missing(MigrationExecutor(connection))
        say(f"bringing the database's schema up to date: {steps} steps" if steps else "the schema is up to date")
        call_command("migrate", interactive=False, verbosity=1, stdout=OutputWrapper(_Progress(steps, say)))
        say("giving the application's login its rights")
        for statement in grants(apps):
            cursor.execute(statement)
        return login.make(cursor, new_password=new_password)


def _missing(executor: MigrationExecutor) -> int:
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


class _Progress(io.StringIO):
    """What Django prints while it migrates, as a line every twenty steps."""

    def __init__(self, steps: int, say: Callable[[str], None]) -> None:
        super().__init__()
        self._steps, self._say, self._done = steps, say, 0

    def write(self, text: str) -> int:
        if text.lstrip().startswith("Applying "):
            self._done += 1
            if not self._done % 20:
                self._say(f"{self._done} of {self._steps} steps")
        return len(text)


def known() -> set[tuple[str, str]]:
    """Every migration that this version has."""
    _as_owner()
    from django.db.migrations.loader import MigrationLoader

    return set(MigrationLoader(None).disk_migrations)


def _as_owner() -> None:
    os.environ["FRONTDESK_AS_OWNER"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "frontdesk.server.settings")
    import django

    django.setup()


READ_ONLY = ("django_migrations", "django_content_type", "auth_permission", "auth_group", "auth_group_permissions")
OF_A_PRACTICE = "name, timezone, phone, email, reply_days"  # what a practice may change of its own row


def grants(apps) -> list[str]:  # type: ignore[no-untyped-def]
    """Rights of the application's role on tables that belong to no practice, and what it may not do to some that do."""
    from ..tenancy.role import APP_ROLE
    from ..tenancy.sql import tenant_models

    own = {model._meta.db_table for model in tenant_models(apps)} | {*READ_ONLY, "tenancy_practice"}
    listed = ", ".join(f"'{table}'" for table in sorted(own))
    reading = ", ".join(f"'{table}'" for table in (*READ_ONLY, "tenancy_practice", "audit_head"))
    return [
        f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}",
        f"""
        DO $$ DECLARE one text; BEGIN
            FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ({listed}) LOOP
                EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO {APP_ROLE}', one);
            END LOOP;
            FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename IN ({reading}) LOOP
                EXECUTE format('REVOKE ALL ON %I FROM {APP_ROLE}', one);
                EXECUTE format('GRANT SELECT ON %I TO {APP_ROLE}', one);
            END LOOP;
        END $$
        """,
        f"GRANT INSERT, UPDATE ({OF_A_PRACTICE}) ON tenancy_practice TO {APP_ROLE}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}",
    ]
