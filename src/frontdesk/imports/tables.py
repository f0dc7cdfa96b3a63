"""Bytes → lines of cells: the encoding, the delimiter, quotes and ends of lines are found out, and what is doubtful is refused.

No row is ever made of two: a quote that does not close, or that closes only in what looks like another row, is a fault.
A file that was given back is read as what it was made of: without the column of faults, without the guards against formulas.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .columns import WRONG
from .encodings import decoded, doubled
from .faults import Fault, Faults, Follows, gettext_noop
from .guarding import unguarded
from .quotes import Row, rows_of

LARGEST = 2 * 1024 * 1024
MOST = 5000
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_SEEN_IN_TEXT = "\n\r\t"


@dataclass(frozen=True)
class Line:
    """`came`: its cells as they stand in the file; `fault`: why it cannot be divided into cells, or need not be a row."""

    number: int
    cells: tuple[str, ...]
    came: tuple[str, ...]
    fault: Fault | None = None


@dataclass(frozen=True)
class Table:
    """`heading` is at `heading_line`, `heading_came` its cells as they stand there; rows without any value are left out;
    `faults`: lines of which it is doubtful that they are rows.
    """

    encoding: str
    guessed: bool
    delimiter: str
    heading: tuple[str, ...]
    heading_line: int
    heading_came: tuple[str, ...]
    lines: tuple[Line, ...]
    faults: tuple[Fault, ...] = ()


def table_of(data: bytes, known: Callable[[str], bool], encoding: str = "") -> Table:
    """`known` says whether a heading is one of the import's columns, which tells the delimiter.  Raises Faults."""
    if len(data) > LARGEST:
        raise Faults([Fault(gettext_noop("The file is larger than 2 MB: split it."))])
    decoded_text = decoded(data, encoding)
    text = decoded_text.text
    skipped = 0
    delimiter = ""
    if text[:4].lower() == "sep=" and text[4:5] in DELIMITERS and text[5:6] in "\r\n":  # what Excel writes and reads
        delimiter, rest = text[4], text[5:]
        text, skipped = rest.removeprefix("\r\n") if rest[:2] == "\r\n" else rest[1:], 1
    delimiter = delimiter or _delimiter(text, known)
    lines = [line for line in _lines(text, delimiter, skipped) if any(line.cells) or line.fault]
    if not lines:
        raise Faults([Fault(gettext_noop("The file is empty."))])
    heading, *rows = lines
    if heading.fault:
        raise Faults([heading.fault])
    if sum(not isinstance(line.fault, Follows) for line in rows) > MOST:
        raise Faults([Fault(gettext_noop("At most %(most)s lines at once: split the file."), most=MOST)])
    width = max((number for number, cell in enumerate(heading.cells, 1) if cell), default=0)
    if word := doubled(" ".join(heading.cells)):
        raise Faults([_doubled(word, heading.number)])
    faults = [
        fault for line in rows if (fault := line.fault or _misshapen(line, width, heading.cells, delimiter)) is not None
    ]
    shaped = tuple(Line(line.number, line.cells[: max(width, 1)], line.came) for line in rows)
    return Table(
        decoded_text.encoding,
        decoded_text.guessed,
        DELIMITERS[delimiter],
        heading.cells[:width],
        heading.number,
        heading.came,
        shaped,
        tuple(faults),
    )


def _delimiter(text: str, known: Callable[[str], bool]) -> str:
    """The one that makes most columns that the import knows of the heading; where that is even, most cells."""
    if text.startswith(WRONG) and text[len(WRONG) : len(WRONG) + 1] in DELIMITERS:  # one that was given back
        return text[len(WRONG)]
    first = next((line for line in text.splitlines() if line.strip(' \t,;|"')), "")

    def worth(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([first], delimiter=delimiter), [])
        return sum(known(cell.strip()) for cell in cells), len(cells)

    return max(DELIMITERS, key=worth)


def _lines(text: str, delimiter: str, skipped: int) -> list[Line]:
    """The heading, then every line.  Raises Faults."""
    lines: list[Line] = []
    added: list[int] | None = None
    for row in rows_of(text, delimiter, skipped):
        if added is None and any(map(_trimmed, row.came)):
            added = [at for at, cell in enumerate(row.came) if _trimmed(cell) == WRONG]
        lines.append(_as_it_came(row, added or ()))
        if len(lines) > MOST * 2 + 1000 and not isinstance(row.fault, Follows):  # far too many, empty ones counted
            raise Faults([Fault(gettext_noop("At most %(most)s lines at once: split the file."), most=MOST)])
    return lines


