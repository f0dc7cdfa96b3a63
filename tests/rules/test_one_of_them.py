"""Where the number is 1, a sentence says one of them: every family's examples with a 1, read in both forms and written in the singular."""

import re

import pytest

from frontdesk.rules.completing import suggestions
from frontdesk.rules.families import FAMILIES
from frontdesk.rules.language import Refusal, parse, render
from tests.rules.test_language import EXAMPLES, VOCABULARY

MANY = r"(?:minutes|hours|days|weeks|months|years|times|visits|physicals|procedures|biopsies)"
BETWEEN = r"(?:business|late|upcoming|new|patient|follow|follow-up|same|same-day|annual|well|well-child|completed)"
# '1 or more no-shows' and '1 to 5 years' are right, and so is one of several kinds of visits that are counted together
PLURAL = re.compile(rf"(?<![\d:.\-])1 (?:{BETWEEN} )*{MANY}\b(?! and )")
QUOTED = re.compile(r'"[^"]*"')
NUMBER = re.compile(r"(?<![\d:.\-])\d+(?![\d:.\-]|\d*-)")


def with_one(sentence):
    """The sentence with each of its numbers made 1, one at a time."""
    for match in NUMBER.finditer(sentence):
        if match[0] != "1":
            yield sentence[: match.start()] + "1" + sentence[match.end() :]


def readable(sentence):
    try:
        return parse(sentence, VOCABULARY)
    except Refusal:
        return None


CASES = sorted(
    {made for _, example in EXAMPLES for made in (example, *with_one(example)) if readable(made) is not None}
)


def test_every_family_that_counts_has_a_case():
    counting = {family.name for family in FAMILIES if any(NUMBER.search(example) for example in family.examples)}
    assert {family.name for family, example in EXAMPLES for made in with_one(example) if made in CASES} >= counting - {
        family.name for family in FAMILIES if not any(list(with_one(example)) for example in family.examples)
    }
    assert len(CASES) > 100


@pytest.mark.parametrize("sentence", CASES)
def test_one_is_written_in_the_singular_and_both_forms_are_read(sentence):
    rule = parse(sentence, VOCABULARY)
    canonical = render(rule, VOCABULARY)
    assert not PLURAL.search(QUOTED.sub('""', canonical)), canonical
    assert parse(canonical, VOCABULARY) == rule


@pytest.mark.parametrize("sentence", ["Visits take 1 minutes.", "At most 1 upcoming visits per patient.", "keep 1 times a day", "until 1 business days before"])  # fmt: skip
def test_control_a_plural_behind_1_is_found(sentence):
    assert PLURAL.search(sentence)


@pytest.mark.parametrize("sentence", ["the patient has 1 or more no-shows in 6 months", "At most 1 visit per day.", "at 11 months", "1 to 5 years"])  # fmt: skip
def test_control_what_is_right_is_not(sentence):
    assert not PLURAL.search(sentence)


@pytest.mark.parametrize(
    ("begun", "adds", "not_adds"),
    [
        ("Book visits at least 1", {"day", "hour", "business day"}, {"days", "hours", "business days"}),
        ("At most 1", {"visit", "follow-up visit"}, {"visits", "follow-up visits"}),
        ("Keep 1", {"time a day"}, {"times a day"}),
        ("Book visits at least 2", {"days", "business days"}, {"day"}),
    ],
)
def test_the_singular_is_suggested_behind_1(begun, adds, not_adds):
    said = {suggestion.adds for suggestion in suggestions(begun, VOCABULARY)}
    assert adds <= said and not not_adds & said
