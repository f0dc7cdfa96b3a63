"""Standing in line: advisory locks by name, held until the transaction ends.

Lines before rows, everywhere: nobody asks for a place in line while holding a row, or two wait for each other for ever.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from uuid import UUID

from django.db import OperationalError, connection
from django.utils.translation import gettext
from psycopg.errors import LockNotAvailable

from ..core.refusals import Refusal

LONGEST_WAIT = "8s"


class Busy(Refusal):
    """One's turn did not come in time; the transaction is over."""

    code, status = "busy", 503

    @property
    def sentence(self) -> str:
        return gettext("Many people are booking at this moment. Nothing was changed. Try again.")


def wait_for_patients(patients: Iterable[UUID]) -> None:
    """Wait for one's turn with everything that these patients have.  Raises Busy."""
    wait(f"patient {key}" for key in patients)


def wait(names: Iterable[str]) -> None:
    """Longer than for a row: many may stand in line for a popular hour, and each of them is quick.  Raises Busy."""
    practice = _practice()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout'), set_config('lock_timeout', %s, true)", [LONGEST_WAIT])
        usual = cursor.fetchone()[0]
        try:
            for key in sorted({key_of(practice, name) for name in names}):
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                raise Busy from None
            raise
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [usual])


def key_of(practice: str, name: str) -> int:
    """The number by which the database knows a line."""
    return int.from_bytes(hashlib.sha256(f"{practice} {name}".encode()).digest()[:8], "big", signed=True)


def _practice() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('frontdesk.practice', true)")
        return str(cursor.fetchone()[0])
