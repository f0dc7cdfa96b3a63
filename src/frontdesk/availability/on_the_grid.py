"""The starts that somebody's hours and the grid allow on a date, whatever the rules say besides."""

from __future__ import annotations

from .bits import grid
from .clock import DAY, Day
from .hours import Stretch, stretches
from .model import Provider
from .terms import Terms

MARGIN = DAY


def on_the_grid(provider: Provider, agreed: Terms, local: Day) -> int:
    """The starts that hours and grid allow, as bits from the day's begin less MARGIN."""
    mask = 0
    for hours in stretches(provider, agreed.visit.type, agreed.visit.location, local.date):
        if local.regular and hours.to <= DAY:
            mask |= grid(hours.first_start(agreed.grid) + MARGIN, hours.to - agreed.length + MARGIN, agreed.grid)
        else:
            mask |= _minute_by_minute(hours, agreed, local)
    return mask


def _minute_by_minute(hours: Stretch, agreed: Terms, local: Day) -> int:
    """The same where the clock is changed, or may be before these hours end."""
    mask, last = 0, local.bound(hours.to) - agreed.length
    for minute in range(hours.first_start(agreed.grid), min(hours.to, DAY), agreed.grid):
        instant = local.instant(minute)
        if instant is not None and instant <= last:
            mask |= 1 << (instant - local.begin + MARGIN)
    return mask
