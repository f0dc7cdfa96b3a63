"""The federal holidays of the United States (5 U.S.C. 6103), as the `holidays` library has them: the day itself and the day on which it is observed."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import holidays


def is_federal_holiday(date: dt.date) -> bool:
    """Whether that date is one, or is kept in its place: Friday for a Saturday, Monday for a Sunday."""
    return date in _of(date.year)


@lru_cache(maxsize=64)
def _of(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("US", years=year))
