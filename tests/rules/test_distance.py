"""How far apart the visits of a patient are: read, said again, judged by local dates, and told."""

import datetime as dt
import json

import pytest

from frontdesk.availability.effects import effects
from frontdesk.availability.touched import Area, touched
from frontdesk.practice.file import read
from frontdesk.practice.findings import findings_in_file
from frontdesk.rules.dates import moved
from frontdesk.rules.facts import Visit
from frontdesk.rules.families.distance import Apart, Between, Distance, FromDate
from frontdesk.rules.history import PatientVisit
from frontdesk.rules.language import Refusal, parse, render
from frontdesk.rules.scope import Scope
from frontdesk.server.cli import main
from tests.practices import offered, practice, reasons, wanted
from tests.property.test_rules_roundtrip import VOCABULARY

EVERY_DAY = '- {at: downtown, days: [mon, tue, wed, thu, fri, sat, sun], from: "08:00", to: "12:00"}'
NOW = dt.datetime(2026, 11, 2, 12, 0, tzinfo=dt.UTC)


def had(*visits, **more):
    """Appointments of patient p-1: 'procedure 2026-11-02', 'procedure 2026-11-02T10:00 missed'."""
    lines = []
    for one in visits:
        visit, start, *state = one.split()
        start = start if "T" in start else f"{start}T09:00"
        said = f", state: {state[0]}" if state else ""
        who = more.get("provider", "chen")
        lines.append(
            f'- {{visit: {visit}, provider: {who}, at: downtown, start: "{start}", minutes: 30, patient: p-1{said}}}'
        )
    return "\n".join(lines)


def why(rules, start, *visits, visit="follow-up", now=NOW, provider="chen", zone="America/Chicago", **facts):
    file = practice(rules, EVERY_DAY, had(*visits, provider=provider), zone=zone)
    start = start if "T" in start else f"{start}T08:00"
    found = reasons(file, start, wanted(visit, now, patient="p-1", **facts))
    return [(one.kind, one.detail) for one in found]


def fits(*asked, **more):
    return why(*asked, **more) == []


AFTER = "Follow-up visits are at least 14 days after the last procedure."
SPAN = "Procedures are 5 to 14 days after the last procedure."
WITHIN = "Follow-up visits are within 30 days of the last procedure."
BETWEEN = "At least 2 days between procedures."

