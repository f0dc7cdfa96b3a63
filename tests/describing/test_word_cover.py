"""Every word of a description is in exactly one fact, question or aside; nothing stands in the draft that no fact says."""

import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk.describing import describe
from frontdesk.practice.file import document, examine
from tests.describing.counting import TODAY
from tests.describing.descriptions import DESCRIPTIONS
from tests.describing.more_descriptions import MORE
from tests.describing.practices import described

PRACTICES = described("first", "second", "untouched")
TEXTS = [*(one.text for one in PRACTICES), *(text for _name, text, *_ in (*DESCRIPTIONS, *MORE))]
NAMED_AS_MISSING = ("has no 'name'", "has no 'timezone'")
# What no aside may hold, said here again and plainly.
WEEKDAYS = r"mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|mon|tue|tues|wed|thu|thurs|fri|sat"
NOT_ASIDE = re.compile(
    rf"\d|\b(?:{WEEKDAYS}|january|february|march|april|june|july|august|september|october|november|december|noon|midnight|no|not|never|nobody|none|without|cannot|only|each|every|"
    r"except|unless|before|after|new|established|appointments?|visits?|medicare|medicaid|one|two|three|four|five|ten|twice|half)\b|n't\b",
    re.I,
)


@cache
def read(text, timezone="America/Chicago"):
    return describe(text, today=TODAY, timezone=timezone)


def holds(text, timezone="America/Chicago"):
    found = read(text, timezone)
    assert found.words == tuple(text.split())
    places = [n for one in (*found.facts, *found.questions, *found.asides) for n in range(one.first, one.last)]
    assert sorted(places) == list(range(len(found.words))), "each word by its place, once"
    file, faults = examine(found.text)
    assert file is not None and all(fault.message.endswith(NAMED_AS_MISSING) for fault in faults), faults
    assert set(found.missing) == {fault.message for fault in faults}
    asked = " ".join(question.asks for question in found.questions if not question.last)
    assert not faults or ("called" in asked or "time zone" in asked), "what is missing is asked"
    lines = {line.strip() for line in found.text.split("\n")}
    for fact in found.facts:
        assert fact.says and {line.strip() for line in fact.says.split("\n")} <= lines, fact
    said = {line for fact in found.facts for line in fact.says.split("\n")}
    assert {entry.text for entry in file.setup.book.entries} <= said, "nothing from nowhere"
    return found


def asides_hold_nothing(found):
    names = [
        one["name"]
        for section in ("providers", "payers", "visit types")
        for one in document.entries(found.text, section)
    ]
    words = {
        word.lower() for name in names for word in re.findall(r"[A-Z][\w']+", name.split(",")[0].removeprefix("Dr. "))
    } - {"Visit"}
    for aside in found.asides:
        said = found.said(aside.first, aside.last)
        assert not NOT_ASIDE.search(said.replace("’", "'")), said
        assert not words & {re.sub(r"\W", "", word).lower() for word in said.split()}, said


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:30])
def test_each_word_of_every_description_is_in_one_place(text):
    asides_hold_nothing(holds(text))


def test_what_nobody_said_is_in_no_draft():
    found = holds("Cedar Clinic\nDr. Chen\nWe see people.\n", timezone="")
    assert "rules:" not in found.text and "hours:" not in found.text and "timezone" not in found.text
    assert [question.asks for question in found.questions if not question.last] == [
        "In which time zone is the practice?",
        "When does Dr. Chen see patients?",
    ]


def test_numbers_of_a_draft_stand_in_the_words():
    """An oracle that knows no shapes: each number of a sentence is one of the text, whichever way it was written."""
    written = {
        "half an hour": "30",
        "an hour": "60",
        "hour and a half": "90",
        "noon": "12",
        "three": "3",
        "two": "2",
        "six": "6",
        "eight": "8",
        "ten": "10",
        "twenty": "20",
        "forty": "40",
        "fifty": "50",
        "fifteen": "15",
        "four": "4",
        "five": "5",
    }
    for text in TEXTS:
        found = read(text)
        numbers = set(re.findall(r"\d+", text)) | {number for words, number in written.items() if words in text.lower()}
        numbers |= {str(int(weeks) * 7) for weeks in re.findall(r"(\d+) weeks", text)}
        numbers |= (
            {str(int(number) + 12) for number in numbers}
            | {str(int(number) * 60) for number in numbers}
            | {"0", "00", "12", "24", "30", "31", "28", "1", "4", "25", "11", "19"}
        )
        for entry in examine(found.text)[0].setup.book.entries:
            said = re.sub(r"\d{4}-\d\d-\d\d", "", entry.text)
            assert all(str(int(number)) in numbers | {"0"} for number in re.findall(r"\d+", said)), (entry.text, text)


PIECES = st.sampled_from(
    sorted({piece for text in TEXTS for piece in re.split(r"(?<=[.,;:])\s+|\n", text) if piece.strip()})
    + [
        "|",
        "\t",
        "Dr.",
        "NP",
        "not",
        "except",
        "but not on Fridays",
        "8-",
        "–",
        "1/2",
        "$50",
        "312-555-0100",
        "ﬁnal",
        "Dr. Dr.",
        "#",
        ": {}",
        "- ",
        '"',
        "'",
        "M/W",
        "w/",
        "½",
        "every",
        "0 minutes",
        "99999",
        "25:00-26:00",
    ]
)
JOINTS = st.sampled_from(
    [" ", " ", "\n", "\n\n", ", ", " and ", "\u00a0", "\t", " | ", "; ", " but ", "\r\n", "\x0b", "\u2028", "   "]
)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(PIECES, JOINTS), min_size=1, max_size=9))
def test_whatever_stands_together_each_word_is_in_one_place(pieces):
    asides_hold_nothing(holds("".join(piece + joint for piece, joint in pieces)))


@settings(max_examples=120, deadline=None)
@given(st.text(min_size=0, max_size=80), st.text(alphabet="Dr. Chen-8take|:,;\n\t&/'\"#{}[]%!?0159apm", max_size=60))
def test_whatever_is_typed_each_word_is_in_one_place(first, second):
    holds(f"{first} {second}")
