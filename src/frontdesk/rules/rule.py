"""What all rules have in common, and what a family of rules is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from .conditions import ALWAYS, When
from .conditions import when as when_reader
from .facts import Facts, Visit
from .for_patients import Planned
from .grammar import Reader, mapped, seq
from .scope import Scope
from .vocabulary import Vocabulary


@dataclass(frozen=True)
class Rule:
    """One sentence.  `when` is empty for a rule that always holds."""

    scope: Scope = Scope()
    when: When = field(default=ALWAYS, kw_only=True)

    def covers(self, visit: Visit) -> bool:
        """Whether this rule speaks of that visit, its condition apart."""
        return self.scope.covers(visit)

    def sentence(self, vocabulary: Vocabulary) -> str:
        """The canonical sentence without condition and full stop."""
        raise NotImplementedError

    def for_patient(self, language: str) -> str:
        """What it means for a patient whom it refuses or limits, as a sentence in their language; never the practice's own."""
        raise NotImplementedError

    def where_nobody_can(self, language: str) -> str:
        """The same to a patient who chose nobody and no place, where everybody is kept from the visit."""
        return self.for_patient(language)

    def where_planned(self, language: str, planned: Planned) -> str:
        """The same to a patient whose visit the practice has planned with somebody, or somewhere, whom this keeps from it."""
        return self.where_nobody_can(language)

    def unknown(self, facts: Facts) -> tuple[str, ...]:
        """The fields that would have to be known before this rule can be decided."""
        return self.when.unknown(facts)

    def names(self) -> tuple[tuple[str, str], ...]:
        """(kind, id) of every entity the sentence names, for checks and searches."""
        own = (("visit type", self.scope.visit), ("provider", self.scope.provider), ("location", self.scope.location))
        return tuple((kind, id_) for kind, id_ in own if id_ is not None)


@dataclass(frozen=True)
class ValuedRule(Rule):
    """A rule that sets a value; of those that cover a visit, the narrowest wins."""

    @property
    def sets(self) -> str:
        """Which value: 'length', 'grid', 'buffer before', …"""
        raise NotImplementedError

    @property
    def value(self) -> object:
        raise NotImplementedError

    @property
    def rank(self) -> tuple[object, ...]:
        """Greater wins: the narrower, and of two that cover the same, the one with a condition."""
        return (*self.scope.narrowness, bool(self.when))


@dataclass(frozen=True)
class RestrictingRule(Rule):
    """A rule that can stand in the way; all that cover the visit hold."""

    kind: ClassVar[str] = ""

    def obstacle(self, visit: Visit, vocabulary: Vocabulary) -> str | None:
        """Why the visit cannot be, whatever its time; None when this rule does not stand in the way.

        Rules that depend on the time (closures, caps) answer None here; the engine asks them about times.
        """
        return None


@dataclass(frozen=True)
class Form:
    """One shape of sentence: how it is read, how it is written in the book, and an example for each variation."""

    pattern: str
    reader: Reader
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Family:
    """Sentences that are about one thing.  `docs/rules.md` is written from this."""

    name: str
    title: str
    meaning: str
    forms: tuple[Form, ...]

    @property
    def examples(self) -> tuple[str, ...]:
        return tuple(example for form in self.forms for example in form.examples)


def form(pattern: str, reader: Reader, build: Callable[..., Rule], *examples: str) -> Form:
    """A form whose sentence may end in `when …`: `build(*values, when=…)` makes the rule."""

    def make(read: tuple[tuple[Any, ...], When]) -> Rule:
        values, when = read
        return build(*values, when=when)

    return Form(pattern, mapped(seq(reader, when_reader), make), examples)
