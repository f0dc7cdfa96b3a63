"""What is odd about sentences that make visits due: days of one that reach into the next one's, and two that go on for one visit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..rules.book import Entry
from ..rules.families.plans import AtAges, Plan

REACHES = "The days in which one is due reach into those of the next."
TWO = "Two sentences make this visit due again and again: the earlier date counts."


def odd_plans(entries: Sequence[Entry]) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """What is said, of the sentence in which line, and the sentence that makes it so."""
    for entry in entries:
        rule = entry.rule
        if not isinstance(rule, Plan) or not rule.goes_on:
            continue
        if rule.give is not None and 2 * rule.give.days >= rule.step:
            yield REACHES, entry.line, ()
        other = next((earlier for earlier in entries if earlier.line < entry.line and _both(earlier.rule, rule)), None)
        if other is not None and other.rule != rule:  # said twice is said already
            yield TWO, entry.line, (other.text,)


def _both(earlier: object, rule: Plan) -> bool:
    """Whether both may make a visit due for the same patient; two lists of ages complete each other."""
    if (
        not isinstance(earlier, Plan)
        or not earlier.goes_on
        or (isinstance(earlier, AtAges) and isinstance(rule, AtAges))
    ):
        return False
    same = bool(set(earlier.scope.visits) & set(rule.scope.visits))
    return same and not earlier.when.excludes(rule.when) and earlier.during.meets(rule.during) is not None
