"""Tables: rows whose columns a heading explains, or which explain themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .hours import Hours
from .reading import Context, Piece, Reader
from .tags import Tagged, tagged
from .words import Unit

_LENGTH = re.compile(
    r"(?:minutes|mins?|length|duration|time|how long|length \(minutes\)|minutes \(?min\)?|time \(minutes\)|minutes each|time slot)\.?",
    re.I,
)
_VISIT = re.compile(
    r"(?:visits?|visit types?|appointments?|appointment types?|types?|exams?|services?|procedures?|reason|kind|appt types?|studies|study)",
    re.I,
)
_WHO = re.compile(r"(?:providers?|names?|doctors?|who|clinicians?|therapists?|physicians?|staff|)", re.I)
_WHEN = re.compile(r"(?:days?|hours|times?|schedule|when|days (?:and|&) hours|location|office|where|site)", re.I)
_NOWHERE = Context()
_NONE = re.compile(r"(?:off|closed|out|none|-+|–|—|x|n/a|not in|away)\.?", re.I)


@dataclass(frozen=True)
class Heading:
    """What the columns mean: 'days' (each column a day), 'minutes' (a visit and how long it takes), 'people' (a provider each), 'when' (who, which days, what hours)."""

    kind: str
    columns: tuple[Tagged, ...]


def read_rows(units: list[Unit], reader: Reader) -> list[Piece]:
    """The pieces of the rows of one table; the heading's words belong to the first row.  Under a heading that is not understood none is read."""
    heading = _heading(units[0], reader)
    if heading is None and len(units) > 1 and not _is_row(units[0], reader):
        under = " | ".join(_cells(units[0], reader))
        return [_unread(row, reader, under if place else "") for place, row in enumerate(units)]
    rows = units[1:] if heading and len(units) > 1 else units
    if heading and len(units) == 1:
        heading, rows = None, units
    pieces = []
    for place, row in enumerate(rows):
        first = units[0].first if place == 0 else row.first
        pieces.append(_row(row, first, heading, reader))
    return pieces


def _is_row(unit: Unit, reader: Reader) -> bool:
    """Whether the first row is one of the others: it holds numbers, and it is read."""
    row = _row(unit, unit.first, None, reader)
    return row.is_read and bool(set("HMN") & set(row.kinds))


def _unread(row: Unit, reader: Reader, under: str) -> Piece:
    tagged_text = tagged(", ".join(_cells(row, reader)), reader.names, reader.today)
    return Piece(row.first, row.last, tagged_text, under=under)


def _cells(unit: Unit, reader: Reader) -> list[str]:
    return [" ".join(reader.words[first:last]).strip(" |") for first, last in unit.cells]


def _heading(unit: Unit, reader: Reader) -> Heading | None:
    cells = _cells(unit, reader)
    columns = tuple(tagged(cell, reader.names, reader.today) for cell in cells)
    if any(tag[0] in "HMNT" for column in columns for tag in column.values):
        return None
    rest = columns[1:]
    if all(re.fullmatch(r"D\d+", column.text) for column in columns):
        return Heading("days", (Tagged(""), *columns))
    if all(re.fullmatch(r"D\d+", column.text) for column in rest):
        return Heading("days", columns) if _WHO.fullmatch(cells[0]) else None
    if len(cells) == 2 and _VISIT.fullmatch(cells[0]) and _LENGTH.fullmatch(cells[1]):
        return Heading("minutes", columns)
    if _VISIT.fullmatch(cells[0]) and all(re.fullmatch(r"P\d+", column.text) for column in rest):
        return Heading("people", columns)
    if _WHO.fullmatch(cells[0]) and all(_WHEN.fullmatch(cell) for cell in cells[1:]):
        return Heading("when", columns)
    return None


def _row(row: Unit, first: int, heading: Heading | None, reader: Reader) -> Piece:
    cells = _cells(row, reader)
    columns = [tagged(cell, reader.names, reader.today) for cell in cells]
    joined = ", ".join(cells)
    unread = Piece(first, row.last, tagged(joined, reader.names, reader.today))
    if heading and heading.kind == "days":
        return _days(heading, cells, columns, unread)
    if heading and heading.kind == "people":
        return _lengths(heading, cells, columns, unread, reader)
    minutes = heading is not None and heading.kind == "minutes" and re.fullmatch(r"\d{1,3}", cells[-1])
    said = (
        f"{cells[0]}: {cells[-1]} minutes"
        if minutes
        else f"{cells[0]}: {', '.join(cells[1:])}"
        if len(cells) == 2
        else joined
    )
    said = said.replace("::", ":")
    pieces = [reader.piece(row.first, row.last, _NOWHERE), *([_said(said, reader)])]
    best = next((piece for piece in reversed(pieces) if piece.is_read), None)
    if best is None:
        return unread
    return Piece(first, row.last, best.tagged_text, best.family, best.sentences, best.hours, best.introduces)


def _said(text: str, reader: Reader) -> Piece:
    return reader.one_way(tagged(text, reader.names, reader.today))


def _days(heading: Heading, cells: list[str], columns: list[Tagged], unread: Piece) -> Piece:
    """Who is there when: a day a column."""
    who = columns[0].of("P")
    if len(cells) != len(heading.columns) or not re.fullmatch(r"P\d+", columns[0].text) or len(who[0]) != 1:
        return unread
    made = []
    for column, cell, day in zip(columns[1:], cells[1:], heading.columns[1:], strict=True):
        if _NONE.fullmatch(cell):
            continue
        if not re.fullmatch(r"H\d+", column.text):
            return unread
        made.append(Hours(tuple(who[0]), tuple(day.of("D")[0]), tuple(sorted(column.of("H")[0]))))
    return Piece(unread.first, unread.last, unread.tagged_text, "hours", (), tuple(made)) if made else unread


def _lengths(heading: Heading, cells: list[str], columns: list[Tagged], unread: Piece, reader: Reader) -> Piece:
    """How long a visit takes with each: a provider a column."""
    if len(cells) != len(heading.columns) or not re.fullmatch(r"V\d+", columns[0].text):
        return unread
    sentences: list[str] = []
    for cell, person in zip(cells[1:], heading.columns[1:], strict=True):
        minutes = re.fullmatch(r"(\d{1,3})(?: ?(?:minutes|mins?|m)\.?)?", cell, re.I)
        if not minutes:
            return unread
        made = _said(f"{cells[0]} with {person.of('P')[0][0]}: {minutes[1]} minutes", reader)
        if not made.sentences:
            return unread
        sentences += made.sentences
    return Piece(unread.first, unread.last, unread.tagged_text, "length", tuple(sentences))
