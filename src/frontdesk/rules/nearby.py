"""The nearest sentence that can be read, for one that cannot: it says all of what was typed that changes what a rule means, or none is named."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field

from .days_and_times import MONTHS
from .families import FAMILIES
from .families.reserved import WEEKDAYS
from .grammar import Reading
from .vocabulary import Vocabulary, name_key
from .words import Token, key, listing, stem, tokens, upper_first

LEAST, MOST_TRIED = 0.25, 4
NAMES = ("visit type", "provider", "location", "payer")
NUMBERS = {
    word: str(n)
    for n, word in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1)
}
DAYS = {name.lower()[:length]: n for n, name in enumerate(WEEKDAYS) for length in (3, 4, 5, len(name) - 1)}
DAY_PARTS = frozenset(
    ["noon", "midnight", "morning", "afternoon", "evening", "night", "weekday", "weekend", "am", "pm"]
)
DENIALS = frozenset(["not", "no", "never", "none", "cannot", "without", "except", "unless", "neither", "nor", "nobody"])
GONE = frozenset(("away", "closed"))  # deny a visit as well
# What may stand in a sentence that says on which days somebody sees whom, besides names, days and a denial.
SEES = frozenset(map(stem, ["see", "take", "accept", "offer", "do", "does", "have", "has", "book", "schedule"]))
PLAIN = SEES | frozenset(
    [
        "can",
        "will",
        "patient",
        "visit",
        "appointment",
        "any",
        "on",
        "and",
        "or",
        "every",
        "with",
        "at",
        "the",
        "a",
        "for",
        "are",
        "is",
        "be",
    ]
)
CLOSED = frozenset(map(stem, ["closed", "close", "closes", "shut"]))
AWAY = frozenset(map(stem, ["away", "out", "off", "absent"]))
BESIDE_CLOSED = frozenset(
    map(
        stem,
        [
            "we",
            "our",
            "the",
            "a",
            "practice",
            "office",
            "clinic",
            "are",
            "is",
            "be",
            "on",
            "every",
            "all",
            "and",
            "day",
        ],
    )
)
# What a shape has a place for.
PLACES = {
    "visit type": ("VISIT",),
    "provider": ("PROVIDER",),
    "location": ("LOCATION",),
    "payer": ("PAYER",),
    "name": ("VISIT", "PROVIDER", "LOCATION", "PAYER"),
    "weekday": ("DAYS",),
    "month": ("DAYS",),
    "number": ("N ", "DAYS", "TIME"),
    "time": ("TIME",),
    "denial": ("not",),
    "only": ("only", "Only"),
}


@dataclass
class Weight:
    """What of a sentence must not be lost: its names, numbers, days and times, and whether it denies or limits."""

    said: set[tuple[str, str]] = field(default_factory=set)
    rest: list[str] = field(default_factory=list)  # the stems of all other words

    def of(self, kind: str) -> list[str]:
        return sorted(what for said_kind, what in self.said if said_kind == kind)


def weight(text: str, vocabulary: Vocabulary) -> Weight:
    """What a text says of what a rule turns on."""
    weighed, cut, at = Weight(), tokens(text), 0
    while at < len(cut):
        name = _name_at(cut, at, vocabulary)
        if name is not None:
            kind, id_, length = name
            weighed.said.add((kind, id_))
            at += length
            continue
        _weigh(weighed, cut, at)
        at += 1
    return weighed


def nearest(reading: Reading) -> str | None:
    """A sentence that says the same, else the example most like it; an example's shape, where that names anybody else than was typed."""
    asked = weight(reading.text, reading.vocabulary)
    made = _reworded(asked, reading.vocabulary) or _closed(asked, reading.vocabulary)
    if made is not None:
        return made
    words = key(reading.text)
    scored = sorted(
        (
            (difflib.SequenceMatcher(None, words, key(example)).ratio(), example, form.pattern)
            for family in FAMILIES
            for form in family.forms
            for example in form.examples
        ),
        key=lambda pair: -pair[0],
    )
    for score, example, pattern in scored[:MOST_TRIED]:
        if score <= LEAST or key(example) == words:
            return None
        if _own_words(example, pattern) <= set(words):
            if asked.said <= weight(example, reading.vocabulary).said:
                return example
        elif all(_has_place(pattern, kind) for kind, _ in asked.said):
            return pattern
    return None


def _own_words(example: str, pattern: str) -> set[str]:
    """What an example says that its pattern does not: its names, and no numbers."""
    return {word for word in key(example) if not any(letter.isdigit() for letter in word)} - set(key(pattern))


def _has_place(pattern: str, kind: str) -> bool:
    return any(place in pattern for place in PLACES[kind]) or (
        kind == "denial" and any(word in GONE for word in key(pattern))
    )


