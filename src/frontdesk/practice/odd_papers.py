"""What is odd about sentences on papers: one of which nobody is ever asked is always late, and holds for nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ..rules.facts import Visit
from ..rules.families.papers import PaperDue, PaperHolds
from .file import PracticeFile

NEVER_THERE = "“%(question)s” is not asked for: it is late for every such visit. Add a question for it, or a sentence that the visits need it before booking."
NOTHING_HOLDS = "“%(question)s” is not asked for: there is none that could hold."
ALWAYS_THERE = "“%(question)s” is on every record: it is never late."
OTHERWISE = frozenset(
    {"insurance-card", "referral", "reason", "phone", "email", "insurance", "member-id"}
)  # may come in another way
ON_EVERY_RECORD = frozenset({"name", "date-of-birth"})


def odd_papers(
    file: PracticeFile, visits: Sequence[Visit], is_asked: Callable[[PracticeFile, str, str], bool]
) -> Iterator[tuple[str, str, int]]:
    """What is said, of which field, and of the sentence in which line."""
    for entry in file.setup.book.entries:
        rule = entry.rule
        if not isinstance(rule, PaperDue | PaperHolds) or not _types(rule, visits):
            continue
        question = file.question(rule.paper)
        if isinstance(rule, PaperDue) and rule.paper in ON_EVERY_RECORD:
            yield ALWAYS_THERE, rule.paper, entry.line
        elif rule.paper in OTHERWISE | ON_EVERY_RECORD or (question is not None and question.kind == "document"):
            continue  # a file may be sent at any time
        elif not any(is_asked(file, rule.paper, type_) for type_ in _types(rule, visits)):
            yield NEVER_THERE if isinstance(rule, PaperDue) else NOTHING_HOLDS, rule.paper, entry.line


def _types(rule: PaperDue | PaperHolds, visits: Sequence[Visit]) -> set[str]:
    return {visit.type for visit in visits if rule.covers(visit)}
