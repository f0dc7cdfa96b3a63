"""How sentences are read: small readers that combine, and a record of the furthest place any of them reached.

A reader is a function `(reading, position) → (value, next position)…`, yielding every way it can be read from there.
Names come from the practice, so the grammar is different for each practice; what could have followed at the
furthest place is both the refusal's explanation and, in an editor, the completion.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
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

    def __post_init__(self) -> None:
        self.text = normal(self.text)
        found = tokens(self.text)
        ends = bool(found) and found[-1].kind == "mark" and found[-1].text == "."
        self.tokens = found[:-1] if ends else found

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
    return _chain(reader, alt(*(seq(maybe(_comma, None), words(word)) for word in last), _comma))


def listed_then(reader: Reader) -> Reader:
    """'a', 'a, then b', 'a then b, then c'; the value is a tuple."""
    return _chain(reader, seq(maybe(_comma, None), words("then")))


def _chain(reader: Reader, conjunction: Reader) -> Reader:
    """One or more, with the conjunction between them.  Each place is read once, so that a long list takes no longer than its length."""

    def read(reading: Reading, at: int) -> Outcome:
        known = reading.lists.get((read, at))
        if known is None:
            known = reading.lists[read, at] = list(_few(all_from(reading, at)))
        yield from known

    def all_from(reading: Reading, at: int) -> Outcome:
        for value, after in reader(reading, at):
            for _, next_ in conjunction(reading, after):
                for others, end in read(reading, next_):
                    yield (value, *others), end
            yield (value,), after

    return read


def _few(outcomes: Outcome) -> Outcome:
    """At most two ways to the same place: two are enough to know that a sentence is not plain."""
    ways: dict[int, list[Any]] = {}
    for value, end in outcomes:
        known = ways.setdefault(end, [])
        if len(known) < 2 and value not in known:
            known.append(value)
            yield value, end


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
        for typed, marks, after in reversed(list(_runs(reading, at, kind))):
            named = reading.vocabulary.named(kind, typed)
            if named is not None and named.allows(marks):
                found = True
                yield named.id, _behind(reading, after, named)
        if not found:
            reading.miss(at, expected or f"a {kind}", kind)

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
        value = int(text) if len(text) < 10 else most + 1
        if not least <= value <= most:
            raise ValueError(f"a number from {least} to {most}")
        return value

    return _of_kind("number", "a number", check)


EARLIEST, LATEST = 1900, 2999  # years of a date that a practice can mean


def _date(text: str) -> dt.date:
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"a date that exists ({text} does not)") from None
    if not EARLIEST <= found.year <= LATEST:
        raise ValueError(f"a year from {EARLIEST} to {LATEST}")
    return found


def _said(text: str) -> str:
    """What stands in quotation marks; nothing is no answer, and every answer mentions it."""
    said = " ".join(text.split())
    if not said:
        raise ValueError("words between the quotation marks")
    return said


def _time(text: str) -> int:
    hours, minutes = map(int, text.split(":"))
    if hours * 60 + minutes > 24 * 60 or minutes > 59:
        raise ValueError(f"a time of day from 0:00 to 24:00 ({text} is none)")
    return hours * 60 + minutes


_iso_date = _of_kind("date", "a date such as 2026-12-25", _date)
_clock = _of_kind("time", "a time such as 13:00", _time)
_HALF_DAY = re.compile(r"([0-9]{1,2})([ap]m)")


def _hour(reading: Reading, at: int) -> Outcome:
    """The 5 of '5 pm'; where a time is expected, nobody is told to write a number."""
    token = reading.token(at)
    if token is not None and token.kind == "number" and len(token.text) < 3:
        yield int(token.text) * 60, at + 1


def _glued(reading: Reading, at: int) -> Outcome:
    """'5pm'."""
    token = reading.token(at)
    match = _HALF_DAY.fullmatch(token.plain) if token is not None and token.kind == "word" else None
    if match:
        yield (int(match[1]) * 60, match[2]), at + 1


def _afternoon(pair: tuple[int, str]) -> int:
    minutes, half = pair
    noon = 12 * 60
    if not 60 <= minutes < 13 * 60 or (half == "am" and minutes == noon):  # which end of the day is 12 am?
        raise ValueError("a time such as 9 am or 5 pm (midnight is 0:00, or 24:00 as an end)")
    return minutes % noon + (noon if half == "pm" else 0)


_half = alt(const(words("am"), "am"), const(words("pm"), "pm"))
time: Reader = alt(
    mapped(seq(alt(_clock, _hour), _half), _afternoon),
    mapped(_glued, _afternoon),
    const(words("noon"), 12 * 60),
    const(words("the end of the day"), 24 * 60),
    const(words("the start of the day"), 0),
    _clock,
)
quoted = _of_kind("quoted", 'words in quotation marks, such as "yes"', _said)

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


_ORDINAL = re.compile(r"([0-9]{1,2})(st|nd|rd|th)")


def _ordinal(reading: Reading, at: int) -> Outcome:
    """'25th'."""
    token = reading.token(at)
    match = _ORDINAL.fullmatch(token.plain) if token is not None and token.kind == "word" else None
    if match:
        yield int(match[1]), at + 1


_month = alt(
    *(const(words(month), index) for index, month in enumerate(MONTHS, 1)),
    *(const(words(month[:3]), index) for index, month in enumerate(MONTHS, 1) if month != "May"),
    const(words("sept"), 9),
)
_the = maybe(words("the"), None)
month_day: Reader = mapped(
    alt(
        seq(_month, alt(number(1, 99), mapped(seq(_the, _ordinal), lambda v: v[0]))),
        mapped(seq(_the, _ordinal, words("of"), _month), lambda v: (v[1], v[0])),
    ),
    _month_day,
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _year(reading: Reading, at: int) -> Outcome:
    """The 2026 of 'December 19, 2026'."""
    token = reading.token(at)
    if token is not None and token.kind == "number" and len(token.text) == 4:
        yield int(token.text), at + 1


def _said_date(parts: tuple[int | None, tuple[int, int], int]) -> dt.date:
    weekday, (month, day), year = parts
    try:
        said = dt.date(year, month, day)
    except ValueError:
        raise ValueError(f"a day that exists (there is no {MONTHS[month - 1]} {day} in {year})") from None
    if weekday not in (None, said.weekday()):
        raise ValueError(
            f"the weekday of that date ({MONTHS[month - 1]} {day}, {year} is a {WEEKDAYS[said.weekday()]})"
        )
    return said


_weekday = alt(*(const(words(name), number) for number, name in enumerate(WEEKDAYS)))
NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}


@dataclass(frozen=True)
class WeekdayOf:
    """The first to fourth, or the last, of a weekday in a month, every year; `after`: so many days after it."""

    month: int
    weekday: int
    nth: int
    after: int = 0

    def is_on(self, date: dt.date) -> bool:
        day = date - dt.timedelta(days=self.after)
        if (day.month, day.weekday()) != (self.month, self.weekday):
            return False
        if self.nth < 0:
            return (day + dt.timedelta(days=7)).month != day.month
        return (day.day - 1) // 7 + 1 == self.nth

    def __str__(self) -> str:
        day = f"the {NTH[self.nth]} {WEEKDAYS[self.weekday]} of {MONTHS[self.month - 1]}"
        return f"the day after {day}" if self.after else day


_nth = alt(
    *(const(words(word), nth) for nth, word in NTH.items()),
    *(const(words(word), nth) for nth, word in ((1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"))),
)
weekday_of: Reader = mapped(
    seq(maybe(const(words("the day after"), 1), 0), _the, _nth, _weekday, words("of"), _month),
    lambda v: WeekdayOf(v[-1], v[-2], v[-3], v[0]),
)
date: Reader = alt(
    _iso_date,
    mapped(
        seq(
            maybe(mapped(seq(_weekday, maybe(_comma, None)), lambda v: v), ()),
            month_day,
            maybe(_comma, None),
            _year,
        ),
        lambda v: _said_date((v[0][0] if v[0] else None, v[1], v[2])),
    ),
)
