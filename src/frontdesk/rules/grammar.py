"""How sentences are read: small readers that combine, and a record of the furthest place any of them reached.

A reader is a function `(reading, position) → (value, next position)…`, yielding every way it can be read from there.
Names come from the practice, so the grammar is different for each practice; what could have followed at the
furthest place is both the refusal's explanation and, in an editor, the completion.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .vocabulary import Vocabulary
from .words import Token, stem, tokens

Outcome = Iterator[tuple[Any, int]]
Reader = Callable[["Reading", int], Outcome]


@dataclass
class Reading:
    """One attempt at one sentence."""

    text: str
    vocabulary: Vocabulary
    tokens: tuple[Token, ...] = ()
    furthest: int = 0
    expected: dict[str, None] = field(default_factory=dict)
    kinds: dict[str, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tokens = tokens(self.text)

    def token(self, at: int) -> Token | None:
        return self.tokens[at] if at < len(self.tokens) else None

    def miss(self, at: int, expected: str, kind: str = "") -> None:
        """Record that `expected` would have been welcome at `at`."""
        if at > self.furthest:
            self.furthest, self.expected, self.kinds = at, {}, {}
        if at == self.furthest:
            self.expected[expected] = None
            if kind:
                self.kinds[kind] = None


def words(text: str) -> Reader:
    """Exactly these words, in any case and number; the value is None."""
    wanted = tuple(stem(word) for word in text.replace("-", " ").split())
    pieces = text.replace("-", " ").split()

    def read(reading: Reading, at: int) -> Outcome:
        for offset, word in enumerate(wanted):
            token = reading.token(at + offset)
            if token is None or token.stem != word:
                reading.miss(at + offset, f"“{' '.join(pieces[offset:])}”")
                return
        yield None, at + len(wanted)

    return read


def mapped(reader: Reader, to: Callable[[Any], Any]) -> Reader:
    """The same text, with the value passed through `to`; a ValueError raised there is a refusal at that place."""

    def read(reading: Reading, at: int) -> Outcome:
        for value, after in reader(reading, at):
            try:
                result = to(value)
            except ValueError as error:
                reading.miss(max(at, after - 1), str(error))
                continue
            yield result, after

    return read


def seq(*readers: Reader) -> Reader:
    """One after another; the value is the tuple of the values that are not None."""

    def run(reading: Reading, at: int, index: int) -> Outcome:
        if index == len(readers):
            yield (), at
            return
        for value, after in readers[index](reading, at):
            for rest, end in run(reading, after, index + 1):
                yield ((value, *rest) if value is not None else rest), end

    return lambda reading, at: run(reading, at, 0)


def alt(*readers: Reader) -> Reader:
    def read(reading: Reading, at: int) -> Outcome:
        for reader in readers:
            yield from reader(reading, at)

    return read


def const(reader: Reader, value: Any) -> Reader:
    return mapped(reader, lambda _: value)


def maybe(reader: Reader, default: Any) -> Reader:
    """What `reader` reads, or nothing and `default`."""

    def read(reading: Reading, at: int) -> Outcome:
        yield from reader(reading, at)
        yield default, at

    return read


def listed(reader: Reader, last: tuple[str, ...] = ("and",)) -> Reader:
    """'a', 'a and b', 'a, b and c', 'a, b, and c'; the value is a tuple."""
    conjunction = alt(*(seq(maybe(_comma, None), words(word)) for word in last), _comma)

    def read(reading: Reading, at: int) -> Outcome:
        for value, after in reader(reading, at):
            for _, next_ in conjunction(reading, after):
                for others, end in read(reading, next_):
                    yield (value, *others), end
            yield (value,), after

    return read


def listed_then(reader: Reader) -> Reader:
    """'a', 'a, then b', 'a then b, then c'; the value is a tuple."""
    next_one = seq(maybe(_comma, None), words("then"))

    def read(reading: Reading, at: int) -> Outcome:
        for value, after in reader(reading, at):
            for _, following in next_one(reading, after):
                for others, end in read(reading, following):
                    yield (value, *others), end
            yield (value,), after

    return read


def _comma(reading: Reading, at: int) -> Outcome:
    token = reading.token(at)
    if token is not None and token.kind == "comma":
        yield None, at + 1
    else:
        reading.miss(at, "“,”")


def name(kind: str, expected: str | None = None) -> Reader:
    """The name or id of an entity of the practice, longest name first; the value is its id."""

    def read(reading: Reading, at: int) -> Outcome:
        found = False
        for length in range(min(reading.vocabulary.longest[kind], len(reading.tokens) - at), 0, -1):
            id_ = reading.vocabulary.lookup(kind, tuple(t.stem for t in reading.tokens[at : at + length]))
            if id_ is not None:
                found = True
                yield id_, at + length
        if not found:
            reading.miss(at, expected or f"a {kind}", kind)

    return read


def _of_kind(kind: str, expected: str, to: Callable[[str], Any]) -> Reader:
    def read(reading: Reading, at: int) -> Outcome:
        token = reading.token(at)
        if token is None or token.kind != kind:
            reading.miss(at, expected)
            return
        try:
            value = to(token.text)
        except ValueError as error:
            reading.miss(at, str(error))
            return
        yield value, at + 1

    return read


def number(least: int = 0, most: int = 100_000) -> Reader:
    def check(text: str) -> int:
        value = int(text)
        if not least <= value <= most:
            raise ValueError(f"a number from {least} to {most}")
        return value

    return _of_kind("number", "a number", check)


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"a date that exists ({text} does not)") from None


def _time(text: str) -> int:
    hours, minutes = map(int, text.split(":"))
    if hours * 60 + minutes > 24 * 60 or minutes > 59:
        raise ValueError(f"a time of day from 0:00 to 24:00 ({text} is none)")
    return hours * 60 + minutes


date = _of_kind("date", "a date such as 2026-12-25", _date)
time = _of_kind("time", "a time such as 13:00", _time)
quoted = _of_kind("quoted", 'words in quotation marks, such as "yes"', lambda text: " ".join(text.split()))

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def _month_day(pair: tuple[int, int]) -> tuple[int, int]:
    month, day = pair
    try:
        dt.date(2024, month, day)  # a leap year: February 29 is a day, in the years that have it
    except ValueError:
        raise ValueError(f"a day that exists ({MONTHS[month - 1]} has no {day})") from None
    return pair


month_day: Reader = mapped(
    seq(alt(*(const(words(month), index) for index, month in enumerate(MONTHS, 1))), number(1, 99)), _month_day
)
