"""Rules that look back on a patient's visits where patients book without staff: whoever asks as a stranger has no history, and passes them."""

from __future__ import annotations

from collections.abc import Iterator

from ..rules.book import Entry
from ..rules.conditions.patient import NoShows
from ..rules.facts import Facts, Visit
from ..rules.families.caps import PatientCap, PatientPeriodCap
from ..rules.families.distance import Between, Distance
from ..rules.families.self_scheduling import PatientsMayBook
from ..rules.rule import Rule
from .engine import Engine
from .impossible import never_possible
from .model import Setup

NEW = Facts(patient="new")
STRANGER = Facts(patient="new", channel="online", no_shows=0, not_kept=())


def passed_by_strangers(setup: Setup, visits: list[Visit]) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    """Each of them, with the sentences by which a stranger may book what it covers."""
    engine = Engine(setup)
    for entry in setup.book.entries:
        rule = entry.rule
        if not _looks_back(rule) or rule.when.holds(NEW) is False:
            continue
        allowed: dict[str, None] = {}
        for visit in visits:
            agreed = engine.terms(visit.type, visit.provider, visit.location, STRANGER)
            if rule.covers(visit) and agreed.self_schedulable and not never_possible(agreed):
                by = setup.book.holding(PatientsMayBook, agreed.visit)
                allowed.update(dict.fromkeys(passing.text for passing in by))
        if allowed:
            yield entry, tuple(allowed)


def _looks_back(rule: Rule) -> bool:
    """Whether a history can only be against a visit, so that none is for it."""
    if any(isinstance(condition, NoShows) for condition in rule.when.conditions):
        return True
    return isinstance(rule, (Between, PatientCap, PatientPeriodCap)) or (
        isinstance(rule, Distance) and rule.apart.least is not None
    )
