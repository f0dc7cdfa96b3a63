"""The row of the practice in which we are, once somebody has read it: what belongs to it need not ask for it again."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from .models import Practice

_key: ContextVar[UUID | None] = ContextVar("entered", default=None)
_row: ContextVar[Practice | None] = ContextVar("row", default=None)


def enter(key: UUID | None, row: Practice | None = None) -> None:
    """From here on we are in it; None: in none."""
    _key.set(key)
    _row.set(row)


def entered_key() -> UUID | None:
    """Of the practice in which we are."""
    return _key.get()


def entered_practice() -> Practice | None:
    """It, where it was read."""
    return _row.get()


def learn(row: Practice) -> None:
    """It was read; the row of another practice is not kept."""
    if row.pk == _key.get():
        _row.set(row)


def forget() -> None:
    """It was changed: whoever asks reads it anew."""
    _row.set(None)
