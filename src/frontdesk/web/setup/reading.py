"""What a sentence that is being written would be and do: understood, unfinished or refused; and its effect on visits, before it is saved."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.utils.timezone import now

from ...availability.effects import Effect, effects
from ...availability.findings import Finding
from ...practice.file import PracticeFile
from ...practice.odd import odd
from ...rules.book import contradictions
from ...rules.completing import Suggestion, Typed, typed
from ...rules.language import Ambiguous

MOST_EFFECTS = 6


@dataclass
class Reading:
    """`stopped` and `rest` are the text before and after the place where reading stopped."""

    text: str
    line: int
    typed: Typed
    stopped: str = ""
    rest: str = ""
    against: list[str] = field(default_factory=list)
    odd: list[Finding] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    more: int = 0

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        return self.typed.suggestions

    @property
    def two_ways(self) -> tuple[str, str] | None:
        """Both meanings of a sentence that has two."""
        refusal = self.typed.refusal
        return refusal.readings if isinstance(refusal, Ambiguous) else None

    @property
    def state(self) -> str:
        if self.typed.rule is not None:
            return "against" if self.against else "understood"
        return "unfinished" if self.typed.unfinished else "stopped"


def reading(file: PracticeFile, text: str, line: int) -> Reading:
    """`line`: that of the sentence in whose place it would stand; 0 for a new one."""
    found = Reading(text, line, typed(text, file.setup.book.vocabulary))
    refusal = found.typed.refusal
    if refusal is not None:
        found.stopped, found.rest = refusal.sentence[: refusal.at], refusal.sentence[refusal.at :]
    elif found.typed.rule is not None:
        _weigh(found, file)
    return found


def _weigh(found: Reading, file: PracticeFile) -> None:
    """The practice as it would be: what contradicts, what is odd, what changes."""
    rule, book = found.typed.rule, file.setup.book
    assert rule is not None
    after = book.with_rule(rule, found.line)
    if after is None:
        return
    known = {fault.message for fault in contradictions(list(book.entries))}
    found.against = [fault.message for fault in contradictions(list(after.entries)) if fault.message not in known]
    setup = replace(file.setup, book=after)
    changed_file = replace(file, setup=setup)
    today = now().astimezone(setup.zone).date()
    here = found.line or after.entries[-1].line
    found.odd = [_of_what_is_typed(one, found.line) for one in odd(changed_file, today) if one.line == here]
    changed = effects(file.setup, setup)
    found.effects, found.more = changed[:MOST_EFFECTS], max(0, len(changed) - MOST_EFFECTS)


def _of_what_is_typed(one: Finding, line: int) -> Finding:
    """A sentence that is not in the file yet has no line there."""
    return one if line else replace(one, places=(replace(one.places[0], line=None), *one.places[1:]))
