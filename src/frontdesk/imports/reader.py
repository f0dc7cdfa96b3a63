"""A whole file → its rows, what was taken for what, or every fault.  What a row becomes is the import's."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Generic, TypeVar

from ..core.dates import Order
from ..core.letters import as_written
from .columns import WHOLE_NAME, Column, Columns, Headings, LeftOut, left_out
from .dates import Dates, dates_of, short_years_of
from .encodings import has_letters_in_question
from .faults import Fault, Faults, Follows, gettext_noop
from .names import divide, needs_comma
from .tables import Table, table_of

T = TypeVar("T")
Cells = Mapping[str, str]
SHOWN = 3
MOST_LOOKS = 3  # at how its dates are meant: each leaves out lines that are refused


@dataclass(frozen=True)
class Taken:
    """What was taken for what.  `order` is None where no date says it, or there is none; `dotted_order`: dates with dots or hyphens have that one.

    `excels_dates`: dates that are Excel's numbers; `mixed`: the file has dates of both orders, so that it is not loaded whole.
    `guessed`: the encoding was found out by its words alone; `lettered`: cells whose letters another encoding has others for, with their line.
    `unknown`: headings that are no column's, and `headings`: what is wrong with them; with these a file is only looked at.
    """

    encoding: str
    guessed: bool
    lettered: tuple[tuple[int, str], ...]
    delimiter: str
    order: Order | None
    columns: tuple[tuple[str, str], ...]
    left_out: tuple[LeftOut, ...]
    rows: int
    first: tuple[Cells, ...]
    refused: tuple[Refused, ...] = ()
    excels_dates: bool = False
    dotted_order: Order | None = None
    mixed: Fault | None = None
    unknown: tuple[str, ...] = ()
    headings: tuple[Fault, ...] = ()

    @property
    def wrong(self) -> list[Fault]:
        """Everything that is to be said, in the order of the file."""
        faults = [*self.headings, *([self.mixed] if self.mixed else [])]
        return sorted([*faults, *to_say(self.refused)], key=lambda fault: fault.line or 0)


@dataclass(frozen=True)
class Loaded:
    """What an import did: rows that were new, rows whose key was there; lines that were refused, what was left out, how dates were read."""

    made: int
    known: int
    refused: tuple[Refused, ...] = field(default=(), compare=False)
    heading: tuple[str, ...] = field(default=(), compare=False)
    left_out: tuple[LeftOut, ...] = field(default=(), compare=False)
    order: Order | None = field(default=None, compare=False)
    dotted_order: Order | None = field(default=None, compare=False)


@dataclass(frozen=True)
class How:
    """What whoever brings a file says of it: columns that are not known are left out, lines that are wrong are given back, its encoding.

    `columns`: headings that are called as no system calls them, each with the column that it is.
    `looking`: nothing is kept, so that what is wrong with the headings is said beside what was found.
    `near_names`: the lines of this very file of which whoever brings it has seen that the name is nearly a record's, and says that it is theirs (`Near`).
    """

    leave_out: bool = False
    skip_bad: bool = False
    encoding: str = ""
    looking: bool = False
    near_names: frozenset[str] = frozenset()
    columns: tuple[tuple[str, str], ...] = ()


AS_IT_IS = How()


@dataclass(frozen=True)
class Refused:
    """A line that is not read: its cells as they came, and what is wrong with it."""

    cells: tuple[str, ...]
    fault: Fault


def to_say(refused: Sequence[Refused]) -> list[Fault]:
    """What is wrong, once where one line's fault says it for those behind it."""
    return [row.fault for row in refused if not isinstance(row.fault, Follows)]


@dataclass(frozen=True)
class Read(Generic[T]):
    """The rows of a file, each with its line, and the lines that are none."""

    taken: Taken
    rows: tuple[tuple[int, T], ...]
    heading: tuple[str, ...]
    lines: Mapping[int, tuple[str, ...]]

    def rows_for(self, how: How) -> tuple[tuple[int, T], ...]:
        """The rows to load.  Raises Faults with every fault of every line, unless the good lines alone are wanted."""
        if self.taken.wrong and not how.skip_bad:
            raise Faults(self.taken.wrong)
        return self.rows

    def loaded(self, made: int) -> Loaded:
        taken = self.taken
        orders = (taken.order, taken.dotted_order)
        return Loaded(made, len(self.rows) - made, taken.refused, self.heading, taken.left_out, *orders)

    def without(self, faults: Sequence[Fault]) -> Read[T]:
        """Less the rows that an import has something against; `faults` have their lines."""
        lines = {fault.line for fault in faults}
        refused = [*self.taken.refused, *(Refused(self.lines[fault.line or 0], fault) for fault in faults)]
        refused.sort(key=lambda row: row.fault.line or 0)
        rows = tuple((line, row) for line, row in self.rows if line not in lines)
        return replace(self, rows=rows, taken=replace(self.taken, rows=len(rows), refused=tuple(refused)))


