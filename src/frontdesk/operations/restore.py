"""Putting a backup back into an empty database: the schema as it was, every row, every document; compared; then the newest schema."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from . import archive, tables

Say = Callable[[str], None]
Migrate = Callable[[list[tuple[str, str]] | None], str | None]  # to these migrations, or to the newest


class CannotRestore(Exception):
    """One line that says why; nothing was changed unless it says so."""


@dataclass(frozen=True)
class Restored:
    practices: int
    rows: int
    documents: int
    keys: tuple[str, ...]
    login: str | None = None  # the address of the application's own login, where it was made now


def restore(
    address: str, documents: Path, source: Path, *, migrate: Migrate, known: set[tuple[str, str]], say: Say
) -> Restored:
    """`address` is that of the owner of an empty database.

    Raises CannotRestore, archive.BadArchive, OSError, psycopg.Error; what was written is rolled back.
    """
    with archive.reading(source) as file:
        recorded = [(app, name) for app, name in file.manifest["migrations"]]
        newer = [f"{app} {name}" for app, name in recorded if (app, name) not in known]
        if newer:
            raise CannotRestore(
                f"a newer Frontdesk ({file.manifest['frontdesk']}) made this backup; install that one (unknown here: {newer[-1]})"
            )
        must_be_empty(address)
        migrate(recorded)
        say("the schema of the backup stands; reading its rows")
        with psycopg.connect(address) as connection:
            tables.settle(connection)
            rows = _fill(connection, file)
            count = len(tables.practices(connection))
            kept = _documents(documents, file)
        login = migrate(None)
        return Restored(count, rows, kept, tuple(file.manifest["keys"]), login)


def must_be_empty(address: str) -> None:
    """Raises CannotRestore where there is a practice already: a backup never goes over what is there."""
    with psycopg.connect(address) as connection:
        there = connection.execute("SELECT to_regclass('public.tenancy_practice')").fetchone()
        if there and there[0] and tables.practices(connection):
            raise CannotRestore("this database holds practices already; restore into an empty one")


def _fill(connection: tables.Connection, file: archive.Reader) -> int:
    wanted: dict[str, Any] = file.manifest["tables"]
    found = tables.tables(connection)
    if {one.name: list(one.columns) for one in found} != {name: one["columns"] for name, one in wanted.items()}:
        raise CannotRestore("the tables here are not those of the backup; restore into an empty database")
    forced = tables.lift(connection, found)
    for table in found:
        tables.write(connection, table, file.pieces(f"tables/{table.name}"))
    connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in found:
        here = tables.digest(connection, table)
        if (here.rows, str(here)) != (wanted[table.name]["rows"], wanted[table.name]["digest"]):
            raise CannotRestore(f"the rows of {table.name} are not those of the backup; nothing was kept")
    for name, (last, called) in file.manifest["sequences"].items():
        query = sql.SQL("SELECT setval({}::regclass, %s, %s)").format(sql.Literal(f"public.{name}"))
        connection.execute(query, [last, called])
    tables.put_back(connection, found, forced)
    return sum(int(one["rows"]) for one in wanted.values())


def _documents(folder: Path, file: archive.Reader) -> int:
    names = file.documents()
    for name in names:
        path = folder / name.removeprefix("documents/")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = path.with_suffix(".half")
        half.unlink(missing_ok=True)
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            for piece in file.pieces(name):
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        half.rename(path)
    return len(names)
