"""A sentence as people say it: the file writes 2026-12-19 and 13:00, and nobody talks like that.

Only for showing: what is stored, compared and run stays the canonical sentence.  What is shown can be typed: it reads as the same rule.
"""

from __future__ import annotations

import datetime as dt
import re

from .days_and_times import MONTHS, WEEKDAYS

DAY = 24 * 60
_WRITTEN = re.compile(
    r'"[^"]*"'  # what a patient is to have said
    r"|(?<![\w-])(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})(?![\w-])"
    r"|(?<![\w:.])(?P<hour>[0-9]{1,2}):(?P<minute>[0-5][0-9])(?![\w:])(?!\s?(?:[AaPp]\.?\s?[Mm]))"
)


def spoken(sentence: str) -> str:
    """'… on Saturday, December 19, 2026 from 1:00 PM to the end of the day.'"""
    return _WRITTEN.sub(_said, sentence)


def _said(written: re.Match[str]) -> str:
    if written["date"]:
        try:
            return say_day(dt.date.fromisoformat(written["date"]))
        except ValueError:
            return written[0]  # no day that there is
    if not written["hour"]:
        return written[0]
    return say_clock(int(written["hour"]) * 60 + int(written["minute"])) or written[0]


def say_day(day: dt.date) -> str:
    """'Saturday, December 19, 2026'."""
    return f"{WEEKDAYS[day.weekday()]}, {MONTHS[day.month - 1]} {day.day}, {day.year}"


def say_clock(minute: int) -> str:
    """'1:00 PM'; the two midnights by what they are to a day; '' where no day has that minute."""
    if minute > DAY:
        return ""
    if minute % DAY == 0:
        return "the end of the day" if minute else "the start of the day"
    return f"{minute // 60 % 12 or 12}:{minute % 60:02} {'AM' if minute < DAY // 2 else 'PM'}"
