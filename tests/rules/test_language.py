"""Sentences are read, and written back in one canonical form."""

import pytest

from frontdesk.rules.families import FAMILIES
from frontdesk.rules.language import Refusal, completions, family_of, parse, render
from frontdesk.rules.vocabulary import Vocabulary
from tests.practices import practice

VOCABULARY = practice(nurses=True).setup.book.vocabulary
EXAMPLES = [
    (family, example.replace("and a procedure room", ""))
    for family in FAMILIES
    for example in family.examples
    if "procedure room" not in example
]


@pytest.mark.parametrize(("family", "sentence"), EXAMPLES, ids=[sentence for _, sentence in EXAMPLES])
def test_every_documented_sentence_is_its_own_canonical_form(family, sentence):
    rule = parse(sentence, VOCABULARY)
    assert render(rule, VOCABULARY) == sentence
    assert parse(render(rule, VOCABULARY), VOCABULARY) == rule
    assert family_of(rule) is family


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("new patient visit takes 40 minutes", "New patient visits take 40 minutes."),
        ("NEW-PATIENT visits take 1 hour.", "New patient visits take 60 minutes."),
        (
            "new-patient visits with chen at downtown take 60 minutes",
            "New patient visits with Dr. Chen at Downtown take 60 minutes.",
        ),
        ("Substance use counseling takes 50 minutes.", "Substance use counseling takes 50 minutes."),
        ("Book visits at most 2 weeks ahead.", "Book visits at most 14 days ahead."),
        (
            "Only Dr. Chen, Dr. Park, and Dr. Lee offer procedures.",
            "Only Dr. Chen, Dr. Park and Dr. Lee offer procedures.",
        ),
        ("Dr. Chen does not take Medicaid or Aetna", "Dr. Chen does not take Medicaid or Aetna."),
        (
            "Visits need approval when patient is under 18 and insurance is not Aetna.",
            "Visits need approval when the patient is under 18 and the insurance is not Aetna.",
        ),
        ("Procedures need an exam room.", "Procedures need an exam room."),
        ("Well child visits are for patients under 18", "Well-child visits are for patients under 18."),
        (
            "The practice is closed from December 24 to January 1.",
            "The practice is closed from December 24 to January 1.",
        ),
        (
            "At most 4 follow-up visits per day with each provider at each location.",
            "At most 4 follow-up visits per day with each provider at each location.",
        ),
    ],
)
def test_what_people_write_becomes_the_canonical_sentence(written, canonical):
    assert render(parse(written, VOCABULARY), VOCABULARY) == canonical


@pytest.mark.parametrize(
    ("sentence", "stopped_at", "says"),
    [
        ("New patient visits take fourty minutes.", "fourty", "a number"),
        ("Visits with Dr. Chan take 40 minutes.", "Dr. Chan", "did you mean “Dr. Chen”?"),
        ("New pateint visits take 40 minutes.", "New pateint", "did you mean “New patient visits”?"),
        ("Dr. Chen does not take Medicad.", "Medicad", "did you mean “Medicaid”?"),
        ("Procedures need an exam rom.", "exam rom", "did you mean “exam room”?"),
        ("The practice is closed on December 32.", "32", "a day that exists (December has no 32)"),
        ("Dr. Chen is away on 2026-02-30.", "2026-02-30", "2026-02-30 does not"),
        ("Dr. Chen is away from 2026-12-31 to 2026-12-01.", "2026-12-01", "an end that is after the beginning"),
        ("At most 3 new patient visits", "", "“per day”, “per week” or “per month”"),
        ("Visits take 20 minutes or so.", "or so", "the end of the sentence"),
        ("Visits need shoe size before booking.", "shoe size", "a field"),
        ("Hello there.", "Hello", "a visit type"),
    ],
)
def test_a_refusal_says_where_reading_stopped_and_what_would_do(sentence, stopped_at, says):
    with pytest.raises(Refusal) as refused:
        parse(sentence, VOCABULARY)
    assert sentence[refused.value.at :].startswith(stopped_at)
    assert says in str(refused.value)


def test_a_refusal_names_the_nearest_sentence_that_can_be_read():
    with pytest.raises(Refusal) as refused:
        parse("New patient visits require approval.", VOCABULARY)
    assert refused.value.nearest == "New patient visits need approval."


@pytest.mark.parametrize(
    "sentence", ["At most three visits daily with Dr. Okafor.", "Dr. Quill works Mondays only at Uptown."]
)
def test_and_names_nobody_and_nothing_that_was_not_typed(sentence):
    with pytest.raises(Refusal) as refused:
        parse(sentence, VOCABULARY)
    said = refused.value.nearest or ""
    assert not any(name in said for name in ("Chen", "Lee", "Downtown", "North", "Medicaid")), said


def test_what_may_follow_is_known_for_completion():
    assert "“take”" in completions("New patient visits ", VOCABULARY)
    assert "a provider" in completions("Visits with ", VOCABULARY)


def test_a_sentence_that_was_read_is_read_anew_for_other_names():
    """A rule is kept for the names with which it was read, and for no others that look like them."""
    sentence = "Visits with Dr. Chen take 40 minutes."
    first = Vocabulary(providers={"chen": "Dr. Chen"})
    assert parse(sentence, first).scope.providers == ("chen",)
    assert parse(sentence, Vocabulary(providers={"c": "Dr. Chen"})).scope.providers == ("c",)
    with pytest.raises(Refusal):
        parse(sentence, Vocabulary(providers={"chen": "Dr. Chan"}))
    assert parse(sentence, Vocabulary(providers={"chen": "Dr. Chen"})) is parse(sentence, first)
