"""A change of names is saved only where every rule reads back as the same rule."""

from collections import Counter

import pytest

from frontdesk.practice.drafts import queries
from frontdesk.practice.file import document, examine, read
from frontdesk.practice.file.sentences import ReadsOtherwise, reads_back, renamed
from tests import factory as f
from tests.portion import some_of
from tests.web_client import as_staff, at

RULES = (
    f.CEDAR
    + "  Dr. Chen is away on 2027-01-05.\n  Downtown is closed on 2027-02-01.\n  The practice is closed on December 25.\n"
)


def rules_of(text):
    return Counter(entry.rule for entry in examine(text)[0].setup.book.entries)


@pytest.mark.parametrize(
    ("part", "id_", "name"),
    some_of(
        [
            ("visits", "follow-up", "Visit"),
            ("visits", "follow-up", "visits"),
            ("locations", "downtown", "practice"),
            ("locations", "downtown", "The practice"),
            ("payers", "medicaid", "Medicaid or Medicare"),
            ("visits", "follow-up", "Procedure visit at Downtown"),
            ("providers", "chen", "Dr. Lee"),
            ("payers", "medicaid", "Medicare"),
        ],
        one_in=2,
    ),
)
def test_a_name_with_which_a_rule_would_say_something_else_is_not_saved(cedar, part, id_, name):
    f.load_cedar(RULES)
    client = as_staff(cedar, "manager")
    answer = client.post(at(cedar, f"setup/parts/{part}/{id_}/"), {"name": name})
    text = queries.draft().text if queries.draft() else RULES
    assert rules_of(text) == rules_of(RULES)
    assert answer.status_code in (302, 422)
    if answer.status_code == 422:
        assert name in answer.content.decode().replace("&#x27;", "'"), "what was typed is there still"


@pytest.mark.parametrize(
    ("section", "id_", "name"),
    [
        ("visit types", "follow-up", "Check-up"),
        ("locations", "downtown", "River Street"),
        ("providers", "chen", "Dr. Chan"),
        ("payers", "medicaid", "Medicaid Illinois"),
    ],
)
def test_there_and_back_again_is_the_same(section, id_, name):
    before = read(RULES)
    old = next(one["name"] for one in document.entries(RULES, section) if one["id"] == id_)
    there = renamed(RULES, before, lambda t: document.put(t, section, id_, {"name": name}), lambda t: examine(t)[0])
    back = renamed(there, read(there), lambda t: document.put(t, section, id_, {"name": old}), lambda t: examine(t)[0])
    assert rules_of(there) == rules_of(RULES) == rules_of(back)


def test_taking_one_out_never_turns_a_rule_into_another():
    text = f.CEDAR.replace("name: Dr. Lee", "name: Dr. Chen Lee") + "  Dr. Chen Lee is away on 2027-01-05.\n"
    without = document.remove(text, "providers", "lee")
    assert reads_back(read(text), without, lambda t: examine(t)[0], may_end=True) == without
    with pytest.raises(ReadsOtherwise):
        reads_back(read(RULES), RULES.replace("30 minutes", "60 minutes"), lambda t: examine(t)[0], may_end=True)


def test_the_control_without_looking_the_rules_become_wider(cedar, monkeypatch):
    monkeypatch.setattr("frontdesk.practice.file.sentences.reads_back", lambda before, text, read, **more: text)
    f.load_cedar(RULES)
    as_staff(cedar, "manager").post(at(cedar, "setup/parts/visits/follow-up/"), {"name": "Visit"})
    assert rules_of(queries.draft().text) != rules_of(RULES)
