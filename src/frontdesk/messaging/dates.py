"""Days and times as a patient reads them, in either language."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.dateformat import format as formatted


def day(date: dt.date, language: str) -> str:
    """'Tuesday, December 1' or 'martes, 1 de diciembre'."""
    with translation.override(language):
        return formatted(date, "l, j \\d\\e F").lower() if language == "es" else formatted(date, "l, F j")


def clock(moment: dt.datetime, zone: str) -> str:
    """'9:20 AM (CST)', on the clock of a place."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local.hour % 12 or 12}:{local:%M} {local:%p} ({local:%Z})"


def when(moment: dt.datetime, zone: str, language: str) -> str:
    """'Tuesday, December 1 at 9:20 AM (CST)'."""
    joined = " a las " if language == "es" else " at "
    return f"{day(moment.astimezone(ZoneInfo(zone)).date(), language)}{joined}{clock(moment, zone)}"
