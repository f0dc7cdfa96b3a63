"""A history says a deed once: an action that is done by another one leaves two entries of one change in the trail."""

from __future__ import annotations

from collections.abc import Iterable

from ..audit.models import Entry


def deeds(entries: Iterable[Entry]) -> list[Entry]:
    """Entries of one thing, oldest first, as people did it: 'Booked' and 'Booked for a caller' are one booking, called by the wider name.

    The trail keeps both (the audit page shows them); the action outside ends last, and so stands after the one that it did.
    """
    top: list[Entry] = []
    for entry in entries:
        if top and _same(top[-1], entry):
            inner = top.pop()
            entry.reason, entry.rule = entry.reason or inner.reason, entry.rule or inner.rule
            entry.changes = {**inner.changes, **entry.changes}
        top.append(entry)
    return top


def _same(inner: Entry, outer: Entry) -> bool:
    """Whether the second says nothing but what the first did, by the same person."""
    if (inner.actor_kind, inner.actor_id) != (outer.actor_kind, outer.actor_id) or not outer.changes:
        return False
    return all(inner.changes.get(name) == change for name, change in outer.changes.items())
