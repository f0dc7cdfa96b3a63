"""Sentence ⇄ rule.  `parse(render(rule)) == rule` for every rule."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from .conditions import When
from .conditions import when as condition_reader
from .families import FAMILIES
from .grammar import Reading
from .rule import Family, Rule
from .vocabulary import Vocabulary
from .words import key, listing, upper_first


@dataclass
class Refusal(Exception):
    """A sentence that cannot be read: where reading stopped, what could have stood there, and the nearest that can be."""

    sentence: str
    at: int
    expected: tuple[str, ...]
    misspelt: str | None = None
    nearest: str | None = None

    def __str__(self) -> str:
        rest = self.sentence[self.at :].strip().rstrip(".")
        place = f"stopped at “{_short(rest)}”" if rest else "it ends too early"
        text = f"cannot read “{self.sentence}”: {place}; expected {listing(list(self.expected[:6]), 'or')}"
        if self.misspelt:
            text += f"; did you mean “{self.misspelt}”?"
        if self.nearest:
            text += f"; the nearest sentence is “{self.nearest}”"
        return text


def parse(sentence: str, vocabulary: Vocabulary) -> Rule:
    """The rule that a sentence says.  Raises Refusal."""
    reading = Reading(sentence, vocabulary)
    end = len(reading.tokens)
    for family in FAMILIES:
        for form in family.forms:
            for rule, after in form.reader(reading, 0):
                if after == end:
                    return rule  # type: ignore[no-any-return]
                reading.miss(after, "the end of the sentence")
    raise _refusal(reading)


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
    return upper_first(f"{rule.sentence(vocabulary)}{rule.when.render(vocabulary)}.")


def family_of(rule: Rule) -> Family:
    """The family that a rule belongs to."""
    module = type(rule).__module__
    return next(family for family in FAMILIES if family.forms and _module_of(family) == module)


def completions(beginning: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """What may stand next after a beginning, for an editor: words in quotation marks, or what kind of name."""
    reading = Reading(beginning, vocabulary)
    for family in FAMILIES:
        for form in family.forms:
            for _rule, after in form.reader(reading, 0):
                reading.miss(after, "the end of the sentence")
    return tuple(reading.expected) if reading.furthest >= len(reading.tokens) else ()


def _refusal(reading: Reading) -> Refusal:
    stopped = reading.token(reading.furthest)
    at = stopped.start if stopped else len(reading.text)
    misspelt = _misspelt(reading) if stopped else None
    return Refusal(reading.text, at, tuple(reading.expected) or ("a sentence",), misspelt, _nearest(reading))


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


def _nearest(reading: Reading) -> str | None:
    """The example sentence most like this one, told by its words."""
    words = key(reading.text)
    scored = [
        (difflib.SequenceMatcher(None, words, key(example)).ratio(), example)
        for family in FAMILIES
        for example in family.examples
    ]
    score, example = max(scored, key=lambda pair: pair[0])
    return example if score > 0.25 else None


def _short(text: str, most: int = 40) -> str:
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"


def _module_of(family: Family) -> str:
    return _MODULES[family.name]


_MODULES = {
    family.name: f"{__package__}.families.{family.name.replace(' ', '_').replace('-', '_')}" for family in FAMILIES
}
