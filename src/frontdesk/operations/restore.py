"""Putting a backup back into an empty database: the schema as it was, every row, every document; compared; then the newest schema.

Rows and documents are there together or not at all: where one of them cannot be kept, the rows are rolled back and the documents
that were written are removed.  What may stay behind then are tables without a row, into which the same backup can be restored again.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from . import archive, tables

Say = Callable[[str], None]
Step = tuple[str, str]  # a room, and the name of a step of its schema
Named = Callable[[set[Step]], set[Step]]
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
    missing: int = 0  # documents that rows name, and that were not there when the backup was made
    damaged: int = 0  # documents that no key opens: they were damaged when the backup was made


def restore(
    address: str, documents: Path, source: Path, *, migrate: Migrate, known: set[Step], named: Named, say: Say
) -> Restored:
    """`address` is that of the owner of an empty database, `documents` a folder without documents of others, `known` the steps
    of this version's schema, and `named` what this version calls the steps of an earlier one.

    Raises CannotRestore, archive.BadArchive, OSError, psycopg.Error: then no row and no document was kept, save where the
    text of CannotRestore says that everything is back and only the newest schema is missing.
    """
    with archive.reading(source) as file:
        recorded = sorted(named({(app, name) for app, name in file.manifest["migrations"]}))
        newer = [f"{app} {name}" for app, name in recorded if (app, name) not in known]
        if newer:
            raise CannotRestore(
                f"a newer Frontdesk ({file.manifest['frontdesk']}) made this backup; install that one (unknown here: {newer[-1]})"
            )
        must_be_empty(address)
        _must_not_be_newer(address, set(recorded))
        _must_hold_no_others(documents, file)
        migrate(recorded)
        say("the schema of the backup stands; reading its rows")
        written: list[Path] = []
        try:
            with psycopg.connect(address) as connection:
                tables.settle(connection)
                rows = _fill(connection, file)
                count = len(tables.practices(connection))
                kept = _documents(documents, file, written)
        except BaseException:
            for path in written:
                path.unlink(missing_ok=True)
            raise
        try:
            login = migrate(None)
        except Exception as problem:
            raise CannotRestore(
                f"every row and document is back as it was, but the schema could not be brought up to date ({_line(problem)}); "
                "run 'frontdesk migrate'"
            ) from problem
        lost = [int(file.manifest.get(name) or 0) for name in ("missing", "damaged")]
        return Restored(count, rows, kept, tuple(file.manifest["keys"]), login, *lost)


def must_be_empty(address: str) -> None:
    """Raises CannotRestore where there is a practice already: a backup never goes over what is there."""
    with psycopg.connect(address) as connection:
        there = connection.execute("SELECT to_regclass('public.tenancy_practice')").fetchone()
        if there and there[0] and tables.practices(connection):
            raise CannotRestore("this database holds practices already; restore into an empty one")


def _must_not_be_newer(address: str, recorded: set[tuple[str, str]]) -> None:
    """Tables of a newer schema would not be changed back, and what changes old rows would not be done to these."""
    with psycopg.connect(address) as connection:
        there = connection.execute("SELECT to_regclass('public.django_migrations')").fetchone()
        if not there or not there[0]:
            return
        applied = connection.execute("SELECT app, name FROM django_migrations").fetchall()
    if any((str(app), str(name)) not in recorded for app, name in applied):
        raise CannotRestore(
            "this database has the tables of a newer Frontdesk than the backup; make an empty one, without 'frontdesk migrate'"
        )


def _must_hold_no_others(folder: Path, file: archive.Reader) -> None:
    """What no row names is swept away later: a folder of others would lose theirs."""
    if folder.exists() and not folder.is_dir():
        raise CannotRestore(
            f"{folder} is no folder, and documents have to go there; set FRONTDESK_DOCUMENTS to another"
        )
    for path in sorted(folder.glob("*/*/*")):
        name = f"documents/{path.relative_to(folder).as_posix()}"
        if not archive.DOCUMENT.fullmatch(name):
            continue
        wanted = file.manifest["entries"].get(name)
        if wanted is None or wanted != hashlib.sha256(path.read_bytes()).hexdigest():
            raise CannotRestore(
                f"the folder {folder} holds documents that are not those of the backup; "
                "set FRONTDESK_DOCUMENTS to an empty folder, or move them away"
            )


def _fill(connection: tables.Connection, file: archive.Reader) -> int:
    wanted: dict[str, Any] = file.manifest["tables"]
    own_tables = tables.tables(connection)
    if {table.name: set(table.columns) for table in own_tables} != {
        name: set(entry["columns"]) for name, entry in wanted.items()
    }:
        raise CannotRestore("the tables here are not those of the backup; restore into an empty database")
    # In the backup's order: columns stand as they were added, and the steps of before added them otherwise.
    own_tables = [tables.Table(table.name, tuple(wanted[table.name]["columns"])) for table in own_tables]
    forced = tables.lift(connection, own_tables)
    for table in own_tables:
        tables.write(connection, table, file.pieces(f"tables/{table.name}"))
    connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in own_tables:
        here = tables.digest(connection, table)
        if (here.rows, str(here)) != (wanted[table.name]["rows"], wanted[table.name]["digest"]):
            raise CannotRestore(f"the rows of {table.name} are not those of the backup; nothing was kept")
    for name, (last, called) in file.manifest["sequences"].items():
        query = sql.SQL("SELECT setval({}::regclass, %s, %s)").format(sql.Literal(f"public.{name}"))
        connection.execute(query, [last, called])
    tables.put_back(connection, own_tables, forced)
    return sum(int(entry["rows"]) for entry in wanted.values())


def _documents(folder: Path, file: archive.Reader, written: list[Path]) -> int:
    """How many are there now; `written` says which were not there before, half ones too."""
    names = file.documents()
    for name in names:
        path = folder / name.removeprefix("documents/")
        if path.exists():  # the very same: others were refused
            continue
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = path.with_suffix(".half")
        half.unlink(missing_ok=True)
        written += [half, path]
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            for piece in file.pieces(name):
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        half.rename(path)
    return len(names)


def _line(problem: Exception) -> str:
    return str(problem).strip().splitlines()[0] if str(problem).strip() else type(problem).__name__
