"""Who was told an address that a set-up changes: everybody with a visit to come there."""

from __future__ import annotations

from dataclasses import dataclass

from ...availability.model import Location, Setup
from ...booking.judging import appointments_to_come
from ...booking.models import Appointment


@dataclass(frozen=True)
class Moved:
    """A location at another address, and the visits to come of those who were told the old one, the next first."""

    was: Location
    now: Location
    told: tuple[Appointment, ...]


def told_elsewhere(before: Setup, after: Setup) -> list[Moved]:
    """An address that was not known before is none that anybody was told."""
    pairs = [(location, after.locations.get(key)) for key, location in before.locations.items()]
    moved = [(was, now) for was, now in pairs if now is not None and was.address and was.address != now.address]
    rows = appointments_to_come().filter(location__code__in=[was.id for was, _now in moved])
    there = list(rows.select_related("patient__practice", "location", "visit_type", "provider")) if moved else []
    return [
        Moved(was, now, tuple(appointment for appointment in there if appointment.location.code == was.id))
        for was, now in moved
    ]
