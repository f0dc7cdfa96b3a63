"""How much work something is, as the number of functions that are called: the same on every machine, however busy it is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

MUCH = 3_000_000


class TooMuch(Exception):
    """More calls than anything of the kind may need: raised at once, so that what would never end does."""


def calls(of: Callable[[], Any], most: int = MUCH) -> int:
    """How many functions are called, those of C among them.  Raises TooMuch."""
    counted = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")
        if counted > most:
            sys.setprofile(None)
            raise TooMuch(f"more than {most} calls")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        of()
    finally:
        sys.setprofile(before)
    return counted
