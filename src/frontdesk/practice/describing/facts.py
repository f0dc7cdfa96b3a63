"""What was understood of a description."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Understood:
    """`says` is what goes into the draft; `start` to `end` are the words of the description that it came from.

    `kind`: practice, location, provider, visit type, insurance, room, hours or rule; `assumed` is not said but needed.
    """

    kind: str
    says: str
    start: int
    end: int
    assumed: bool = False
