"""Sentence ⇄ rule.  `parse(render(rule)) == rule` for every rule."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import lru_cache

from .conditions import When
from .conditions import when as condition_reader
from .families import FAMILIES
from .grammar import Reading
from .nearby import nearest
from .rule import Family, Rule
from .spelling import how_to_write
from .vocabulary import ONE_VISIT, Contents, Vocabulary
from .words import listing, upper_first

END = "the end of the sentence"
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

    def __str__(self) -> str:
        one, other = self.readings
        if one == other:
            return f"“{self.sentence}” can be read in two ways, since two names read as one; change one of the names"
        return f"“{self.sentence}” can be read in two ways: as “{one}” or as “{other}”; write the one that you mean"


def parse(sentence: str, vocabulary: Vocabulary) -> Rule:
    """The rule that a sentence says.  Raises Refusal; Ambiguous where it says two."""
    return _parse(sentence, vocabulary.contents)


@lru_cache(maxsize=MOST_KEPT)
def _parse(sentence: str, contents: Contents) -> Rule:
    """What a sentence says depends on nothing but the names, and a practice's text is read again with each of its versions."""
    vocabulary = contents.vocabulary
    reading = Reading(sentence, vocabulary)
    end = len(reading.tokens)
    found: list[Rule] = []
    for family in FAMILIES:
        for form in family.forms:
            for rule, after in form.reader(reading, 0):
                if after != end:
                    reading.miss(after, END)
                elif rule not in found:
                    found.append(rule)
    if not found:
        raise _refusal(reading)
    if len(found) > 1:
        both = (render(found[0], vocabulary), render(found[1], vocabulary))
        raise Ambiguous(reading.text, 0, ("one meaning",), readings=both)
    return found[0]


def parse_condition(text: str, vocabulary: Vocabulary) -> When:
    """What stands after 'when' in a sentence, by itself: 'the patient is under 18'.  Raises Refusal."""
    reading = Reading(f"when {text}", vocabulary)
    for read, after in condition_reader(reading, 0):
        if after == len(reading.tokens) and read:
            return read  # type: ignore[no-any-return]
        reading.miss(after, "the end of the condition")
    raise _refusal(reading)


def render(rule: Rule, vocabulary: Vocabulary) -> str:
    """The one canonical sentence of a rule."""
    whole = upper_first(rule.whole(vocabulary))
    return whole if whole.endswith(ENDS_IN_QUOTES) else f"{whole}."


def family_of(rule: Rule) -> Family:
    """The family that a rule belongs to."""
    return _FAMILY_OF[type(rule)]


_FAMILY_OF = {kind: family for family in FAMILIES for kind in family.rules}


def completions(beginning: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """What may stand next after a beginning, for an editor: words in quotation marks, or what kind of name."""
    reading = Reading(beginning, vocabulary)
    for family in FAMILIES:
        for form in family.forms:
            for _rule, after in form.reader(reading, 0):
                reading.miss(after, END)
    return tuple(reading.expected) if reading.furthest >= len(reading.tokens) else ()


def _refusal(reading: Reading) -> Refusal:
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
    asked = listing([_NOUNS.get(kind, kind) for kind in reading.kinds], "or")
    there = [f"{_NOUNS.get(kind, kind)}s: {_some(reading.vocabulary, kind)}" for kind in kinds]
    return f"no {asked} is called “{_phrase(reading)}”; there are these {'; '.join(there)}"


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
    return (", ".join(names[:MOST_NAMES]) + more) or "none yet"


def _short(text: str, most: int = 40) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"
