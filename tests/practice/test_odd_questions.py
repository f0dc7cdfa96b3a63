"""What is odd about questions and about rules that wait for an answer; and nothing said of a sound file."""

import datetime as dt
from pathlib import Path

import pytest

from frontdesk.practice.drafts import actions
from frontdesk.practice.file import FileFaults, examine, read
from frontdesk.practice.findings import findings_in_file
from tests import factory as f
from tests.web_client import as_staff, at

TODAY = dt.date(2026, 11, 25)
SMOKER = "{id: smoker, ask: Do you smoke?, kind: yes/no, for: all}"
PACKS = '{id: packs, ask: How many a day?, kind: number, for: all, show when: smoker is "yes"}'


def file(*questions, rules=()):
    own = "".join(f"  - {one}\n" for one in questions)
    return f.CEDAR.replace("rules: |\n", f"{own}rules: |\n") + "".join(f"  {one}\n" for one in rules)


def said(*questions, rules=()):
    return [
        one.message
        for one in findings_in_file(read(file(*questions, rules=rules)), TODAY)
        if one.kind == "question" or one.line
    ]


def test_a_sound_file_has_nothing_odd():
    rules = ['Procedures need approval when smoker is "Yes".', 'Procedures need approval when packs is "20".']
    assert said(SMOKER, PACKS, rules=rules) == []


@pytest.mark.parametrize("name", sorted(one.name for one in Path("examples").glob("*.yaml")))
def test_no_question_of_an_example_is_odd(name):
    found = findings_in_file(read(Path("examples", name).read_text()), TODAY)
    assert [one.message for one in found if one.kind == "question"] == []


@pytest.mark.parametrize(
    "questions",
    [
        ['{id: a, ask: A?, for: all, show when: a is "yes"}'],
        ["{id: a, ask: A?, for: all, show when: a is missing}"],
        ['{id: a, ask: A?, for: all, show when: the patient is new and a mentions "x"}'],
        ['{id: a, ask: A?, for: all, show when: b is "x"}', '{id: b, ask: B?, for: all, show when: a is "x"}'],
        [
            '{id: a, ask: A?, for: all, show when: b is "x"}',
            '{id: b, ask: B?, for: all, show when: c is "x"}',
            '{id: c, ask: C?, for: all, show when: a is "x"}',
        ],
    ],
)
def test_a_question_that_depends_on_itself_is_a_fault(questions):
    with pytest.raises(FileFaults, match="depends on itself"):
        read(file(*questions))


def test_what_only_leads_to_a_circle_is_not_called_one():
    first = '{id: z, ask: Z?, for: all, show when: a is "x"}'
    faults = examine(file(first, '{id: a, ask: A?, for: all, show when: a is "x"}'))[1]
    assert ["'a'" in one.message for one in faults if "depends on itself" in one.message] == [True]


def test_a_question_that_depends_on_one_that_does_not_exist_is_a_fault():
    with pytest.raises(FileFaults):
        read(file('{id: a, ask: A?, for: all, show when: never-asked is "x"}'))


@pytest.mark.parametrize(
    ("questions", "says"),
    [
        ([PACKS, SMOKER], "It depends on “Do you smoke?”, which is asked after it."),
        (
            [SMOKER.replace("for: all", "for: [procedure]"), PACKS],
            "It depends on “Do you smoke?”, which is not asked for: Follow-up visit, New patient visit.",
        ),
        (
            [SMOKER.replace(", for: all", ""), PACKS.replace("for: all", "for: [procedure]")],
            "It depends on “Do you smoke?”, which is not asked for: Procedure.",
        ),
        (
            [SMOKER, PACKS.replace('"yes"', '"daily"')],
            "“Do you smoke?” is answered with yes or no, and never “daily”.",
        ),
        (
            [
                "{id: pain, ask: Where?, kind: choice, options: [Knee, Hip], for: all}",
                '{id: b, ask: B?, for: all, show when: pain is "Ankle"}',
            ],
            "“Ankle” is not among the options of “Where?”.",
        ),
        (
            [
                "{id: pain, ask: Where?, kind: choice, options: [Knee, Hip], for: all}",
                '{id: b, ask: B?, for: all, show when: pain mentions "ankle"}',
            ],
            "“ankle” is not among the options of “Where?”.",
        ),
        (
            ['{id: b, ask: B?, for: all, show when: interpreter is "yes"}'],
            "It depends on “interpreter”, which is not asked for: Follow-up visit, New patient visit, Procedure.",
        ),
    ],
)
def test_a_question_that_waits_in_vain_is_said(questions, says):
    assert says in said(*questions)


