"""What happened, and who hears of it.

An action raises an event inside its transaction; what follows (messages, waitlist, exceptions) listens and does its part in
that same transaction, so that a change and its consequences are committed together or not at all.  Who listens, and in which
order, stands in one list: `frontdesk.server.listeners`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Event:
    """Something that has happened; a kind of it names what it was in the past tense and carries what listeners need."""


Listener = Callable[[Any], None]
_listeners: dict[type[Event], tuple[Listener, ...]] = {}


class NobodyKnows(LookupError):
    """An event that does not stand in the list of who listens: what should follow from it would be lost without a word."""


def listen(order: Iterable[tuple[type[Event], Iterable[Listener]]], *, unheard: Iterable[type[Event]] = ()) -> None:
    """Replace everybody who listens by `order`: for each kind of event its listeners, first to last.

    `unheard`: kinds from which nothing follows, on purpose.
    """
    _listeners.clear()
    for kind, listeners in [*order, *((kind, ()) for kind in unheard)]:
        if kind in _listeners:
            raise ValueError(f"{kind.__name__} stands twice in the list of listeners")
        _listeners[kind] = tuple(listeners)


def listeners_of(kind: type[Event]) -> tuple[Listener, ...]:
    """Who hears of such an event, first to last.  Raises NobodyKnows."""
    if kind not in _listeners:
        raise NobodyKnows(f"{kind.__name__} does not stand in the list of listeners")
    return _listeners[kind]


def raise_event(event: Event) -> None:
    """Tell everybody who listens, in order.  What one of them raises undoes the action that raised the event.  Raises NobodyKnows."""
    for listener in listeners_of(type(event)):
        listener(event)
