"""What is offered as an answer to a question says all that the words say that it quotes: no number, day, name or condition is dropped, and nothing turned around."""

import datetime as dt

import pytest

from frontdesk.describing import describe

TODAY = dt.date(2026, 12, 1)
WHO = "Oak Pediatrics. Dr. Patel works Mon-Fri 8-5. Dr. Gomez works Tue 8-12."


def answers(sentence: str) -> list[str]:
    """Whatever is offered for it, of all questions about it."""
    result = describe(f"{WHO} {sentence}", today=TODAY)
    return [answer for question in result.questions if question.last > 0 for answer in question.answers]


@pytest.mark.parametrize(
    "sentence",
    [
        "We close for lunch from 12 to 1.",
        "We shut the doors from 12 to 1.",
        "Lunch is 12 to 1.",
        "Lunch break 12-1.",
        "We break from 12 to 1.",
        "We're shut from 12 to 1.",
        "Lunchtime is 12 to 1 for everybody.",
    ],
)
def test_when_nobody_is_there_is_never_offered_as_when_somebody_is(sentence):
    assert not [answer for answer in answers(sentence) if "only offered" in answer]


@pytest.mark.parametrize(
    ("sentence", "dropped"),
    [
        ("Dr. Patel sees kids Mon-Thu 8-12 and 1-5, Fri 8-12.", "from 08:00 to 12:00"),
        ("Dr. Patel maybe sees kids Mondays 8-12 and 1-5.", "from 08:00 to 12:00"),
        ("Dr. Patel, Fridays 8-12, meetings.", "every Friday"),
        ("We are closed on Thanksgiving and the Friday after Thanksgiving.", "every Friday"),
        ("Medicaid well checks max 6 a day per doctor.", "At most 6"),
        ("Well checks and sick visits maybe 20 or 30 min, depends.", "20 minutes"),
        ("Procedures max 3 a day or 10 a week.", "At most 3"),
    ],
)
def test_no_answer_leaves_out_what_its_words_name(sentence, dropped):
    assert not [answer for answer in answers(sentence) if dropped in answer]


@pytest.mark.parametrize(
    ("sentence", "offered"),
    [
        ("Lunch is 12 to 1.", "Visits are not offered from 12:00 to 13:00."),
        ("We close for lunch from 12 to 1.", "Visits are not offered from 12:00 to 13:00."),
        ("Procedures are max 3 a day, mostly.", "At most 3 procedures per day."),
    ],
)
def test_control_what_says_it_all_is_offered(sentence, offered):
    assert offered in answers(sentence)
