"""Which table a statement writes: what was read of it in the same transaction is no longer so (`context.read_until_written`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from .context import written

READS = ("SELECT", "SAVEPOINT", "RELEASE", "SHOW", "FETCH")
WRITES = re.compile(r'\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+(?:ONLY\s+)?"?(\w+)"?', re.IGNORECASE)
AT_ITS_BEGINNING = ("INSERT", "UPDATE", "DELETE")


def install() -> None:
    """Called once, when the applications are ready; whoever connects from then on is looked at."""
    connection_created.connect(watch)


def watch(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Called when a connection is there: each of its statements is looked at.  Before whatever others wrap around them."""
    if _look not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, _look)


def _look(execute: Callable[..., Any], sql: Any, params: Any, many: bool, about: Any) -> Any:
    text = sql.lstrip() if isinstance(sql, str) else ""
    if not text.startswith(READS):
        for table in _tables_of(text):
            written(table)
    return execute(sql, params, many, about)


def _tables_of(text: str) -> Iterable[str | None]:
    """None among them: any may be, as where a savepoint is taken back."""
    if text.startswith(AT_ITS_BEGINNING):
        written_first = WRITES.match(text)
        return (written_first[1] if written_first is not None else None,)
    return WRITES.findall(text) if text.startswith("WITH") else (None,)
