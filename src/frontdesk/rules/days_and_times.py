"""Dates, days of a year and times of a day, as sentences say them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from ..core.typed import either_half
from .grammar import (
    Outcome,
    Reader,
    Reading,
    alt,
    comma,
    const,
    mapped,
    mark,
    maybe,
    number,
    of_kind,
    seq,
    unsaid,
    words,
)
from .words import SHORT_WEEKDAYS

EARLIEST, LATEST = 1900, 2999  # years of a date that a practice can mean


def _date(text: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"a date that exists ({text} does not)") from None
    if not EARLIEST <= day.year <= LATEST:
        raise ValueError(f"a year from {EARLIEST} to {LATEST}")
    return day


def _time(text: str) -> int:
    hours, minutes = map(int, text.split(":"))
    if hours * 60 + minutes > 24 * 60 or minutes > 59:
        raise ValueError(f"a time of day from 0:00 to 24:00 ({text} is none)")
    return hours * 60 + minutes


_iso_date = of_kind("date", "a date such as 2026-12-25", _date)
_clock = of_kind("time", "a time such as 13:00", _time)
_HALF_DAY = re.compile(r"([0-9]{1,2})([ap]m)")


def _hour(reading: Reading, at: int) -> Outcome:
    """The 5 of '5 pm'; where a time is expected, nobody is told to write a number."""
    token = reading.token(at)
    if token is not None and token.kind == "number" and len(token.text) < 3:
        yield int(token.text) * 60, at + 1


def _glued(reading: Reading, at: int) -> Outcome:
    """'5pm'."""
    token = reading.token(at)
    match = _HALF_DAY.fullmatch(token.plain) if token is not None and token.kind == "word" else None
    if match:
        yield (int(match[1]) * 60, match[2]), at + 1


def no_half_said(reading: Reading) -> tuple[int, ...]:
    """Where a time says no half of the day and means the other as likely: the 1:00 of 'from 1:00', and neither 01:00 nor 1:00 pm."""
    return tuple(
        at
        for at, token in enumerate(reading.tokens)
        if token.kind == "time"
        and either_half(token.text) is not None
        and not ((behind := reading.token(at + 1)) and behind.stem in ("am", "pm"))
    )


def _either_half(reading: Reading, at: int) -> Outcome:
    """'13:00', and '1:00' in the half of the day that this reading tries."""
    for minute, after in _clock(reading, at):
        yield minute + (12 * 60 if at in reading.afternoons else 0), after


def _afternoon(pair: tuple[int, str]) -> int:
    minutes, half = pair
    noon = 12 * 60
    if not 60 <= minutes < 13 * 60 or (half == "am" and minutes == noon):  # which end of the day is 12 am?
        raise ValueError("a time such as 9 am or 5 pm (midnight is 0:00, or 24:00 as an end)")
    return minutes % noon + (noon if half == "pm" else 0)


_half = alt(const(words("am"), "am"), const(words("pm"), "pm"))
time: Reader = alt(
    mapped(seq(alt(_clock, _hour), _half), _afternoon),
    mapped(_glued, _afternoon),
    const(words("noon"), 12 * 60),
    const(words("the end of the day"), 24 * 60),
    const(words("the start of the day"), 0),
    _either_half,
)


# 'from 09:00 to 13:00', and '9am-1pm' as people write it.
_dash = unsaid(mark("-"))
from_to: Reader = alt(seq(words("from"), time, alt(words("to"), _dash), time), unsaid(seq(time, _dash, time)))

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def _month_day(pair: tuple[int, int]) -> tuple[int, int]:
    month, day = pair
    try:
        dt.date(2024, month, day)  # a leap year: February 29 is a day, in the years that have it
    except ValueError:
        raise ValueError(f"a day that exists ({MONTHS[month - 1]} has no {day})") from None
    return pair


_ORDINAL = re.compile(r"([0-9]{1,2})(st|nd|rd|th)")


def ordinal(reading: Reading, at: int) -> Outcome:
    """'25th'."""
    token = reading.token(at)
    match = _ORDINAL.fullmatch(token.plain) if token is not None and token.kind == "word" else None
    if match:
        yield int(match[1]), at + 1


_month = alt(
    *(const(words(month), index) for index, month in enumerate(MONTHS, 1)),
    *(const(words(month[:3]), index) for index, month in enumerate(MONTHS, 1) if month != "May"),
    const(words("sept"), 9),
)
_the = maybe(words("the"), None)

month_day: Reader = mapped(
    alt(
        seq(_month, alt(number(1, 99), mapped(seq(_the, ordinal), lambda v: v[0]))),
        mapped(seq(_the, ordinal, maybe(words("of"), None), _month), lambda v: (v[1], v[0])),
        mapped(unsaid(seq(number(1, 31), _month)), lambda v: (v[1], v[0])),
    ),
    _month_day,
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _year(reading: Reading, at: int) -> Outcome:
    """The 2026 of 'December 19, 2026'."""
    token = reading.token(at)
    if token is not None and token.kind == "number" and len(token.text) == 4:
        yield int(token.text), at + 1


def _said_date(parts: tuple[int | None, tuple[int, int], int]) -> dt.date:
    weekday, (month, day), year = parts
    try:
        said = dt.date(year, month, day)
    except ValueError:
        raise ValueError(f"a day that exists (there is no {MONTHS[month - 1]} {day} in {year})") from None
    if weekday not in (None, said.weekday()):
        raise ValueError(
            f"the weekday of that date ({MONTHS[month - 1]} {day}, {year} is a {WEEKDAYS[said.weekday()]})"
        )
    return said


def short_weekday(reading: Reading, at: int) -> Outcome:
    """'Mon', 'Tues.', where a weekday may stand."""
    token = reading.token(at)
    if token is not None and token.kind == "word" and token.plain in SHORT_WEEKDAYS:
        yield SHORT_WEEKDAYS[token.plain], at + 1


weekday: Reader = alt(*(const(words(name), number) for number, name in enumerate(WEEKDAYS)), short_weekday)
NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}


@dataclass(frozen=True)
class WeekdayOf:
    """The first to fourth, or the last, of a weekday in a month, every year; `after`: so many days after it."""

    month: int
    weekday: int
    nth: int
    after: int = 0

    def is_on(self, date: dt.date) -> bool:
        day = date - dt.timedelta(days=self.after)
        if (day.month, day.weekday()) != (self.month, self.weekday):
            return False
        if self.nth < 0:
            return (day + dt.timedelta(days=7)).month != day.month
        return (day.day - 1) // 7 + 1 == self.nth

    def __str__(self) -> str:
        day = f"the {NTH[self.nth]} {WEEKDAYS[self.weekday]} of {MONTHS[self.month - 1]}"
        return f"the day after {day}" if self.after else day


_nth = alt(
    *(const(words(word), nth) for nth, word in NTH.items()),
    *(const(words(word), nth) for nth, word in ((1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"))),
)
weekday_of: Reader = mapped(
    seq(maybe(const(words("the day after"), 1), 0), _the, _nth, weekday, words("of"), _month),
    lambda v: WeekdayOf(v[-1], v[-2], v[-3], v[0]),
)
date: Reader = alt(
    _iso_date,
    mapped(
        seq(
            maybe(mapped(seq(weekday, maybe(comma, None)), lambda v: v), ()),
            month_day,
            maybe(comma, None),
            _year,
        ),
        lambda v: _said_date((v[0][0] if v[0] else None, v[1], v[2])),
    ),
)
