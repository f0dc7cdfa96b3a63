"""Whether this version of the code and the schema of the database belong together."""

from __future__ import annotations

import functools

import psycopg
from django.db.migrations.loader import MigrationLoader

from .complaint import Complaint
from .earlier_schema import EARLIER, NEWER


@functools.lru_cache(maxsize=1)
def of_this_version() -> frozenset[tuple[str, str]]:
    """Every migration that this version has."""
    return frozenset(MigrationLoader(None).disk_migrations)


def newer_or_older(applied: set[tuple[str, str]]) -> str:
    """'' where they belong together, else which is newer and what to do."""
    if applied & EARLIER:
        return "schema: this Frontdesk is newer than the database; run 'frontdesk migrate'"
    unknown, missing = sorted(applied - of_this_version()), sorted(of_this_version() - applied)
    if unknown:
        return "schema: " + NEWER.format(step=" ".join(unknown[-1]))
    if missing:
        return f"schema: this Frontdesk is newer than the database ({' '.join(missing[0])}); run 'frontdesk migrate'"
    return ""


def must_fit(address: str) -> None:
    """Raises Complaint; silent where nobody answers, since whoever starts before the database waits for it."""
    try:
        with psycopg.connect(address, connect_timeout=5) as connection:
            applied = {
                (str(app), str(name)) for app, name in connection.execute("SELECT app, name FROM django_migrations")
            }
    except psycopg.errors.UndefinedTable:
        raise Complaint("the database is empty; run 'frontdesk migrate' as its owner") from None
    except psycopg.Error:
        return
    line = newer_or_older(applied)
    if line:
        raise Complaint(line.removeprefix("schema: "))
