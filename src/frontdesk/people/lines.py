"""Standing in line: advisory locks by name, held until the transaction ends.  Here stands the one order of all locks.

Whoever takes two of these takes them in this order, or two wait for each other for ever:

1. the key of a form or an action (`wait_for_forms`, `audit/action.py`): the same press twice takes turns;
2. the rules (`wait_for_rules`): whoever changes, schedules or publishes a version, or decides what becomes a sentence of one;
3. lists that are loaded (`booking/recalls/importing.py`), the waitlist's turn (`booking/waitlist/fill.py`), the practice of a sample (`booking/sample`), the keepers of access (`practice/roles`);
4. what is in force: whoever puts a version in force alone (`wait_to_publish`), everybody who decides by it beside each other;
   people: everything that a patient has (`wait_for_patients`, `booking/locks.py`);
5. providers and caps (`booking/locks.py`);
6. rows (`select_for_update`), several of a kind in the order of their keys;
7. the end of the audit trail (`audit/action.py` writes what was done when the outermost action is over).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar
from uuid import UUID

from django.db import OperationalError, connection
from django.db.models import Model, QuerySet
from django.utils.translation import gettext
from psycopg.errors import LockNotAvailable, QueryCanceled

from ..access.standing import ask_again
from ..core.refusals import Refusal
from ..tenancy import entered
from ..tenancy.context import in_line, note, noted, read_anew

Row = TypeVar("Row", bound=Model)
LONGEST_WAIT = "8s"
LONGER = """SELECT current_setting('frontdesk.practice', true), current_setting('lock_timeout'),
  set_config('lock_timeout', %s, true)"""
MOST_AT_ONCE = (
    1000  # of what one statement asks for; the database does it from left to right, and takes no more than 1,664
)


class Busy(Refusal):
    """One's turn did not come in time; the transaction is over."""

    code, status = "busy", 503

    @property
    def sentence(self) -> str:
        return gettext("Many people are booking at this moment. Nothing was changed. Try again.")


def wait_for_rules() -> None:
    """Wait for one's turn with every version of this practice's rules, and with who is away.  Raises Busy."""
    wait(["rules"])


def wait_to_publish() -> None:
    """Wait until nobody decides by what is in force: what is kept by then is seen, and who comes next decides by the new rules.

    Called before any patient's line is waited for.  Raises Busy.
    """
    wait_for_rules()
    wait(["in force"])


def wait_for_patients(patients: Iterable[UUID]) -> None:
    """Wait for one's turn with everything that these patients have; what is in force stays so until then.

    Whoever acts for one of them is asked for again.  Raises Busy, NotAllowed.
    """
    keys = list(patients)
    wait((f"patient {key}" for key in keys), beside=["in force"])
    ask_again(keys)


def still_among(rows: QuerySet[Row], key: UUID) -> Row | None:
    """That row of a patient's as it is behind their line; None where it is none of these by now, or has gone to another record.

    For rounds, which read a list first and act on each of it later.  Raises Busy.
    """
    whose = rows.filter(pk=key).values_list("patient", flat=True).first()
    if whose is None:
        return None
    wait_for_patients([whose])
    return rows.filter(pk=key, patient=whose).first()


def wait(names: Iterable[str], *, beside: Iterable[str] = ()) -> None:
    """Longer than for a row: many may stand in line for a popular hour, and each of them is quick.  Raises Busy.

    `beside`: before these, and beside others who ask for it in the same way.  Who stands in all of these lines already waits for
    nobody, and what was read there still stands.
    """
    alone = {Line(entered.key(), name) for name in names}
    shared = {Line(entered.key(), name, beside=True) for name in beside}
    held = {line for line in noted() if isinstance(line, Line)}
    alone -= held
    shared -= held | {replace(line, beside=True) for line in held}
    if alone or shared:
        _stand_in(alone, shared)
        note(line for line in alone | shared if line.practice is not None)
        read_anew()
    in_line()


@dataclass(frozen=True)
class Line:
    """One of a practice's lines; `beside`: where one stands beside others."""

    practice: UUID | None
    name: str
    beside: bool = False


def _stand_in(alone: Iterable[Line], shared: Iterable[Line]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(LONGER, [LONGEST_WAIT])
        practice, usual, _longer = cursor.fetchone()
        asked: list[tuple[str, int | str]] = [
            *(("pg_advisory_xact_lock_shared(%s)", key) for key in _keys_of(practice, shared)),
            *(("pg_advisory_xact_lock(%s)", key) for key in _keys_of(practice, alone)),
            ("set_config('lock_timeout', %s, true)", usual),
        ]
        try:
            for first in range(0, len(asked), MOST_AT_ONCE):
                some = asked[first : first + MOST_AT_ONCE]
                cursor.execute(f"SELECT {', '.join(what for what, _ in some)}", [given for _, given in some])
        except OperationalError as error:
            if isinstance(
                error.__cause__, LockNotAvailable | QueryCanceled
            ):  # too long for one, or for all of them together
                raise Busy from None
            raise


def key_of(practice: str, name: str) -> int:
    """The number by which the database knows a line."""
    return int.from_bytes(hashlib.sha256(f"{practice} {name}".encode()).digest()[:8], "big", signed=True)


def _keys_of(practice: str, lines: Iterable[Line]) -> list[int]:
    """In the order in which everybody asks for them."""
    return sorted({key_of(practice, line.name) for line in lines})


def wait_for_forms(rows: Iterable[Model]) -> None:
    """Two who press forms about the same rows take turns: each is looked at as the one before has left it."""
    for key in sorted(str(row.pk) for row in rows):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('form ' || %s, 0))", [key])
