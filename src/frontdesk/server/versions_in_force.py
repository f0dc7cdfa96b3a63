"""Before the schema is touched: whether this version can read what each practice has in force.

What is found wrong with a practice file grows with each version of Frontdesk; what was published before that is in force all the
same, and nobody could be served by rules that cannot be read.  The version before can still read it, and change it.
"""

from __future__ import annotations

from typing import Any

from ..practice.file import FileFaults, examine
from .complaint import Complaint

MOST = 5  # faults that one line says


def must_be_readable(cursor: Any) -> None:
    """Inside a transaction.  Raises Complaint with the practices that have errors in force, and what they are."""
    faults = [f"{slug}: {said}" for slug, text in _in_force(cursor) for said in _faults(text)]
    if faults:
        more = f" (and {len(faults) - MOST} more)" if len(faults) > MOST else ""
        raise Complaint(
            "this Frontdesk finds errors in rules that are used now, and the database is as it was; correct them in Settings with the Frontdesk "
            f"that served them, then migrate: {'; '.join(faults[:MOST])}{more}"
        )


def _faults(text: str) -> list[str]:
    return FileFaults(list(examine(text)[1])).lines()


def _in_force(cursor: Any) -> list[tuple[str, str]]:
    """(part of the address, text) of each practice; row-level security binds the owner too, so they are asked one by one."""
    cursor.execute(
        "SELECT to_regclass('public.practice_policy') IS NOT NULL AND to_regclass('public.tenancy_practice') IS NOT NULL"
    )
    if not cursor.fetchone()[0]:
        return []
    cursor.execute("SELECT id, slug FROM tenancy_practice ORDER BY slug")
    texts = []
    for key, slug in cursor.fetchall():
        cursor.execute("SELECT set_config('frontdesk.practice', %s, true)", [str(key)])
        cursor.execute("SELECT text FROM practice_policy WHERE state = 'published'")
        texts += [(slug, text) for (text,) in cursor.fetchall()]
    cursor.execute("SELECT set_config('frontdesk.practice', '', true)")
    return texts
