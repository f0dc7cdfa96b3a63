"""Days and times as a patient reads them, in either language."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.dateformat import format as formatted

from ..core import saying
from ..practice.models import Location


def day(date: dt.date, language: str) -> str:
    """'Tuesday, December 1' or 'martes 1 de diciembre'."""
    with translation.override(language):
        return formatted(date, "l j \\d\\e F").lower() if language == "es" else formatted(date, "l, F j")


def short_day(date: dt.date, language: str, today: dt.date) -> str:
    """'Tue, Dec 1' or 'mar. 1 de dic.', with the year where it is another one than today's."""
    with translation.override(language):
        if language == saying.SPANISH:
            return formatted(date, "D. j \\d\\e b." if date.year == today.year else "D. j \\d\\e b. \\d\\e Y").lower()
        return formatted(date, "D, M j" if date.year == today.year else "D, M j, Y")


def full_day(date: dt.date, language: str) -> str:
    """'Sep 14, 1947' or '14 de septiembre de 1947', of any year: a birth date, or that of a death."""
    with translation.override(language):
        return formatted(date, "j \\d\\e F \\d\\e Y" if language == saying.SPANISH else "M j, Y")


def clock(moment: dt.datetime, zone: str, language: str) -> str:
    """'9:20 AM (CST)' or '9:20 a. m. (hora del centro)', on the clock of a place."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{saying.clock(_minute(local), language)} ({_zone(local, zone, language)})"


def when(moment: dt.datetime, zone: str, language: str, *, with_zone: bool = True) -> str:
    """'Tuesday, December 1 at 9:20 AM (CST)'; without the zone where the page has said it."""
    local = moment.astimezone(ZoneInfo(zone))
    at = f"{day(local.date(), language)}{saying.at_clock(_minute(local), language)}"
    return f"{at} ({_zone(local, zone, language)})" if with_zone else at


def when_here(moment: dt.datetime, location: Location, language: str) -> str:
    """For staff, who know where they are: the zone is said only of a location whose zone is not the practice's."""
    zone = location.timezone
    return when(moment, zone, language, with_zone=zone != location.practice.timezone)


def _minute(local: dt.datetime) -> int:
    return local.hour * 60 + local.minute


def _zone(local: dt.datetime, zone: str, language: str) -> str:
    return saying.zone_name(zone, language) if language == saying.SPANISH else f"{local:%Z}"
