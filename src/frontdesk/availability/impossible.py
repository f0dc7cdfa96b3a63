"""Visits that can be at no time, with that provider at that place: sentences that keep them away, rooms and people that are not there."""

from __future__ import annotations

from collections.abc import Iterable

from .model import Setup
from .presence import who
from .steps import candidates
from .terms import Terms


def hard(agreed: Terms) -> tuple[str, ...]:
    """The sentences that keep it away whatever the time."""
    return tuple(one.rule or one.detail for one in agreed.obstacles if one.kind != "self-scheduling")


def no_room(agreed: Terms, setup: Setup) -> tuple[str, ...]:
    """The sentences that ask for a room that the place has not, or for somebody who never works there."""
    place = setup.locations[agreed.visit.location]

    def nobody(ids: Iterable[str]) -> bool:
        return not any(place.id in setup.providers[id_].locations for id_ in ids)

    return (
        *(text for kind, text in agreed.kinds if kind not in place.by_kind),
        *(part.text for part in agreed.parts if part.handed_on and nobody(candidates(setup, agreed, part))),
        *(text for rule, text in agreed.there if nobody(who(setup, rule))),
    )
