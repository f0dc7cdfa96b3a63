"""Hours as a description gives them: when the practice is open, and who is there when and where; made into blocks at the end."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from .clauses import clock

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Span = tuple[int, int]
USUAL: Span = (8 * 60, 17 * 60)


@dataclass
class Person:
    """`days` None: whenever the practice is open; `hours` by day where they are others than the practice's."""

    days: set[int] | None = None
    off: set[int] = field(default_factory=set)
    hours: dict[int, Span] = field(default_factory=dict)
    span: Span | None = None
    places: dict[int, str] = field(default_factory=dict)
    place: str = ""
    alternate: dict[int, dt.date] = field(default_factory=dict)  # every other week, from that date


@dataclass
class Timetable:
    """`open_`: day (0 is Monday) → from, to.  `said` tells whether the description gave any hours at all."""

    open_: dict[int, Span] = field(default_factory=dict)
    usual: Span | None = None
    shut: set[int] = field(default_factory=set)
    lunch: Span | None = None
    alternate: dict[int, dt.date] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    @property
    def said(self) -> bool:
        return bool(self.open_ or self.usual)

    def person(self, name: str) -> Person:
        return self.people.setdefault(name, Person())

    def week(self) -> dict[int, Span]:
        """When the practice is open, day by day."""
        usual = self.usual or USUAL
        days = dict.fromkeys(range(5), usual) if self.usual or not self.open_ else {}
        found = {**days, **self.open_}
        return {day: span for day, span in sorted(found.items()) if day not in self.shut}

    def blocks(self, name: str, place_of: dict[str, str], first: str) -> list[dict[str, Any]]:
        """A provider's weekly hours as the practice file has them."""
        who, week = self.people.get(name, Person()), self.week()
        days = who.days if who.days is not None else set(week)
        found: dict[tuple[str, Span, str], list[int]] = {}
        for day in sorted((days | set(who.hours)) - who.off):
            span = who.hours.get(day) or who.span or week.get(day) or self.usual or USUAL
            at = place_of.get(who.places.get(day, who.place), first)
            since = who.alternate.get(day) or self.alternate.get(day)
            for piece in self._around_lunch(span):
                found.setdefault((at, piece, str(since or "")), []).append(day)
        return [
            {"at": at, "days": [DAYS[day] for day in there], "from": clock(begin), "to": clock(end)}
            | ({"every": "2 weeks", "starting": since} if since else {})
            for (at, (begin, end), since), there in found.items()
        ]

    def _around_lunch(self, span: Span) -> list[Span]:
        if self.lunch is None or not span[0] < self.lunch[0] < self.lunch[1] < span[1]:
            return [span]
        return [(span[0], self.lunch[0]), (self.lunch[1], span[1])]


def next_day(day: int, today: dt.date) -> dt.date:
    """The next date that is that weekday."""
    return today + dt.timedelta(days=(day - today.weekday() - 1) % 7 + 1)
