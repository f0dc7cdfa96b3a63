"""Standing in line: advisory locks by name, held until the transaction ends.  Here stands the one order of all locks.

Whoever takes two of these takes them in this order, or two wait for each other for ever:

1. the key of a form or an action (`wait_for_newcomer`, `wait_for_forms`, `audit/action.py`): the same press twice takes turns;
2. the rules (`wait_for_rules`): whoever changes, schedules or publishes a version, or decides what becomes a sentence of one;
3. lists that are loaded (`outreach/recalls/importing.py`), the waitlist's turn (`outreach/waitlist/fill.py`), the practice of a sample (`booking/sample`), the keepers of access (`practice/roles`);
4. what is in force: whoever puts a version in force alone (`wait_to_publish`), everybody who decides by it beside each other;
   people: everything that a patient has (`wait_for_patients`, `booking/locks.py`);
5. providers and caps (`booking/locks.py`);
6. rows (`select_for_update`), several of a kind in the order of their keys;
7. the end of the audit trail (`audit/action.py` writes what was done when the outermost action is over).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterable, Set
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar
from uuid import UUID

from django.db import OperationalError, connection
from django.db.models import Model, QuerySet
from django.utils.translation import gettext
from psycopg.errors import LockNotAvailable, QueryCanceled

from ..access.standing import ask_again
from ..core.refusals import Refusal
from ..tenancy import current_practice
from ..tenancy.context import POLICY, in_line, note, noted, read_anew

Row = TypeVar("Row", bound=Model)


class _OfPatient(Protocol):
    """A row of a patient's."""

    @property
    def patient_id(self) -> UUID | None: ...


Theirs = TypeVar("Theirs", bound=_OfPatient)
LONGEST_WAIT = "8s"
LONGER = """WITH usual AS MATERIALIZED (SELECT current_setting('lock_timeout') AS wait)
  SELECT set_config('lock_timeout', %%s, true), %s, set_config('lock_timeout', usual.wait, true) FROM usual"""
MOST_AT_ONCE = (
    1000  # of what one statement asks for; the database does it from left to right, and takes no more than 1,664
)


class Busy(Refusal):
    """One's turn did not come in time; the transaction is over."""

    code, status = "busy", 503

    @property
    def sentence(self) -> str:
        return gettext("Many people are booking at this moment. Nothing was changed. Try again.")


class Stale(Refusal):
    """Somebody else changed it since the page was opened."""

    code = "stale"

    def __init__(self, thing: object) -> None:
        self.thing = thing
        super().__init__(
            gettext(
                "Somebody changed this since you opened the page. Here is what it says now; nothing was overwritten."
            )
        )


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


def in_line_of(
    key: UUID,
    rows: QuerySet[Row],
    of: str = "patient",
    *,
    version: int | None = None,
    line: Callable[[list[UUID]], object] | None = None,
) -> Row:
    """That row of a patient's as it is behind their line, held until the transaction ends.

    `of`: where it says whose it is.  `line`: what is waited for, where that is more than the patient.
    Raises Busy; Stale where it is another version, or has gone to another record meanwhile: nobody stands in the line of that one.
    """
    whose = rows.model._default_manager.filter(pk=key).values_list(of, flat=True).get()
    (line or wait_for_patients)([] if whose is None else [whose])
    return row_of(key, rows, whose, version=version)


def row_of(key: UUID, rows: QuerySet[Row], whose: UUID | None, *, version: int | None = None) -> Row:
    """The same for who stands in the line of `whose`.  Raises Stale."""
    return _as_expected(rows.get(pk=key), whose, version)


def _as_expected(current: Row, whose: UUID | None, version: int | None) -> Row:
    if version is not None and current.version != version:  # type: ignore[attr-defined]
        raise Stale(current)
    still_of(current, whose)  # type: ignore[type-var]
    return current


