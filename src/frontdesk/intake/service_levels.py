"""Until when a request may wait in its state, by the rules in force; and by when its patient has an answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

from ..practice import policies
from ..practice.models import Policy
from ..rules.facts import Visit
from ..rules.families.service_levels import STATES, ServiceLevel
from .evaluation import facts_of
from .models import Request


def due(request: Request, policy: Policy) -> dt.datetime | None:
    """The last moment; None where no rule limits the wait, or the request waits for nothing any more."""
    waits_for = STATES.get(request.state)
    if waits_for is None:
        return None
    setup = policies.file_of(policy).setup
    provider = request.provider.code if request.provider else ""
    place = setup.locations.get(request.location.code) if request.location else None
    zone: ZoneInfo = place.zone if place else setup.zone
    asked_on = request.state_since.astimezone(
        zone
    ).date()  # a rule about waiting holds on the day on which the wait began
    facts = replace(facts_of(request), date=asked_on)
    visit = Visit(request.visit_type.code, provider, place.id if place else "", facts)
    entry = setup.book.winner(ServiceLevel, f"wait for {waits_for}", visit)
    if entry is None or not isinstance(entry.rule, ServiceLevel):
        return None
    return entry.rule.due(request.state_since, zone, setup.book.business_days.is_one)


def reply_by(today: dt.date, days: int) -> dt.date:
    """The date by which the practice answers: so many weekdays on."""
    while days:
        today += dt.timedelta(days=1)
        days -= today.weekday() < 5
    return today
