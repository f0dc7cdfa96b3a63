"""What is odd about a set of rules: said, with the sentence that causes it; and nothing said of a sound one."""

import ast
import datetime as dt
from pathlib import Path

import pytest

from frontdesk.availability import findings as findings_code
from frontdesk.availability import kept_too_short as kept_code
from frontdesk.availability import odd_plans as plans_code
from frontdesk.availability import odd_promises as promises_code
from frontdesk.availability import smallest_cause as nobody_code
from frontdesk.availability.findings import findings
from frontdesk.practice import findings as odd_code
from frontdesk.practice import odd_invitations as invitations_code
from frontdesk.practice import odd_papers as papers_code
from frontdesk.practice.file import read
from frontdesk.web.setup_words import FINDINGS

TODAY = dt.date(2026, 11, 25)
HEAD = """\
practice: {name: Cedar, timezone: America/Chicago}
locations:
  - {id: downtown, name: Downtown, rooms: [{id: exam-1, kind: exam room}]}
  - {id: oak-park, name: Oak Park, rooms: [{id: proc-1, kind: procedure room}]}
payers: [{id: medicaid, name: Medicaid}, {id: aetna, name: Aetna}]
visit types: [{id: new-patient, name: New patient visit}, {id: follow-up, name: Follow-up visit}]
providers:
  - {id: chen, name: Dr. Chen, hours: [{at: downtown, days: [mon], from: "08:00", to: "12:00"}]}
  - {id: lee, name: Dr. Lee, hours: [{at: downtown, days: [tue], from: "08:00", to: "12:00"}]}
rules: |
"""


def odd(*sentences, head=HEAD):
    return findings(read(head + "".join(f"  {one}\n" for one in sentences)).setup, TODAY)


def test_every_shape_that_can_be_said_can_be_said_in_spanish():
    """The pages' table has each of them: read from the code, so that a new one cannot be forgotten."""
    said = set()
    for module in (findings_code, odd_code, plans_code, kept_code, promises_code, papers_code, invitations_code):
        code = ast.parse(Path(module.__file__).read_text())
        documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
        remarks = {ast.get_docstring(one, clean=False) for one in ast.walk(code) if isinstance(one, documented)}
        texts = {one.value for one in ast.walk(code) if isinstance(one, ast.Constant) and isinstance(one.value, str)}
        said |= {text for text in texts - remarks if text.endswith(".")}
    assert said == set(FINDINGS)


@pytest.mark.parametrize(
    ("sentences", "kind", "says", "because"),
    [
        (["Visits take 20 minutes.", "visits take 20 minutes"], "twice", "said twice", "Visits take 20 minutes."),
        (
            ["Visits take 20 minutes when the patient is new and the patient is established."],
            "never applies",
            "exclude each other",
            "",
        ),
        (["Dr. Chen is away on 2026-11-24."], "never applies", "over", ""),
        (["Visits with Dr. Chen at Oak Park take 20 minutes."], "never applies", "no hours at Oak Park", ""),
        (
            ["Only Dr. Lee offers new patient visits.", "New patient visits with Dr. Chen take 20 minutes."],
            "never applies",
            "leave nothing",
            "Only Dr. Lee offers new patient visits.",
        ),
        (
            ["Dr. Chen does not take Medicaid.", "Visits with Dr. Chen need approval when the insurance is Medicaid."],
            "never applies",
            "leave nothing",
            "Dr. Chen does not take Medicaid.",
        ),
        (
            ["Visits are for patients under 18.", "Follow-up visits take 60 minutes when the patient is over 80."],
            "never applies",
            "leave nothing",
            "Visits are for patients under 18.",
        ),
        (
            ["Visits take 20 minutes.", "New patient visits take 40 minutes.", "Follow-up visits take 15 minutes."],
            "never decides",
            "Narrower rules",
            "New patient visits take 40 minutes.",
        ),
        (
            ["At most 20 visits per day at Downtown.", "At most 5 visits per day at Downtown."],
            "never decides",
            "lower limit",
            "At most 5 visits per day at Downtown.",
        ),
        (
            ["Book visits at least 2 days ahead.", "Visits open at 17:00 on the day before."],
            "nobody can book",
            "No day is left",
            "Visits open at 17:00 on the day before.",
        ),
        (
            ["Visits close at 12:00 on the day before.", "Visits open at 17:00 on the day before."],
            "nobody can book",
            "No day is left",
            "Visits open at 17:00 on the day before.",
        ),
        (
            ["Book visits at least 8 business days ahead.", "Book visits at most 7 days ahead."],
            "nobody can book",
            "No day is left",
            "Book visits at most 7 days ahead.",
        ),
        (
            ["Book visits at least 30 days ahead.", "Book visits at most 14 days ahead."],
            "nobody can book",
            "No day is left",
            "",
        ),
        (
            ["New patient visits take 300 minutes."],
            "nobody can book",
            "New patient visit: nobody can ever have it",
            "",
        ),
        (
            ["New patient visits need a procedure room."],
            "nobody can book",
            "New patient visit: nobody can ever have it",
            "New patient visits need a procedure room.",
        ),
        (
            ["Only Dr. Lee offers visits."],
            "nobody can book",
            "Dr. Chen, Mon 8:00 AM to 12:00 PM at Downtown: no visit may be then",
            "Only Dr. Lee offers visits.",
        ),
        *(
            ([window], "nobody can book", says, because)
            for window in (
                "New patient visits are only offered on Fridays.",
                "New patient visits are only offered on Mondays and Tuesdays from 12:00.",
                "New patient visits are only offered on Mondays from 11:50.",
                "New patient visits are only offered on Mondays from 08:01 to 08:05.",
                "New patient visits are not offered before 12:00.",
                "New patient visits are not offered on Mondays and Tuesdays.",
            )
            for says, because in (("no time is left", ""), ("New patient visit: nobody can ever have it", window))
        ),
        (
            ["New patient visits are only offered on Mondays.", "New patient visits are only offered on Tuesdays."],
            "nobody can book",
            "New patient visit: nobody can ever have it",
            "New patient visits are only offered on Mondays.",
        ),
        (
            ["Visits with Dr. Chen are not offered on Mondays."],
            "nobody can book",
            "Dr. Chen, Mon 8:00 AM to 12:00 PM at Downtown: no visit may be then",
            "Visits with Dr. Chen are not offered on Mondays.",
        ),
    ],
)
def test_what_is_odd_is_said_with_its_cause(sentences, kind, says, because):
    found = [one for one in odd(*sentences) if one.kind == kind and says in one.message]
    assert found, odd(*sentences)
    assert not because or because in found[0].because


