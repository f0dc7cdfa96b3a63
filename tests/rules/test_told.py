"""What patients are told before a visit, and before they ask for one."""

import json

import pytest

from frontdesk.rules.book import sentences
from frontdesk.rules.language import Refusal, parse, render
from frontdesk.server.cli import main
from tests import factory as f
from tests.practices import practice

VOCABULARY = practice(nurses=True).setup.book.vocabulary
FAST = 'Before procedures patients are told: "Nothing to eat for 6 hours."'


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ('before procedures patients are told "Fast."', 'Before procedures patients are told: "Fast."'),
        ('Before procedures patients are told: "Fast".', 'Before procedures patients are told: "Fast".'),
        ("Patients come a half hour early for procedures.", None),
        ("Patients come half an hour early for procedures", "Patients come 30 minutes early for procedures."),
        ('When reason mentions "rash", offer procedures', 'When the reason mentions "rash", offer procedures.'),
        ('When the reason mentions "rash" offer procedures.', 'When the reason mentions "rash", offer procedures.'),
    ],
)
def test_what_people_write_becomes_the_canonical_sentence(written, canonical):
    if canonical is None:
        with pytest.raises(Refusal):
            parse(written, VOCABULARY)
    else:
        assert render(parse(written, VOCABULARY), VOCABULARY) == canonical


def test_a_sentence_that_ends_inside_quotation_marks_ends_there():
    text = f'{FAST} Visits take 20 minutes. Before visits patients are told: "One. Two." In Spanish: "Uno."\n{FAST}'
    assert [one.text for one in sentences(text)] == [
        FAST,
        "Visits take 20 minutes.",
        'Before visits patients are told: "One. Two." In Spanish: "Uno."',
        FAST,
    ]


def told(tmp_path, capsys, rules, *more):
    path = tmp_path / "practice.yaml"
    path.write_text(f.CEDAR + rules)
    start = ["--start", "2027-01-05T09:00", "--now", "2027-01-04T08:00"]
    main(
        [
            "explain",
            str(path),
            "--visit",
            "follow-up",
            "--provider",
            "chen",
            "--at",
            "downtown",
            *start,
            "--json",
            *more,
        ]
    )
    return json.loads(capsys.readouterr().out)["told"]


def test_of_several_that_say_how_early_the_narrowest_holds_and_all_words_are_told(tmp_path, capsys):
    rules = (
        '  Before visits patients are told: "Bring your card."\n'
        "  Patients come 15 minutes early for visits.\n"
        "  Patients come 20 minutes early for follow-up visits.\n"
        '  Before follow-up visits patients are told: "No coffee." until 2026-12-31.\n'
        '  Before follow-up visits patients are told: "Bring your pills." when the patient is 65 or older.\n'
        '  When the reason mentions "chest pain", patients are told: "Call 911."\n'
    )
    assert told(tmp_path, capsys, rules) == ["Please come 20 minutes early.", "Bring your card."]
    old = told(tmp_path, capsys, rules, "--age", "70")
    assert old == ["Please come 20 minutes early.", "Bring your card.", "Bring your pills."]
    hurt = told(tmp_path, capsys, rules, "--answer", "reason=Chest pains at night")
    assert hurt[-1] == "Call 911."
