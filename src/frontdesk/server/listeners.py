"""Who hears of what has happened, in the order in which they run.  The one list; `core.events` says how it works."""

from __future__ import annotations

from collections.abc import Iterable

from ..core import events

ORDER: tuple[tuple[type[events.Event], Iterable[events.Listener]], ...] = ()


def install() -> None:
    """Called once when the applications are ready."""
    events.listen(ORDER)
