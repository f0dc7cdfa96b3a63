"""Business days: Monday to Friday less the days on which the whole practice is closed all day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache

from .rule import Rule, TimedRule
from .scope import Scope

DAY = 24 * 60
BY_BUSINESS_DAYS = (
    "count in “business days”, and say when nobody works, as in “The practice is closed on federal holidays.”"
)
FARTHEST = 3660  # days in which one is looked for: a practice that is closed for ever has none


class BusinessDays:
    """Those of one practice, by its own closures; what closes one place, one person, or under a condition, closes no practice."""

    def __init__(self, rules: Iterable[Rule] = ()) -> None:
        self._closures = tuple(rule for rule in rules if isinstance(rule, TimedRule) and _of_everybody(rule))
        self.is_one = lru_cache(maxsize=4096)(self._is_one)

    def _is_one(self, day: dt.date) -> bool:
        if day.weekday() > 4:
            return False
        at = 0
        for begin, end in sorted(span for rule in self._closures for span in rule.closed(day)):
            at = max(at, end) if begin <= at else at
        return at < DAY

    def after(self, day: dt.date, count: int) -> dt.date:
        """The so-manieth business day after a date; 0: that date itself, whatever it is."""
        return self._counted(day, count, 1)

    def before(self, day: dt.date, count: int) -> dt.date:
        """The so-manieth business day before a date; 0: that date itself."""
        return self._counted(day, count, -1)

    def _counted(self, day: dt.date, count: int, step: int) -> dt.date:
        for _ in range(FARTHEST):
            if count == 0:
                break
            day += dt.timedelta(days=step)
            count -= self.is_one(day)
        return day

    def last_with(self, day: dt.date, count: int) -> dt.date:
        """The last date to which `day` is at least the so-manieth business day after it."""
        return self.before(day + dt.timedelta(days=1), count) - dt.timedelta(days=1) if count else day


def _of_everybody(rule: TimedRule) -> bool:
    return rule.for_everybody and rule.scope == Scope() and rule.besides.scope == Scope() and not rule.when
