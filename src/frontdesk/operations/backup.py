"""Everything in one file: every row of every practice as it was at one instant, and the documents that those rows name.

Keys are not in it: who finds the file must not be able to open documents. It says which keys open them.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from .. import __version__
from ..core.counting import counted
from . import archive, tables

LOCK = "SELECT pg_advisory_lock_shared(hashtext('frontdesk.documents'))"  # while it is held no document is swept away
Say = Callable[[str], None]


class CannotBackUp(Exception):
    """One line that says why."""


@dataclass(frozen=True)
class Made:
    path: Path
    practices: int
    rows: int
    documents: int
    missing: int
    keys: tuple[str, ...]
    damaged: int = 0


def target_of(given: str, moment: dt.datetime) -> Path:
    """A folder gets a file with the time in its name; one that is written with a slash at its end is made where it is missing."""
    target = Path(given)
    if given.endswith("/"):
        target.mkdir(parents=True, exist_ok=True)
    return target / f"frontdesk-{moment:%Y%m%dT%H%M%SZ}.backup" if target.is_dir() else target


def back_up(address: str, documents: Path, target: Path, say: Say) -> Made:
    """`address` is that of the database's owner.  Raises CannotBackUp, FileExistsError, OSError, psycopg.Error."""
    with contextlib.closing(psycopg.connect(address, autocommit=True)) as connection, archive.writing(target) as file:
        connection.execute(LOCK)
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        tables.settle(connection)
        migrations = _migrations(connection)
        kept: dict[str, dict[str, object]] = {}
        for table in tables.tables(connection):
            digest = tables.Digest()
            file.add(f"tables/{table.name}", _counting(tables.rows(connection, table), digest))
            kept[table.name] = {"columns": table.columns, "rows": digest.rows, "digest": str(digest)}
        rows = sum(int(str(entry["rows"])) for entry in kept.values())
        say(f"{counted(rows, 'row')} in {counted(len(kept), 'table')}")
        missing, damaged, keys = _documents(connection, documents, file)
        made = Made(
            target,
            len(tables.practices(connection)),
            sum(int(str(entry["rows"])) for entry in kept.values()),
            sum(name.startswith("documents/") for name in file.digests),
            missing,
            tuple(sorted(keys)),
            damaged,
        )
        file.finish(
            {
                "frontdesk": __version__,
                "made": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
                "migrations": migrations,
                "tables": kept,
                "sequences": tables.sequences(connection),
                "missing": missing,
                "damaged": damaged,
                "keys": made.keys,
            }
        )
    return made


def _migrations(connection: tables.Connection) -> list[list[str]]:
    try:
        applied = connection.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()
    except psycopg.errors.UndefinedTable:
        raise CannotBackUp("there is no Frontdesk in this database; run 'frontdesk migrate' first") from None
    except psycopg.errors.InsufficientPrivilege:
        raise CannotBackUp("DATABASE_URL must name the database's owner here, not the application's login") from None
    return [list(row) for row in applied]


def _counting(pieces: Iterator[bytes], counted: tables.Digest) -> Iterator[bytes]:
    for piece in pieces:
        counted.add(piece)
        yield piece


SEALED = b"FD1"  # how a file of the vault begins; then come the name of its key, a nonce and what a tag ends
SHORTEST = 3 + 4 + 12 + 16


def _documents(connection: tables.Connection, folder: Path, file: archive.Writer) -> tuple[int, int, set[str]]:
    """As they lie there, encrypted; how many are not there, how many no key opens, and the names of the keys that open the others."""
    missing, damaged, keys = 0, 0, set[str]()
    for practice, name in named(connection):
        path = folder / practice / name[:2] / name
        try:
            sealed = path.read_bytes()
        except FileNotFoundError:
            missing += 1
            continue
        if sealed.startswith(SEALED) and len(sealed) >= SHORTEST:
            keys.add(sealed[3:7].hex())
        else:
            damaged += 1
        file.add(f"documents/{practice}/{name[:2]}/{name}", [sealed])
    return missing, damaged, keys


def named(connection: tables.Connection) -> list[tuple[str, str]]:
    """Practice and name of every file that a row points to."""
    names: list[tuple[str, str]] = []
    for practice in tables.practices(connection):
        connection.execute("SELECT set_config('frontdesk.practice', %s, true)", [practice])
        rows = connection.execute(
            "SELECT DISTINCT unnest(array_append(pages, name)) FROM intake_document WHERE practice_id = %s", [practice]
        )
        names += [(practice, str(name)) for (name,) in rows]
    return names
