"""The row of the practice in which we are, where whoever entered it had read it: what belongs to it need not ask for it again."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import Practice

_here: ContextVar[Practice | None] = ContextVar("here", default=None)


def note(practice: Practice | None) -> None:
    """From here on we are in it; None: nobody has read its row, or it was changed since."""
    _here.set(practice)


def here() -> Practice | None:
    """It, where it is known."""
    return _here.get()
