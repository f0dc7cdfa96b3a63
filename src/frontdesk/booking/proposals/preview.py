"""What would be proposed to whom, before anybody is told: the same times that `propose` tries first, no two of them at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ...practice.models import Location, Provider
from ..models import Appointment
from ..take import Place
from .ranking import for_each, on_an_earlier_day


@dataclass(frozen=True)
class Planned:
    """`start` in the zone of the place; None where no time fits: that patient would be asked to choose or call."""

    appointment: Appointment
    start: dt.datetime | None = None
    provider: str = ""
    location: str = ""
    place: Place | None = None
    where: Location | None = None

    @property
    def earlier(self) -> bool:
        """Whether nothing fits that is not on an earlier day: that is said before they are asked."""
        return self.place is not None and on_an_earlier_day(self.appointment, self.place.start)

    @property
    def value(self) -> str:
        """How the form gives back the time that it shows."""
        if self.place is None:
            return ""
        return f"{self.place.provider}|{self.place.location}|{self.place.start.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"


def planned(appointments: list[Appointment]) -> list[Planned]:
    """In the order in which they would be asked.  By the time that it is sent another time may be the nearest."""
    found = []
    for one, places in for_each(appointments):
        if not places:
            found.append(Planned(one))
            continue
        place = places[0]
        location = Location.objects.get(code=place.location)
        provider = Provider.objects.get(code=place.provider)
        start = place.start.astimezone(ZoneInfo(location.timezone))
        found.append(Planned(one, start, provider.name, location.name, place, location))
    return found