def test_what_a_rule_needs_is_asked():
    packs = PACKS.replace("for: all", "for: [procedure]")
    smoker = SMOKER.replace(", for: all", "")
    assert said(smoker, packs, rules=["Procedures need smoker before booking."]) == [
        "It depends on “Do you smoke?”, which is asked after it."
    ]


@pytest.mark.parametrize(
    ("kind", "rule", "wrong"),
    [
        ("yes/no", 'smoker is "yes"', ""),
        ("text", 'smoker is "yes"', "own words"),
        ("long text", 'smoker is "yes"', "own words"),
        ("text", 'smoker mentions "yes"', ""),
        ("choice, options: [Never, Daily]", 'smoker is "yes"', "not among the options"),
        ("choice, options: [Never, Daily]", 'smoker is "daily"', ""),
        ("several choices, options: [Never, Daily]", 'smoker mentions "daily"', ""),
        ("several choices, options: [Never, Daily]", 'smoker is "Never, Daily"', ""),
        ("several choices, options: [Never, Daily]", 'smoker is "Never, Weekly"', "not among the options"),
        ("number", 'smoker is "yes"', "digits"),
        ("number", 'smoker is "3"', ""),
        ("date", 'smoker is "yes"', "digits"),
        ("date", 'smoker is "2026-02-30"', "digits"),
        ("date", 'smoker mentions "2026"', ""),
        ("document", 'smoker is "yes"', "with a file"),
        ("document", "smoker is missing", ""),
    ],
)
def test_a_rule_over_a_value_that_the_kind_cannot_have_is_said_at_its_line(kind, rule, wrong):
    text = file(
        f"{{id: smoker, ask: Smoker?, kind: {kind}, for: all}}", rules=[f"Procedures need approval when {rule}."]
    )
    found = [one for one in findings_in_file(read(text), TODAY) if one.kind == "never applies"]
    assert [one.line for one in found] == ([len(text.splitlines())] if wrong else [])
    assert not wrong or wrong in found[0].message


@pytest.mark.parametrize(
    ("when", "vain"),
    [
        ('when reason is "a cough"', True),
        ('when reason is not "a cough"', False),
        ('unless reason is "a cough"', False),
        ('when smoker is not "maybe"', False),
        ('when smoker is "maybe" or the patient is new', False),
        ('when smoker is "maybe" or smoker is "perhaps"', True),
        ('when smoker is "yes" unless smoker is "maybe"', False),
        ('when the patient is new and smoker is "maybe" unless smoker is "yes"', True),
    ],
)
def test_a_rule_that_holds_in_another_way_is_not_said_to_apply_never(when, vain):
    text = file(SMOKER, rules=[f"Procedures need approval {when}."])
    assert bool([one for one in findings_in_file(read(text), TODAY) if one.kind == "never applies"]) is vain


def test_the_page_of_the_draft_says_it(cedar):
    manager = as_staff(cedar, "manager")
    actor = f.actor(cedar, "manager")
    actions.edit(actor, actions.start(actor, cedar), change=lambda _text: file(PACKS, SMOKER), reason="a test")
    page = manager.get(at(cedar, "setup/draft/")).content.decode()
    assert "which is asked after it" in page and "How many a day?" in page
