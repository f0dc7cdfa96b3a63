"""A file of rows (CSV, RFC 4180, with a heading): read whole or refused whole, with every fault by its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
LARGEST = 2 * 1024 * 1024
MOST = 5000


class Faults(Exception):
    """Everything that is wrong with a file, by line."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        super().__init__("\n".join(lines))


def read_rows(
    data: bytes, columns: Sequence[str], required: Sequence[str], row_of: Callable[[dict[str, str]], T]
) -> list[T]:
    """`row_of` makes one row of its cells by column, or raises ValueError in words that say what to do.  Raises Faults."""
    if len(data) > LARGEST:
        raise Faults(["The file is larger than 2 MB: split it."])
    try:
        lines = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    except UnicodeDecodeError:
        raise Faults(["This is not a text file in UTF-8."]) from None
    heading = [str(name).strip().lower() for name in lines.fieldnames or ()]
    missing = [name for name in required if name not in heading]
    if missing:
        raise Faults([f"line 1: the heading has no column {', '.join(repr(name) for name in missing)}"])
    lines.fieldnames = heading
    faults: list[str] = []
    rows = []
    for number, line in enumerate(lines, 2):
        if number > MOST + 1:
            raise Faults([f"At most {MOST} lines at once: split the file."])
        cells = {str(name): str(value or "").strip() for name, value in line.items() if name in columns}
        try:
            rows.append(row_of(cells))
        except ValueError as fault:
            faults.append(f"line {number}: {fault}")
    if faults:
        raise Faults(faults)
    return rows
