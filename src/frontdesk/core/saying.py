"""Clock times and time zones as people say them, in each language of the pages.  It knows no page and no message."""

from __future__ import annotations

import re

SPANISH = "es"
ALL_DAY = 24 * 60

# What people call the zone of a place, and where each of these counts; a zone that is none of them is called by its city.
NAMES: dict[str, tuple[str, str]] = {
    "eastern": ("Eastern Time", "hora del este"),
    "central": ("Central Time", "hora del centro"),
    "mountain": ("Mountain Time", "hora de la montaña"),
    "arizona": ("Arizona Time", "hora de Arizona"),
    "pacific": ("Pacific Time", "hora del Pacífico"),
    "alaska": ("Alaska Time", "hora de Alaska"),
    "hawaii": ("Hawaii Time", "hora de Hawái"),
    "atlantic": ("Atlantic Time", "hora del Atlántico"),
}
PLACES: dict[str, tuple[str, ...]] = {
    "eastern": ("New_York", "Detroit", "Indiana/", "Kentucky/", "Eastern", "Toronto"),
    "central": ("Chicago", "Menominee", "Indiana/Knox", "Indiana/Tell_City", "North_Dakota/", "Central"),
    "mountain": ("Denver", "Boise", "Mountain"),
    "arizona": ("Phoenix", "US/Arizona"),
    "pacific": ("Los_Angeles", "US/Pacific"),
    "alaska": ("Anchorage", "Juneau", "Sitka", "Metlakatla", "Yakutat", "Nome", "US/Alaska"),
    "hawaii": ("Honolulu", "Adak", "US/Hawaii"),
    "atlantic": ("Puerto_Rico", "St_Thomas", "Halifax"),
}


_SHORT = "(?i:[ap]\\. ?m|lun|mar|mié|jue|vie|sáb|dom|ene|feb|abr|may|jun|jul|ago|sep|sept|oct|nov|dic|jan|apr|aug|dec|mon|tue|wed|thu|fri|sat|sun)"
_TWICE = re.compile(rf"\b({_SHORT})\.((?:</[a-z]+>)*)\.(?!\.)")


def one_point(text: str) -> str:
    """The point of "p. m." or "dic." ends the sentence too: texts have theirs, whatever is filled in before it.  Marks of a page may stand between."""
    return _TWICE.sub(r"\1.\2", text)


def clock(minute: int, language: str) -> str:
    """A minute of the day: 560 is '9:20 AM', or '9:20 a. m.'."""
    half = ("a. m.", "p. m.") if language == SPANISH else ("AM", "PM")
    return f"{minute // 60 % 12 or 12}:{minute % 60:02} {half[minute % 1440 >= 720]}"


def short_clock(minute: int, language: str) -> str:
    """The same without the minutes of a full hour: 780 is '1 PM', 810 '1:30 PM'."""
    return clock(minute, language).replace(":00", "", 1)


def span(begin: int, end: int, language: str) -> str:
    """Minutes of a day, whose end is no clock time: 'all day', 'from 1 PM', 'until 1 PM', '1 PM–3:30 PM'."""
    from_, to = short_clock(begin, language), short_clock(end, language)
    spanish = language == SPANISH
    if begin <= 0 and end >= ALL_DAY:
        return "todo el día" if spanish else "all day"
    if end >= ALL_DAY:
        return f"desde {_article(begin)} {from_}" if spanish else f"from {from_}"
    if begin <= 0:
        return f"hasta {_article(end)} {to}" if spanish else f"until {to}"
    return f"{from_}–{to}"


def at_clock(minute: int, language: str) -> str:
    """After a date: ' at 9:20 AM', ' a las 9:20 a. m.', ' a la 1:05 p. m.'."""
    joined = f" a {_article(minute)} " if language == SPANISH else " at "
    return f"{joined}{clock(minute, language)}"


def _article(minute: int) -> str:
    return "la" if minute // 60 % 12 == 1 else "las"


def zone_name(zone: str, language: str) -> str:
    """'Central Time' or 'hora del centro', of a zone's key: 'America/Chicago'."""
    fitting = [(len(part), name) for name, parts in PLACES.items() for part in parts if part in zone]
    if fitting:
        return NAMES[max(fitting)[1]][language == SPANISH]
    place = zone.rsplit("/", 1)[-1].replace("_", " ")
    return f"hora de {place}" if language == SPANISH else f"{place} Time"
