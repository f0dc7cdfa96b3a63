"""The lines of a file that were not read, as a file of their own: as they came, each with what is wrong with it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

from .columns import WRONG
from .guarding import guarded
from .reader import Refused


def given_back(heading: Sequence[str], refused: Sequence[Refused], translate: Callable[[str], str] = str) -> str:
    """CSV that can be mended and loaded; what a spreadsheet would run is written so that it does not.

    `heading` and cells are as they came: loaded again, they are read as they were.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([WRONG, *map(guarded, heading)])
    for row in refused:
        writer.writerow([guarded(row.fault.said(translate)), *map(guarded, row.cells)])
    return "\ufeff" + out.getvalue()
