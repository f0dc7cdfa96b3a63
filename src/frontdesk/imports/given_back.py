"""The lines of a file that were not read, as a file of their own: as they came, each with what is wrong with it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

from .columns import WRONG
from .reader import Refused


def given_back(heading: Sequence[str], refused: Sequence[Refused], translate: Callable[[str], str] = str) -> str:
    """CSV that can be mended and loaded; what a spreadsheet would run is written so that it does not."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([WRONG, *(name for name in heading if name != WRONG)])
    wrong_at = heading.index(WRONG) if WRONG in heading else None
    for one in refused:
        cells = [cell for at, cell in enumerate(one.cells) if at != wrong_at]
        writer.writerow([one.fault.said(translate), *(_inert(cell) for cell in cells)])
    return "\ufeff" + out.getvalue()


def _inert(cell: str) -> str:
    """The reader takes the apostrophe off again."""
    return f"'{cell}" if cell.lstrip()[:1] in ("=", "+", "-", "@") else cell