@pytest.mark.parametrize(
    "sentences",
    [
        ["Visits take 20 minutes.", "New patient visits take 40 minutes."],
        ["Visits take 20 minutes.", 'Visits take 60 minutes when interpreter is "yes".'],
        ["Dr. Chen does not take Medicaid.", "Visits need approval when the insurance is Medicaid."],
        ["At most 5 visits per day at Downtown.", "At most 20 visits per week at Downtown."],
        ["Dr. Chen is away on 2026-11-25."],
        ["The practice is closed on December 25."],
        ["Patients may book follow-up visits themselves.", "Patients book visits at least 4 hours ahead."],
        ["New patient visits are only offered on Mondays from 11:00.", "Follow-up visits are not offered on Fridays."],
        ["New patient visits are only offered on the fifth Monday of the month from December 28 to January 3."],
        ["New patient visits are only offered on Mondays when the patient is under 18."],
    ],
)
def test_nothing_is_said_of_rules_that_do_what_they_say(sentences):
    assert odd(*sentences) == []


def test_hours_that_are_over_and_hours_that_are_too_short_are_pointed_out():
    over = HEAD.replace('to: "12:00"}]}', 'to: "12:00", until: 2026-11-01}]}', 1)
    assert any("these hours are over" in one.message for one in odd(head=over))
    short = HEAD.replace('to: "12:00"}]}', 'to: "08:20"}]}', 1)
    assert any("no visit fits into these hours" in one.message for one in odd("Visits take 30 minutes.", head=short))


