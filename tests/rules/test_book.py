"""Sentences out of a text, contradictions, and which rule wins."""

import pytest

from frontdesk.practice.file import FileFaults
from frontdesk.rules.book import sentences
from frontdesk.rules.facts import Facts, Visit
from frontdesk.rules.families.length import Length
from tests.practices import practice


def test_a_line_may_hold_two_sentences_and_a_sentence_two_lines():
    text = (
        "Visits take 20 minutes. Visits with Dr. Chen take 30 minutes.\n# a remark\nVisits start every\n  10 minutes.\n"
    )
    assert [(s.text, s.line) for s in sentences(text)] == [
        ("Visits take 20 minutes.", 1),
        ("Visits with Dr. Chen take 30 minutes.", 1),
        ("Visits start every 10 minutes.", 3),
    ]


def test_a_remark_begins_a_line_and_a_number_sign_elsewhere_is_part_of_the_sentence():
    text = "# as before\nVisits take 20 minutes.\n  # more\nAt most 5 visits per day at Suite #2."
    assert [(s.text, s.line) for s in sentences(text)] == [
        ("Visits take 20 minutes.", 2),
        ("At most 5 visits per day at Suite #2.", 4),
    ]


@pytest.mark.parametrize(
    ("names", "text", "whole"),
    [
        (["Dr. J. Smith"], "Visits with Dr. J. Smith take 20 minutes. Visits take 30 minutes.", 2),
        (["Bldg. A"], "Visits at Bldg. A take 20 minutes. Bldg. A is closed on 2027-01-04.", 2),
        (
            ["Jane Roe M.D. PhD"],
            "Only Jane Roe M.D. PhD offers procedures. Jane Roe M.D. PhD does not offer visits.",
            2,
        ),
        (["Maria Lopez, M.D."], "Visits with Maria Lopez, M.D. take 20 minutes.", 1),
        ([], "The practice is closed on Dec. 25. Downtown is closed on Jan. 2.", 2),
        (["Bldg. A"], "At most 5 visits per day at Bldg. A. Visits take 30 minutes.", 2),
        (["Bldg. A", "Bldg. A. North"], "At most 5 visits per day at Bldg. A. North. Visits take 30 minutes.", 2),
        (["Pod A"], "At most 5 visits per day at Pod A. Visits take 30 minutes.", 2),
        (["Main St."], "At most 5 visits per day at Main St. Visits take 30 minutes.", 2),
        (["Oak St"], "At most 5 visits per day at Oak St. Visits take 30 minutes.", 2),
        ([], 'Patients are told: "Come to Main Street, Bldg. A." Visits take 30 minutes.', 2),
        ([], "Visits are at 12 Main Street, Bldg. A. Visits take 30 minutes.", 2),
        ([], "Visits are at 12 Main Street, Bldg. A or Ste. 5. Visits take 30 minutes.", 2),
        ([], "Visits with Dr. J. Smith take 20 minutes.", 1),
    ],
)
def test_the_full_stop_of_a_name_ends_no_sentence(names, text, whole):
    assert len(list(sentences(text, names=names))) == whole


def test_a_forgotten_full_stop_does_not_swallow_the_next_sentence():
    assert [s.text for s in sentences("Visits take 20 minutes\nVisits start every 10 minutes")] == [
        "Visits take 20 minutes",
        "Visits start every 10 minutes",
    ]


@pytest.mark.parametrize(
    ("rules", "visit", "minutes"),
    [
        ("", ("follow-up", "chen", "downtown"), 30),
        ("Visits take 20 minutes.", ("follow-up", "chen", "downtown"), 20),
        ("Visits take 20 minutes. Follow-up visits take 10 minutes.", ("follow-up", "chen", "downtown"), 10),
        (
            "Visits with Dr. Chen take 20 minutes. Follow-up visits take 10 minutes.",
            ("follow-up", "chen", "downtown"),
            10,
        ),
        (
            "Visits with Dr. Chen take 20 minutes. Visits at Downtown take 10 minutes.",
            ("follow-up", "chen", "downtown"),
            20,
        ),
        (
            "Follow-up visits with Dr. Chen take 25 minutes. Follow-up visits at Downtown take 35 minutes.",
            ("follow-up", "chen", "downtown"),
            25,
        ),
        (
            "Visits with Dr. Chen at Downtown take 25 minutes. Follow-up visits take 35 minutes.",
            ("follow-up", "chen", "downtown"),
            25,
        ),
    ],
)
def test_the_narrowest_rule_wins(rules, visit, minutes):
    entry = practice(rules).setup.book.winner(Length, "length", Visit(*visit))
    assert (entry.rule.minutes if entry else 30) == minutes


@pytest.mark.parametrize(("answers", "minutes"), [({}, 20), ({"interpreter": "Yes"}, 60), ({"interpreter": "no"}, 20)])
def test_of_two_that_cover_the_same_the_one_whose_condition_holds_wins(answers, minutes):
    book = practice('Visits take 20 minutes. Visits take 60 minutes when interpreter is "yes".').setup.book
    entry = book.winner(Length, "length", Visit("follow-up", "chen", "downtown", Facts(answers=answers)))
    assert entry.rule.minutes == minutes


def faults(rules: str) -> list[str]:
    with pytest.raises(FileFaults) as refused:
        practice(rules)
    return refused.value.lines()


def test_two_equally_narrow_rules_with_different_values_cannot_both_stand():
    [fault] = faults("Visits take 20 minutes. Visits take 30 minutes.")
    assert "contradicts “Visits take 20 minutes.”" in fault


def test_conditions_that_may_hold_together_contradict_and_those_that_exclude_each_other_do_not():
    assert faults('Visits take 60 minutes when interpreter is "yes". Visits take 40 minutes when the patient is new.')
    practice("Visits take 60 minutes when the patient is new. Visits take 40 minutes when the patient is established.")
    practice("Visits take 60 minutes when the patient is under 5. Visits take 40 minutes when the patient is over 64.")


@pytest.mark.parametrize(
    ("one", "other", "contradict"),
    [
        ("weekdays", "weekends", False),
        ("Mondays, Tuesdays, Wednesdays and Thursdays", "Fridays and weekends", False),
        ("weekdays", "Saturdays", True),
        ("federal holidays", "weekends", True),
        ("2027-01-04", "2027-01-05", True),
    ],
)
def test_what_is_taken_out_of_both_leaves_days_on_which_they_contradict_or_none(one, other, contradict):
    said = f"Visits take 45 minutes except on {one}. Visits take 20 minutes except on {other}."
    assert bool(faults(said)) is contradict if contradict else practice(said)


def test_on_the_dates_on_which_both_hold_neither_may_be_taken_out():
    one = "Visits take 45 minutes from 2027-01-02 to 2027-01-03 except on weekends."  # a Saturday and a Sunday
    practice(f"{one} Visits take 20 minutes from 2027-01-01 to 2027-01-31.")


def test_the_same_sentence_twice_contradicts_nothing():
    practice("Visits take 20 minutes. Visits take 20 minutes.")


def test_every_fault_is_listed_with_its_line():
    found = faults("Visits take long.\nVisits take 20 minutes.\nDr. Who is away on 2026-12-01.")
    assert len(found) == 2
    assert int(found[1].split()[1][:-1]) == int(found[0].split()[1][:-1]) + 2
