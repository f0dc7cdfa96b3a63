"""Sentence ⇄ rule.  `parse(render(rule)) == rule` for every rule."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from itertools import combinations

from .conditions import When
from .conditions import when as condition_reader
from .days_and_times import no_half_said
from .families import FAMILIES
from .grammar import Reading
from .nearby import nearest
from .rule import Family, Rule
from .spelling import how_to_write
from .vocabulary import ONE_VISIT, Contents, Vocabulary
from .words import listing, upper_first

END = "the end of the sentence"
LONGEST = 2000  # characters of one sentence
MOST_HALVES = 4  # times that say no half of the day, of which every choice is tried
MOST_KEPT = 8192  # sentences that are not read a second time
ENDS_IN_QUOTES = ('."', '!"', '?"')


@dataclass
class Refusal(Exception):
    """A sentence that cannot be read: where reading stopped, what could have stood there, and the nearest that can be.

    `unknown` says of a name that nothing is called so, and what there is; `hint` how to write what stands there.
    """

    sentence: str
    at: int
    expected: tuple[str, ...]
    misspelt: str | None = None
    nearest: str | None = None
    unknown: str | None = None
    hint: str | None = None

    def __str__(self) -> str:
        rest = self.sentence[self.at :].strip().rstrip(".")
        place = f"stopped at “{_short(rest)}”" if rest else "it ends too early"
        text = f"cannot read “{self.sentence}”: {place}; expected {listing(list(self.expected[:6]), 'or')}"
        if self.hint:
            text += f"; {self.hint}"
        if self.misspelt:
            text += f"; did you mean “{self.misspelt}”?"
        if self.unknown:
            text += f"; {self.unknown}"
        if self.nearest:
            text += f"; the nearest sentence is “{self.nearest}”"
        return text


@dataclass
class Ambiguous(Refusal):
    """A sentence that can be read in two ways; `readings` are both, each in its canonical form."""

    readings: tuple[str, str] = ("", "")
    meant: tuple[str, str] = ("", "")  # what is meant in the one and in the other, where their sentences do not tell it

    def __str__(self) -> str:
        first, other = self.readings
        if all(self.meant):
            what = f"{self.meant[0]} or {self.meant[1]}"
            change = (
                "give one of them another id in the practice file" if "question" in what else "change one of the names"
            )
            return f"“{self.sentence}” can be read in two ways: it may mean {what}; {change}"
        if first == other:
            return f"“{self.sentence}” can be read in two ways, since two names read as one; change one of the names"
        return f"“{self.sentence}” can be read in two ways: as “{first}” or as “{other}”; write the one that you mean"


class TooLong(Refusal):
    """More than anybody could check by reading it; it is not tried."""

    def __str__(self) -> str:
        said = f"“{_short(self.sentence)}” has {len(self.sentence):,} characters"
        return f"{said}; a sentence has at most {LONGEST:,}: write it as several"


class NotByDays(Refusal):
    """It can be read, and would leave out a person or a call on the days that it takes out: `hint` says what to write."""

    def __str__(self) -> str:
        return f"“{self.sentence}” cannot be said with “{self.sentence[self.at :].rstrip('.')}”: {self.hint}"


def _begun(text: str, vocabulary: Vocabulary) -> Reading:
    if len(text) > LONGEST:
        raise TooLong(text, 0, ("a shorter sentence",))
    return Reading(text, vocabulary)


def parse(sentence: str, vocabulary: Vocabulary) -> Rule:
    """The rule that a sentence says.  Raises Refusal: Ambiguous where it says two, TooLong."""
    return _parse(sentence, vocabulary.contents)


def said_by(sentence: str, vocabulary: Vocabulary) -> Rule | None:
    """The one rule that a sentence says; None where it says none, or two: for whoever tries many and needs no reason."""
    return None if len(sentence) > LONGEST else _said_by(sentence, vocabulary.contents)


@lru_cache(maxsize=MOST_KEPT)
def _said_by(sentence: str, contents: Contents) -> Rule | None:
    readings = _readings(Reading(sentence, contents.vocabulary))
    return readings[0] if len(readings) == 1 else None


@lru_cache(maxsize=MOST_KEPT)
def _parse(sentence: str, contents: Contents) -> Rule:
    """What a sentence says depends on nothing but the names, and a practice's text is read again with each of its versions."""
    vocabulary = contents.vocabulary
    reading = _begun(sentence, vocabulary)
    readings = _readings(reading)
    if not readings:
        raise _refusal(reading)
    if len(readings) > 1:
        first, other = readings[:2]
        both = (render(first, vocabulary), render(other, vocabulary))
        raise Ambiguous(reading.text, 0, ("one meaning",), readings=both, meant=_meant(first, other, vocabulary))
    return readings[0]