def row_held_in_line(key: UUID, rows: QuerySet[Row], known: UUID, *, version: int | None = None) -> Row:
    """The same for who stands in the line of `known`, whose it was: whose it is need not be asked first.

    Where it has gone to a record in whose line one stands too, it is what it was.  Raises Stale.
    """
    wait_for_patients([known])  # for nobody; who acts is asked for again where somebody else does by now
    current = rows.get(pk=key)
    now: UUID | None = current.patient_id  # type: ignore[attr-defined]
    return _as_expected(current, now if stands_for(now) else known, version)


def stands_for(patient: UUID | None) -> bool:
    """Whether one stands in that patient's line already: whose a row of theirs is need not be asked before it is held."""
    return patient is not None and _holds(noted(), f"patient {patient}")


def still_of(row: Theirs, waited: UUID | None) -> Theirs:
    """The row that was read behind the line of `waited`: whose it was.  Two records may have been merged or taken apart meanwhile, and
    then nobody stands in the line of whose it is by now.  Raises Stale."""
    if row.patient_id != waited:
        raise Stale(row)
    return row


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
    alone = {Line(current_practice.entered_key(), name) for name in names}
    shared = {Line(current_practice.entered_key(), name, beside=True) for name in beside}
    held = {line for line in noted() if isinstance(line, Line)}
    alone -= held
    shared -= held | {replace(line, beside=True) for line in held}
    if alone or shared:
        _stand_in(alone, shared)
        note(line for line in alone | shared if line.practice is not None)
        read_anew(but=POLICY if _holds(held, "in force") else None)
    in_line()


def _holds(held: Set[Hashable], name: str) -> bool:
    """Whether one stood there already, alone or beside others."""
    here = current_practice.entered_key()
    return here is not None and not held.isdisjoint({Line(here, name), Line(here, name, beside=True)})


@dataclass(frozen=True)
class Line:
    """One of a practice's lines; `beside`: where one stands beside others."""

    practice: UUID | None
    name: str
    beside: bool = False


def _stand_in(alone: Iterable[Line], shared: Iterable[Line]) -> None:
    practice = _practice()
    asked: list[tuple[str, int | str]] = [
        *(("pg_advisory_xact_lock_shared(%s)", key) for key in _keys_of(practice, shared)),
        *(("pg_advisory_xact_lock(%s)", key) for key in _keys_of(practice, alone)),
    ]
    with connection.cursor() as cursor:
        try:
            for first in range(0, len(asked), MOST_AT_ONCE):
                some = asked[first : first + MOST_AT_ONCE]
                cursor.execute(LONGER % ", ".join(what for what, _ in some), [LONGEST_WAIT, *(key for _, key in some)])
        except OperationalError as error:
            if isinstance(
                error.__cause__, LockNotAvailable | QueryCanceled
            ):  # too long for one, or for all of them together
                raise Busy from None
            raise


def _practice() -> str:
    """In whose lines one stands: the key of the practice in which we are, as the database has it."""
    entered = current_practice.entered_key()
    if entered is not None:
        return str(entered)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('frontdesk.practice', true)")
        return str(cursor.fetchone()[0])


def key_of(practice: str, name: str) -> int:
    """The number by which the database knows a line."""
    return int.from_bytes(hashlib.sha256(f"{practice} {name}".encode()).digest()[:8], "big", signed=True)


def _keys_of(practice: str, lines: Iterable[Line]) -> list[int]:
    """In the order in which everybody asks for them."""
    return sorted({key_of(practice, line.name) for line in lines})


def wait_for_newcomer(contact: str) -> None:
    """Who asks twice at once from one address that they proved takes turns: the second finds the record that the first has made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('newcomer ' || %s, 0))", [contact])


def wait_for_forms(rows: Iterable[Model]) -> None:
    """Two who press forms about the same rows take turns: each is looked at as the one before has left it."""
    for key in sorted(str(row.pk) for row in rows):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('form ' || %s, 0))", [key])
