"""What all rules have in common, and what a family of rules is.

A family is one file in `families`: what it says of itself here is all that the engine, its reasons, effects, findings and
the list of rules know of it.  Those that set or count something of their own (lengths, caps, rooms) are asked by name there too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from .ages import Ages
from .conditions import ALWAYS, When
from .dates import ALL_DATES, During
from .exceptions import NOTHING, Except
from .facts import Facts, Visit
from .for_patients import Planned, said
from .grammar import Outcome, Reader, Reading
from .history import Start
from .scope import Scope
from .tails import tails
from .vocabulary import Vocabulary


def all_of(*known: bool | None) -> bool | None:
    """False when one is not so, else None when one is not known, else True."""
    return False if False in known else None if None in known else True


@dataclass(frozen=True)
class Rule:
    """One sentence.  `when` is empty for a rule that always holds."""

    breaks_booked: ClassVar[bool] = False
    """Whether it can stand against an appointment that is there already; what speaks of *booking* does not."""
    looks_at_others: ClassVar[bool] = False
    """Whether it turns on when others than the visit's own provider work."""
    only_counts: ClassVar[bool] = False
    """Whether it says nothing but how many visits there may be: without any, each start is as it would be without it."""

    scope: Scope = Scope()
    when: When = field(default=ALWAYS, kw_only=True)
    during: During = field(default=ALL_DATES, kw_only=True)
    besides: Except = field(default=NOTHING, kw_only=True)

    def covers(self, visit: Visit) -> bool:
        """Whether this rule speaks of that visit, its condition and dates apart."""
        return self.scope.covers(visit) and not self.besides.takes_out(visit)

    def holds(self, facts: Facts) -> bool | None:
        """Whether its condition holds of them, and its dates on theirs; None where that is not known."""
        return all_of(self.when.holds(facts), self.holds_on(facts.date))

    def holds_on(self, date: dt.date | None) -> bool | None:
        """Whether it says anything about a start on that local date; None where that is not known and it matters."""
        return all_of(self.during.holds(date), self.besides.holds(date))

    @property
    def conditional(self) -> bool:
        """Whether it holds of some facts or on some dates only."""
        return bool(self.when or self.during or self.besides.days)

    @property
    def dated(self) -> bool:
        """Whether it may hold on one date of the start and not on another, for facts that are otherwise the same."""
        return bool(self.during or self.besides.days or self.when.dated)

    def sentence(self, vocabulary: Vocabulary) -> str:
        """The canonical sentence without exception, dates, condition and full stop."""
        raise NotImplementedError

    def full_sentence(self, vocabulary: Vocabulary) -> str:
        """The canonical sentence with all that it has, without full stop."""
        tail = f"{self.besides.render(vocabulary)}{self.during.words()}{self.when.render(vocabulary)}"
        return f"{self.sentence(vocabulary)}{tail}"

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
        return () if self.holds(facts) is False else self.when.unknown(facts)

    def instead_of_days(self, vocabulary: Vocabulary) -> str:
        """What to write in place of `except on …`, where a day that is left out would leave out a person or a call; '' where it is plain."""
        return ""

    @property
    def ages_asked(self) -> tuple[Ages, ...]:
        """The ages that it turns on, those of its condition apart."""
        return ()

    @property
    def other_scopes(self) -> tuple[Scope, ...]:
        """The visits of which it speaks beside those that it covers: it may stand in the way of these too."""
        return ()

    def dates(self) -> tuple[dt.date | None, dt.date | None]:
        """The first and the last local date that it can say anything about; None: there is none."""
        first, last = self.own_dates()
        begins = [date for date in (first, self.during.first) if date is not None]
        ends = [date for date in (last, self.during.last) if date is not None]
        return max(begins, default=None), min(ends, default=None)

    def own_dates(self) -> tuple[dt.date | None, dt.date | None]:
        """The same, by what it says itself, `from` and `until` apart."""
        return None, None

    def names(self) -> tuple[tuple[str, str], ...]:
        """(kind, id) of every entity the sentence names, for checks and searches."""
        return tuple(
            (kind, id_)
            for scope in (self.scope, self.besides.scope, *self.other_scopes)
            for kind, ids in (
                ("visit type", scope.visits),
                ("provider", scope.providers),
                ("location", scope.locations),
            )
            for id_ in ids
        )


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
        """Greater wins: the narrower, and of two that cover the same, the one with a condition, then the one with dates."""
        return (*self.scope.narrowness, bool(self.when), bool(self.during))


