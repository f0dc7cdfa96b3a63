"""Sentences that make visits due: what is refused, what is odd, and when they are due by `frontdesk due`."""

import datetime as dt
import json

import pytest

from frontdesk.availability.findings import findings
from frontdesk.availability.odd_plans import REACHES, TWO
from frontdesk.rules.language import Refusal, parse, render
from frontdesk.server.cli import main
from tests.practices import BASE, HOURS, practice

VOCABULARY = practice().setup.book.vocabulary


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("Procedures are due every 1 year.", "Procedures are due every year."),
        (
            "After the procedure or ultrasound with Dr. Chen or Dr. Lee, follow-up visits are due in 3 months, give or take 14 days",
            "After a procedure or ultrasound with Dr. Chen or Dr. Lee, a follow-up visit is due in 3 months, give or take 14 days.",
        ),
        ("After each visit a flu shot is due in 1 week.", "After a visit, a flu shot is due in 1 week."),
        (
            "Well-child visits are due at 2, 4 and 6 months of age then every 1 years until age 21 until 2030-12-31.",
            "Well-child visits are due at 2, 4 and 6 months of age, then every year until 21 until 2030-12-31.",
        ),
        (
            "After a procedure, substance use counseling is due every 4 weeks until week 28, then every week.",
            "After a procedure, substance use counseling is due every 4 weeks until week 28 of pregnancy, then every week.",
        ),
    ],
)
def test_a_sentence_has_one_form(typed, canonical):
    assert render(parse(typed, VOCABULARY), VOCABULARY) == canonical


@pytest.mark.parametrize(
    "sentence",
    [
        "Visits are due every 12 months.",  # which?
        "Procedures are due every 0 weeks.",
        "Procedures are due every 12 months, give or take 3 months.",
        "Procedures are due every 12 months, give or take 181 days.",
        "Well-child visits are due at 4, 2 months of age.",
        "After a procedure, follow-up visits are due every week, then every 2 weeks.",
        "After a procedure, follow-up visits are due every week until week 36, then every 2 weeks until week 28.",
        "After a procedure, follow-up visits are due every week until week 43.",
    ],
)
def test_what_means_nothing_is_refused(sentence):
    with pytest.raises(Refusal):
        parse(sentence, VOCABULARY)


def odd(*sentences):
    found = findings(practice("\n".join(sentences)).setup, dt.date(2026, 11, 30))
    return [(one.line is not None, one.message, one.because) for one in found if one.kind == "plans"]


def test_what_is_odd_about_plans_is_found():
    every = "Procedures are due every 2 weeks, give or take 1 week."
    assert odd(every) == [(True, REACHES, ())]
    assert odd("Procedures are due every 2 weeks, give or take 6 days.") == []
    yearly = "Procedures are due every 12 months."
    assert odd(yearly, "Procedures are due every 3 months.") == [(True, TWO, (yearly,))]
    assert odd(yearly + " ", "Follow-up visits are due every 3 months.") == []
    assert (
        odd(
            yearly[:-1] + " when the patient is 65 or older.",
            "Procedures are due every 3 months when the patient is under 65.",
        )
        == []
    )
    assert odd(yearly[:-1] + " until 2026-12-31.", "Procedures are due every 3 months from 2027-01-01.") == []
    ages = "Well-child visits are due at 2 weeks of age."
    assert odd(ages, "Well-child visits are due at 2 and 4 months of age.") == []


def test_the_command_says_when(tmp_path, capsys):
    rules = "Procedures are due every 12 months, give or take 1 week. Well-child visits are due at 2 months of age."
    path = tmp_path / "practice.yaml"
    path.write_text(
        BASE.format(
            zone="America/Chicago",
            nurses="",
            of_exam_2="",
            hours=f"      {HOURS}",
            rules=f"  {rules}",
            appointments="  []",
        )
    )

    def asked(*more):
        assert main(["due", str(path), "--now", "2026-11-30T08:00", "--json", *more]) == 0
        return json.loads(capsys.readouterr().out)["due"]

    assert asked("--visit", "procedure", "--last", "procedure=2026-02-28") == {
        "on": "2027-02-28",
        "from": "2027-02-21",
        "to": "2027-03-07",
        "rule": "Procedures are due every 12 months, give or take 1 week.",
    }
    assert asked("--visit", "procedure") is None
    assert asked("--visit", "well-child", "--born", "2026-11-01")["on"] == "2027-01-01"
    assert main(["due", str(path), "--visit", "procedure", "--last", "procedure=2026-02-28"]) == 0
    assert "2027-02-28  from 2027-02-21" in capsys.readouterr().out
