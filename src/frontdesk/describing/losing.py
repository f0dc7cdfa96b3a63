"""Whether a sentence still says all that the words said from which it was made: who, which visits, days, hours, numbers and payers."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..rules.words import lower_first, plural
from .plain import clock
from .tags import Tagged

_NAMED = "VPLIRF"  # kinds of tags that are names
_ONE_AT_A_TIME = "MNHTAS"  # of these a sentence says one
_PER_PERSON = re.compile(
    r"\b(?:per|each|every|a) (?:doctor|provider|clinician|physician|therapist|dentist|hygienist)\b"
)
_KINDS = {"new patient visits": "new", "established patient visits": "established"}


def loses(said: Tagged, answer: str, read: Callable[[str], Tagged]) -> bool:
    """Whether `answer`, a sentence of the language, leaves out something that `said` names.  `read`: tags of a sentence."""
    if said.of("X") or any(len(_distinct(said, kind)) > 1 for kind in _ONE_AT_A_TIME):
        return True  # a range that nobody reads, or two hours, lengths, numbers where a sentence has one
    again, words = read(answer), answer.lower()
    return (
        any(not _is_in(name, words) for kind in _NAMED for value in said.of(kind) for name in value)
        or bool(_days(said) - _days(again))
        or any(phrase not in answer for value in said.of("C") for phrase in value)
        or not _numbers(said) <= _numbers_of(answer)
        or any(time not in words for time in _times(said))
        or bool(_PER_PERSON.search(said.text) and "with each provider" not in words and not said.of("P"))
    )


def _distinct(said: Tagged, kind: str) -> set[str]:
    return {repr(value) for value in said.of(kind)}


def _is_in(name: object, words: str) -> bool:
    called = str(name).lower()
    patients = _KINDS.get(plural(lower_first(str(name))), "")
    return called in words or plural(called) in words or bool(patients and re.search(rf"\b{patients}\b", words))


def _days(said: Tagged) -> set[int]:
    return {day for value in said.of("D") for day in value}


def _numbers(said: Tagged) -> set[int]:
    """Minutes and counts."""
    return {int(value) for kind in "MN" for value in said.of(kind)}


def _times(said: Tagged) -> set[str]:
    """Hours of the clock, as '08:00'."""
    spans = [span for value in said.of("H") for span in value]
    return {clock(minute) for span in spans for minute in span} | set(said.of("T"))


def _numbers_of(answer: str) -> set[int]:
    """The numbers of a sentence; hours as minutes, too."""
    written = {int(number) for number in re.findall(r"(?<![\w:])\d+(?![\w:])", answer)}
    return written | {60 * int(hours) for hours in re.findall(r"\b(\d+) hours?\b", answer)}
