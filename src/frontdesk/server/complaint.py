"""What ends a command in one line."""

from __future__ import annotations

import os
import sys

from ..core.typed import whole_number

WRONG = 2


class Complaint(Exception):
    """Something the user can mend; its text is the one line that says how."""


def complain(text: str) -> int:
    """To the terminal; the exit status of wrong arguments or settings."""
    print(f"frontdesk: {text}", file=sys.stderr, flush=True)
    return WRONG


def number(name: str, default: int, least: int = 0, most: int = 1_000_000) -> int:
    """A whole number in the environment.  Raises Complaint that names it."""
    text = os.environ.get(name) or str(default)
    value = whole_number(text, least, most)
    if value is None:
        raise Complaint(f"{name} is '{text}'; it must be a whole number from {least} to {most}")
    return value
