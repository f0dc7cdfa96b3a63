"""An apostrophe before what a spreadsheet would run: put there on the way out, taken off on the way in, and nothing else is.

What already begins with apostrophes before such a text gets one more, so that taking one off gives what was there.
"""

from __future__ import annotations

import re

_RUNS = re.compile(r"'*(?:\s*[=+\-@]|[\t\r])")


def guarded(cell: str) -> str:
    """As it is written into a file that somebody opens in a spreadsheet."""
    return f"'{cell}" if _RUNS.match(cell) else cell


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if cell[:1] == "'" and _RUNS.match(cell, 1) else cell
