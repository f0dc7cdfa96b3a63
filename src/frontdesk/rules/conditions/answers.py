"""Conditions about what was answered to a question."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal

from ..facts import Facts
from ..grammar import Reader, alt, const, decimal, listed, mapped, maybe, quoted, seq, words
from ..vocabulary import Vocabulary
from ..words import listing, normal
from .base import Condition, field

Side = Literal["over", "under", "at least", "at most"]


@dataclass(frozen=True)
class FieldIs:
    """Any of these values; `negated`: none of them.  Case and spacing do not matter."""

    dated: ClassVar[bool] = False
    field: str
    values: tuple[str, ...]
    negated: bool = False

    @property
    def asks(self) -> str:
        return self.field

    def holds(self, facts: Facts) -> bool | None:
        said = facts.answer(self.field)
        return None if said is None else (_plain(said) in self._plain_values) is not self.negated

    def excludes(self, other: Condition) -> bool:
        if isinstance(other, FieldMissing):
            return other.field == self.field
        if not isinstance(other, FieldIs) or other.field != self.field or (self.negated and other.negated):
            return False
        own, theirs = self._plain_values, other._plain_values
        if self.negated:
            return theirs <= own
        return own <= theirs if other.negated else not own & theirs

    def render(self, vocabulary: Vocabulary) -> str:
        no = "not " if self.negated else ""
        return f"{vocabulary.field_noun(self.field)} is {no}{_quoted(self.values)}"

    @property
    def _plain_values(self) -> set[str]:
        return set(map(_plain, self.values))


@dataclass(frozen=True)
class FieldMentions:
    """Any of the words stand in the answer, from the start of a word on: "chest pain" is found in "Chest pains", "rash" not in "crash"."""

    dated: ClassVar[bool] = False
    field: str
    phrases: tuple[str, ...]

    @property
    def asks(self) -> str:
        return self.field

    def holds(self, facts: Facts) -> bool | None:
        said = facts.answer(self.field)
        return None if said is None else any(_stands_in(phrase, said) for phrase in self.phrases)

    def excludes(self, other: Condition) -> bool:
        return isinstance(other, FieldMissing) and other.field == self.field

    def render(self, vocabulary: Vocabulary) -> str:
        the = "the " if self.field == "reason" else ""
        return f"{the}{vocabulary.field_noun(self.field)} mentions {_quoted(self.phrases)}"


@dataclass(frozen=True)
class FieldCompares:
    """The one number in the answer, whatever its unit; an answer without a number, or with two, is not known."""

    dated: ClassVar[bool] = False
    field: str
    side: Side
    amount: Decimal

    @property
    def asks(self) -> str:
        return self.field

    def holds(self, facts: Facts) -> bool | None:
        said = number_in(facts.answer(self.field) or "")
        if said is None:
            return None
        match self.side:
            case "over":
                return said > self.amount
            case "under":
                return said < self.amount
            case "at least":
                return said >= self.amount
            case _:
                return said <= self.amount

    def excludes(self, other: Condition) -> bool:
        if isinstance(other, FieldMissing):
            return other.field == self.field
        if not isinstance(other, FieldCompares) or other.field != self.field:
            return False
        low, high = (self, other) if self.side in ("over", "at least") else (other, self)
        if low.side not in ("over", "at least") or high.side not in ("under", "at most"):
            return False
        met = low.side == "at least" and high.side == "at most"
        return low.amount > high.amount if met else low.amount >= high.amount

    def render(self, vocabulary: Vocabulary) -> str:
        return f"{vocabulary.field_noun(self.field)} is {self.side} {self.amount}"


@dataclass(frozen=True)
class FieldMissing:
    dated: ClassVar[bool] = False
    field: str

    @property
    def asks(self) -> str:
        return self.field

    def holds(self, facts: Facts) -> bool | None:
        return facts.answer(self.field) is None

    def excludes(self, other: Condition) -> bool:
        return isinstance(other, (FieldIs, FieldMentions, FieldCompares)) and other.field == self.field

    def render(self, vocabulary: Vocabulary) -> str:
        return f"{vocabulary.field_noun(self.field)} is missing"


def number_in(text: str) -> Decimal | None:
    """The one number that an answer holds ('180 lb', '1,200'); None where it holds none or several."""
    numbers = re.findall(r"(?<![\w.])\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\w.])\d+(?:\.\d+)?", text)
    return Decimal(numbers[0].replace(",", "")) if len(numbers) == 1 else None


def _stands_in(phrase: str, said: str) -> bool:
    return (
        bool(re.search(rf"(?<!\w){re.escape(_in_words(phrase))}", _in_words(said)))
        if _in_words(phrase)
        else _plain(phrase) in _plain(said)
    )


def _plain(text: str) -> str:
    return " ".join(normal(text).split()).casefold()


def _in_words(text: str) -> str:
    """Hyphens and dashes are spaces, as in sentences: "chest-pain" is "chest pain"."""
    return " ".join(_plain(text).replace("-", " ").split())


def _quoted(texts: tuple[str, ...]) -> str:
    return listing([f'"{text}"' for text in texts], "or")


_side: Reader = alt(
    const(words("over"), "over"),
    const(words("more than"), "over"),
    const(words("under"), "under"),
    const(words("less than"), "under"),
    const(words("at least"), "at least"),
    const(words("at most"), "at most"),
)
_values: Reader = listed(quoted, ("or",))
reader: Reader = alt(
    mapped(seq(field, words("is missing")), lambda v: FieldMissing(v[0][0])),
    mapped(
        seq(field, words("is"), maybe(const(words("not"), True), False), _values),
        lambda v: FieldIs(v[0][0], v[2], v[1]),
    ),
    mapped(seq(field, words("mentions"), _values), lambda v: FieldMentions(v[0][0], v[1])),
    mapped(seq(field, words("is"), _side, decimal), lambda v: FieldCompares(v[0][0], v[1], v[2])),
)