# A sentence, the visit and the start that are wanted, what the patient has, and whether it fits.
TABLE = [
    (AFTER, "follow-up", "2026-11-15", ["procedure 2026-11-01"], True),
    (AFTER, "follow-up", "2026-11-14", ["procedure 2026-11-01"], False),
    (AFTER, "follow-up", "2026-11-14", ["procedure 2026-11-01 completed"], False),
    (AFTER, "follow-up", "2026-11-14", ["procedure 2026-11-01 missed"], True),
    (AFTER, "follow-up", "2026-11-14", ["procedure 2026-11-01 canceled"], True),
    (AFTER, "follow-up", "2026-11-14", [], True),  # none on record
    (AFTER, "follow-up", "2026-11-14", ["follow-up 2026-11-13"], True),  # of another type
    (AFTER, "procedure", "2026-11-14", ["procedure 2026-11-13"], True),
    (AFTER, "follow-up", "2026-11-10", ["procedure 2026-11-20"], True),  # it looks back
    (AFTER, "follow-up", "2026-11-20T08:00", ["procedure 2026-11-20T09:00"], True),
    (AFTER, "follow-up", "2026-11-20T10:00", ["procedure 2026-11-20T09:00"], False),
    (AFTER, "follow-up", "2026-11-20", ["procedure 2026-11-01", "procedure 2026-11-10"], False),  # the last of them
    (SPAN, "procedure", "2026-11-24", ["procedure 2026-11-10"], True),
    (SPAN, "procedure", "2026-11-25", ["procedure 2026-11-10"], False),
    (SPAN, "procedure", "2026-11-15", ["procedure 2026-11-10"], True),
    (SPAN, "procedure", "2026-11-14", ["procedure 2026-11-10"], False),
    (WITHIN, "follow-up", "2026-12-10", ["procedure 2026-11-10"], True),
    (WITHIN, "follow-up", "2026-12-11", ["procedure 2026-11-10"], False),
    (WITHIN, "follow-up", "2026-11-10T10:00", ["procedure 2026-11-10"], True),
    (BETWEEN, "procedure", "2026-11-18", ["procedure 2026-11-16"], True),  # Monday to Wednesday is two days
    (BETWEEN, "procedure", "2026-11-17", ["procedure 2026-11-16"], False),
    (BETWEEN, "procedure", "2026-11-15", ["procedure 2026-11-16"], False),
    (BETWEEN, "procedure", "2026-11-14", ["procedure 2026-11-16"], True),
    (BETWEEN, "procedure", "2026-11-16T10:00", ["procedure 2026-11-16"], False),
    (BETWEEN, "follow-up", "2026-11-17", ["procedure 2026-11-16"], True),
    (BETWEEN, "procedure", "2026-11-17", ["procedure 2026-11-16 canceled"], True),
    (
        "At least 2 days between procedures and follow-up visits.",
        "follow-up",
        "2026-11-17",
        ["procedure 2026-11-16"],
        False,
    ),
    # What is booked for later looks back to this one.
    (AFTER, "procedure", "2026-11-10", ["follow-up 2026-11-20"], False),
    (AFTER, "procedure", "2026-11-06", ["follow-up 2026-11-20"], True),
    (AFTER, "procedure", "2026-11-20T10:00", ["follow-up 2026-11-20"], True),
    (
        AFTER,
        "procedure",
        "2026-11-10",
        ["procedure 2026-11-12", "follow-up 2026-11-20"],
        True,
    ),  # not the last before it
    (AFTER, "procedure", "2026-11-10", ["follow-up 2026-11-20 missed"], True),
    (SPAN, "procedure", "2026-11-10", ["procedure 2026-11-14"], False),
    (SPAN, "procedure", "2026-11-10", ["procedure 2026-11-15"], True),
    (
        SPAN,
        "procedure",
        "2026-11-10",
        ["procedure 2026-11-25"],
        False,
    ),  # it had none before it, and now has one too early
    (SPAN, "procedure", "2026-11-10", ["procedure 2026-11-05", "procedure 2026-11-24"], True),
    (WITHIN, "procedure", "2026-11-10", ["follow-up 2026-12-11"], False),
    (
        WITHIN,
        "procedure",
        "2026-11-10",
        ["procedure 2026-11-04", "follow-up 2026-12-11"],
        True,
    ),  # it was too far before
    # Months end with their last day.
    (
        "Follow-up visits are at least 6 months after the last procedure.",
        "follow-up",
        "2027-02-28",
        ["procedure 2026-08-31"],
        True,
    ),
    (
        "Follow-up visits are at least 6 months after the last procedure.",
        "follow-up",
        "2027-02-27",
        ["procedure 2026-08-31"],
        False,
    ),
    (
        "Follow-up visits are at least 18 months after the last procedure.",
        "follow-up",
        "2028-02-29",
        ["procedure 2026-08-31"],
        True,
    ),
    (
        "Follow-up visits are at least 18 months after the last procedure.",
        "follow-up",
        "2028-02-28",
        ["procedure 2026-08-31"],
        False,
    ),
    (
        "Follow-up visits are within 1 month of the last procedure.",
        "follow-up",
        "2027-02-28",
        ["procedure 2027-01-31"],
        True,
    ),
    (
        "Follow-up visits are within 1 month of the last procedure.",
        "follow-up",
        "2027-03-01",
        ["procedure 2027-01-31"],
        False,
    ),
    ("At least 1 month between procedures.", "procedure", "2027-01-31", ["procedure 2027-02-28"], True),
    ("At least 1 month between procedures.", "procedure", "2027-02-01", ["procedure 2027-02-28"], False),
    # By dates, and not by hours, on the days on which the clock is changed.
    (BETWEEN, "procedure", "2026-11-03T08:00", ["procedure 2026-11-01T11:30"], True),
    (BETWEEN, "procedure", "2027-03-15T08:00", ["procedure 2027-03-13T11:30"], True),
    (BETWEEN, "procedure", "2027-03-14T11:30", ["procedure 2027-03-13T08:00"], False),
]


