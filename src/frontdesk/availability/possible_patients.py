"""Whether anybody at all can be the patient of a visit: new or seen before, of some age, and able to have what comes first.

Only by sentences that always hold: one with a condition or dates leaves a way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import chain

from ..rules.ages import Limit
from ..rules.book import Entry
from ..rules.facts import AgeUnit, Facts, Visit, age_on
from ..rules.families.first import ComesFirst
from ..rules.families.patients import ForAges, ForPatients
from .model import Setup

A_DAY = dt.date(2001, 1, 1)  # on which ages are tried; any first of January would do


def refusing_everybody(setup: Setup, visit: Visit) -> tuple[str, ...]:
    """The sentences that together leave no patient for that visit; () where they leave one."""
    return _neither_new_nor_seen(setup, visit) or _no_age(setup, visit)


def waiting_for_each_other(setup: Setup) -> list[Entry]:
    """Of the sentences about what comes first, those whose visits nobody can ever begin with: each waits for another of them."""
    needs = [(entry, entry.rule) for entry in setup.book.entries if isinstance(entry.rule, ComesFirst)]
    always = [
        (entry, rule)
        for entry, rule in needs
        if _always(entry) and not rule.scope.providers and not rule.scope.locations
    ]
    can: set[str] = set()
    while (
        more := {type_ for type_ in setup.visit_types if not any(_waits(rule, type_, can) for _, rule in always)} - can
    ):
        can |= more
    return [
        entry for entry, rule in always if any(type_ not in can and _covers(rule, type_) for type_ in setup.visit_types)
    ]


# Helpers ----------------------------------------------------------------------------------------------------


def _neither_new_nor_seen(setup: Setup, visit: Visit) -> tuple[str, ...]:
    text_by_status: dict[str, str] = {}
    for entry in setup.book.covering(ForPatients, visit):
        if isinstance(entry.rule, ForPatients) and _always(entry):
            text_by_status.setdefault(entry.rule.status, entry.text)
    return tuple(text_by_status.values()) if len(text_by_status) > 1 else ()


def _no_age(setup: Setup, visit: Visit) -> tuple[str, ...]:
    entries = [entry for entry in setup.book.covering(ForAges, visit) if _always(entry)]
    rules = [entry.rule for entry in entries if isinstance(entry.rule, ForAges)]
    limits = [limit for rule in rules for ages in rule.any_of for limit in ages.limits]

    def may(facts: Facts) -> bool:
        return all(any(ages.holds(facts) is not False for ages in rule.any_of) for rule in rules)

    if any(map(may, map(_aged, _births_at(limits)))):
        return ()
    return tuple(entry.text for entry in entries)


def _births_at(limits: Iterable[Limit]) -> Iterator[dt.date]:
    """Births around the edge of each limit: where one age will do, one of these will."""
    edges = chain.from_iterable(
        (_born(limit.amount, limit.unit), _born(limit.amount + 1, limit.unit)) for limit in limits
    )
    for edge in (*edges, A_DAY):
        for days in (-1, 0, 1):
            yield min(A_DAY, edge + dt.timedelta(days=days))


def _born(amount: int, unit: AgeUnit) -> dt.date:
    """So long before the day."""
    if unit in ("years", "months"):
        months = 12 * A_DAY.year - amount * (12 if unit == "years" else 1)
        return dt.date(months // 12, months % 12 + 1, A_DAY.day)
    return A_DAY - dt.timedelta(days=amount * (7 if unit == "weeks" else 1))


def _aged(born: dt.date) -> Facts:
    return Facts(age=age_on(born, A_DAY), born=born, date=A_DAY)


def _waits(rule: ComesFirst, type_: str, can: set[str]) -> bool:
    """Whether such a visit waits for one of which nobody knows yet that it can be had."""
    if not _covers(rule, type_) or not rule.first.visits:
        return False
    there = [visit in can for visit in rule.first.visits]
    return not (any(there) if rule.any_of else all(there))


def _covers(rule: ComesFirst, type_: str) -> bool:
    return rule.scope.speaks_of(type_) and rule.judges(Visit(type_, "", ""))


def _always(entry: Entry) -> bool:
    """Without a condition, dates or days on which it does not hold."""
    return not entry.rule.conditional
