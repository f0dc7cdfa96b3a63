"""Bytes → lines of cells: the encoding, the delimiter, quotes and ends of lines are found out, and what is doubtful is refused.

No row is ever made of two: a quote that does not close, or that closes only in what looks like another row, is a fault.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .faults import Fault, Faults, gettext_noop

LARGEST = 2 * 1024 * 1024
MOST = 5000
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_SEEN_IN_TEXT = "\n\r\t"


@dataclass(frozen=True)
class Line:
    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """`heading` is at `heading_line`; rows without any value are left out."""

    encoding: str
    delimiter: str
    heading: tuple[str, ...]
    heading_line: int
    lines: tuple[Line, ...]


def table_of(data: bytes, known: Callable[[str], bool]) -> Table:
    """`known` says whether a heading is one of the import's columns, which tells the delimiter.  Raises Faults."""
    if len(data) > LARGEST:
        raise Faults([Fault(gettext_noop("The file is larger than 2 MB: split it."))])
    text, encoding = decoded(data)
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
    faults = [fault for line in rows if (fault := _misshapen(line, width, heading.cells, delimiter))]
    if faults:
        raise Faults(faults)
    shaped = tuple(Line(line.number, line.cells[: max(width, 1)]) for line in rows)
    return Table(encoding, DELIMITERS[delimiter], heading.cells[:width], heading.number, shaped)


def decoded(data: bytes) -> tuple[str, str]:
    """The text and how it was written: UTF-8, UTF-16, or Windows' code page.  Raises Faults."""
    if data[:4] == b"PK\x03\x04" or data[:4] == b"\xd0\xcf\x11\xe0":
        raise Faults(
            [Fault(gettext_noop("This is a workbook. Save it as CSV (Excel: CSV UTF-8), then send that file."))]
        )
    if data[:5] == b"%PDF-":
        raise Faults([Fault(gettext_noop("This is a PDF. Save the list as CSV, then send that file."))])
    for mark, codec, name in (
        (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"),
        (b"\xff\xfe", "utf-16", "UTF-16"),
        (b"\xfe\xff", "utf-16", "UTF-16"),
    ):
        if data.startswith(mark):
            return _strictly(data, codec, name)
    if codec := _unmarked_utf16(data):
        return _strictly(data, codec, "UTF-16")
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return _strictly(data, "cp1252", "Windows-1252")


def _strictly(data: bytes, codec: str, name: str) -> tuple[str, str]:
    try:
        return data.decode(codec), name
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        words = gettext_noop("A character cannot be read as %(encoding)s. Save the file as CSV UTF-8.")
        raise Faults([Fault(words, line, encoding=name)]) from None


def _unmarked_utf16(data: bytes) -> str:
    """Latin letters in UTF-16 have a zero in every other byte."""
    sample = data[:400]
    if len(data) % 2 or len(sample) < 8:
        return ""
    half = len(sample) // 2
    if sample[1::2].count(0) > half * 0.7 and sample[::2].count(0) < half * 0.1:
        return "utf-16-le"
    if sample[::2].count(0) > half * 0.7 and sample[1::2].count(0) < half * 0.1:
        return "utf-16-be"
    return ""


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
        found.append(Line(begun + skipped, tuple(_trimmed(cell) for cell in cells)))
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


def _control(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cs", "Cn") and letter not in _SEEN_IN_TEXT


def _unseen(line: int) -> Fault:
    return Fault(
        gettext_noop("there is a character in it that cannot be seen (a control character). Take it out."), line
    )