@pytest.mark.parametrize(("rule", "visit", "start", "has", "right"), TABLE)
def test_what_fits(rule, visit, start, has, right):
    now = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
    file = practice(rule + " Book visits at most 999 days ahead.", EVERY_DAY, had(*has))
    want = wanted(visit, now, patient="p-1", providers=("chen",))
    start = start if "T" in start else f"{start}T08:00"
    assert [one.kind for one in reasons(file, start, want)] == ([] if right else ["distance"])
    left = offered(file, want, start[:10])
    assert (f"{dt.datetime.fromisoformat(start):%a %H:%M}" in left) is right


def test_with_somebody_and_somewhere():
    rule = "Follow-up visits are within 30 days of the last visit with Dr. Lee."
    assert fits(rule, "2026-12-20", "procedure 2026-11-01")
    assert not fits(rule, "2026-12-20", "procedure 2026-11-01", provider="lee")


def test_a_visit_of_somebody_else_is_none_of_the_patient():
    file = practice(AFTER, EVERY_DAY, had("procedure 2026-11-10"))
    assert reasons(file, "2026-11-12T08:00", wanted(now=NOW, patient="p-2")) == []
    assert reasons(file, "2026-11-12T08:00", wanted(now=NOW)) == []  # nobody knows who it is


def test_hidden_visits_do_not_give_themselves_away():
    from dataclasses import replace

    file = practice("At least 2 days between visits.", EVERY_DAY, had("procedure 2026-11-10"))
    want = wanted(now=NOW, patient="p-1")
    assert reasons(file, "2026-11-11T08:00", want)
    assert reasons(file, "2026-11-11T08:00", replace(want, seen=frozenset(["follow-up"]))) == []


def test_what_stands_in_the_way_says_the_date_that_would_do():
    said = "the last procedure was on Sun Nov 1 2026; earliest is Sun Nov 15 2026"
    assert why(AFTER, "2026-11-14", "procedure 2026-11-01") == [("distance", said)]
    ((_, later),) = why(AFTER, "2026-11-12", "follow-up 2026-11-20", visit="procedure")
    assert later == "a follow-up visit is booked for Fri Nov 20 2026; latest before it is Fri Nov 6 2026"
    ((_, far),) = why(WITHIN, "2026-11-10", "follow-up 2026-12-11", visit="procedure")
    assert far.endswith("earliest before it is Wed Nov 11 2026")
    ((_, near),) = why(BETWEEN, "2026-11-17", "procedure 2026-11-16", visit="procedure")
    assert near == "a procedure is on Mon Nov 16 2026; earliest after it is Wed Nov 18 2026"
    ((_, before),) = why(BETWEEN, "2026-11-15", "procedure 2026-11-16", visit="procedure")
    assert before.endswith("latest before it is Sat Nov 14 2026")


@pytest.mark.parametrize(
    ("start", "most"), [("2026-03-31", 1), ("2026-02-28", 1), ("2028-02-29", 12), ("2026-05-31", 3)]
)
def test_the_dates_that_are_said_before_a_visit_are_the_last_and_the_first_that_would_do(start, most):
    later, apart = dt.date.fromisoformat(start), Apart(most, most, "months")
    day = dt.timedelta(days=1)
    latest, earliest = apart.latest_before(later), apart.earliest_before(later)
    assert moved(latest, most, "months") <= later < moved(latest + day, most, "months")
    assert moved(earliest - day, most, "months") < later <= moved(earliest, most, "months")


@pytest.mark.parametrize(
    ("last", "right"),
    [
        ({"procedure": dt.date(2026, 11, 1)}, True),
        ({"procedure": dt.date(2026, 11, 2)}, False),
        ({"follow-up": dt.date(2026, 11, 2)}, True),
    ],
)
def test_a_date_that_is_only_told_counts(last, right):
    assert fits(AFTER, "2026-11-15", last=last) is right
    with_somebody = AFTER.replace("procedure.", "procedure with Dr. Chen.")
    assert fits(with_somebody, "2026-11-15", last=last)  # nobody knows with whom it was


def test_under_a_condition_a_later_visit_is_judged_by_what_is_known_of_its_patient():
    rule = AFTER[:-1] + " when the insurance is Medicaid."
    later = "follow-up 2026-11-20"
    assert fits(rule, "2026-11-12", later, visit="procedure")
    assert not fits(rule, "2026-11-12", later, visit="procedure", payer="medicaid")
    assert fits(rule, "2026-11-12", later, visit="procedure", payer="aetna")


