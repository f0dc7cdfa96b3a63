"""A time of the clock on a day before a visit: '15:00 on the business day before', '17:00 on the day before', '08:00 2 days before'."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from .business_days import BusinessDays
from .days_and_times import time
from .for_patients import amount, said
from .grammar import Reader, alt, const, mapped, maybe, number, seq, words

NOON = 12 * 60


@dataclass(frozen=True)
class Before:
    """`days` dates or business days before that of the visit, at `minute` of that day."""

    minute: int = 0
    days: int = 0
    unit: Literal["days", "business days"] = "days"

    def date(self, visit: dt.date, business: BusinessDays) -> dt.date:
        """Which day that is, for a visit on that local date."""
        return business.before(visit, self.days) if self.unit == "business days" else visit - dt.timedelta(self.days)

    def moment(self, visit: dt.date, zone: ZoneInfo, business: BusinessDays) -> dt.datetime:
        """When the clock shows it there: the first time, where it does so twice."""
        midnight = dt.datetime.combine(self.date(visit, business), dt.time())
        return (midnight + dt.timedelta(minutes=self.minute)).replace(tzinfo=zone).astimezone(dt.UTC).astimezone(zone)

    def last_date(self, now: dt.datetime, business: BusinessDays) -> dt.date:
        """The last date of visits for which it is not later than it is now; `now` has the zone of the place."""
        assert isinstance(now.tzinfo, ZoneInfo)
        today = Before(self.minute).moment(now.date(), now.tzinfo, business)
        reached = now.date() - dt.timedelta(days=now.astimezone(dt.UTC) < today.astimezone(dt.UTC))
        return business.after(reached, self.days) if self.unit == "business days" else reached + dt.timedelta(self.days)

    def never_after(self, other: Before) -> bool:
        """Whether it is always as early as the other, or earlier; of business days and dates nobody knows beforehand."""
        return self.unit == other.unit and (-self.days, self.minute) <= (-other.days, other.minute)

    def words(self) -> str:
        """As a sentence says it."""
        at = f"{self.minute // 60:02}:{self.minute % 60:02}"
        if self.days == 0:
            return f"{at} on that day"
        return f"{at} on the {self.unit[:-1]} before" if self.days == 1 else f"{at} {self.days} {self.unit} before"

    def said(self, language: str) -> str:
        """As a patient reads it: '3:00 PM on the business day before', 'las 3:00 p. m. del día hábil anterior'."""
        hour, minute = self.minute // 60 % 12 or 12, self.minute % 60
        before_noon = self.minute % (2 * NOON) < NOON
        english = f"{hour}:{minute:02} {'AM' if before_noon else 'PM'}"
        spanish = f"{'la' if hour == 1 else 'las'} {hour}:{minute:02} {'a.' if before_noon else 'p.'} m."
        on = "on"
        if self.minute == 2 * NOON:  # 12:00 AM on a day is its beginning
            english, on, spanish = "the end", "of", "las 12:00 de la noche"
        if self.days == 0:
            return said(language, f"{english} {on} that day", f"{spanish} de ese día")
        if self.days == 1:
            day, dia = ("business day", "día hábil") if self.unit == "business days" else ("day", "día")
            return said(language, f"{english} {on} the {day} before", f"{spanish} del {dia} anterior")
        ahead = amount(language, self.days, self.unit)
        english = f"{english} of the day" if on == "of" else english
        return said(language, f"{english}, {ahead} before", f"{spanish}, {ahead} antes")


_on = maybe(words("on"), None)
_day: Reader = alt(
    const(seq(_on, alt(words("that day"), words("the same day"), words("the day of the visit"))), (0, "days")),
    const(seq(_on, words("the day before")), (1, "days")),
    const(seq(_on, words("the business day before")), (1, "business days")),
    seq(number(0, 365), const(words("days before"), "days")),
    seq(number(1, 250), const(words("business days before"), "business days")),
)
before: Reader = mapped(seq(time, _day), lambda v: Before(v[0], *v[1]))