def read(
    data: bytes,
    columns: Sequence[Column],
    today: dt.date,
    row_of: Callable[[dict[str, str]], T],
    *,
    key: str = "key",
    how: How = AS_IT_IS,
) -> Read[T]:
    """`row_of` makes one row of its cells by column, dates as ISO, or raises ValueError in words that say what to do.

    Raises Faults where the file as a whole cannot be read; lines that cannot are in the answer as refused.
    """
    known = Columns(columns, how.columns)
    table = table_of(data, known.known, how.encoding)
    filled = [
        sum(line.cells[at : at + 1] not in ((), ("",)) for line in table.lines) for at in range(len(table.heading))
    ]
    headings = known.read(table.heading, table.heading_line, filled, how.leave_out)
    if headings.faults and not how.looking:
        raise Faults(headings.faults)
    taken_for = headings.columns
    faults = {fault.line: fault for fault in table.faults}
    lines = [line for line in table.lines if headings.fit and line.number not in faults]
    rows = [(line.number, _cells(line.cells, taken_for, headings.order)) for line in lines]
    named = [name for name, column in known.all.items() if column.kind in ("birth date", "date")]
    whole = [
        name for name, column in zip(table.heading, taken_for, strict=True) if column and column.name == WHOLE_NAME
    ]
    comma = any(needs_comma(name) for name in whole)
    read_as = _ReadAs(known, today, key, comma, row_of)
    years = short_years_of(rows, named)
    dates = dates_of(rows, named, years)
    read_rows, done, wrong = read_as.rows(rows, dates)
    for _ in range(MOST_LOOKS):  # a line that is refused decides nothing: without it the others may say something else
        by_the_good = dates_of([row for row in rows if row[0] not in wrong], named, years)
        if by_the_good == dates:
            break
        dates = by_the_good
        read_rows, done, wrong = read_as.rows(rows, dates)
    faults |= wrong
    came = {line.number: line.came for line in table.lines}
    shown = [read_rows[number] for number in done]
    taken = _taken(table, headings, () if how.looking and headings.faults else filled, dates, shown)
    return Read(taken, tuple(done.items()), table.heading_came, came).without(list(faults.values()))


@dataclass(frozen=True)
class _ReadAs(Generic[T]):
    """How the rows of one file are read, once its dates are known."""

    known: Columns
    today: dt.date
    key: str
    comma: bool
    row_of: Callable[[dict[str, str]], T]

    def rows(
        self, rows: Sequence[tuple[int, dict[str, str]]], dates: Dates
    ) -> tuple[dict[int, dict[str, str]], dict[int, T], dict[int | None, Fault]]:
        """Their values, what is made of them, and what is wrong with the others, by line."""
        read_rows: dict[int, dict[str, str]] = {}
        done: dict[int, T] = {}
        faults: dict[int | None, Fault] = {}
        for number, came in rows:
            cells = dict(came)
            try:
                _must_not_be_lost(cells, self.known)
                divide(cells, comma=self.comma)
                read_rows[number] = _values(cells, self.known, self.today, dates, self.key)
            except Fault as fault:
                faults[number] = fault.at(number)
        faults |= _twice(read_rows, self.key)
        for number, values in read_rows.items():
            if number in faults:
                continue
            try:
                done[number] = self.row_of(values)
            except ValueError as fault:
                faults[number] = (fault if isinstance(fault, Fault) else Fault("%(what)s", what=fault)).at(number)
        return read_rows, done, faults


# What systems write where they have nothing.  Not 'none', 'null' or 'na': somebody is called so.
_NOTHING = re.compile(r"#?n/a|#n/d|n\.a\.|-{1,3}|—|–", re.IGNORECASE)