# Days from a date that was asked ------------------------------------------------------------------------------

ASKED = [
    (
        "Procedures are 10 to 14 days after the referral.",
        {"2026-11-11": False, "2026-11-12": True, "2026-11-16": True, "2026-11-17": False},
    ),
    ("Procedures are within 2 days after the referral.", {"2026-11-02": True, "2026-11-04": True, "2026-11-05": False}),
    ("Procedures are at least 1 month after the referral.", {"2026-12-01": False, "2026-12-02": True}),
    ("Procedures are at least 30 days before the referral.", {"2026-11-02": False}),
    ("Procedures need a referral within the last 30 days.", {"2026-12-02": True, "2026-12-03": False}),
]


@pytest.mark.parametrize(("rule", "days"), ASKED)
def test_days_from_a_date_that_was_asked(rule, days):
    for day, right in days.items():
        found = why(rule, f"{day}T10:00", visit="procedure", answers={"referral": "2026-11-02"})
        assert ([kind for kind, _ in found] == []) is right, day
        assert {kind for kind, _ in found} <= {"distance"}


def test_before_the_date_it_is_no_date_of_the_last_days():
    rule = "Procedures need a referral within the last 30 days."
    assert why(rule, "2026-11-09", visit="procedure", answers={"referral": "2026-11-10"}) == [
        ("distance", "referral is Tue Nov 10 2026; earliest is Tue Nov 10 2026")
    ]


@pytest.mark.parametrize("answer", [None, "", "yes", "2026-02-30", "9999-12-31"])
def test_a_date_that_is_not_known_stands_in_the_way_of_nothing_and_is_asked_for(answer):
    from frontdesk.availability.engine import Engine

    answers = {} if answer is None else {"referral": answer}
    for rule, asked in (
        ("Procedures are 10 to 14 days after the referral.", "unknown"),
        ("Procedures need a referral within the last 30 days.", "information"),
    ):
        assert fits(rule, "2026-11-20", visit="procedure", answers=answers)
        needs = Engine(practice(rule).setup).needs(wanted("procedure", answers=answers))
        assert "referral" in getattr(needs, asked)
        needs = Engine(practice(rule).setup).needs(wanted("procedure", answers={"referral": "2026-11-10"}))
        assert needs.unknown == needs.information == ()


# Reading ------------------------------------------------------------------------------------------------------

