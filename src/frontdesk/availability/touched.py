"""Which appointments a changed set-up may stand in the way of: so that not every one has to be looked at.

Only what can break an appointment that exists counts (`STANDING`): hours, closures, who offers what and where, for whom and
whose insurance, rooms, steps, seats, and time that is kept for others.  An appointment outside of every area has the same such
reasons against it under both set-ups.

What speaks of *booking* does not break what is booked: how early or late one may book, the grid of starts, how many are still
taken in a day or may be had by one patient, how many times are to be left for others, who may book without staff, what must be
known or approved before.  All of it was judged when the time was agreed, and what was agreed stays agreed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from ..rules.families import RULES
from ..rules.families.reserved import KeptTime
from ..rules.families.travel import Travel
from ..rules.rule import RestrictingRule, Rule, TimedRule
from .model import Provider, Reason, Setup
from .terms import Terms

# The kinds of reason that break what is booked: hours, rooms, seats and the way between places, and those of every rule that says so of itself.
STANDING = frozenset(
    ["hours", "resource", "seats", Travel.kind]
    + [kind.kind for kind in RULES if issubclass(kind, RestrictingRule) and kind.breaks_booked]
)


@dataclass(frozen=True)
class Area:
    """Appointments of that visit type, with that provider, at that place (None: any), from `first` to `last` (local dates, None: any)."""

    visit: str | None = None
    provider: str | None = None
    location: str | None = None
    first: dt.date | None = None
    last: dt.date | None = None


def stand(reasons: list[Reason], agreed: Terms) -> list[Reason]:
    """Those of the reasons against a time that break an appointment which has it already."""
    return [reason for reason in reasons if reason.kind in STANDING and reason.rule not in agreed.kept_count_rules]


def touched(before: Setup, after: Setup) -> tuple[Area, ...]:
    """Every area in which something is different; none where nothing is that could break an appointment."""
    rules = sorted(_rules(before) ^ _rules(after), key=repr)
    people = _different(before.providers, after.providers, _works)
    places = _different(before.locations, after.locations, lambda place: (place.zone.key, place.resources))
    kinds = [visit for visit in before.visit_types if visit not in after.visit_types]
    areas = [
        *(Area(provider=person) for person in people),
        *(Area(location=place) for place in places),
        *(Area(visit=kind) for kind in kinds),
        *(area for rule in rules for area in _areas(rule)),
    ]
    if (
        people
        or set(after.providers) - set(before.providers)
        or any(isinstance(rule, TimedRule) and rule.for_everybody and rule.scope.providers for rule in rules)
        or any(isinstance(rule, (KeptTime, Travel)) for rule in rules)
    ):
        areas += _handed_on(before, after)
    return tuple(dict.fromkeys(areas))


def _rules(setup: Setup) -> set[Rule]:
    return {entry.rule for entry in setup.book.entries if entry.rule.breaks_booked}


def _different(before, after, what) -> list[str]:  # type: ignore[no-untyped-def]
    """The ids of those that have changed or are gone; new ones have no appointments yet."""
    return [id_ for id_, value in before.items() if id_ not in after or what(value) != what(after[id_])]


def _works(provider: Provider) -> tuple[object, ...]:
    return provider.blocks, provider.kind


def _areas(rule: Rule) -> Iterator[Area]:
    for ids in rule.scope.each():
        yield Area(*ids, *rule.dates())
    for scope in rule.other_scopes:
        for ids in scope.each():
            yield Area(*ids)


def _handed_on(*setups: Setup) -> Iterator[Area]:
    """Visits with steps and the like: somebody else than their own provider may be needed for them."""
    for setup in setups:
        for entry in setup.book.entries:
            if entry.rule.looks_at_others:
                yield from _areas(entry.rule)
