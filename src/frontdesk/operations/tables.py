"""The tables as they are, read and written whole: what a backup holds of each, and a digest that does not depend on the order of rows.

Tables of practices are bound by row-level security even for their owner. Reading goes through it, practice by practice, in one
snapshot; writing lifts it for the owner inside the one transaction that restores.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

KEPT_BY_MIGRATIONS = "django_migrations"
_AS_TEXT = (
    "SET LOCAL timezone = 'UTC'",
    "SET LOCAL datestyle = 'ISO, YMD'",
    "SET LOCAL intervalstyle = 'postgres'",
    "SET LOCAL extra_float_digits = 1",
    "SET LOCAL bytea_output = 'hex'",
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
)
Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Table:
    name: str
    columns: tuple[str, ...]


class Digest:
    """How many rows, and a digest of them in any order."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0
        self._rest = b""

    def add(self, piece: bytes) -> None:
        """A part of what COPY says as text: a line is a row."""
        *lines, self._rest = (self._rest + piece).split(b"\n")
        for line in lines:
            self._sum += int.from_bytes(hashlib.sha256(line).digest(), "big")
        self.rows += len(lines)

    def __str__(self) -> str:
        return f"{self._sum % (1 << 256):064x}"


def settle(connection: Connection) -> None:
    """Values are written the same way wherever they are read."""
    for statement in _AS_TEXT:
        connection.execute(statement)


def tables(connection: Connection) -> list[Table]:
    """Every table but the list of migrations, those that others refer to first."""
    rows = connection.execute(
        """
        SELECT c.oid, c.relname, array_agg(a.attname ORDER BY a.attnum)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> %s
        GROUP BY c.oid, c.relname ORDER BY c.relname
        """,
        [KEPT_BY_MIGRATIONS],
    ).fetchall()
    refers = connection.execute(
        "SELECT conrelid, confrelid FROM pg_constraint WHERE contype = 'f' AND conrelid <> confrelid AND NOT condeferrable"
    ).fetchall()
    known = {oid: Table(name, tuple(columns)) for oid, name, columns in rows}
    needs = {oid: {to for of, to in refers if of == oid and to in known} for oid in known}
    ordered: list[Table] = []
    while needs:
        ready = [oid for oid, others in needs.items() if not others & needs.keys()] or list(needs)
        ordered += [known[oid] for oid in ready]
        needs = {oid: others for oid, others in needs.items() if oid not in ready}
    return ordered


def practices(connection: Connection) -> list[str]:
    return [str(key) for (key,) in connection.execute("SELECT id FROM tenancy_practice ORDER BY id")]


def rows(connection: Connection, table: Table) -> Iterator[bytes]:
    """All rows of all practices, as COPY writes them."""
    (bound,) = connection.execute("SELECT row_security_active(%s::regclass)", [f"public.{table.name}"]).fetchone() or (
        0,
    )
    for practice in practices(connection) if bound else [""]:
        connection.execute("SELECT set_config('frontdesk.practice', %s, true)", [practice])
        query = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(
            _columns(table), sql.Identifier("public", table.name)
        )
        with connection.cursor().copy(query) as copy:
            for piece in copy:
                yield bytes(piece)


def write(connection: Connection, table: Table, pieces: Iterable[bytes]) -> None:
    """Raises psycopg.Error for what does not fit."""
    query = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier("public", table.name), _columns(table))
    with connection.cursor().copy(query) as copy:
        for piece in pieces:
            copy.write(piece)


def digest(connection: Connection, table: Table) -> Digest:
    total = Digest()
    for piece in rows(connection, table):
        total.add(piece)
    return total


def sequences(connection: Connection) -> dict[str, tuple[int, bool]]:
    """What each sequence has come to."""
    names = connection.execute(
        "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"
    ).fetchall()
    values = {}
    for (name,) in names:
        query = sql.SQL("SELECT last_value, is_called FROM {}").format(sql.Identifier("public", name))
        last, called = connection.execute(query).fetchone() or (1, False)
        values[str(name)] = (int(last), bool(called))
    return values


def lift(connection: Connection, own_tables: list[Table]) -> list[str]:
    """Empty the tables and let their owner write them as they were: no triggers, no row-level security.  What was lifted."""
    forced = [
        str(name)
        for (name,) in connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relforcerowsecurity"
        )
    ]
    for name in forced:
        connection.execute(sql.SQL("ALTER TABLE {} NO FORCE ROW LEVEL SECURITY").format(sql.Identifier(name)))
    for table in own_tables:
        connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table.name)))
    connection.execute(
        sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(sql.Identifier(table.name) for table in own_tables))
    )
    return forced


def put_back(connection: Connection, own_tables: list[Table], forced: list[str]) -> None:
    """What `lift` took away stands again."""
    connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in own_tables:
        connection.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table.name)))
    for name in forced:
        connection.execute(sql.SQL("ALTER TABLE {} FORCE ROW LEVEL SECURITY").format(sql.Identifier(name)))


def _columns(table: Table) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(name) for name in table.columns)
