"""The builder and the completion of sentences: whatever is chosen reads as a rule of its family, and every rule can be typed by completing."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontdesk.rules.building import Missing, conditions, shape, shapes, write
from frontdesk.rules.completing import suggestions, typed
from frontdesk.rules.families import FAMILIES
from frontdesk.rules.language import family_of, parse
from frontdesk.rules.vocabulary import Vocabulary
from tests.portion import some_of, tried_with
from tests.property.test_rules_roundtrip import VOCABULARY
from tests.test_docs import VOCABULARY as CEDAR

SHAPES = shapes(VOCABULARY)
CONDITIONS = ["", *(one.value for one in conditions(VOCABULARY))]


def choices(gap):
    """Any way to fill a gap."""
    if gap.kind == "number":
        return st.lists(st.integers(1, 99).map(str), min_size=1, max_size=1)
    if gap.kind == "days":
        return st.sampled_from([["2027-01-31"], ["2027-01-31", "2027-02-01"], ["December 25"]])
    if gap.kind == "times":
        return st.sampled_from([[], ["13:00", "17:00"]])
    if gap.kind == "quoted":
        return st.just(["Nothing to eat for 6 hours."])
    if gap.kind == "time":
        return st.just(["09:00"])
    one = st.sampled_from([said for said, _ in gap.options] or [""]).map(lambda said: [said])
    if gap.kind == "several":
        return st.lists(st.sampled_from([said for said, _ in gap.options]), min_size=gap.least, max_size=3, unique=True)
    return st.one_of(st.just([]), one) if gap.optional else one


@tried_with(5, many=15)
@pytest.mark.parametrize("one", SHAPES, ids=lambda one: one.key)
def test_whatever_is_chosen_reads_as_a_rule_of_that_family(one, examples):
    @settings(max_examples=examples, database=None)
    @given(data=st.data())
    def chosen(data):
        sentence = write(one, whatever(one, data))
        assert family_of(parse(sentence, VOCABULARY)) is one.family, sentence

    chosen()


def whatever(one, data) -> dict[str, list[str]]:
    """Something chosen in each gap of a form, and a condition or none."""
    values = {gap.name: data.draw(choices(gap)) for gap in one.gaps}
    numbers = [gap.name for gap in one.gaps if gap.kind == "number"]
    for gap, value in zip(
        numbers, sorted((values[name] for name in numbers), key=lambda said: int(said[0])), strict=True
    ):
        values[gap] = value  # of two, the first is not above the second
    when = data.draw(st.sampled_from(CONDITIONS))
    return values | {"when": [when], "when_field": ["pain level"], "when_value": ["a lot"], "when_number": ["3"]}


def test_there_is_a_shape_for_every_form_of_the_language():
    assert len(SHAPES) == sum(len(family.forms) for family in FAMILIES)
    assert len({one.key for one in SHAPES}) == len(SHAPES)


def test_a_gap_that_is_left_empty_is_named():
    length = shape("length-1", VOCABULARY)
    with pytest.raises(Missing, match="How many"):
        write(length, {length.gaps[0].name: ["visits"]})
    with pytest.raises(Missing, match="rest of the condition"):
        write(length, {length.gaps[0].name: ["visits"], length.gaps[3].name: ["5"], "when": ["the patient is under N"]})


# Completion -------------------------------------------------------------------------------------------------


def shape_of(text):
    """Numbers, dates and names of months are typed: which ones are suggested does not matter."""
    months = "January|February|March|April|May|June|July|August|September|October|November|December"
    return re.sub(rf"[\d:-]*\d|{months}", "#", text).replace("-", " ").lower()


@pytest.mark.parametrize(
    "sentence", some_of([example for family in FAMILIES for example in family.examples], one_in=3, torture=4)
)
def test_every_example_can_be_typed_by_taking_what_is_suggested(sentence):
    text = sentence.rstrip(".")
    words = text.split(" ")
    for count in range(len(words)):
        begun = " ".join(words[:count])
        following = words[count]
        if any(char.isdigit() for char in following) or '"' in text:
            continue  # numbers, dates and what patients say are typed
        offered = [one.text for one in suggestions(f"{begun} {following[:2]}".strip(), CEDAR)]
        assert any(shape_of(text).startswith(shape_of(one)) for one in offered), (begun, following, offered)


@pytest.mark.parametrize(
    ("begun", "offers"),
    [
        ("New pat", "New patient visits"),
        ("new patient visits with dr. c", "Dr. Chen"),
        ("Dr. Chen does not take med", "Medicaid"),
        ("Visits need approval when the ins", "insurance is"),
        ("Procedures need a proc", "procedure room"),
    ],
)
def test_names_and_words_that_are_begun_are_completed(begun, offers):
    assert any(offers.startswith(one.adds) or one.adds.startswith(offers) for one in suggestions(begun, CEDAR))


def test_what_is_taken_replaces_what_was_begun():
    one = next(one for one in suggestions("New pat", CEDAR) if one.adds == "New patient visits")
    assert one.text == "New patient visits" and one.kind == "visit type"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("New patient visits take 40 minutes", "rule"),
        ("New patient visits take", "goes on"),
        ("New patient visi", "goes on"),
        ("New patient visits tke 40 minutes", "stopped"),
        ("Nw patient visits take 40 minutes", "stopped"),
    ],
)
def test_a_sentence_that_is_being_typed_is_a_rule_or_goes_on_or_stops(text, state):
    found = typed(text, CEDAR)
    assert ("rule" if found.rule else "goes on" if found.unfinished else "stopped") == state


def test_without_any_names_there_is_still_something_to_begin_with():
    assert suggestions("", Vocabulary())


@pytest.mark.parametrize("text", ["Visits take 30 minutes.", "Keep 10 minutes free after procedures.", "Keep 10 minutes free after."])  # fmt: skip
def test_no_two_of_what_may_come_next_have_the_same_name(text):
    named = [one.adds for one in suggestions(text, CEDAR)]
    assert named and sorted(set(named)) == sorted(named)
    assert not any(". " in one.text for one in suggestions(text, CEDAR)), "nothing goes on after a full stop"
