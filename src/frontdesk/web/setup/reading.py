"""What a sentence that is being written would be and do: understood, unfinished or refused; and its effect on visits, before it is saved."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.utils.timezone import now

from ...availability.effects import Effect, effects
from ...availability.findings import Finding
from ...practice.file import PracticeFile
from ...practice.findings import findings_in_file
from ...practice.roles.standing_still import calls_that_nobody_sees
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
    instead: str = ""  # a sentence of the language that is nearest to what was typed, with the practice's own names

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        return self.typed.suggestions

    @property
    def too_long(self) -> str:
        """That it is longer than a sentence may be, and how long that is."""
        return self.typed.too_long

    @property
    def two_ways(self) -> tuple[str, str] | None:
        """Both meanings of a sentence that has two."""
        refusal = self.typed.refusal
        return refusal.readings if isinstance(refusal, Ambiguous) else None

    @property
    def two_things(self) -> tuple[str, str] | None:
        """What is meant in the one and in the other, where no sentence tells it."""
        refusal = self.typed.refusal
        return refusal.meant if isinstance(refusal, Ambiguous) and all(refusal.meant) else None

    @property
    def state(self) -> str:
        if self.typed.rule is not None:
            return "against" if self.against else "understood"
        return "unfinished" if self.typed.unfinished else "stopped"


def reading(file: PracticeFile, text: str, line: int) -> Reading:
    """`line`: that of the sentence in whose place it would stand; 0 for a new one."""
    read = Reading(text, line, typed(text, file.setup.book.vocabulary))
    refusal = read.typed.refusal
    if refusal is not None:
        read.stopped, read.rest = refusal.sentence[: refusal.at], refusal.sentence[refusal.at :]
        near = refusal.nearest
        read.instead = near if near and typed(near, file.setup.book.vocabulary).rule is not None else ""
    elif read.typed.rule is not None:
        _weigh(read, file)
    return read


def _weigh(read: Reading, file: PracticeFile) -> None:
    """The practice as it would be: what contradicts, what is odd, what changes."""
    rule, book = read.typed.rule, file.setup.book
    assert rule is not None
    after = book.with_rule(rule, read.line)
    if after is None:
        return
    known = {fault.message for fault in contradictions(list(book.entries))}
    read.against = [fault.message for fault in contradictions(list(after.entries)) if fault.message not in known]
    setup = replace(file.setup, book=after)
    changed_file = replace(file, setup=setup)
    today = now().astimezone(setup.zone).date()
    here = read.line or after.entries[-1].line
    read.odd = [
        _of_what_is_typed(finding, read.line)
        for finding in [*findings_in_file(changed_file, today), *calls_that_nobody_sees(after)]
        if finding.line == here
    ]
    changed = effects(file.setup, setup)
    read.effects, read.more = changed[:MOST_EFFECTS], max(0, len(changed) - MOST_EFFECTS)


def _of_what_is_typed(finding: Finding, line: int) -> Finding:
    """A sentence that is not in the file yet has no line there."""
    return finding if line else replace(finding, places=(replace(finding.places[0], line=None), *finding.places[1:]))
