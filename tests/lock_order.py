"""Everybody takes locks in the one order of `people/lines.py`; tests watch it by `watched`.

What belongs together is the outermost action, or the request: within it nobody stands in a line that comes before one in
which they stand already, and nobody asks for a line while holding a row.  Two things are as good as that:

- rows that are held in the very line of whose they are (`IN_THE_LINE_OF`) are waited for by nobody who stands elsewhere;
- whoever puts rules in force alone waits for no patient, provider or cap: nobody else stands in one of those lines then.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection

from frontdesk.people import lines
from frontdesk.tenancy import context

RANKS = {"rules": 2, "lists": 3, "in force": 4, "patient": 5, "provider": 6, "cap": 6}
ROWS = 7
IN_THE_LINE_OF = {"intake_request": "patient", "practice_policy": "rules"}
OF_A_PATIENT = ("intake_request",)
LOCKS_ROWS = re.compile(r" FOR (?:NO KEY UPDATE|UPDATE|SHARE|KEY SHARE)\b")  # each of them waits for who holds the row
WHAT = {
    2: "the rules",
    3: "a list that is loaded",
    4: "what is in force",
    5: "a patient",
    6: "a provider or cap",
    ROWS: "a row",
}


class WrongOrder(AssertionError):
    """Two who do this and its opposite would wait for each other for ever."""


@dataclass
class Held:
    """What one unit of work holds: names of lines, and the highest rank."""

    unit: object = None
    names: set[str] = field(default_factory=set)
    rank: int = 0
    alone: bool = False  # with what is in force

    def take(self, names: set[str], rank: int, *, alone: bool = False) -> None:
        """Raises WrongOrder."""
        if not self._begun():
            return
        new = names - self.names
        if new and rank < self.rank and not (self.alone and rank > RANKS["in force"]):
            raise WrongOrder(f"{WHAT[rank]} ({', '.join(sorted(new))[:80]}) after {WHAT[self.rank]}")
        self.names |= names
        self.rank = max(self.rank, rank)
        self.alone = self.alone or alone

    def take_row(self, table: str, whose: Callable[[], set[str]]) -> None:
        """`whose`: the lines in which it has to be held.  Raises WrongOrder."""
        line = IN_THE_LINE_OF.get(table)
        if line is None or not self._begun():
            self.take(set(), ROWS)
        elif not any(name.split()[0] == line for name in self.names) or whose() - self.names:
            raise WrongOrder(f"a row of {table} outside the line of {WHAT[RANKS[line]]} whose it is")

    def _begun(self) -> bool:
        """Whether something is under way; another one than before begins with nothing."""
        unit = context._put_off.get()
        if unit is not None and unit is not self.unit:
            self.unit, self.names, self.rank, self.alone = unit, set(), 0, False
        return unit is not None


def rank_of(name: str) -> int:
    return RANKS.get(name) or RANKS[name.split()[0]]


def patients_of(table: str, sql: str, params: Any) -> set[str]:
    """The lines of the patients whose rows a statement is about to hold."""
    found = LOCKS_ROWS.split(sql.split(" FROM ", 1)[1])[0]
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{table}"."patient_id" FROM {found}', params)
        return {f"patient {key}" for (key,) in cursor.fetchall()}


@contextmanager
def watched() -> Iterator[None]:
    """By every thread; rows by this one, whose connection it is."""
    wait, of_thread, watching = lines.wait, threading.local(), [True]

    def held() -> Held:
        if not hasattr(of_thread, "held"):
            of_thread.held = Held()
        found: Held = of_thread.held
        return found

    def waiting(names: Any, *, beside: Any = ()) -> None:
        names, beside = set(names), set(beside)
        for some in (beside, names):
            for rank in sorted({rank_of(name) for name in some}) if watching else ():
                of_rank = {name for name in some if rank_of(name) == rank}
                held().take(of_rank, rank, alone=rank == RANKS["in force"] and some is names)
        wait(names, beside=beside)

    def executing(execute: Callable[..., Any], sql: Any, params: Any, many: bool, about: Any) -> Any:
        if isinstance(sql, str) and LOCKS_ROWS.search(sql) and "SKIP LOCKED" not in sql:
            table = sql.split(' FROM "')[1].split('"')[0]
            held().take_row(table, lambda: patients_of(table, sql, params) if table in OF_A_PATIENT else set())
        return execute(sql, params, many, about)

    lines.wait = waiting
    try:
        with connection.execute_wrapper(executing):
            yield
    finally:
        lines.wait = wait
        watching.clear()  # whoever put this in place of another for a while may put it back later than now


@pytest.fixture(autouse=True)
def order_of_locks(request: pytest.FixtureRequest) -> Iterator[None]:
    """Watched while a test runs.  Not for `several_at_once`: controls that take lines out, and what does several things as one."""
    if request.node.get_closest_marker("several_at_once"):
        yield
    else:
        with watched():
            yield
