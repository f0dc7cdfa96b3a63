"""Every family of rules says what a change of it does to visits, added and taken out."""

from dataclasses import replace

import pytest

from frontdesk.availability.effects import FAMILY, effects
from frontdesk.rules import book
from frontdesk.rules.families import FAMILIES
from tests.practices import practice

SETUP = practice(nurses=True).setup
EXAMPLES = [
    (family.name, example.replace("and a procedure room", "").replace("Dr. Park", "Dr. Chen"))
    for family in FAMILIES
    for example in family.examples
    if "procedure room" not in example
]


def saying(*sentences):
    read, _faults = book.read_rules([book.Sentence(one, 1) for one in sentences], SETUP.book.vocabulary)
    return replace(SETUP, book=read)


@pytest.mark.parametrize("sentence", [sentence for _, sentence in EXAMPLES])
def test_a_rule_that_is_added_or_taken_out_has_an_effect(sentence):
    added, gone = effects(saying(), saying(sentence)), effects(saying(sentence), saying())
    assert added and gone
    assert all(one.where for one in added)


def test_every_family_is_tried():
    assert {family for family, _ in EXAMPLES} == {family.name for family in FAMILIES}
    assert set(FAMILY.values()) <= {family.name for family in FAMILIES}


def test_every_family_has_a_title_in_each_language():
    for family in FAMILIES:
        assert family.titled("es") not in ("", family.titled("en")), family.name


def test_a_value_is_said_once_and_what_holds_under_a_condition_beside_it():
    said = effects(
        saying("Visits take 30 minutes."),
        saying("Visits take 40 minutes.", "Visits take 60 minutes when the patient is over 80."),
    )
    assert [(one.what, one.after) for one in said] == [
        ("length", "40 minutes"),
        ("length", "Visits take 60 minutes when the patient is over 80."),
    ]


def test_nothing_that_changed_is_no_effect():
    assert effects(saying("Visits take 30 minutes."), saying("Visits take 30 minutes.")) == []


def test_where_a_narrower_sentence_stands_in_its_place_a_wider_one_changes_nothing():
    narrower = "New patient visits take 40 minutes."
    (said,) = effects(saying("Visits take 20 minutes.", narrower), saying("Visits take 30 minutes.", narrower))
    assert (said.what, said.before, said.after) == ("length", "20 minutes", "30 minutes")
    assert "New patient visit" not in {visit for visit, _provider, _location in said.where}


def test_a_narrower_sentence_under_a_condition_leaves_the_wider_one_its_effect():
    narrower = "New patient visits take 40 minutes when the insurance is Medicaid."
    found = effects(saying("Visits take 20 minutes.", narrower), saying("Visits take 30 minutes.", narrower))
    assert "New patient visit" in {visit for one in found for visit, _provider, _location in one.where}


def test_what_comes_under_a_condition_comes_in_the_place_of_what_holds_anyway():
    longer = "Visits take 60 minutes when the patient is over 80."
    before, after = saying("Visits take 40 minutes."), saying("Visits take 40 minutes.", longer)
    assert [(one.before, one.after) for one in effects(before, after)] == [("Visits take 40 minutes.", longer)]
    assert [(one.before, one.after) for one in effects(after, before)] == [(longer, "Visits take 40 minutes.")]


def test_nothing_is_said_of_a_visit_that_can_never_be():
    """Neither before nor after: only Dr. Lee offers it; and nobody has the room at Downtown."""
    only = "Only Dr. Lee offers procedures."
    for rule in ("Procedures take 50 minutes.", "Procedures need approval.", "Keep 5 minutes free after procedures."):
        found = effects(practice(only).setup, practice(f"{only} {rule}").setup)
        assert {provider for one in found for _, provider, _ in one.where} == {"Dr. Lee"}, rule
    come = effects(practice("").setup, practice(only).setup)  # but what it takes away is said
    assert {provider for one in come for _, provider, _ in one.where} >= {"Dr. Chen"}