def _meant(first: Rule, other: Rule, vocabulary: Vocabulary) -> tuple[str, str]:
    """What each of two rules names that the other does not, where choosing one of their sentences would be read in two ways again."""
    if all(said_by(render(rule, vocabulary), vocabulary) == rule for rule in (first, other)):
        return "", ""
    return _only_in(first, other, vocabulary), _only_in(other, first, vocabulary)


def _only_in(rule: Rule, other: Rule, vocabulary: Vocabulary) -> str:
    names = dict.fromkeys(name for name in rule.names() if name[0] != "field" and name not in other.names())
    said = [f"the {kind} “{vocabulary.names(kind).get(id_, id_)}” ({id_})" for kind, id_ in names]
    others = set(strings_in(other))
    for id_ in dict.fromkeys(strings_in(rule)):
        if id_ in vocabulary.all_fields and id_ not in others:
            said.append(f"the question “{vocabulary.questions.get(id_) or vocabulary.all_fields[id_]}” ({id_})")
    return listing(said)


def strings_in(value: object) -> Iterator[str]:
    """Every text in a rule, however deep."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from strings_in(getattr(value, field.name))
    elif isinstance(value, Mapping):
        yield from strings_in((*value.keys(), *value.values()))
    elif isinstance(value, Iterable):
        for item in value:
            yield from strings_in(item)


def _readings(reading: Reading) -> list[Rule]:
    """Each rule that the whole sentence says; of a time that says no half of the day both: all in the morning or all in the afternoon first."""
    readings = _read(reading)
    for afternoons in _halves(no_half_said(reading)):
        other = Reading(reading.text, reading.vocabulary, afternoons=afternoons)
        readings += [rule for rule in _read(other) if rule not in readings]
    return readings


def _halves(places: tuple[int, ...]) -> Iterator[frozenset[int]]:
    """Which of these times may be the afternoon's, where not none is: all of them, then every other choice.

    Of many only one by one: that makes two readings already.
    """
    sizes = range(len(places) - 1, 0, -1) if len(places) <= MOST_HALVES else (1,)
    if places:
        yield frozenset(places)
        yield from (frozenset(some) for size in sizes for some in combinations(places, size))


def _read(reading: Reading) -> list[Rule]:
    """Each rule that the whole sentence says in this reading."""
    end = len(reading.tokens)
    readings: list[Rule] = []
    for family in FAMILIES:
        for form in family.forms:
            for rule, after in form.reader(reading, 0):
                if after != end:
                    reading.miss(after, END)
                elif rule not in readings:
                    readings.append(rule)
    return readings


def parse_condition(text: str, vocabulary: Vocabulary) -> When:
    """What stands after 'when' in a sentence, by itself: 'the patient is under 18'.  Raises Refusal."""
    reading = _begun(f"when {text}", vocabulary)
    for read, after in condition_reader(reading, 0):
        if after == len(reading.tokens) and read:
            return read  # type: ignore[no-any-return]
        reading.miss(after, "the end of the condition")
    raise _refusal(reading)


def render(rule: Rule, vocabulary: Vocabulary) -> str:
    """The one canonical sentence of a rule."""
    whole = upper_first(rule.full_sentence(vocabulary))
    return whole if whole.endswith(ENDS_IN_QUOTES) else f"{whole}."


def family_of(rule: Rule) -> Family:
    """The family that a rule belongs to."""
    return _FAMILY_OF[type(rule)]


_FAMILY_OF = {kind: family for family in FAMILIES for kind in family.rules}


def completions(beginning: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """What may stand next after a beginning, for an editor: words in quotation marks, or what kind of name."""
    if len(beginning) > LONGEST:
        return ()
    reading = Reading(beginning, vocabulary)
    for family in FAMILIES:
        for form in family.forms:
            for _rule, after in form.reader(reading, 0):
                reading.miss(after, END)
    return tuple(reading.expected) if reading.furthest >= len(reading.tokens) else ()


def _refusal(reading: Reading) -> Refusal:
    if reading.instead is not None:
        at, instead = reading.instead
        return NotByDays(reading.text, reading.tokens[at].start, (END,), hint=instead)
    stopped = reading.token(reading.furthest)
    at = stopped.start if stopped else len(reading.text)
    misspelt = _misspelt(reading) if stopped else None
    expected = tuple(sorted(reading.expected, key=END.__ne__)) or ("a sentence",)
    unknown = _unknown(reading) if stopped else None
    return Refusal(reading.text, at, expected, misspelt, nearest(reading), unknown, how_to_write(reading.text, at))


def _misspelt(reading: Reading) -> str | None:
    """The name most like the words at the furthest place, among the kinds of name that could stand there."""
    best: tuple[float, str] | None = None
    ahead = reading.tokens[reading.furthest : reading.furthest + 5]
    for length in range(len(ahead), 0, -1):
        text = reading.text[ahead[0].start : ahead[length - 1].end]
        for kind in reading.kinds:
            candidate = reading.vocabulary.nearest(kind, text)
            if candidate:
                ratio = difflib.SequenceMatcher(None, text.lower(), candidate.lower()).ratio()
                if best is None or ratio > best[0]:
                    best = (ratio, candidate)
    return best[1] if best else None


def _unknown(reading: Reading) -> str | None:
    """Of the words at the furthest place: that nothing is called so, and what there is."""
    kinds = [kind for kind in reading.kinds if reading.vocabulary.names(kind)] or list(reading.kinds)
    if not kinds or len(kinds) > MOST_KINDS:
        return None
    asked = listing(list(dict.fromkeys(_NOUNS.get(kind, kind) for kind in reading.kinds)), "or")
    if not any(reading.vocabulary.names(kind) for kind in kinds):
        return f"no {asked} is called “{_phrase(reading)}”: there is none yet"
    there = dict.fromkeys(f"{_many(_NOUNS.get(kind, kind))}: {_some(reading.vocabulary, kind)}" for kind in kinds)
    return f"no {asked} is called “{_phrase(reading)}”; there are these {'; '.join(there)}"


def _many(noun: str) -> str:
    """'visit types', 'kinds of provider'."""
    first, of, rest = noun.partition(" of ")
    return f"{first}s{of}{rest}"


MOST_KINDS, MOST_NAMES = 4, 12
_NOUNS = {"kind of room": "kind of room or machine", ONE_VISIT: "visit type"}
_BETWEEN = frozenset(
    [
        "with",
        "at",
        "when",
        "and",
        "or",
        "take",
        "need",
        "per",
        "before",
        "is",
        "are",
        "for",
        "ahead",
        "offer",
        "do",
        "does",
        "only",
        "keep",
        "start",
        "on",
        "from",
        "to",
        "by",
        "of",
    ]
)


def _phrase(reading: Reading) -> str:
    """The words at the furthest place, up to the next one that is no part of a name."""
    ahead = reading.tokens[reading.furthest :]
    length = next(
        (n for n, token in enumerate(ahead) if n and (token.stem in _BETWEEN or token.kind == "comma")), len(ahead)
    )
    return reading.text[ahead[0].start : ahead[length - 1].end]


def _some(vocabulary: Vocabulary, kind: str) -> str:
    names = list(dict.fromkeys(vocabulary.names(kind).values()))
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more


def _short(text: str, most: int = 40) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"
