"""Bring the database's schema up to date, as its owner, and let the application's role use what is not a practice's."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.utils import OperationalError

from .complaint import Complaint

if TYPE_CHECKING:
    from django.db.migrations import Migration
    from django.db.migrations.executor import MigrationExecutor


def migrate(
    targets: list[tuple[str, str]] | None = None,
    *,
    new_password: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> str | None:
    """To the newest schema, or to these migrations and no further.  From here on this process is the owner of the tables.

    All of our steps or none: where one fails, the database is as the version before left it, and that version goes on with it.
    What is done is said, a line a step.  The address of the application's login where it was made now.  Raises Complaint.
    """
    _as_owner()
    from django.apps import apps
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.db.migrations.executor import MigrationExecutor

    from ..tenancy.sql import tenant_models
    from . import earlier_schema, login, rights, schema, versions_in_force

    doing = _Doing(say)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('frontdesk.migrate'))")
        if targets is None:
            login.must_be_possible(cursor)
            rights.make_role(cursor)
        try:
            with transaction.atomic():
                earlier_schema.rename(cursor, schema.of_this_version())
                if targets is None:
                    versions_in_force.must_be_readable(cursor)
                executor = MigrationExecutor(connection, doing)  # type: ignore[arg-type]
                wanted = _last_of(executor, targets)
                plan = executor.migration_plan(wanted)
                if targets is None:
                    doing.begin(len(plan))
                executor.migrate(wanted, [step for step in plan if step[0].app_label != OF_THE_QUEUE])
        except (Complaint, OperationalError):
            raise
        except Exception as problem:
            raise Complaint(
                f"the schema could not be brought up to date, and the database is as it was: {doing.what}: {_line(problem)}"
            ) from problem
        if targets is not None:
            MigrationExecutor(connection, doing).migrate(wanted)  # type: ignore[arg-type]
            return None
        call_command("migrate", interactive=False, verbosity=0)
        say("giving the application's login its rights")
        rights.take_over(cursor)
        for statement in rights.grants(model._meta.db_table for model in tenant_models(apps)):
            cursor.execute(statement)
        return login.make(cursor, new_password=new_password)


OF_THE_QUEUE = (
    "procrastinate"  # its steps use values that a transaction before them must have made, and know nothing of ours
)


def _last_of(executor: MigrationExecutor, targets: list[tuple[str, str]] | None) -> list[tuple[str, str]]:
    """Those of the targets that no other follows and that are not there yet; the newest of all where none are named."""
    if targets is None:
        return list(executor.loader.graph.leaf_nodes())
    nodes, wanted = executor.loader.graph.node_map, set(targets)
    last = [target for target in targets if not any(child.key in wanted for child in nodes[target].children)]
    return [migration for migration in last if migration not in executor.loader.applied_migrations]


class _Doing:
    """Which step is done now, said every twenty.  Each begins as if in a transaction of its own, though all of them are one."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.what = "the names of its steps"
        self._say, self._steps, self._done = say, 0, 0

    def begin(self, steps: int) -> None:
        self._steps = steps
        self._say(f"bringing the database's schema up to date: {steps} steps" if steps else "the schema is up to date")

    def __call__(self, action: str, migration: Migration | None = None, fake: bool = False) -> None:
        if migration is None or action != "apply_start":
            return
        self.what = f"{migration.app_label} {migration.name}"
        self._done += 1
        if self._steps and not self._done % 20:
            self._say(f"{self._done} of {self._steps} steps")
        from django.db import connection

        with connection.cursor() as cursor:  # what a step before put off to the end would let no table be changed
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute("SELECT set_config('frontdesk.practice', '', true)")


def _line(problem: Exception) -> str:
    return str(problem).strip().splitlines()[0] if str(problem).strip() else type(problem).__name__


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
