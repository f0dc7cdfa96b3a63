"""How far ahead a visit can be booked, and from when on: as dates and minutes, by the rules that say so."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from ..rules.book import Entry
from ..rules.business_days import BusinessDays
from ..rules.families.lead_time import Farthest, Horizon, LeadTime
from .model import Minute, Reason, Setup, Wanted, minute_from
from .terms import Terms


@dataclass(frozen=True, order=True)
class LastDay:
    """The last local date that can be booked; `rule` is the sentence, '' where none says and the default holds.

    `needed`: it is no rule that ends it so soon, but another visit of the patient that needs this one first.
    """

    date: dt.date
    rule: str = ""
    needed: Reason | None = field(default=None, compare=False)


def last_day(wanted: Wanted, agreed: Terms, setup: Setup) -> LastDay:
    """The last that these terms let be booked."""
    now = wanted.now.astimezone(setup.locations[agreed.visit.location].zone)
    return min(
        LastDay(last_date(entry, now, setup.book.business_days), entry.text if entry else "")
        for entry in agreed.horizon
    )


def lead_begin(rule: LeadTime, now: dt.datetime) -> Minute:
    """The first minute that is `amount` hours or minutes from now."""
    return minute_from(now + dt.timedelta(**{rule.unit: rule.amount}))


def last_date(entry: Entry | None, now: dt.datetime, business: BusinessDays) -> dt.date:
    """The last local date that a rule lets be booked; None: the default.  `now` has the zone of the place."""
    rule = entry.rule if entry is not None and isinstance(entry.rule, Farthest) else Horizon()
    return rule.last_date(now, business)
