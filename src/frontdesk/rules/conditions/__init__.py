"""The part of a sentence after `when` and `unless`: each true, false or not known for a visit's facts."""

from __future__ import annotations

from dataclasses import dataclass

from ..facts import Facts
from ..grammar import Reader, alt, either, listed, mapped, maybe, seq, words
from ..vocabulary import Vocabulary
from . import answers, patient, request
from .base import Condition


@dataclass(frozen=True)
class Clause:
    """All of these conditions, or with `any_of` one of them; `unless`: what they say together must not be so."""

    conditions: tuple[Condition, ...]
    any_of: bool = False
    unless: bool = False

    def holds(self, facts: Facts) -> bool | None:
        decides = self.any_of
        outcomes = [condition.holds(facts) for condition in self.conditions]
        outcome = decides if decides in outcomes else None if None in outcomes else not decides
        return outcome if outcome is None or not self.unless else not outcome

    def excludes(self, other: Clause) -> bool:
        """Whether the two can never hold together (False when that is not plain)."""
        if self.unless or other.unless:
            denied, stated = (self, other) if self.unless else (other, self)
            return not stated.unless and denied._follows_from(stated)
        return all(
            any(own.excludes(theirs) for own in mine for theirs in yours)
            for mine in self._ways()
            for yours in other._ways()
        )

    def _ways(self) -> list[tuple[Condition, ...]]:
        """What must be so together, for each way in which the conditions can hold."""
        return [(condition,) for condition in self.conditions] if self.any_of else [self.conditions]

    def _follows_from(self, other: Clause) -> bool:
        """Whether what this denies is so whenever the other holds: the same conditions stand there."""
        return all(
            any(set(mine) <= set(yours) for mine in self._ways())  # of alternatives, one is enough
            for yours in other._ways()
        )

    def render(self, vocabulary: Vocabulary) -> str:
        joint = " or " if self.any_of else " and "
        said = joint.join(condition.render(vocabulary) for condition in self.conditions)
        return f" {'unless' if self.unless else 'when'} {said}"


@dataclass(frozen=True)
class When:
    """All of these clauses: at most one that begins with `when`, and then one with `unless`; with none of them, always."""

    clauses: tuple[Clause, ...] = ()

    @classmethod
    def all_of(cls, *conditions: Condition) -> When:
        """`when A and B`."""
        return cls((Clause(conditions),)) if conditions else cls()

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition that it names, however they are joined."""
        return tuple(condition for clause in self.clauses for condition in clause.conditions)

    @property
    def dated(self) -> bool:
        """Whether it may hold on one date of the start and not on another."""
        return any(condition.dated for condition in self.conditions)

    def holds(self, facts: Facts) -> bool | None:
        """False when one does not hold, else None when one is not known, else True."""
        if not self.clauses:
            return True
        outcomes = [clause.holds(facts) for clause in self.clauses]
        return False if False in outcomes else None if None in outcomes else True

    def unknown(self, facts: Facts) -> tuple[str, ...]:
        """The fields that would have to be known to decide this, where it is not decided; else none."""
        if self.holds(facts) is not None:
            return ()
        open_ = [clause for clause in self.clauses if clause.holds(facts) is None]
        return tuple(
            condition_.asks for clause in open_ for condition_ in clause.conditions if condition_.holds(facts) is None
        )

    def excludes(self, other: When) -> bool:
        return any(mine.excludes(theirs) for mine in self.clauses for theirs in other.clauses)

    @property
    def impossible(self) -> bool:
        """Whether it can never hold, as far as that is plain."""
        return self.excludes(self)

    @property
    def example(self) -> tuple[Condition, ...]:
        """Conditions with which it can hold: of alternatives the first, and nothing of what it denies."""
        stated = [clause for clause in self.clauses if not clause.unless]
        return tuple(
            condition_
            for clause in stated
            for condition_ in (clause.conditions[:1] if clause.any_of else clause.conditions)
        )

    def render(self, vocabulary: Vocabulary) -> str:
        return "".join(clause.render(vocabulary) for clause in self.clauses)

    def __bool__(self) -> bool:
        return bool(self.clauses)


ALWAYS = When()

condition: Reader = alt(request.reader, patient.reader, answers.reader)


def _clause(unless: bool) -> Reader:
    conditions = alt(
        mapped(listed(condition), lambda read: Clause(read, unless=unless)),
        mapped(either(condition), lambda read: Clause(read, any_of=True, unless=unless)),
    )
    return mapped(seq(words("unless" if unless else "when"), conditions), lambda v: v[0])


when: Reader = alt(
    mapped(
        seq(_clause(unless=False), maybe(_clause(unless=True), ())),
        lambda v: When(tuple(clause for clause in v if clause)),
    ),
    mapped(_clause(unless=True), lambda clause: When((clause,))),
)
