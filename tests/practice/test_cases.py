"""Pinned cases: times that were decided once, kept in the practice file with their answers, and run by `practice check`."""

import pytest

from frontdesk.practice.file import FileFaults, read
from frontdesk.practice.file.cases import broken
from frontdesk.practice.file.difference import difference
from frontdesk.server.cli import main
from tests import factory as f

CASE = """
  - name: {name}
    visit: {visit}
    provider: chen
    at: downtown
    start: "2026-12-01T{time}"
    now: "2026-11-23T08:00"
    {answer}
"""


def case(is_, name="a case", visit="follow-up", time="09:00", **more):
    said = "\n    ".join([is_, *(f"{key.replace('_', '-')}: {value}" for key, value in more.items())])
    return CASE.format(name=name, visit=visit, time=time, answer=said)


def with_cases(*cases, rules=""):
    return f"{f.CEDAR}{rules}cases:{''.join(cases)}"


def what(*cases, rules=""):
    return [said for _, said in broken(read(with_cases(*cases, rules=rules)))]


NEW = "Follow-up visits are for established patients."


@pytest.mark.parametrize(
    "held",
    [
        case("offered: yes"),
        case("offered: no", time="07:00"),
        case(f"offered: no\n    by: {NEW}", patient="new"),
        case(
            "offered: no\n    by: follow-up visit is for established patients.".replace("visit is", "visits are"),
            patient="new",
        ),
        case("offered: yes", visit="new-patient", payer="medicaid"),
        case("offered: yes\n    needs approval: yes", visit="new-patient", payer="medicaid"),
        case("offered: yes\n    needs approval: no", visit="new-patient", payer="aetna"),
        case("offered: false", time="09:10"),
    ],
)
def test_a_case_that_is_answered_as_it_says_holds(held):
    assert what(held) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (case("offered: no"), "it was not to be offered, and it is offered"),
        (case("offered: yes", patient="new"), f"it was to be offered, and is not: {NEW}"),
        (
            case("offered: yes", time="07:00"),
            "it was to be offered, and is not: hours: Dr. Chen is here from 8:00 AM to 12:00 PM on Tue Dec 1",
        ),
        (case(f"offered: no\n    by: {NEW}"), f"it was not to be offered by “{NEW}”, and it is offered"),
        (
            case(f"offered: no\n    by: {NEW}", time="07:00"),
            f"it was not to be offered by “{NEW}”, and is not offered by: hours: Dr. Chen is here from 8:00 AM to 12:00 PM on Tue Dec 1",
        ),
        (case("offered: yes\n    needs approval: yes"), "it was to need approval, and needs none"),
        (
            case("offered: yes\n    needs approval: no", visit="new-patient", payer="medicaid"),
            "it was to need no approval, and needs it: New patient visits need approval when the insurance is Medicaid.",
        ),
    ],
)
def test_one_that_is_answered_otherwise_says_what_it_was_to_be_and_what_it_is(wrong, said):
    assert what(wrong) == [said]


def test_a_case_breaks_when_a_rule_comes():
    mine = case("offered: yes")
    assert what(mine) == []
    assert what(mine, rules="  Visits are not offered on Tuesdays.\n") == [
        "it was to be offered, and is not: Visits are not offered on Tuesdays."
    ]


def test_every_fact_of_explain_can_be_said():
    facts = {
        "patient_id": "p-1",
        "born": "2000-02-29",
        "no_shows": 2,
        "last_visit": "2026-10-01",
        "payer": "none",
        "channel": "online",
    }
    known = (
        read(with_cases(case("offered: yes", **facts, last="{follow-up: 2026-10-01}", answer="{reason: a cough}")))
        .cases[0]
        .wanted
    )
    assert (known.patient, known.facts.no_shows, known.facts.channel) == ("p-1", 2, "online")
    assert known.facts.answers["reason"] == "a cough" and str(known.facts.born) == "2000-02-29" and known.facts.last


def test_what_the_file_says_is_booked_counts():
    booked = (
        'appointments: [{visit: procedure, provider: chen, at: downtown, start: "2026-12-01T09:00", minutes: 30}]\n'
    )
    text = with_cases(case("offered: yes")).replace("cases:", f"{booked}cases:")
    assert [said for _, said in broken(read(text))] == [
        "it was to be offered, and is not: taken: Dr. Chen is taken 9:00 AM to 9:30 AM"
    ]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (case("offered: maybe"), "'offered' of a case must be true or false"),
        (case("needs approval: no"), "a case has no 'offered'"),
        (case("offered: yes\n    by: Visits take 30 minutes."), "and this is to be offered"),
        (case("offered: no\n    by: Visits are never offered."), "line"),
        (
            case("offered: yes", visit="folow-up"),
            "case 'a case': visit: no visit type 'folow-up'; did you mean 'follow-up'?",
        ),
        (case("offered: yes", time="9"), "case 'a case': start: '2026-12-01T9' is not a time"),
        (case("offered: yes", payer="acme"), "payer: no payer 'acme'"),
        (case("offered: yes", age=3, born="2020-01-01"), "say 'age' or 'born', not both"),
        (case("offered: yes", patient="old"), "'old' is not one of new, established"),
        (case("offered: yes", channel="fax"), "'fax' is not one of"),
        (case("offered: yes", answer="{resaon: x}"), "answer: no field 'resaon'"),
        (case("offered: yes", answer="x"), "'answer' must have keys below it"),
        (case("offered: yes", weather="fine"), "unknown key 'weather' in a case"),
        (case("offered: yes").replace('    now: "2026-11-23T08:00"\n', ""), "a case has no 'now'"),
        (case("offered: yes") + case("offered: no"), "two cases are called 'a case'"),
    ],
)
def test_a_case_that_cannot_be_asked_about_is_a_fault_of_the_file(wrong, says):
    with pytest.raises(FileFaults) as refused:
        read(with_cases(wrong))
    assert says in str(refused.value) and "Traceback" not in str(refused.value)


@pytest.mark.parametrize(
    ("cases", "status", "says"),
    [
        ([], 0, "no errors"),
        ([case("offered: yes")], 0, "1 case: 1 hold, 0 broken."),
        ([case("offered: yes"), case("offered: no", "Tuesdays at nine")], 1, "case “Tuesdays at nine”: it was not to be offered, and it is offered"),
        ([case("offered: yes", visit="nothing")], 2, "no visit type 'nothing'"),
    ],
)  # fmt: skip
def test_practice_check_runs_them(tmp_path, capsys, cases, status, says):
    path = tmp_path / "practice.yaml"
    path.write_text(with_cases(*cases) if cases else f.CEDAR)
    assert main(["practice", "check", str(path)]) == status
    said = capsys.readouterr()
    assert says in said.out + said.err
    if status == 1:
        line = next(n for n, one in enumerate(path.read_text().splitlines(), 1) if "Tuesdays at nine" in one)
        assert f"line {line}: " in said.out and "2 cases: 1 hold, 1 broken." in said.out


def test_what_is_different_names_the_case():
    before, after = (read(with_cases(case(f"offered: {answer}"))) for answer in ("yes", "no"))
    (change,) = difference(before, after).setup
    assert (change.section, change.name, change.key, change.before, change.after) == (
        "cases",
        "a case",
        "offered",
        "yes",
        "no",
    )
