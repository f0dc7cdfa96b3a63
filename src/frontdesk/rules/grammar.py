"""How sentences are read: small readers that combine, and a record of the furthest place any of them reached.

A reader is a function `(reading, position) → (value, next position)…`, yielding every way it can be read from there.
Names come from the practice, so the grammar is different for each practice; what could have followed at the
furthest place is both the refusal's explanation and, in an editor, the completion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .vocabulary import EXACT, Key, Marks, Named, Vocabulary
from .words import Token, normal, stem, tokens

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
    lists: dict[tuple[Reader, int], list[tuple[Any, int]]] = field(default_factory=dict)
    instead: tuple[int, str] | None = None
    afternoons: frozenset[int] = (
        frozenset()
    )  # places of times that say no half of the day, and are read as the afternoon's

    def __post_init__(self) -> None:
        self.text = normal(self.text)
        all_tokens = tokens(self.text)
        ends = bool(all_tokens) and all_tokens[-1].kind == "mark" and all_tokens[-1].text == "."
        self.tokens = all_tokens[:-1] if ends else all_tokens

    def token(self, at: int) -> Token | None:
        return self.tokens[at] if at < len(self.tokens) else None

    def refuse(self, at: int, instead: str) -> None:
        """What stands at `at` can be read and must not be written: what to write instead.  The furthest counts."""
        if self.instead is None or at > self.instead[0]:
            self.instead = (at, instead)

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


def unsaid(reader: Reader) -> Reader:
    """What `reader` reads; what it would have welcomed is told to nobody, for it is another way to write what is told already."""

    def read(reading: Reading, at: int) -> Outcome:
        apart = copy(reading)
        apart.expected, apart.kinds, apart.lists = {}, {}, {}
        yield from reader(apart, at)

    return read


def listed(reader: Reader, last: tuple[str, ...] = ("and",)) -> Reader:
    """'a', 'a and b', 'a, b and c', 'a, b, and c'; the value is a tuple."""
    return _chain(reader, alt(*(seq(maybe(comma, None), words(word)) for word in last), comma))


def either(reader: Reader) -> Reader:
    """'a or b', 'a, b or c', 'a, b, or c': two or more, with 'or' before the last; the value is a tuple."""
    last = seq(maybe(comma, None), words("or"))

    def end(reading: Reading, value: Any, after: int) -> Outcome:
        for _, next_ in last(reading, after):
            for other, past in reader(reading, next_):
                yield (value, other), past

    return _repeated(reader, alt(comma, last), end)


def listed_then(reader: Reader) -> Reader:
    """'a', 'a, then b', 'a then b, then c'; the value is a tuple."""
    return _chain(reader, seq(maybe(comma, None), words("then")))


def _chain(reader: Reader, conjunction: Reader) -> Reader:
    """One or more, with the conjunction between them."""

    def end(reading: Reading, value: Any, after: int) -> Outcome:
        yield (value,), after

    return _repeated(reader, conjunction, end)


def _repeated(reader: Reader, between: Reader, end: Callable[[Reading, Any, int], Outcome]) -> Reader:
    """Items with something between them; `end` says how the list may end with an item.

    Each place is read once, so that a long list takes no longer than its length, and from the last item back to the
    first, none inside the reading of another: it may be as long as its sentence.
    """

    def read(reading: Reading, at: int) -> Outcome:
        if (read, at) not in reading.lists:
            fill(reading, at)
        yield from reading.lists[read, at]

    def fill(reading: Reading, at: int) -> None:
        items: dict[int, list[tuple[Any, int, list[int]]]] = {}
        waiting = [at]
        while waiting:
            here = waiting[-1]
            if here not in items:
                readings = reader(reading, here)
                items[here] = [
                    (value, after, [past for _, past in between(reading, after)]) for value, after in readings
                ]
            unread = [n for _value, _after, nexts in items[here] for n in nexts if (read, n) not in reading.lists]
            if unread:
                waiting.extend(unread)
            else:
                reading.lists[read, waiting.pop()] = list(_few(ways(reading, items[here])))

    def ways(reading: Reading, items: list[tuple[Any, int, list[int]]]) -> Outcome:
        for value, after, nexts in items:
            for next_ in nexts:
                for others, past in reading.lists[read, next_]:
                    yield (value, *others), past
            yield from end(reading, value, after)

    return read


def _few(outcomes: Outcome) -> Outcome:
    """At most two ways to the same place: two are enough to know that a sentence is not plain."""
    ways: dict[int, list[Any]] = {}
    for value, end in outcomes:
        known = ways.setdefault(end, [])
        if len(known) < 2 and value not in known:
            known.append(value)
            yield value, end


def comma(reading: Reading, at: int) -> Outcome:
    token = reading.token(at)
    if token is not None and token.kind == "comma":
        yield None, at + 1
    else:
        reading.miss(at, "“,”")


def mark(text: str) -> Reader:
    """That mark by itself: a colon, a full stop inside a sentence."""

    def read(reading: Reading, at: int) -> Outcome:
        token = reading.token(at)
        if token is not None and token.kind == "mark" and token.text == text:
            yield None, at + 1
        else:
            reading.miss(at, f"“{text}”")

    return read


def name(kind: str, expected: str | None = None, suggested: str | None = None) -> Reader:
    """The name or id of an entity of the practice, longest name first; the value is its id.  `suggested`: as which kind an editor completes it."""

    def read(reading: Reading, at: int) -> Outcome:
        any_read = False
        for typed, marks, after in reversed(list(_runs(reading, at, kind))):
            named = reading.vocabulary.named(kind, typed)
            if named is not None and named.allows(marks):
                any_read = True
                yield named.id, _behind(reading, after, named)
        if not any_read:
            reading.miss(at, expected or f"a {kind}", suggested or kind)

    return read


def _runs(reading: Reading, at: int, kind: str) -> Iterator[tuple[Key, Marks, int]]:
    """The first word, the first two, …: as names are compared, the marks before each, and the place behind them."""
    exact = kind in EXACT
    typed: list[str] = []
    marks: list[tuple[str, ...]] = []
    between: list[str] = []
    while len(typed) < reading.vocabulary.longest[kind] and (token := reading.token(at)) is not None:
        at += 1
        if token.kind == "mark":
            between.append(token.text)
            continue
        typed.append(token.plain if exact else token.stem)
        marks.append(tuple(between))
        between.clear()
        yield tuple(typed), tuple(marks), at


def _behind(reading: Reading, at: int, named: Named) -> int:
    """The place behind a name, with the marks in which it ends."""
    while (token := reading.token(at)) is not None and token.kind == "mark" and named.may_end_in(token.text):
        at += 1
    return at


def of_kind(kind: str, expected: str, to: Callable[[str], Any]) -> Reader:
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
        value = int(text) if len(text) < 10 else most + 1
        if not least <= value <= most:
            raise ValueError(f"a number from {least} to {most}")
        return value

    return of_kind("number", "a number", check)


def _decimal(text: str) -> Decimal:
    if text.count(".") > 1 or len(text) > 12:
        raise ValueError("a number such as 12 or 1.5")
    return Decimal(format(Decimal(text).normalize(), "f"))


decimal: Reader = alt(of_kind("number", "a number", _decimal), of_kind("decimal", "a number", _decimal))


def _said(text: str) -> str:
    """What stands in quotation marks; nothing is no answer, and every answer mentions it."""
    said = " ".join(text.split())
    if not said:
        raise ValueError("words between the quotation marks")
    return said


quoted = of_kind("quoted", 'words in quotation marks, such as "yes"', _said)