def _reworded(asked: Weight, vocabulary: Vocabulary) -> str | None:
    """'Dr. Park takes no new patients on Fridays' as the language has it; None where anything else is said, too."""
    denies, limits = bool(asked.of("denial")), bool(asked.of("only"))
    names = {kind: asked.of(kind) for kind in NAMES}
    days = sorted(int(day) for day in asked.of("weekday") if day.isdigit())
    known = {*((kind, id_) for kind in NAMES[:3] for id_ in names[kind]), *(("weekday", str(day)) for day in days)}
    left = {said for said in asked.said - known if said[0] not in ("denial", "only")}
    if left or not days or denies == limits or any(len(ids) > 1 for ids in names.values()):
        return None
    if not set(asked.rest) <= PLAIN or not set(asked.rest) & SEES:
        return None
    noun = vocabulary.visit_noun(next(iter(names["visit type"]), None))
    tail = "".join(f" with {vocabulary.provider(id_)}" for id_ in names["provider"])
    tail += "".join(f" at {vocabulary.location(id_)}" for id_ in names["location"])
    how = "not" if denies else "only"
    be = "is" if noun.endswith("ing") else "are"
    made = upper_first(f"{noun}{tail} {be} {how} offered on {listing([WEEKDAYS[day] for day in days])}.")
    return made if _can_be_read(made, vocabulary) else None


def _closed(asked: Weight, vocabulary: Vocabulary) -> str | None:
    """'Closed on weekends', or 'away', as the language has it, a sentence for each day; None where anything else is said, too."""
    weekend, where, who = ("time", "weekend"), asked.of("location"), asked.of("provider")
    days = sorted(
        {*(int(day) for day in asked.of("weekday") if day.isdigit()), *((5, 6) if weekend in asked.said else ())}
    )
    known = {weekend, *(("weekday", str(day)) for day in days), *(("location", id_) for id_ in where)}
    known |= {("provider", id_) for id_ in who}
    means = AWAY if who else CLOSED
    if not days or asked.said - known or not means & set(asked.rest) or not set(asked.rest) <= means | BESIDE_CLOSED:
        return None
    places = listing([vocabulary.location(id_) for id_ in where])
    be = "are" if len(who or where) > 1 else "is"
    if who:
        subject = f"{listing([vocabulary.provider(id_) for id_ in who])} {be} away{f' at {places}' if places else ''}"
    else:
        subject = f"{places or 'The practice'} {be} closed"
    made = [f"{subject} every {WEEKDAYS[day][:-1]}." for day in days]
    return " ".join(made) if all(_can_be_read(sentence, vocabulary) for sentence in made) else None


def _can_be_read(sentence: str, vocabulary: Vocabulary) -> bool:
    reading = Reading(sentence, vocabulary)
    ends = (after for family in FAMILIES for form in family.forms for _rule, after in form.reader(reading, 0))
    return any(after == len(reading.tokens) for after in ends)


def _name_at(cut: tuple[Token, ...], at: int, vocabulary: Vocabulary) -> tuple[str, str, int] | None:
    """(kind, id, how many tokens) of the longest name that begins there."""
    for length in range(min(len(cut) - at, MOST_WORDS), 0, -1):
        piece = cut[at : at + length]
        if piece[0].kind == "mark" or piece[-1].kind == "mark":
            continue
        text = " ".join(token.text for token in piece if token.kind != "mark")
        for kind in NAMES:
            for said in _ways(kind, text):
                id_ = vocabulary.lookup(kind, name_key(kind, said))
                if id_ is not None:
                    return kind, id_, length
    return None


MOST_WORDS = 8


def _ways(kind: str, text: str) -> Iterator[str]:
    """A visit is called by its patients too: 'new patients' of 'New patient visit'."""
    yield text
    if kind == "visit type":
        yield f"{text} visit"


def _weigh(weighed: Weight, cut: tuple[Token, ...], at: int) -> None:
    token = cut[at]
    word = token.stem
    if token.kind in ("number", "decimal", "date", "time") or word in NUMBERS:
        weighed.said.add(("time" if token.kind == "time" else "number", NUMBERS.get(word, token.text)))
    elif token.kind == "word":
        kind, what = _kind_of(token, first=at == 0)
        if kind:
            weighed.said.add((kind, what))
        else:
            weighed.rest.append(word)
    elif token.kind not in ("mark", "comma"):
        weighed.said.add(("name", token.text))


def _kind_of(token: Token, *, first: bool) -> tuple[str, str]:
    """What a word is of what must not be lost, and its one form; ('', '') of any other."""
    word = token.stem
    if word in DAYS:
        return "weekday", str(DAYS[word])
    if word in DAY_PARTS:
        return "time", word
    if word in DENIALS or token.plain.endswith("n't"):
        return "denial", "not"
    if word == "only":
        return "only", "only"
    if token.text.capitalize() in MONTHS and token.text != "may":
        return "month", word
    if token.text[:1].isupper() and not first and word not in ("dr", "i"):
        return "name", token.plain
    return "", ""