@dataclass(frozen=True)
class RestrictingRule(Rule):
    """A rule that can stand in the way; all that cover the visit hold."""

    kind: ClassVar[str] = ""

    def obstacle(self, visit: Visit, vocabulary: Vocabulary) -> str | None:
        """Why the visit cannot be, whatever its time; None when this rule does not stand in the way.

        Rules that depend on the time (closures, caps) answer None here; the engine asks them about times.
        """
        return None

    @property
    def fields_asked(self) -> tuple[str, ...]:
        """The fields without which nothing that it covers is booked."""
        return ()

    def missing(self, facts: Facts) -> tuple[str, ...]:
        """Those of them that are not answered yet, in the sentence's order."""
        return tuple(field for field in self.fields_asked if facts.answer(field) is None)


Minutes = tuple[int, int]
"""From one minute of the local day, as the clock on the wall shows it, to another that is not included."""


@dataclass(frozen=True)
class TimedRule(RestrictingRule):
    """A rule that leaves some times of a local date and not others, whatever is taken; all that cover the visit hold."""

    for_everybody: ClassVar[bool] = False
    """Whether it keeps its provider, or everybody at its place, from whatever they might do then, and not from a visit alone."""

    def holds(self, facts: Facts) -> bool | None:
        """Its condition alone: its dates are asked of `closed` and `starts`."""
        return self.when.holds(facts)

    @property
    def dated(self) -> bool:
        return self.when.dated

    def closed(self, date: dt.date) -> tuple[Minutes, ...]:
        """The minutes of that date in which nothing of the visit may lie, from its start to its end."""
        return self.own_closed(date) if self.holds_on(date) else ()

    def starts(self, date: dt.date) -> tuple[Minutes, ...] | None:
        """The minutes of that date at which the visit may start; None: at any."""
        return self.own_starts(date) if self.holds_on(date) else None

    def own_closed(self, date: dt.date) -> tuple[Minutes, ...]:
        """What it closes of a date on which it holds."""
        return ()

    def own_starts(self, date: dt.date) -> tuple[Minutes, ...] | None:
        """What it leaves of a date on which it holds."""
        return None


@dataclass(frozen=True)
class StartRule(RestrictingRule):
    """A rule that is judged start by start, by the patient's other visits or by a date that was asked.

    Between two starts of the patient's other visits it says the same of all times of a local date.
    """

    def judges(self, visit: Visit) -> bool:
        """Whether it may have anything against that visit, with these facts."""
        return self.covers(visit) and self.holds(visit.facts) is True

    def against(self, start: Start) -> str | None:
        """Why it cannot be then, with the date that would do; None where nothing is against it."""
        raise NotImplementedError

    def looks_back(self, visit: Visit, earlier: Visit) -> bool:
        """Whether another visit of the patient, before that one, can be anything to it, whatever the dates and facts are."""
        return self.covers(visit) and self.covers(earlier)


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
    change of them; a change of what has no value is said by its sentences.  `chapter`: its place in the list.  `titulo`: its title in Spanish.
    """

    name: str
    title: str
    meaning: str
    forms: tuple[Form, ...]
    rules: tuple[type[Rule], ...]
    chapter: int
    titulo: str
    said_as: tuple[str, ...] = ()

    def titled(self, language: str) -> str:
        """Its title, in a language that pages are in."""
        return said(language, self.title, self.titulo)

    @property
    def examples(self) -> tuple[str, ...]:
        return tuple(example for form in self.forms for example in form.examples)


def form(pattern: str, reader: Reader, build: Callable[..., Rule], *examples: str) -> Form:
    """A form whose sentence may go on with `except …`, dates and `when …`, in any order: `build(*values, when=…)` makes the rule."""

    def make(values: tuple[Any, ...], tail: tuple[Except | During | When, ...]) -> Rule:
        when = next((part for part in tail if isinstance(part, When)), ALWAYS)
        rule = build(*values, when=when)
        for addition in tail:
            if isinstance(addition, During):
                rule = replace(rule, during=addition)
            elif isinstance(addition, Except):
                rule = replace(rule, besides=addition)
        return rule

    def read(reading: Reading, at: int) -> Outcome:
        for values, middle in reader(reading, at):
            for tail, after in tails(reading, middle):
                try:
                    rule = make(values, tail)
                except ValueError as error:
                    reading.miss(max(at, after - 1), str(error))
                    continue
                instead = rule.besides.days and rule.instead_of_days(reading.vocabulary)
                if instead:
                    reading.refuse(middle, instead)
                else:
                    yield rule, after

    return Form(pattern, read, examples)
