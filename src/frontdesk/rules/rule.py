"""What all rules have in common, and what a family of rules is.

A family is one file in `families`: what it says of itself here is all that the engine, its reasons, effects, findings and
the list of rules know of it.  Those that set or count something of their own (lengths, caps, rooms) are asked by name there too.
"""

from __future__ import annotations

import datetime as dt
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

    breaks_booked: ClassVar[bool] = False
    """Whether it can stand against an appointment that is there already; what speaks of *booking* does not."""

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

    def dates(self) -> tuple[dt.date, dt.date] | None:
        """The first and the last local date that it can say anything about; None: every date."""
        return None

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


Minutes = tuple[int, int]
"""From one minute of the local day, as the clock on the wall shows it, to another that is not included."""


@dataclass(frozen=True)
class TimedRule(RestrictingRule):
    """A rule that leaves some times of a local date and not others, whatever is taken; all that cover the visit hold."""

    for_everybody: ClassVar[bool] = False
    """Whether it keeps its provider, or everybody at its place, from whatever they might do then, and not from a visit alone."""

    def closed(self, date: dt.date) -> tuple[Minutes, ...]:
        """The minutes of that date in which nothing of the visit may lie, from its start to its end."""
        return ()

    def starts(self, date: dt.date) -> tuple[Minutes, ...] | None:
        """The minutes of that date at which the visit may start; None: at any."""
        return None


@dataclass(frozen=True)
class Form:
    """One shape of sentence: how it is read, how it is written in the book, and an example for each variation."""

    pattern: str
    reader: Reader
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Family:
    """Sentences that are about one thing.  `docs/rules.md` is written from this.

    `rules`: the classes of rule that its sentences make.  `said_as`: the values by which `availability/effects.py` says a
    change of them; a change of what has no value is said by its sentences.  `chapter`: its place in the list.
    """

    name: str
    title: str
    meaning: str
    forms: tuple[Form, ...]
    rules: tuple[type[Rule], ...]
    chapter: int
    said_as: tuple[str, ...] = ()

    @property
    def examples(self) -> tuple[str, ...]:
        return tuple(example for form in self.forms for example in form.examples)


def form(pattern: str, reader: Reader, build: Callable[..., Rule], *examples: str) -> Form:
    """A form whose sentence may end in `when …`: `build(*values, when=…)` makes the rule."""

    def make(read: tuple[tuple[Any, ...], When]) -> Rule:
        values, when = read
        return build(*values, when=when)

    return Form(pattern, mapped(seq(reader, when_reader), make), examples)
