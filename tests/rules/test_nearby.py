"""The sentence that is named in place of one that cannot be read says no less than that did: nobody, no day, no number and no "not" is lost."""

import itertools
import re

import pytest

from frontdesk.rules.language import Refusal, parse, render
from tests.portion import some_of
from tests.practices import practice

VOCABULARY = practice(nurses=True).setup.book.vocabulary
WHO = ("", "Dr. Park ", "Dr. Chen ", "Dr. Okafor ", "Downtown ")
DOES = (
    "takes no new patients",
    "does not see new patients",
    "sees new patients",
    "won't do procedures",
    "only sees 3 follow-up visits",
)
WHEN = ("", " on Fridays", " on Mondays and Fridays", " before 10:00", " in 2 weeks", " at Downtown", " in the morning")
NOT_LOST = re.compile(
    r"\b(?:Park|Chen|Okafor|Downtown|Monday|Friday|new patient|procedure|follow-up|only|not|\d+(?::\d\d)?|morning)",
    re.I,
)


def suggested(sentence):
    try:
        parse(sentence, VOCABULARY)
    except Refusal as refusal:
        return refusal.nearest
    return None


def turns_on(text):
    text = re.sub(r"\bno\b|\bnever\b|n't\b", " not ", text)
    return {one.lower() for one in NOT_LOST.findall(text)}


@pytest.mark.parametrize(
    "sentence", some_of([f"{a}{b}{c}.".strip() for a, b, c in itertools.product(WHO, DOES, WHEN)], one_in=5, torture=4)
)
def test_nothing_that_a_rule_turns_on_is_lost(sentence):
    said = suggested(sentence)
    if said is None:
        return
    if re.search("[A-Z]{3}", said):  # a shape, which has a place for all that was typed
        assert ("not" in turns_on(sentence)) <= ("not" in said)
        assert bool(re.search("day", sentence)) <= ("DAYS" in said)
        assert bool(re.search("Dr", sentence)) <= bool(re.search("PROVIDER|LOCATION|VISIT", said))
        return
    assert turns_on(sentence) <= turns_on(said), said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Dr. Park takes no new patients on Fridays.", "New patient visits with Dr. Park are not offered on Fridays."),
        ("Dr. Park doesn't see new patients on Fri", "New patient visits with Dr. Park are not offered on Fridays."),
        ("Dr. Chen sees patients only on Mondays and Thursdays", "Visits with Dr. Chen are only offered on Mondays and Thursdays."),
        ("Dr. Lee does not do procedures at Downtown on Tuesdays", "Procedures with Dr. Lee at Downtown are not offered on Tuesdays."),
    ],
)  # fmt: skip
def test_who_sees_whom_on_which_days_is_said_as_the_language_has_it(typed, said):
    assert suggested(typed) == said
    assert render(parse(said, VOCABULARY), VOCABULARY) == said


@pytest.mark.parametrize(
    "typed",
    [
        "Dr. Park is not away on Fridays.",
        "Dr. Park takes no Medicaid patients on Fridays.",
        "Dr. Park takes no more new patients on Fridays.",
        "Dr. Park takes no new patients on Fridays before 10:00.",
        "Dr. Okafor takes no new patients on Fridays.",
    ],
)
def test_what_says_anything_else_is_not_reworded(typed):
    assert "offered on Fridays." not in (suggested(typed) or "")


WEEKEND = "The practice is closed every Saturday. The practice is closed every Sunday."


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Closed on weekends.", WEEKEND),
        ("closed weekends", WEEKEND),
        ("The practice is closed on weekends.", WEEKEND),
        ("We are closed on Saturdays and Sundays.", WEEKEND),
        ("The office is closed on Fridays", "The practice is closed every Friday."),
        ("Downtown is closed on the weekend.", "Downtown is closed every Saturday. Downtown is closed every Sunday."),
    ],
)
def test_days_on_which_the_practice_is_closed_are_said_a_sentence_each(typed, said):
    assert suggested(typed) == said


@pytest.mark.parametrize(
    "typed", ["We are not closed on weekends.", "Closed on weekends in July.", "Closed on weekends from 12:00."]
)
def test_where_more_is_said_of_them_nothing_is_lost(typed):
    assert suggested(typed) is None or "every Saturday" not in suggested(typed)
