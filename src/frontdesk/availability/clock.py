"""The clock on the wall and the instants behind it, on ordinary days and on those when the clock is changed."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

from .model import Minute, instant_of, minute_of

DAY = 24 * 60


class Day:
    """One local date at one place.

    `begin` and `end` are the instants of its two midnights; `regular` says that the day has 24 hours and no minute is
    missing or comes twice.
    """

    __slots__ = ("begin", "date", "end", "regular", "zone")

    def __init__(self, date: dt.date, zone: ZoneInfo) -> None:
        self.date, self.zone = date, zone
        self.begin = self._bound(0)
        self.end = self._bound(DAY)
        self.regular = self.end - self.begin == DAY

    def instant(self, minute: int) -> Minute | None:
        """The instant of a wall-clock minute: the first of two in autumn, None in the spring gap."""
        wall = self._wall(minute)
        aware = wall.replace(tzinfo=self.zone, fold=0)
        back = aware.astimezone(dt.UTC).astimezone(self.zone).replace(tzinfo=None)
        return minute_of(aware) if back == wall else None

    def bound(self, minute: int) -> Minute:
        """The instant at which hours or a closure begin or end; inside the spring gap, the instant of the change.

        Minutes below 0 are of the day before, those above 24 × 60 of the next.
        """
        return self.begin + minute if self.regular and 0 <= minute <= DAY else self._bound(minute)

    def _bound(self, minute: int) -> Minute:
        instant = self.instant(minute)
        back = 0
        while instant is None:
            back += 1
            instant = self.instant(minute - back)
            if instant is not None:
                instant += 1
        return instant

    def wall_minute(self, instant: Minute) -> int:
        """The minute of the day that the clock on the wall shows."""
        local = instant_of(instant, self.zone)
        return local.hour * 60 + local.minute

    def _wall(self, minute: int) -> dt.datetime:
        return dt.datetime.combine(self.date, dt.time()) + dt.timedelta(minutes=minute)


@lru_cache(maxsize=8192)
def day(date: dt.date, zone: ZoneInfo) -> Day:
    return Day(date, zone)


def at_wall(wall: dt.datetime, zone: ZoneInfo) -> dt.datetime | None:
    """The moment at which the clock on that wall shows a date and time: the first of two, None where it never does."""
    minute = day(wall.date(), zone).instant(wall.hour * 60 + wall.minute)
    return None if minute is None else instant_of(minute, zone)


@lru_cache(maxsize=65536)
def local_date(instant: Minute, zone: ZoneInfo) -> dt.date:
    return instant_of(instant, zone).date()


def say_time(instant: Minute, zone: ZoneInfo) -> str:
    """'9:20 AM'."""
    local = instant_of(instant, zone)
    return f"{local.hour % 12 or 12}:{local.minute:02} {'AM' if local.hour < 12 else 'PM'}"


def say_date(date: dt.date) -> str:
    """'Tue Dec 1'."""
    return f"{date:%a %b} {date.day}"


def say(instant: Minute, zone: ZoneInfo) -> str:
    """'Tue Dec 1, 9:20 AM'."""
    return f"{say_date(local_date(instant, zone))}, {say_time(instant, zone)}"


def say_minute(minute: int) -> str:
    """A minute of the day: '1:00 PM'; 24:00 is 'midnight'."""
    if minute == DAY:
        return "midnight"
    return f"{minute // 60 % 12 or 12}:{minute % 60:02} {'AM' if minute < DAY // 2 else 'PM'}"
