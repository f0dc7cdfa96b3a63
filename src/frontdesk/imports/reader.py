"""A whole file → its rows, what was taken for what, or every fault.  What a row becomes is the import's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from ..core.dates import Order, Written, can_be_birth, can_be_meant, written
from .columns import Column, Columns
from .faults import Fault, Faults, gettext_noop
from .tables import Table, table_of

T = TypeVar("T")
Cells = Mapping[str, str]
ORDERS: tuple[Order, ...] = ("month first", "day first")


@dataclass(frozen=True)
class Taken:
    """What was taken for what.  `order` is None where no date says it, or there is none."""

    encoding: str
    delimiter: str
    order: Order | None
    columns: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]
    rows: int
    first: tuple[Cells, ...]


@dataclass(frozen=True)
class Read(Generic[T]):
    """The rows of a file, each with its line."""

    taken: Taken
    rows: tuple[tuple[int, T], ...]


def read(
    data: bytes,
    columns: Sequence[Column],
    today: dt.date,
    row_of: Callable[[dict[str, str]], T],
    *,
    key: str = "key",
    leave_out: bool = False,
) -> Read[T]:
    """`row_of` makes one row of its cells by column, dates as ISO, or raises ValueError in words that say what to do.

    Raises Faults with every fault of every line; then nothing of the file is to be used.
    """
    known = Columns(columns)
    table = table_of(data, known.known)
    filled = [any(line.cells[at : at + 1] != ("",) for line in table.lines) for at in range(len(table.heading))]
    taken_for = known.read(table.heading, table.heading_line, filled, leave_out)
    rows = [(line.number, _cells(line.cells, taken_for)) for line in table.lines]
    order, faults = _order(rows, known)
    done: list[tuple[int, T]] = []
    seen: dict[str, tuple[int, dict[str, str]]] = {}
    read_rows: list[dict[str, str]] = []
    for number, cells in rows:
        try:
            values = _values(cells, known, today, order or "month first")
            if (earlier := _twice(values, key, seen, number)) is not None:
                raise earlier
            done.append((number, row_of(values)))
            read_rows.append(values)
        except ValueError as fault:
            found = fault if isinstance(fault, Fault) else Fault("%(what)s", what=fault)
            faults.append(found if found.line is not None else found.at(number))
    if faults:
        raise Faults(faults)
    return Read(_taken(table, taken_for, order, read_rows), tuple(done))


def _cells(cells: Sequence[str], columns: Sequence[Column | None]) -> dict[str, str]:
    return {column.name: cell for column, cell in zip(columns, cells, strict=False) if column is not None}


def _order(rows: Sequence[tuple[int, dict[str, str]]], known: Columns) -> tuple[Order | None, list[Fault]]:
    """In which order all dates of the file can be read; a file that has both is refused, naming a line of each."""
    dates = [name for name, column in known.all.items() if column.kind in ("birth date", "date")]
    only: dict[Order, int] = {}
    undecided = False
    for number, cells in rows:
        for name in dates:
            found = written(cells.get(name, ""))
            if found is None or found.fixed:
                continue
            if len(found.orders) == 1:
                only.setdefault(found.orders[0], number)
            undecided = undecided or len(found.orders) == 2
    if len(only) == 2:
        words = gettext_noop(
            "a date is written day first here and month first in line %(other)s: write all dates of the file in one way"
        )
        return None, [Fault(words, only["day first"], other=only["month first"])]
    if only:
        return next(iter(only)), []
    return ("month first" if undecided else None), []


def _values(cells: dict[str, str], known: Columns, today: dt.date, order: Order) -> dict[str, str]:
    """Every cell of a length and shape that its column can have, dates as ISO.  Raises Fault."""
    values: dict[str, str] = {}
    for name, cell in cells.items():
        column = known.all[name]
        if len(cell) > column.longest:
            words = gettext_noop("'%(name)s' has %(length)s characters; at most %(most)s: '%(text)s…'")
            raise Fault(words, name=name, length=len(cell), most=column.longest, text=cell[:20])
        if column.kind != "text" and len(cell.splitlines()) > 1:
            raise Fault(gettext_noop("'%(name)s' has more than one line"), name=name)
        is_date = cell and column.kind in ("birth date", "date")
        values[name] = iso_date(cell, name, today, order, birth=column.kind == "birth date") if is_date else cell
    return values


def iso_date(text: str, name: str, today: dt.date, order: Order = "month first", *, birth: bool = False) -> str:
    """The date in a cell, which must be one that somebody can mean.  Raises Fault."""
    said = written(text)
    day = said.day(today, order, behind=birth) if isinstance(said, Written) else None
    if day is None:
        words = gettext_noop("'%(name)s' must be a date that exists, such as 2027-03-01, not '%(text)s'")
        if birth:
            words = gettext_noop("'%(name)s' must be a date that exists, such as 1946-03-27, not '%(text)s'")
        raise Fault(words, name=name, text=text[:40])
    if birth and not can_be_birth(day, today):
        words = gettext_noop("'%(name)s' must be between 1900 and today, not '%(text)s'")
        raise Fault(words, name=name, text=text[:40])
    if not birth and not can_be_meant(day, today):
        raise Fault(
            gettext_noop("'%(name)s' must be within ten years of today, not '%(text)s'"), name=name, text=text[:40]
        )
    return day.isoformat()


def _twice(values: dict[str, str], key: str, seen: dict[str, tuple[int, dict[str, str]]], number: int) -> Fault | None:
    """A key that stands for two different things; the same row twice is one."""
    name = values.get(key, "")
    if not name:
        return None
    line, earlier = seen.setdefault(name, (number, values))
    if earlier == values:
        return None
    words = gettext_noop("the key '%(key)s' stands in line %(other)s too, and the two lines say different things")
    return Fault(words, number, key=name[:80], other=line)


def _taken(
    table: Table, columns: Sequence[Column | None], order: Order | None, rows: Sequence[dict[str, str]]
) -> Taken:
    pairs = list(zip(table.heading, columns, strict=True))
    return Taken(
        table.encoding,
        table.delimiter,
        order,
        tuple((heading, column.name) for heading, column in pairs if column is not None),
        tuple(heading for heading, column in pairs if column is None and heading),
        len(rows),
        tuple(rows[:3]),
    )
