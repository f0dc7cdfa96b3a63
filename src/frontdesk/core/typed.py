"""What people and programs type, read once: whole numbers in the digits 0 to 9, and dates and times that somebody can mean."""

from __future__ import annotations

import datetime as dt
import re
from uuid import UUID

from .dates import Written, read_date, written

A_DECADE = dt.timedelta(days=3660)
NOON = ("noon", "mediodía", "mediodia")
_CLOCK = re.compile(
    r"(\d{1,2})(?:(?:[:.]|\s?h)(\d\d)(?:(?<=:\d\d):00)?)?\s?(?:([ap])\.?\s?m\.?|h|hrs?\.?|horas)?", re.ASCII
)  # a browser's own field may send the seconds too: 13:00:00
_BARE = re.compile(r"\d{1,2}(?:\.\d\d)?", re.ASCII)  # 8, or 8.30: which half of the day, or is it a time at all?
_A_DAY_ALONE = re.compile(r"\d{4}-?(?:\d\d-?\d\d|W\d\d-?\d?)", re.ASCII)
_MOMENT = re.compile(
    r"(?P<day>\S.*?)(?:,| at| a las?)?\s(?P<time>\d{1,2}(?:[:.h]\d\d)?(?::\d\d)?\s?(?:h|hrs?|[ap]\.?\s?m\.?)?)"
)


def whole_number(text: object, least: int = 0, most: int = 999_999_999) -> int | None:
    """The number that a text of ASCII digits says, from `least` to `most`; None for anything else ('²', '٣', '-1', '')."""
    said = str(text)
    if not (said.isascii() and said.isdigit() and len(said) < 10):
        return None
    return int(said) if least <= int(said) <= most else None


def key(text: object) -> UUID | None:
    """The key of a row, as addresses write it; None for anything else."""
    try:
        return UUID(str(text))
    except ValueError:
        return None


def near_date(text: object, today: dt.date, reach: dt.timedelta = A_DECADE, *, behind: bool = False) -> dt.date | None:
    """The date that a text says, as programs or people write it, no further from `today` than `reach`; None for anything else.

    What can be read month first and day first (8.12.2026 or 8 12 2026, where others write so), or begins with what may be a
    short year (26-12-08), is none: nobody's date is guessed.
    """
    said = str(text).strip()
    try:
        day: dt.date | None = dt.date.fromisoformat(said)
    except ValueError:
        day = _as_people_write(said, today, behind)
    return day if day is not None and abs(day - today) <= reach else None


def near_moment(text: object, today: dt.date, reach: dt.timedelta = A_DECADE) -> dt.datetime | None:
    """The date and time that a text says, as programs or people write them, with its offset or naive; None for anything else, or for what is far away."""
    said = str(text).strip()
    if _A_DAY_ALONE.fullmatch(said):  # no midnight is guessed
        return None
    try:
        moment: dt.datetime | None = dt.datetime.fromisoformat(said)
    except ValueError:
        moment = _day_and_time(said, today)
    return moment if moment is not None and abs(moment.date() - today) <= reach else None


def clock_time(text: object) -> int | None:
    """The minute of the day that a text says: '13:00', '1pm', '1:30 p. m.', '13h', 'noon', '24:00'; None for anything else.

    '1:00' is none: `either_half` says what it can be.  '01:00', as browsers and programs write it, is one in the morning.
    """
    said = _one_line(text)
    if said in NOON:
        return 12 * 60
    match = _CLOCK.fullmatch(said)
    if match is None or _BARE.fullmatch(said) or either_half(said) is not None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    whole = hour * 60 + minute
    return whole if minute < 60 and whole <= 24 * 60 else None


def either_half(text: object) -> int | None:
    """The minute in the morning that a time says which says no half of the day and means the other as likely; None for anything else.

    These are the hours 1 to 6, with one digit: a practice is closed in the morning's, and its staff say '1:00' in the afternoon.
    """
    match = _CLOCK.fullmatch(_one_line(text))
    if match is None or match[3] or match[1] not in tuple("123456") or int(match[2] or 0) > 59:
        return None
    return int(match[1]) * 60 + int(match[2] or 0)


def either_half_of_moment(text: object, today: dt.date, reach: dt.timedelta = A_DECADE) -> int | None:
    """The same of the time behind a date that can be read."""
    match = _MOMENT.fullmatch(_one_line(text))
    return either_half(match["time"]) if match and near_date(match["day"], today, reach) is not None else None


def may_begin_with_its_year(text: object) -> bool:
    """Whether a short year comes first in a date, or may do so: 26-12-08 is December 8, 2026, or December 26, 2008."""
    parsed = written(str(text))
    return parsed is not None and _may_begin_with_its_year(parsed)


def _as_people_write(text: str, today: dt.date, behind: bool) -> dt.date | None:
    parsed = written(text) if ":" not in text else None
    if parsed is None or _may_begin_with_its_year(parsed):
        return None
    if parsed.by != "/" and len({parsed.day(today, order, behind=behind) for order in parsed.orders} - {None}) > 1:
        return None
    return read_date(text, today, behind=behind)


def _may_begin_with_its_year(parsed: Written) -> bool:
    return parsed.may_begin_with_its_year or parsed.begins_with_its_year


def _one_line(text: object) -> str:
    return " ".join(str(text).casefold().split())


def _day_and_time(text: str, today: dt.date) -> dt.datetime | None:
    match = _MOMENT.fullmatch(_one_line(text))
    if match is None:
        return None
    day, minute = near_date(match["day"], today), clock_time(match["time"])
    if day is None or minute is None or minute == 24 * 60:
        return None
    return dt.datetime.combine(day, dt.time(minute // 60, minute % 60))
