"""Until when a request may wait in its state, by the rules in force; and by when its patient has an answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

from django.utils.timezone import now

from ..practice import policies
from ..practice.models import Policy
from ..rules.facts import Visit
from ..rules.families.service_levels import STATES, ServiceLevel
from ..tenancy.models import Practice
from .evaluation import WILL_BE_SENT, facts_of, said_on, self_schedulable
from .models import Request
from .states import RequestState

ANSWERED_BY_US = ("requested", "awaiting_approval", "approved")


def due(request: Request, policy: Policy) -> dt.datetime | None:
    """The last moment: what the rules say, or what the patient was promised, whichever is earlier; None where nothing limits the wait."""
    limits = [moment for moment in (_by_the_rules(request, policy), _promised(request)) if moment is not None]
    return min(limits, default=None)


def time(request: Request, policy: Policy) -> None:
    """Write down, unsaved, until when it may wait by these rules, and whether its patient is promised an answer by then."""
    request.due_at, request.due_policy = due(request, policy), policy
    request.promised = _promised(request) is not None


def time_anew(request: Request, policy: Policy) -> None:
    """The same under rules that have changed: a promise that was made stays, and what waited for its patient is promised an answer anew.

    Whose time the patient was to choose, and now is for us to find, was promised nothing: the date of before is long over.
    """
    if not request.promised and _promised(request) is not None:
        request.reply_by = max(request.reply_by, reply_by(request.practice))
    time(request, policy)


def answer_by(request: Request) -> dt.date:
    """The date that the patient reads: the one that staff see."""
    owed = request.due_at if request.state in ANSWERED_BY_US else None
    return owed.astimezone(request.practice.zone).date() if owed is not None else request.reply_by


def promise(request: Request, becomes: RequestState) -> None:
    """By when a new request is answered, as the patient is told: the date of the practice, or sooner where a rule says so.

    `becomes`: where the rules put it, for a limit counts only where a request waits for what it limits.
    """
    first, request.state = request.state, becomes
    limit = due(request, policies.published()) if becomes in ANSWERED_BY_US else None
    request.state = first
    if limit is not None:
        request.reply_by = limit.astimezone(request.practice.zone).date()


def promise_anew(request: Request, becomes: RequestState) -> None:
    """It waits for us again, and did not: for the patient's answer, or it had its time.  We answer so many days from now."""
    if becomes in ANSWERED_BY_US and request.state not in ANSWERED_BY_US:
        request.reply_by = max(request.reply_by, reply_by(request.practice))


def promised_by_others(request: Request) -> bool:
    """Whether nothing is missing but what their doctor is to send: that is not asked of the patient again."""
    return set(request.missing) <= {field for field, value in said_on(request).items() if value == WILL_BE_SENT}


def _promised(request: Request) -> dt.datetime | None:
    """The end of the date that the patient reads; None where it is the patient who has to do something."""
    if request.state not in ANSWERED_BY_US or (request.state == "approved" and _chooses(request)):
        return None
    zone = request.practice.zone
    end = dt.datetime.combine(request.reply_by + dt.timedelta(days=1), dt.time(), zone).astimezone(dt.UTC)
    return (end - dt.timedelta(minutes=1)).astimezone(zone)


def _chooses(request: Request) -> bool:
    """Whether the patient may choose the time alone."""
    return self_schedulable(request.patient, request.visit_type, said_on(request), seen=None)


def _by_the_rules(request: Request, policy: Policy) -> dt.datetime | None:
    """None where no rule limits the wait, or the request waits for nothing any more."""
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


def reply_by(practice: Practice) -> dt.date:
    """The date by which the practice answers what comes now: so many of its business days on."""
    business = policies.file_of(policies.published()).setup.book.business_days
    return business.after(now().astimezone(practice.zone).date(), practice.reply_days)
