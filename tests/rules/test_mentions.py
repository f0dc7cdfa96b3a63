"""What an answer mentions: from the start of a word on, whatever stands between the words."""

import pytest

from frontdesk.rules.conditions.answers import FieldIs, FieldMentions
from frontdesk.rules.facts import Facts


@pytest.mark.parametrize(
    ("phrase", "said", "there"),
    [
        ("chest pain", "Chest-pain since May", True),
        ("chest pain", "chest – pain", True),
        ("chest pain", "chest\u2011pains", True),
        ("chest-pain", "chest pain", True),
        ("follow-up", "a follow up", True),
        ("chest pain", "chest  \n pain", True),
        ("pain", "self-pain", True),
        ("chest pain", "chest. No pain", False),
        ("rash", "a crash", False),
        ("-", "a cough", False),
        ("--", "yes -- since May", True),
    ],
)
def test_hyphens_are_spaces(phrase, said, there):
    assert FieldMentions("reason", (phrase,)).holds(Facts(answers={"reason": said})) is there


def test_a_value_is_the_whole_answer_with_its_signs():
    assert FieldIs("delta", ("-5",)).holds(Facts(answers={"delta": "5"})) is False
