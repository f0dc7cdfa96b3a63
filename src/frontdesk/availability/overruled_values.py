"""Values that a narrower sentence without a condition sets in the place of another, whatever that one's condition says."""

from __future__ import annotations

from ..rules.book import Entry
from ..rules.facts import Visit
from ..rules.rule import ValuedRule
from .engine import Engine

MOST = 3  # sentences named as the cause


def narrower_everywhere(rule: ValuedRule, engine: Engine, covered: list[Visit]) -> tuple[str, ...]:
    """The sentences without a condition that win for all of these visits; () where it wins for one."""
    narrower: dict[str, None] = {}
    for visit in covered:
        above = _narrower(rule, _of_the_same(rule, engine, visit))
        if above is None:
            return ()
        narrower[above.text] = None
    return tuple(narrower)[:MOST]


def narrower_somewhere(rule: ValuedRule, engine: Engine, covered: list[Visit]) -> tuple[str, ...]:
    """Those that win for some of them, where no sentence with the same condition says what holds there instead."""
    narrower: dict[str, None] = {}
    for visit in covered:
        others = _of_the_same(rule, engine, visit)
        above = _narrower(rule, others)
        if above is not None and not any(
            entry.rule.when == rule.when and _rank(entry) > _rank(above) for entry in others
        ):
            narrower[above.text] = None
    return tuple(narrower)[:MOST]


def _of_the_same(rule: ValuedRule, engine: Engine, visit: Visit) -> list[Entry]:
    """All that set the same of that visit."""
    covering = engine.setup.book.covering(type(rule), visit)
    return [entry for entry in covering if isinstance(entry.rule, ValuedRule) and entry.rule.sets == rule.sets]


def _narrower(rule: ValuedRule, others: list[Entry]) -> Entry | None:
    return next((entry for entry in others if not entry.rule.conditional and _rank(entry) > rule.rank), None)


def _rank(entry: Entry) -> tuple[object, ...]:
    assert isinstance(entry.rule, ValuedRule)
    return entry.rule.rank