# What spreadsheets make of a long number, and of what they cannot work out or show.
_LOST = re.compile(r"\d([.,]\d+)?E\+\d{1,3}|#(REF|VALUE|NAME|DIV/0|NUM|NULL|SPILL|CALC)[!?]|#{3,}", re.IGNORECASE)


def _must_not_be_lost(cells: Mapping[str, str], known: Columns) -> None:
    """Raises Fault."""
    for name, cell in cells.items():
        if known.all[name].kind != "text" and _LOST.fullmatch(cell):
            words = gettext_noop(
                "'%(name)s' is '%(text)s': a spreadsheet has lost what stood there. Take the value from the system that the list comes from"
            )
            raise Fault(words, name=name, text=cell[:40])


def _cells(cells: Sequence[str], columns: Sequence[Column | None], order: Sequence[int]) -> dict[str, str]:
    """By column; of two of one column the first that says something, and of texts both."""
    cell_by_column: dict[str, str] = {}
    for at in order:
        column, cell = columns[at], cells[at] if at < len(cells) else None
        if column is None or cell is None:
            continue
        cell, before = "" if _NOTHING.fullmatch(cell) else cell, cell_by_column.get(column.name, "")
        if before and column.kind == "text":
            cell_by_column[column.name] = before if cell in ("", before) else f"{before}\n{cell}"
        else:
            cell_by_column[column.name] = before or cell
    return cell_by_column


def _values(cells: dict[str, str], known: Columns, today: dt.date, dates: Dates, key: str) -> dict[str, str]:
    """Every cell of a length and shape that its column can have, dates as ISO.  Raises Fault."""
    cells = {name: as_written(cell) if name == key else cell for name, cell in cells.items()}
    values: dict[str, str] = {}
    for name, cell in cells.items():
        column = known.all[name]
        if len(cell) > column.longest:
            words = gettext_noop("'%(name)s' has %(length)s characters; at most %(most)s: '%(text)s…'")
            raise Fault(words, name=name, length=len(cell), most=column.longest, text=cell[:20])
        if column.kind != "text" and len(cell.splitlines()) > 1:
            raise Fault(gettext_noop("'%(name)s' has more than one line"), name=name)
        is_date = cell and column.kind in ("birth date", "date")
        values[name] = dates.iso(cell, name, today, birth=column.kind == "birth date") if is_date else cell
    return values


def _twice(rows: Mapping[int, dict[str, str]], key: str) -> dict[int | None, Fault]:
    """Lines whose key stands for different things: nobody knows which of them is right.  The same row twice is one."""
    by_key: dict[str, list[int]] = {}
    for number, values in rows.items():
        if values.get(key):
            by_key.setdefault(values[key], []).append(number)
    words = gettext_noop("the key '%(key)s' stands in line %(other)s too, and the two lines say different things")
    faults: dict[int | None, Fault] = {}
    for name, numbers in by_key.items():
        other = next((number for number in numbers if rows[number] != rows[numbers[0]]), None)
        if other is None:
            continue
        for number in numbers:
            against = other if rows[number] == rows[numbers[0]] else numbers[0]
            faults[number] = Fault(words, number, key=name[:80], other=against)
    return faults


def _taken(
    table: Table,
    headings: Headings,
    filled: Sequence[int],
    dates: Dates,
    rows: Sequence[dict[str, str]],
) -> Taken:
    pairs = list(zip(table.heading, headings.columns, strict=True))
    unknown = [heading for heading, column in pairs if column is None and heading and headings.faults]
    lettered = (
        (line.number, ", ".join(cell for cell in line.cells if has_letters_in_question(cell))[:120])
        for line in table.lines
        if any(has_letters_in_question(cell) for cell in line.cells)
    )
    return Taken(
        table.encoding,
        table.guessed,
        tuple(islice(lettered, SHOWN)),
        table.delimiter,
        dates.order,
        tuple((heading, column.name) for heading, column in pairs if column is not None),
        left_out(table.heading, headings.columns, filled) if filled else (),
        len(rows),
        tuple(rows[:SHOWN]),
        excels_dates=dates.numbers,
        dotted_order=dates.dotted_order,
        mixed=dates.mixed,
        unknown=tuple(unknown),
        headings=tuple(headings.faults),
    )
