"""How full a month is: booked minutes of open minutes, day by day."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

from django.db.models import F, Sum
from django.db.models.functions import TruncDate

from ...access.may import Actor, require_open
from ...availability.hours import hours_on
from ...availability.model import Setup
from ...practice import policies
from ...rules.facts import Visit
from ...rules.families.closures import Closure
from ...tenancy.models import Practice
from ..queries import visible

TEN = 10


@dataclass(frozen=True)
class Fill:
    """One date: minutes that somebody works, minutes that are booked."""

    date: dt.date
    open: int
    booked: int
    inside: bool

    @property
    def percent(self) -> int | None:
        """None where nobody works and nothing is booked."""
        if not self.open:
            return 100 if self.booked else None
        return round(100 * self.booked / self.open)

    @property
    def tenth(self) -> int:
        """For the heat map: 0 to 10."""
        return min(TEN, (self.percent or 0) // TEN)


def weeks(actor: Actor, practice: Practice, month: dt.date, provider: str = "", location: str = "") -> list[list[Fill]]:
    """The weeks of a month, Monday first; dates of the neighbouring months fill the first and the last."""
    require_open(actor, "calendar.view")
    setup = policies.current().setup
    dates = [date for week in calendar.Calendar().monthdatescalendar(month.year, month.month) for date in week]
    booked = _booked(actor, practice, dates[0], dates[-1], provider, location)
    days = [
        Fill(date, _open(setup, date, provider, location), booked.get(date, 0), date.month == month.month)
        for date in dates
    ]
    return [days[start : start + 7] for start in range(0, len(days), 7)]


def _booked(
    actor: Actor, practice: Practice, first: dt.date, last: dt.date, provider: str, location: str
) -> dict[dt.date, int]:
    begin = dt.datetime.combine(first, dt.time(), practice.zone)
    end = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), practice.zone)
    rows = visible(actor).filter(
        start__gte=begin, start__lt=end, state__in=("booked", "arrived", "completed", "no_show")
    )
    if provider:
        rows = rows.filter(provider__code=provider)
    if location:
        rows = rows.filter(location__code=location)
    sums = (
        rows.order_by()
        .annotate(on=TruncDate("start", tzinfo=practice.zone))
        .values("on")
        .annotate(total=Sum(F("end") - F("start")))
        .values_list("on", "total")
    )
    return {date: int(total.total_seconds() // 60) for date, total in sums}


def _open(setup: Setup, date: dt.date, provider: str, location: str) -> int:
    """The minutes in which somebody works, less the closures that hold for them."""
    minutes = 0
    for person in setup.providers.values():
        if provider not in ("", person.id):
            continue
        for piece in hours_on(person, date):
            if location not in ("", piece.block.at):
                continue
            shut = 0
            for entry in setup.book.holding(Closure, Visit("", person.id, piece.block.at)):
                assert isinstance(entry.rule, Closure)
                closed = entry.rule.on(date)
                if closed:
                    shut = max(shut, min(piece.to, closed[1]) - max(piece.from_, closed[0]))
            minutes += max(0, piece.to - piece.from_ - max(0, shut))
    return minutes
