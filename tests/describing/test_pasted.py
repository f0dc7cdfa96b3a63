"""A sentence of the rules that is pasted into a description is read as itself, letter for letter, and not asked back."""

import pytest

from frontdesk.describing import describe
from frontdesk.describing.reading import Reader
from frontdesk.practice.file import examine
from frontdesk.rules.families import FAMILIES
from tests.describing.counting import TODAY

HEAD = """\
Dr. Chen, Dr. Lee and Dr. Park see patients.
New patient visits take 40 minutes. Follow-up visits take 20 minutes. Procedures take 60 minutes.
Well-child visits take 30 minutes. Flu shots take 10 minutes. Same-day visits take 15 minutes.
We take Medicaid and Aetna.
"""
# What the head names nobody and nothing of: a place, a nurse, a room; and a second sentence behind a full stop in quotation marks.
NOT_NAMED = ("Downtown", "nurse", "exam room", "In Spanish")
LATELY = ("plans", "orders", "promises", "papers", "service levels")
CASES = [
    (family.name, example)
    for family in FAMILIES
    for example in family.examples
    if not any(name in example for name in NOT_NAMED)
]


def said_of(sentence):
    """What the draft says, and what is asked about that sentence."""
    description = describe(HEAD + sentence, today=TODAY, name="Cedar", timezone="America/Chicago")
    file = examine(description.text)[0]
    asked = [dict(question.names).get("text", "") for question in description.questions]
    return [entry.text for entry in file.setup.book.entries], [text for text in asked if text]


@pytest.mark.parametrize("sentence", [example for _, example in CASES])
def test_a_sentence_of_the_rules_is_read_as_itself(sentence):
    rules, asked = said_of(sentence)
    assert sentence in rules and asked == []


def test_every_family_that_was_added_lately_is_tried():
    assert set(LATELY) <= {family for family, _ in CASES}


def test_control_read_as_prose_some_are_asked(monkeypatch):
    monkeypatch.setattr(Reader, "_is_a_rule", lambda _reader, _said: False)
    assert any(said_of(example)[1] for family, example in CASES if family in LATELY)


def test_what_is_not_letter_for_letter_a_rule_is_read_as_prose_is():
    rules, asked = said_of("After a new patient visit a follow-up may be due in three months or so.")
    assert len(rules) == 6 and asked
