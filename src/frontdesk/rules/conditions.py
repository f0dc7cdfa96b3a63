"""The part of a sentence after `when`: a conjunction of conditions, each true, false or not known for a visit's facts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, Protocol

from .facts import Facts
from .grammar import Reader, alt, const, listed, mapped, maybe, name, number, quoted, seq, words
from .vocabulary import Vocabulary
from .words import normal


class Condition(Protocol):
    def holds(self, facts: Facts) -> bool | None:
        """True, False, or None when the facts do not say."""

    def excludes(self, other: Condition) -> bool:
        """Whether the two can never hold together (False when that is not plain)."""

    def render(self, vocabulary: Vocabulary) -> str: ...


@dataclass(frozen=True)
class InsuranceIs:
    payer: str
    negated: bool = False

    def holds(self, facts: Facts) -> bool | None:
        return None if facts.payer is None else (facts.payer == self.payer) is not self.negated

    def excludes(self, other: Condition) -> bool:
        if not isinstance(other, InsuranceIs) or (self.negated and other.negated):
            return False
        return (self.payer == other.payer) if self.negated != other.negated else self.payer != other.payer

    def render(self, vocabulary: Vocabulary) -> str:
        return f"the insurance is {'not ' if self.negated else ''}{vocabulary.payer(self.payer)}"


@dataclass(frozen=True)
class PatientIs:
    status: Literal["new", "established"]

    def holds(self, facts: Facts) -> bool | None:
        return None if facts.patient is None else facts.patient == self.status

    def excludes(self, other: Condition) -> bool:
        return isinstance(other, PatientIs) and other.status != self.status

    def render(self, vocabulary: Vocabulary) -> str:
        return f"the patient is {self.status}"


@dataclass(frozen=True)
class Age:
    """`under 18`: 17 and younger.  `over 65`: 66 and older."""

    side: Literal["under", "over"]
    years: int

    def holds(self, facts: Facts) -> bool | None:
        if facts.age is None:
            return None
        return facts.age < self.years if self.side == "under" else facts.age > self.years

    def excludes(self, other: Condition) -> bool:
        if not isinstance(other, Age) or other.side == self.side:
            return False
        under, over = (self, other) if self.side == "under" else (other, self)
        return under.years <= over.years + 1

    def render(self, vocabulary: Vocabulary) -> str:
        return f"the patient is {self.side} {self.years}"


@dataclass(frozen=True)
class NoShows:
    least: int

    def holds(self, facts: Facts) -> bool | None:
        return None if facts.no_shows is None else facts.no_shows >= self.least

    def excludes(self, other: Condition) -> bool:
        return False

    def render(self, vocabulary: Vocabulary) -> str:
        return f"the patient has {self.least} or more no-shows"


@dataclass(frozen=True)
class RequestComes:
    channel: Literal["online", "phone", "referral"]

    def holds(self, facts: Facts) -> bool | None:
        return facts.channel == self.channel

    def excludes(self, other: Condition) -> bool:
        return isinstance(other, RequestComes) and other.channel != self.channel

    def render(self, vocabulary: Vocabulary) -> str:
        return f"the request comes {'online' if self.channel == 'online' else f'by {self.channel}'}"


@dataclass(frozen=True)
class FieldIs:
    """Case and spacing do not matter."""

    field: str
    value: str

    def holds(self, facts: Facts) -> bool | None:
        said = facts.answer(self.field)
        return None if said is None else _plain(said) == _plain(self.value)

    def excludes(self, other: Condition) -> bool:
        if isinstance(other, FieldMissing):
            return other.field == self.field
        return isinstance(other, FieldIs) and other.field == self.field and _plain(other.value) != _plain(self.value)

    def render(self, vocabulary: Vocabulary) -> str:
        return f'{vocabulary.field_noun(self.field)} is "{self.value}"'


@dataclass(frozen=True)
class FieldMentions:
    """The words stand in the answer, from the start of a word on: "chest pain" is found in "Chest pains", "rash" not in "crash"."""

    field: str
    words: str

    def holds(self, facts: Facts) -> bool | None:
        said = facts.answer(self.field)
        return None if said is None else bool(re.search(rf"(?<!\w){re.escape(_plain(self.words))}", _plain(said)))

    def excludes(self, other: Condition) -> bool:
        return isinstance(other, FieldMissing) and other.field == self.field

    def render(self, vocabulary: Vocabulary) -> str:
        return f'{"the " if self.field == "reason" else ""}{vocabulary.field_noun(self.field)} mentions "{self.words}"'


@dataclass(frozen=True)
class FieldMissing:
    field: str

    def holds(self, facts: Facts) -> bool | None:
        return facts.answer(self.field) is None

    def excludes(self, other: Condition) -> bool:
        return isinstance(other, (FieldIs, FieldMentions)) and other.field == self.field

    def render(self, vocabulary: Vocabulary) -> str:
        return f"{vocabulary.field_noun(self.field)} is missing"


def _plain(text: str) -> str:
    return " ".join(normal(text).split()).casefold()


@dataclass(frozen=True)
class When:
    """All of these; with none of them, always."""

    conditions: tuple[Condition, ...] = ()

    def holds(self, facts: Facts) -> bool | None:
        """False when one does not hold, else None when one is not known, else True."""
        known: bool | None = True
        for condition in self.conditions:
            outcome = condition.holds(facts)
            if outcome is False:
                return False
            if outcome is None:
                known = None
        return known

    def unknown(self, facts: Facts) -> tuple[str, ...]:
        """The fields that would have to be known to decide this, when all else in it holds; else none."""
        if self.holds(facts) is not None:
            return ()
        return tuple(field_asked(c) for c in self.conditions if c.holds(facts) is None)

    def excludes(self, other: When) -> bool:
        return any(mine.excludes(theirs) for mine in self.conditions for theirs in other.conditions)

    def render(self, vocabulary: Vocabulary) -> str:
        if not self.conditions:
            return ""
        return " when " + " and ".join(condition.render(vocabulary) for condition in self.conditions)

    def __bool__(self) -> bool:
        return bool(self.conditions)


ALWAYS = When()


def field_asked(condition: Condition) -> str:
    """The field that a patient would be asked for, to decide a condition."""
    match condition:
        case InsuranceIs():
            return "insurance"
        case Age():
            return "date-of-birth"
        case FieldIs(field=field) | FieldMentions(field=field) | FieldMissing(field=field):
            return field
        case _:
            return "name"  # who the patient is decides new or established, and no-shows


_the = maybe(words("the"), None)
_field = seq(_the, name("field"))
_patient = const(seq(_the, words("patient")), None)

condition: Reader = alt(
    mapped(
        seq(_the, words("insurance is"), const(words("not"), True), name("payer")), lambda v: InsuranceIs(v[1], True)
    ),
    mapped(seq(_the, words("insurance is"), name("payer")), lambda v: InsuranceIs(v[0])),
    mapped(
        seq(_patient, words("is"), alt(const(words("new"), "new"), const(words("established"), "established"))),
        lambda v: PatientIs(v[0]),
    ),
    mapped(
        seq(_patient, words("is"), alt(const(words("under"), "under"), const(words("over"), "over")), number(0, 130)),
        lambda v: Age(*v),
    ),
    mapped(seq(_patient, words("has"), number(1, 1000), words("or more no-shows")), lambda v: NoShows(v[0])),
    mapped(
        seq(
            _the,
            words("request comes"),
            alt(
                const(words("online"), "online"),
                const(words("by phone"), "phone"),
                const(words("by referral"), "referral"),
            ),
        ),
        lambda v: RequestComes(v[0]),
    ),
    mapped(seq(_field, words("is missing")), lambda v: FieldMissing(v[0][0])),
    mapped(seq(_field, words("is"), quoted), lambda v: FieldIs(v[0][0], v[1])),
    mapped(seq(_field, words("mentions"), quoted), lambda v: FieldMentions(v[0][0], v[1])),
)

when: Reader = maybe(
    mapped(seq(words("when"), listed(condition)), lambda v: When(v[0])),
    ALWAYS,
)