@pytest.mark.parametrize("path", sorted(Path("examples").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_examples_have_nothing_odd_on_the_day_they_were_written(path):
    assert findings(read(path.read_text()).setup, TODAY) == []


def test_steps_that_take_all_of_the_visit_are_pointed_out():
    head = HEAD.replace("rules: |\n", "").replace(
        "providers:\n", "providers:\n  - {id: ortiz, name: Nurse Ortiz, kind: nurse}\n"
    )
    found = odd(
        "Visits take 20 minutes.",
        "Follow-up visits start with 20 minutes with a nurse.",
        head=head + "rules: |\n",
    )
    assert [(one.line, one.because) for one in found if "steps" in one.message] == [(13, ("Visits take 20 minutes.",))]
    assert not [
        one
        for one in odd(
            "Visits take 20 minutes.", "Follow-up visits start with 10 minutes with a nurse.", head=head + "rules: |\n"
        )
        if "steps" in one.message
    ]


@pytest.mark.parametrize(
    ("dates", "none"),
    [
        ("starting: 2026-12-01, until: 2026-12-06", True),  # Tuesday to Sunday
        ("starting: 2026-12-01, until: 2026-12-07", False),
        ("starting: 2027-02-01, until: 2027-02-28, which: [5th]", True),
        ("starting: 2027-03-01, until: 2027-03-31, which: [5th]", False),
        ("starting: 2026-12-08, until: 2026-12-14, every: 2 weeks", True),  # its week begins on the 7th
        ("starting: 2026-12-08, until: 2026-12-21, every: 2 weeks", False),
        ("until: 2026-12-31, which: [5th]", False),
        ("which: [5th]", False),
    ],
)
def test_hours_that_are_on_no_date_are_said(dates, none):
    head = HEAD.replace("days: [mon], ", f"days: [mon], {dates}, ")
    said = [one.message for one in odd("Visits take 20 minutes.", head=head)]
    assert any("no such date" in one for one in said) == none


@pytest.mark.parametrize(
    "sentences",
    [
        ["Book visits at least 1 business days ahead.", "Visits open at 17:00 on the day before."],
        ["Book visits at least 1 days ahead.", "Visits open at 17:00 on the business day before."],
        ["Book visits at least 12 days ahead.", "Book visits at most 10 business days ahead."],
    ],
)
def test_where_a_day_may_be_left_nothing_is_said(sentences):
    assert not any("No day is left" in one.message for one in odd(*sentences))


@pytest.mark.parametrize("sentence", ["At most 0 follow-up visits per day.", "At most 0 upcoming visits per patient."])
def test_a_cap_of_none_says_what_it_means(sentence):
    assert "At most 0 means never: no time is offered for it." in [one.message for one in odd(sentence)]
    assert not any("means never" in one.message for one in odd(sentence.replace("0", "5")))


# Where it stands ------------------------------------------------------------------------------------------------


def placed(*sentences, head=HEAD):
    file = read(head + "".join(f"  {one}\n" for one in sentences))
    return {
        one.message: [(place.line, place.text) for place in one.places]
        for one in odd_code.findings_in_file(file, TODAY)
    }


def test_each_finding_names_its_sentence_and_those_that_make_it_so_with_their_lines():
    first = HEAD.count("\n") + 1
    assert placed("Visits take 20 minutes.", "visits take 20 minutes") == {
        "This is said twice.": [(first + 1, "Visits take 20 minutes."), (first, "Visits take 20 minutes.")]
    }
    found = placed("Book visits at least 30 days ahead.", "Book visits at most 14 days ahead.")
    assert found["No day is left between the two."] == [
        (first + 1, "Book visits at most 14 days ahead."),
        (first, "Book visits at least 30 days ahead."),
    ]


def test_what_is_about_an_entry_names_the_entry_with_its_line():
    head = HEAD.replace('to: "12:00"}]}', 'to: "12:00", until: 2026-11-01}]}', 1)
    (places,) = placed("Visits take 20 minutes.", head=head).values()
    assert places == [(8, "Dr. Chen")] and "Dr. Chen" in head.splitlines()[7]
    asking = HEAD.replace(
        "rules: |",
        "intake:\n  - {id: a, ask: Do you smoke?, kind: yes/no, for: [new-patient], show when: 'b is \"yes\"'}\n  - {id: b, ask: Ever?, kind: yes/no, for: [new-patient]}\nrules: |",
    )
    assert [(11, "Do you smoke?")] in placed("Visits take 20 minutes.", head=asking).values()


# The smallest set of sentences after which nobody can ------------------------------------------------------------


def nobody(sentences, head=HEAD):
    return next(
        (set(one.because) for one in odd(*sentences, head=head) if "nobody can ever have it" in one.message), None
    )


NEITHER = ["Dr. Chen does not offer new patient visits.", "Dr. Lee does not offer new patient visits."]
SETS = [
    (NEITHER, set(NEITHER)),
    ([*NEITHER, "Visits need an exam room.", "Visits take 30 minutes."], set(NEITHER)),
    ([*NEITHER, "New patient visits need a procedure room."], {"New patient visits need a procedure room."}),
    (
        ["Only Dr. Lee offers new patient visits.", NEITHER[1], "Dr. Chen does not take Medicaid."],
        {"Only Dr. Lee offers new patient visits.", NEITHER[1]},
    ),
    (
        ["New patient visits take 300 minutes.", "Visits take 20 minutes.", *NEITHER],
        {"New patient visits take 300 minutes."},
    ),
]


@pytest.mark.parametrize(("sentences", "smallest"), SETS)
def test_nobody_can_names_the_smallest_set_of_sentences(sentences, smallest):
    assert nobody(sentences) == smallest
    assert nobody(list(smallest)) == smallest, "they alone make it so"
    for one in smallest:
        assert nobody(list(smallest - {one})) is None, "without any one of them somebody can"


def test_where_hours_and_not_sentences_are_the_cause_none_is_named():
    short = HEAD.replace('to: "12:00"', 'to: "08:10"')
    assert nobody([], head=short) == set()


def test_among_many_sentences_it_is_found_soon(monkeypatch):
    """Bounded: however many there are, few more books are judged than there are sentences."""
    judged = []
    real = findings_code._nobody
    monkeypatch.setattr(findings_code, "_nobody", lambda *args: judged.append(1) or real(*args))
    payers = "payers: [" + ", ".join(f"{{id: p{n}, name: Payer {n}q}}" for n in range(150)) + "]"
    head = HEAD.replace(next(line for line in HEAD.splitlines() if line.startswith("payers")), payers)
    many = [f"Dr. Chen does not take Payer {n}q." for n in range(150)]
    assert nobody([*many, *NEITHER], head=head) == set(NEITHER)
    assert len(judged) < 2 * nobody_code.MOST_TRIES


GENERAL = 'Visits take 60 minutes when interpreter is "yes".'


@pytest.mark.parametrize(
    ("sentences", "because"),
    [
        ([GENERAL, "New patient visits take 40 minutes."], ("New patient visits take 40 minutes.",)),
        (
            [
                "Book visits at least 5 days ahead when the insurance is Medicaid.",
                "Book follow-up visits at least 1 day ahead.",
            ],
            ("Book follow-up visits at least 1 day ahead.",),
        ),
        (
            [
                "Keep 20 minutes free after visits when the patient is new.",
                "Keep 5 minutes free after visits with Dr. Chen.",
            ],
            ("Keep 5 minutes free after visits with Dr. Chen.",),
        ),
    ],
)
def test_a_general_sentence_with_a_condition_that_is_outdone_for_some_visits_is_pointed_out(sentences, because):
    found = [one for one in odd(*sentences) if one.kind == "sometimes"]
    assert [one.because for one in found] == [because], odd(*sentences)


@pytest.mark.parametrize(
    "sentences",
    [
        ["Visits take 20 minutes.", "New patient visits take 40 minutes."],
        [GENERAL, "New patient visits take 40 minutes when the insurance is Medicaid."],
        [
            GENERAL,
            "New patient visits take 40 minutes.",
            'New patient visits take 80 minutes when interpreter is "yes".',
        ],
        [GENERAL, "Keep 5 minutes free after new patient visits."],
    ],
    ids=["plain ones", "a narrower one with a condition", "said for these too", "of something else"],
)
def test_of_sentences_that_leave_each_other_alone_nothing_is_said(sentences):
    assert [one for one in odd(*sentences) if one.kind == "sometimes"] == []


# Kept time that is too short ----------------------------------------------------------------------------------

KEPT = "Keep Mondays from 9:00 to 9:30 with Dr. Chen for new patient visits."


def too_short(*sentences):
    return [finding for finding in odd(*sentences) if "kept for it" in finding.message]


def test_kept_time_into_which_its_visit_never_fits_is_said_with_what_makes_it_so_long():
    (finding,) = too_short("New patient visits take 40 minutes.", KEPT)
    assert finding.message.startswith("New patient visit takes at least 40 minutes with Dr. Chen")
    assert finding.because == ("New patient visits take 40 minutes.",)
    assert finding.line == len(HEAD.splitlines()) + 2


@pytest.mark.parametrize(
    "sentences",
    [
        ["New patient visits take 30 minutes.", KEPT],
        ["New patient visits take 40 minutes.", KEPT.replace("9:30", "9:40")],
        ["New patient visits take 40 minutes.", "New patient visits take 20 minutes when the insurance is Aetna.", KEPT],
        ["New patient visits take 40 minutes.", "New patient visits with Dr. Chen take 30 minutes.", KEPT],
        ["New patient visits take 40 minutes.", KEPT, KEPT.replace("9:30", "10:00").replace("9:00", "9:30")],
        ["New patient visits take 40 minutes.", "Only Dr. Lee offers new patient visits.", KEPT],
        ["New patient visits take 40 minutes.", "New patient visits with Dr. Lee take 30 minutes.", KEPT.replace(" with Dr. Chen", "")],
        ["New patient visits take 40 minutes.", "Keep 1 times a day with each provider for new patient visits."],
    ],
)  # fmt: skip
def test_nothing_is_said_where_it_fits_for_somebody_or_together_with_what_is_kept_beside_it(sentences):
    assert too_short(*sentences) == []


def test_what_is_kept_on_other_days_does_not_make_it_longer():
    beside = KEPT.replace("9:30", "10:00").replace("9:00", "9:30").replace("Mondays", "Tuesdays")
    assert len(too_short("New patient visits take 40 minutes.", KEPT, beside)) == 2


def test_of_several_visits_the_one_that_does_not_fit_is_named():
    (finding,) = too_short("New patient visits take 40 minutes.", KEPT.replace("new", "follow-up visits and new"))
    assert finding.message.startswith("New patient visit takes")