def _as_it_came(row: Row, added: Sequence[int]) -> Line:
    """`added`: the columns that were put in front when it was given back; there, and only there, formulas are guarded."""
    came = row.came
    if added and not row.fault:
        came = tuple(unguarded(cell) for at, cell in enumerate(came) if at not in added)
    return Line(row.number, tuple(_trimmed(cell) for cell in came), came, row.fault)


# A text that Excel is told to leave alone, and a number with another system's guard.
_TEXT = re.compile('="((?:[^"]|"")*)"', re.DOTALL)
_GUARDED_NUMBER = re.compile(r"'([+-][\d ().+/x-]*)", re.ASCII)
_AROUND = " \t\r\n\u00a0\ufeff"


def _trimmed(cell: str) -> str:
    """Without space around it, and without what spreadsheets are told with: ="007", and ' before a number with its sign."""
    cell = cell.strip(_AROUND)
    if text := _TEXT.fullmatch(cell):
        return text[1].replace('""', '"').strip(_AROUND)
    number = _GUARDED_NUMBER.fullmatch(cell)
    return number[1] if number else cell


def _misshapen(line: Line, width: int, heading: Sequence[str], delimiter: str) -> Fault | None:
    """What makes it doubtful that this is one row: another number of values, or a row inside of a value."""
    filled = max((number for number, cell in enumerate(line.cells, 1) if cell), default=0)
    if width > 1 and any(_of_two_rows(cell, at, width, delimiter) for at, cell in enumerate(line.came)):
        return Fault(
            gettext_noop('a quote (") opens in this row and closes only in a later one. Close it, or take it out.'),
            line.number,
        )
    if any(_control(letter) for cell in line.cells for letter in cell):
        return _unseen(line.number)
    if word := doubled(" ".join(line.cells)):
        return _doubled(word, line.number)
    if width > 1 and _is_total(line.cells):
        words = gettext_noop("'%(text)s' looks like a total and not like a row of the list: take the line out")
        return Fault(words, line.number, text=" ".join(filter(None, line.cells))[:40])
    if filled > width:
        words = gettext_noop(
            "there are %(values)s values under %(columns)s headings. "
            "A value with the character between columns in it stands in quotes."
        )
        return Fault(words, line.number, values=filled, columns=width)
    if len(line.cells) < width and len(line.cells) < len(heading):
        words = gettext_noop("there are only %(values)s values under %(columns)s headings: the row is cut in two.")
        return Fault(words, line.number, values=len(line.cells), columns=width)
    return None


MANY = 3  # so many values before the one with lines in it are hardly a person's commas


def _of_two_rows(cell: str, at: int, width: int, delimiter: str) -> bool:
    """Whether a value of several lines may be the rest of one row and the beginning of another: a quote that was left open.

    `at` counts the values before it.  A whole row lies in between, or what stands on the last line has as many values before it
    as this one has, and the first line as many behind it.
    """
    parts = [part.count(delimiter) for part in cell.splitlines()]
    if len(parts) < 2:
        return False
    first, last = parts[0], parts[-1]
    as_long = first == width - 1 - at and last == at
    return as_long or (at >= MANY and last >= at) or any(part >= width - 1 for part in parts[1:])


_TOTAL = re.compile(
    r"(grand |sub-?)?(totals?|count|sum|average|suma|recuento|cuenta)( of)?( (records|rows|patients|referrals|visits|registros|filas|pacientes))?"
    r"|number of (records|rows|patients|referrals|visits)|(records|rows|patients|referrals|visits|registros|filas|pacientes)( (found|selected|total))?"
    r"|page|página|end of (file|list|report)|fin de (archivo|lista|informe)"
)


def _is_total(cells: Sequence[str]) -> bool:
    """A line that reports write below a list: a word for it, and nothing but numbers beside it."""
    first, *others = (cell for cell in cells if cell)
    if any(letter.isalpha() for cell in others for letter in cell):
        return False
    words = re.sub(r"[\d.,]+( (of|de|/) [\d.,]+)?", " ", first.casefold()).translate(
        str.maketrans(":=#*()/", "       ")
    )
    return _TOTAL.fullmatch(" ".join(words.split()).strip("- ")) is not None


def _doubled(word: str, line: int) -> Fault:
    words = gettext_noop(
        "'%(word)s' was saved in the wrong encoding before it came here (its letters are encoded twice). "
        "Save the list anew from the system that it comes from, as CSV UTF-8."
    )
    return Fault(words, line, word=word[:40])


def _control(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cs", "Cn") and letter not in _SEEN_IN_TEXT


def _unseen(line: int) -> Fault:
    return Fault(
        gettext_noop("there is a character in it that cannot be seen (a control character). Take it out."), line
    )
