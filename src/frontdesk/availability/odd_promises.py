"""What is odd about promises of time: one of a time that is sooner than such a visit can be booked can never be kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..rules.book import Entry
from ..rules.facts import Facts, Visit
from ..rules.families.lead_time import LeadTime
from ..rules.families.promises import Offered
from .engine import Engine

TOO_SOON = "It promises a time that is sooner than such a visit can be booked: it can never be kept."


def odd_promises(engine: Engine, visits: Sequence[Visit]) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """What is said, of the sentence in which line, and the sentences that make it so: for every visit that it covers."""
    for entry in engine.setup.book.entries:
        rule = entry.rule
        if not isinstance(rule, Offered) or rule.when.impossible:
            continue
        covered = [visit for visit in visits if rule.covers(visit)]
        causes = [_always_later(rule, engine, visit) for visit in covered]
        if causes and None not in causes:
            yield TOO_SOON, entry.line, tuple(dict.fromkeys(cause.text for cause in causes if cause is not None))


def _always_later(rule: Offered, engine: Engine, visit: Visit) -> Entry | None:
    """The sentence without a condition by which the first start always lies behind the promise; None where some start may keep it."""
    agreed = engine.terms(visit.type, visit.provider, visit.location, Facts(channel="staff"))
    return next(
        (
            entry
            for entry in agreed.lead
            if isinstance(entry.rule, LeadTime) and not entry.rule.conditional and _is_later(entry.rule, rule)
        ),
        None,
    )


def _is_later(lead: LeadTime, promise: Offered) -> bool:
    """Whatever the hour: how long business days are, nobody knows beforehand, but that each is a day at least."""
    hours = {"minutes": 1 / 60, "hours": 1}
    if promise.unit == "hours":
        if lead.unit in hours:
            return lead.amount * hours[lead.unit] > promise.amount
        return (lead.amount - 1) * 24 >= promise.amount  # asked in the last minute of a day
    if promise.unit == "business days":
        return lead.unit == "business days" and lead.amount > promise.amount
    if lead.unit in hours:
        return lead.amount * hours[lead.unit] >= (promise.amount + 1) * 24 + 1  # a day of 25 hours
    return lead.amount > promise.amount
