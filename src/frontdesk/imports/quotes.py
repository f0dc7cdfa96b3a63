"""Text → rows of cells exactly as they came, spaces and all; where a quote makes it doubtful what is a row, the lines and why.

No row is ever made of two.  A line that cannot be read is taken alone only where nothing behind it can belong to it; else
every line down to the end of the file is in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .faults import Fault, Follows, gettext_noop

LONGEST = 131_072
_OPENS = re.compile(' *"')
_QUOTED = re.compile(' *"((?:[^"]++|"")*+)"')
_BLANKS = re.compile(" *")
_END = re.compile("\r\n|\n|\r")


@dataclass(frozen=True)
class Row:
    """`came`: its cells; of a line that cannot be divided into cells the whole line."""

    number: int
    came: tuple[str, ...]
    fault: Fault | None = None


class _Doubtful(Exception):
    """Where a row stops being readable; `unclosed`: the quote that is open there closes nowhere."""

    def __init__(self, at: int, *, unclosed: bool = False) -> None:
        self.at, self.unclosed = at, unclosed


def rows_of(text: str, delimiter: str, skipped: int = 0) -> Iterator[Row]:
    """Every row with the number of its first line; `skipped`: lines of the file before the text."""
    plain = re.compile(f"[^{re.escape(delimiter)}\r\n]*")
    at, number = 0, 1 + skipped
    while at < len(text):
        begun = at
        try:
            cells, at = _row(text, at, delimiter, plain)
        except _Doubtful as doubt:
            line, at = _line(text, begun)
            reached = number + _breaks(text, begun, doubt.at)
            yield Row(number, (line,), _of_quotes(number, reached))
            if reached > number or doubt.unclosed or line.count('"') % 2:
                yield from _behind(text, at, number, delimiter, plain)
                return
            number += 1
            continue
        too_long = any(len(cell) > LONGEST for cell in cells)
        yield Row(number, cells, Fault(gettext_noop("a value is far too long"), number) if too_long else None)
        number += _breaks(text, begun, at)


def _row(text: str, at: int, delimiter: str, plain: re.Pattern[str]) -> tuple[tuple[str, ...], int]:
    """The cells of the row that begins there, and where the next one does.  Raises _Doubtful."""
    cells: list[str] = []
    while True:
        if opening := _OPENS.match(text, at):
            quoted = _QUOTED.match(text, at)
            if quoted is None:
                raise _Doubtful(len(text.rstrip("\r\n")), unclosed=True)
            cells.append(quoted[1].replace('""', '"'))
            at = _after(_BLANKS, text, quoted.end())
        else:
            end = _after(plain, text, at)
            cells.append(text[at:end])
            at = end
        if text[at : at + 1] == delimiter:
            at += 1
            continue
        if at == len(text):
            return tuple(cells), at
        if end_of_line := _END.match(text, at):
            return tuple(cells), end_of_line.end()
        assert opening is not None  # what is not quoted ends at a delimiter or with the line
        raise _Doubtful(at)


def _behind(text: str, at: int, first: int, delimiter: str, plain: re.Pattern[str]) -> Iterator[Row]:
    """The lines behind a quote of which nobody knows where it closes: each by itself, and none of them loaded."""
    words = gettext_noop("this stands behind the quote that opens in line %(first)s, and may belong to it")
    number = first
    while at < len(text):
        number += 1
        line, at = _line(text, at)
        try:
            cells, _end = _row(line, 0, delimiter, plain)
        except _Doubtful:
            cells = (line,)
        if any(cell.strip() for cell in cells):
            yield Row(number, cells, Follows(words, number, first=first))


def _line(text: str, at: int) -> tuple[str, int]:
    """The line that begins there without its end, and where the next one begins."""
    end = _END.search(text, at)
    return (text[at:], len(text)) if end is None else (text[at : end.start()], end.end())


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return at if match is None else match.end()


def _breaks(text: str, start: int, end: int) -> int:
    return text.count("\n", start, end) + text.count("\r", start, end) - text.count("\r\n", start, end)


def _of_quotes(begun: int, reached: int) -> Fault:
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
