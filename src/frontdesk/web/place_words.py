"""With whom, where and when a time is, in words; the place is named wherever the practice has several."""

from __future__ import annotations

from ..booking.take import Place
from ..practice import policies
from . import zones


def several_places() -> bool:
    return len(policies.current().setup.locations) > 1


def place_name(location: str) -> str:
    """The name of a location of the practice file; '' where it has no other."""
    return policies.current().setup.locations[location].name if several_places() else ""


def choosable() -> list[tuple[str, str]]:
    """(id, name) of each place, with its zone where there are several; nothing where there is only one to choose."""
    places = policies.current().setup.locations.values()
    if len(places) < 2:
        return []
    return [
        (location.id, f"{location.name} ({zones.name(location.zone.key)})" if zones.several() else location.name)
        for location in places
    ]


def place_words(place: Place) -> str:
    """'Tue, Dec 1, 9:20 AM Central Time, Dr. Lee, Michigan City'."""
    setup = policies.current().setup
    when = zones.when_at(place.start, setup.locations[place.location])
    return ", ".join(filter(None, (when, setup.providers[place.provider].name, place_name(place.location))))
