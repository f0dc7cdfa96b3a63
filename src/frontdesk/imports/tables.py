"""Bytes → lines of cells: the encoding, the delimiter, quotes and ends of lines are found out, and what is doubtful is refused.

No row is ever made of two: a quote that does not close, or that closes only in what looks like another row, is a fault.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .encodings import decoded, doubled
from .faults import Fault, Faults, gettext_noop

LARGEST = 2 * 1024 * 1024
MOST = 5000
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_SEEN_IN_TEXT = "\n\r\t"


@dataclass(frozen=True)
class Line:
    """`came`: its cells as they stand in the file."""

    number: int
    cells: tuple[str, ...]
    came: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """`heading` is at `heading_line`; rows without any value are left out; `faults`: lines of which it is doubtful that they are rows."""

    encoding: str
    guessed: bool
    delimiter: str
    heading: tuple[str, ...]
    heading_line: int
    lines: tuple[Line, ...]
    faults: tuple[Fault, ...] = ()


def table_of(data: bytes, known: Callable[[str], bool], encoding: str = "") -> Table:
    """`known` says whether a heading is one of the import's columns, which tells the delimiter.  Raises Faults."""
    if len(data) > LARGEST:
        raise Faults([Fault(gettext_noop("The file is larger than 2 MB: split it."))])
    found = decoded(data, encoding)
    text = found.text
    skipped = 0
    delimiter = ""
    if text[:4].lower() == "sep=" and text[4:5] in DELIMITERS and text[5:6] in "\r\n":  # what Excel writes and reads
        delimiter, rest = text[4], text[5:]
        text, skipped = rest.removeprefix("\r\n") if rest[:2] == "\r\n" else rest[1:], 1
    delimiter = delimiter or _delimiter(text, known)
    lines = [line for line in _lines(text, delimiter, skipped) if any(line.cells)]
    if not lines:
        raise Faults([Fault(gettext_noop("The file is empty."))])
    heading, *rows = lines
    if len(rows) > MOST:
        raise Faults([Fault(gettext_noop("At most %(most)s lines at once: split the file."), most=MOST)])
    width = max((number for number, cell in enumerate(heading.cells, 1) if cell), default=0)
    if word := doubled(" ".join(heading.cells)):
        raise Faults([_doubled(word, heading.number)])
    faults = [fault for line in rows if (fault := _misshapen(line, width, heading.cells, delimiter))]
    shaped = tuple(Line(line.number, line.cells[: max(width, 1)], line.came) for line in rows)
    return Table(
        found.encoding,
        found.guessed,
        DELIMITERS[delimiter],
        heading.cells[:width],
        heading.number,
        shaped,
        tuple(faults),
    )


def _delimiter(text: str, known: Callable[[str], bool]) -> str:
    """The one that makes most columns that the import knows of the heading; where that is even, most cells."""
    first = next((line for line in text.splitlines() if line.strip(' \t,;|"')), "")

    def worth(delimiter: str) -> tuple[int, int]:
        cells = next(csv.reader([first], delimiter=delimiter), [])
        return sum(known(cell.strip()) for cell in cells), len(cells)

    return max(DELIMITERS, key=worth)


def _lines(text: str, delimiter: str, skipped: int) -> list[Line]:
    """Raises Faults."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)
    found: list[Line] = []
    begun = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise Faults([_of_quotes(str(error), begun + skipped, reader.line_num + skipped)]) from None
        if cells is None:
            return found
        found.append(Line(begun + skipped, tuple(_trimmed(cell) for cell in cells), tuple(cells)))
        begun = reader.line_num + 1
        if len(found) > MOST * 2 + 1000:  # far too many, empty ones counted
            raise Faults([Fault(gettext_noop("At most %(most)s lines at once: split the file."), most=MOST)])


def _trimmed(cell: str) -> str:
    """Without space around it, and without what spreadsheets are told with: ="007", and ' before what would run."""
    cell = cell.strip(" \t\r\n\u00a0\ufeff")
    if cell[:2] == '="' and cell[-1] == '"' and len(cell) > 3:
        return cell[2:-1].strip()
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell


def _of_quotes(error: str, begun: int, reached: int) -> Fault:
    if "limit" in error:
        return Fault(gettext_noop("a value is far too long, or a quote is not closed"), begun)
    if "NUL" in error:
        return _unseen(begun)
    if reached > begun:
        words = gettext_noop(
            'a quote (") opens in this row and does not close in it: it would swallow the rows down to line %(to)s. '
            "Close it, or take it out; a quote inside of quotes is written twice."
        )
        return Fault(words, begun, to=reached)
    words = gettext_noop(
        'a quote (") does not close, or something stands behind the one that closes. A quote inside of quotes is written twice.'
    )
    return Fault(words, begun)


def _misshapen(line: Line, width: int, heading: Sequence[str], delimiter: str) -> Fault | None:
    """What makes it doubtful that this is one row: another number of values, or a row inside of a value."""
    filled = max((number for number, cell in enumerate(line.cells, 1) if cell), default=0)
    inside = [part for cell in line.cells for part in cell.splitlines()[1:]]
    if width > 1 and any(part.count(delimiter) >= width - 1 for part in inside):
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