WRITTEN = [
    ("MRI scans are at least 1 year after the last one.", "MRI scans are at least 12 months after the last MRI scan."),
    ("biopsies are at least 2 weeks after the last biopsy", "Biopsies are at least 14 days after the last biopsy."),
    ("Biopsies are from 5 to 14 days after the last biopsy.", "Biopsies are 5 to 14 days after the last biopsy."),
    ("Biopsies are between 5 and 14 days after the last biopsy.", "Biopsies are 5 to 14 days after the last biopsy."),
    ("Biopsies are at most 14 days after the last visit.", "Biopsies are within 14 days of the last visit."),
    ("Biopsies are 14 days after the last MRI scan.", "Biopsies are 14 days after the last MRI scan."),
    ("Biopsies are within 1 days of the last visit at Downtown.", "Biopsies are within 1 day of the last visit at Downtown."),
    ("Keep at least 2 days between biopsies.", "At least 2 days between biopsies."),
    ("Biopsies are within 7 days after the date of birth.", "Biopsies are 0 to 7 days after the date of birth."),
    ("Biopsies need an insurance card within the last 30 days.", "Biopsies need an insurance card within the last 30 days."),
    ("MRI scans are within 90 days of the last visit with Dr. Chen.", "MRI scans are within 90 days of the last visit with Dr. Chen."),
    (
        "Biopsies are at least 7 days after the last MRI scan or annual physical.",
        "Biopsies are at least 7 days after the last MRI scan or annual physical.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("written", "said"), WRITTEN)
def test_it_is_said_in_one_form(written, said):
    rule = parse(written, VOCABULARY)
    assert render(rule, VOCABULARY) == said
    assert parse(said, VOCABULARY) == rule


@pytest.mark.parametrize(
    "written",
    [
        "Biopsies are 14 to 5 days after the last biopsy.",
        "Biopsies are at least 9999 days after the last biopsy.",
        "Biopsies are at least 2 hours after the last biopsy.",
        "Biopsies are at least 2 days after the biopsy.",
        "At least 2 days between.",
    ],
)
def test_what_says_nothing_is_refused(written):
    with pytest.raises(Refusal):
        parse(written, VOCABULARY)


def test_a_change_has_an_effect_and_touches_both_visits():
    before, after = practice().setup, practice(AFTER).setup
    assert effects(before, after)
    assert set(touched(before, after)) == {Area(visit="follow-up"), Area(visit="procedure")}


def test_a_question_that_is_not_answered_with_a_date_is_odd():
    said = [
        one.message for one in findings_in_file(practice("Procedures are 1 to 2 days after the referral."), NOW.date())
    ]
    assert said == ["“referral” is not answered with a date."]
    assert findings_in_file(practice("Well-child visits are 3 to 5 days after the date of birth."), NOW.date()) == []


def test_a_visit_that_was_kept_is_over():
    today = dt.date(2026, 11, 2)
    one = lambda state, day: PatientVisit(Visit("x", "y", "z"), 0, dt.date(2026, 11, day), state).kept(today)  # noqa: E731
    assert one("completed", 2) and one("arrived", 1)
    assert not one("arrived", 2) and not one("booked", 1)


def test_its_classes():
    assert parse("At least 2 days between biopsies.", VOCABULARY) == Between(Scope(("biopsy",)), Apart(2))
    assert isinstance(parse("Biopsies are within 2 days of the last visit.", VOCABULARY), Distance)
    assert isinstance(parse("Biopsies are 1 day before the date of birth.", VOCABULARY), FromDate)


# The command line ---------------------------------------------------------------------------------------------

FILE = """
practice: {name: Cedar, timezone: America/Chicago}
locations: [{id: main, name: Main}]
visit types: [{id: shot, name: Allergy shot}, {id: check, name: Check}]
providers:
  - {id: chen, name: Dr. Chen, hours: [{at: main, days: [mon, tue, wed, thu, fri], from: "08:00", to: "12:00"}]}
intake: [{id: surgery-date, ask: Surgery date, kind: date}]
rules: |
  Allergy shots are 5 to 14 days after the last allergy shot.
  Checks are 10 to 14 days after the surgery date.
"""


def explained(tmp_path, capsys, *given):
    path = tmp_path / "practice.yaml"
    path.write_text(FILE)
    asked = ["explain", str(path), "--provider", "chen", "--at", "main", "--start", "2026-12-08T09:00", "--now", "2026-11-30T08:00", "--json"]  # fmt: skip
    status = main([*asked, *given])
    said = capsys.readouterr()
    return json.loads(said.out)["offered"] if status == 0 else said.err.strip()


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (["--visit", "shot", "--last", "shot=2026-12-01"], True),
        (["--visit", "shot", "--last", "shot=2026-12-01", "--last", "shot=2026-12-05"], False),
        (["--visit", "shot", "--last", "check=2026-12-07"], True),
        (["--visit", "shot"], True),
        (["--visit", "shot", "--last", "shot"], "--last shot: write VISIT=DATE"),
        (["--visit", "shot", "--last", "shots=2026-12-01"], "--last: no visit type 'shots'; did you mean 'shot'?"),
        (["--visit", "check", "--answer", "surgery date=2026-11-27"], True),
        (["--visit", "check", "--answer", "surgery date=2026-12-01"], False),
        (["--visit", "check"], True),
    ],
)
def test_the_command_line_is_told_when_the_last_visit_was(tmp_path, capsys, given, found):
    assert explained(tmp_path, capsys, *given) == found


def test_the_command_line_refuses_what_is_no_date(tmp_path, capsys):
    for given in (["--last", "shot=yesterday"], ["--answer", "surgery date=soon"]):
        assert "is not a date that exists" in explained(tmp_path, capsys, "--visit", "shot", *given)


@pytest.mark.parametrize("state", ["done", "no-show"])
def test_a_state_that_is_none_is_a_fault(state):
    from frontdesk.practice.file import FileFaults

    one = f'{{visit: shot, provider: chen, at: main, start: "2026-12-01T09:00", minutes: 30, state: {state}}}'
    with pytest.raises(FileFaults, match="write booked, completed, missed or canceled"):
        read(f"{FILE}appointments: [{one}]\n")
