"""A moment about an appointment is said on the clock of its place, and whose clock that is where the practice has several."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from ..availability.model import Location as InFile
from ..core import saying
from ..messaging.dates import day as long_date
from ..practice import policies
from ..practice.models import Location
from .waiting_time import moment_words


def zone_of(place: Location | InFile) -> str:
    """The key of a place's zone, whether it comes from the database or from the practice file."""
    return place.timezone if isinstance(place, Location) else place.zone.key


def several() -> bool:
    """Whether the practice has places in more than one zone: then no time stands without the name of its own."""
    try:
        return len({place.zone.key for place in policies.current().setup.locations.values()}) > 1
    except policies.NoPolicy:
        return False


def name(zone: str) -> str:
    """'Central Time' or 'hora del centro'."""
    return saying.zone_name(zone, get_language() or "en")


def named(words: str, zone: str) -> str:
    """'9:20 AM Central Time'; '9:20 a. m. (hora del centro)'; the words alone where all places are in one zone."""
    if not several():
        return words
    return f"{words} ({name(zone)})" if get_language() == saying.SPANISH else f"{words} {name(zone)}"


def when_at(moment: dt.datetime, place: Location | InFile) -> str:
    """'Tue, Dec 1, 9:20 AM', on the clock of the place."""
    zone = zone_of(place)
    return named(moment_words(moment, zone), zone)


def clock_at(moment: dt.datetime, place: Location | InFile) -> str:
    """'9:20 AM', on the clock of the place."""
    zone = zone_of(place)
    return named(saying.clock(_minute(moment.astimezone(ZoneInfo(zone))), get_language() or "en"), zone)


def last_at(moment: dt.datetime, place: Location | InFile) -> str:
    """After 'until': 'Tuesday, December 1 at 10:07 AM', on the clock of the place."""
    zone = zone_of(place)
    return named(until_words(moment.astimezone(ZoneInfo(zone))), zone)


def until_words(local: dt.datetime) -> str:
    """'Tuesday, December 1 at 10:07 AM'; 'el martes 1 de diciembre a las 10:07 a. m.'."""
    language = get_language() or "en"
    article = "el " if language == saying.SPANISH else ""
    return f"{article}{long_date(local.date(), language)}{saying.at_clock(_minute(local), language)}"


def zones_shown(times: Iterable[dt.datetime]) -> list[str]:
    """The names of the zones of times that stand on one page, each once."""
    return sorted({name(moment.tzinfo.key) for moment in times if isinstance(moment.tzinfo, ZoneInfo)})


def _minute(local: dt.datetime) -> int:
    return local.hour * 60 + local.minute
