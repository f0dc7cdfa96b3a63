"""What people and programs type, read once: whole numbers in the digits 0 to 9, and dates that somebody can mean."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

A_DECADE = dt.timedelta(days=3660)


def whole_number(text: object, least: int = 0, most: int = 999_999_999) -> int | None:
    """The number that a text of ASCII digits says, from `least` to `most`; None for anything else ('²', '٣', '-1', '')."""
    said = str(text)
    if not (said.isascii() and said.isdigit() and len(said) < 10):
        return None
    return int(said) if least <= int(said) <= most else None


def key(text: object) -> UUID | None:
    """The key of a row, as addresses write it; None for anything else."""
    try:
        return UUID(str(text))
    except ValueError:
        return None


def near_date(text: object, today: dt.date, reach: dt.timedelta = A_DECADE) -> dt.date | None:
    """The ISO date that a text says, no further from `today` than `reach`; None for anything else."""
    try:
        found = dt.date.fromisoformat(str(text))
    except ValueError:
        return None
    return found if abs(found - today) <= reach else None


def near_moment(text: object, today: dt.date, reach: dt.timedelta = A_DECADE) -> dt.datetime | None:
    """The ISO date and time that a text says, with its offset or naive; None for anything else, or for what is far away."""
    try:
        found = dt.datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if abs(found.date() - today) <= reach else None
