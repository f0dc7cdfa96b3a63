"""Limits of every kind: in a period, of minutes, of one patient, in a row and at the same time."""

import datetime as dt

import pytest

from frontdesk.availability.effects import effects
from frontdesk.availability.findings import findings
from frontdesk.rules.families.caps import Cap
from frontdesk.rules.language import Refusal, parse, render
from tests.practices import offered, practice, reasons, wanted
from tests.property.test_rules_roundtrip import VOCABULARY
from tests.rules.test_distance import NOW, had

HOURS = """
- {at: downtown, days: [mon, tue, wed, thu, fri, sat, sun], from: "08:00", to: "12:00"}
- {at: downtown, days: [mon, tue, wed, thu, fri, sat, sun], from: "12:30", to: "17:00"}
"""


def booked(*visits):
    """'procedure 2026-11-20T09:00', each of a patient of their own; 'lee' behind it: with Dr. Lee at North."""
    lines = []
    for number, one in enumerate(visits):
        visit, start, *more = one.split()
        who = "lee, at: north" if "lee" in more else "ortiz, at: downtown" if "ortiz" in more else "chen, at: downtown"
        minutes = next((word for word in more if word.isdigit()), "30")
        lines.append(
            f'- {{visit: {visit}, provider: {who}, start: "{start}", minutes: {minutes}, patient: p-{number + 5}}}'
        )
    return "\n".join(lines)


DAY = "2026-11-20"  # a Friday
MORNING = "procedure 2026-11-20T09:00"
NOON = "procedure 2026-11-20T12:30"

# A sentence, what is booked, a start of a procedure with Dr. Chen, and whether it is offered.
TABLE = [
    ("At most 1 procedure per half day with Dr. Chen.", [MORNING], "2026-11-20T11:30", False),
    ("At most 1 procedure per half day with Dr. Chen.", [MORNING], "2026-11-20T12:30", True),
    ("At most 1 procedure per half day with Dr. Chen.", [NOON], "2026-11-20T11:30", True),
    ("At most 1 procedure per half day with Dr. Chen.", [NOON], "2026-11-20T16:30", False),
    ("At most 1 procedure per half day with Dr. Chen.", [MORNING], "2026-11-21T09:00", True),
    ("At most 1 procedure per hour.", [MORNING], "2026-11-20T09:30", False),
    ("At most 1 procedure per hour.", [MORNING], "2026-11-20T10:00", True),
    ("At most 1 procedure per hour.", [MORNING], "2026-11-20T08:30", True),
    ("At most 1 procedure per month.", ["procedure 2026-11-03T09:00"], "2026-11-30T09:00", False),
    ("At most 1 procedure per month.", ["procedure 2026-11-03T09:00"], "2026-12-01T09:00", True),
    ("At most 1 procedure per month.", ["procedure 2026-12-31T09:00"], "2026-12-01T09:00", False),
    (
        "At most 1 procedure per day with Dr. Chen and Dr. Lee.",
        ["procedure 2026-11-20T09:00 lee"],
        "2026-11-20T13:00",
        False,
    ),
    ("At most 1 procedure per day with each provider.", ["procedure 2026-11-20T09:00 lee"], "2026-11-20T13:00", True),
    # A procedure takes 30 minutes.
    ("At most 1 hour of procedures per day with Dr. Chen.", [MORNING], "2026-11-20T13:00", True),
    (
        "At most 1 hour of procedures per day with Dr. Chen.",
        ["procedure 2026-11-20T09:00 45"],
        "2026-11-20T13:00",
        False,
    ),
    (
        "At most 90 minutes of visits per half day. Keep 20 minutes free after visits.",
        ["procedure 2026-11-20T09:00 60"],
        "2026-11-20T11:00",
        True,
    ),
    (
        "At most 90 minutes of visits per half day. Keep 20 minutes free after visits.",
        ["procedure 2026-11-20T09:00 61"],
        "2026-11-20T11:00",
        False,
    ),
    # In a row: free time between ends nothing, another type does, and the end of hours, and a closure.
    (
        "At most 2 procedures in a row with each provider.",
        [MORNING, "procedure 2026-11-20T10:00"],
        "2026-11-20T11:30",
        False,
    ),
    (
        "At most 2 procedures in a row with each provider.",
        [MORNING, "procedure 2026-11-20T10:00"],
        "2026-11-20T08:00",
        False,
    ),
    (
        "At most 2 procedures in a row with each provider.",
        [MORNING, "procedure 2026-11-20T10:00"],
        "2026-11-20T09:30",
        False,
    ),
    (
        "At most 2 procedures in a row with each provider.",
        [MORNING, "procedure 2026-11-20T10:00"],
        "2026-11-20T12:30",
        True,
    ),
    (
        "At most 2 procedures in a row with each provider.",
        [MORNING, "follow-up 2026-11-20T09:30", "procedure 2026-11-20T10:00"],
        "2026-11-20T11:00",
        True,
    ),
    (
        "At most 2 procedures in a row with each provider.",
        [MORNING, "procedure 2026-11-20T09:30 lee"],
        "2026-11-20T10:00",
        True,
    ),
    (
        "At most 1 procedure in a row. Dr. Chen is away on 2026-11-20 from 10:00 to 10:30.",
        [MORNING],
        "2026-11-20T10:30",
        True,
    ),
    (
        "At most 1 procedure in a row. Dr. Chen is away on 2026-11-20 from 10:00 to 10:30.",
        [MORNING],
        "2026-11-20T09:30",
        False,
    ),
    ("At most 1 procedure in a row.", ["procedure 2026-11-19T16:30"], "2026-11-20T08:00", True),
    # At the same time: any minute of it, and no buffers.
    ("At most 1 visit at the same time.", ["follow-up 2026-11-20T09:00 lee"], "2026-11-20T09:00", False),
    (
        "At most 1 visit at the same time. Keep 30 minutes free after visits with Dr. Lee.",
        ["follow-up 2026-11-20T09:00 lee"],
        "2026-11-20T09:30",
        True,
    ),
    ("At most 1 visit at the same time.", ["follow-up 2026-11-20T09:20 lee"], "2026-11-20T09:00", False),
    (
        "At most 2 visits at the same time.",
        ["follow-up 2026-11-20T08:40 lee", "follow-up 2026-11-20T09:10 lee"],
        "2026-11-20T09:00",
        True,
    ),
    ("At most 1 visit at the same time at Downtown.", ["follow-up 2026-11-20T09:00 lee"], "2026-11-20T09:00", True),
    (
        "At most 1 visit at the same time at each location.",
        ["follow-up 2026-11-20T09:00 lee"],
        "2026-11-20T09:00",
        True,
    ),
    ("At most 1 visit with a nurse at the same time.", ["follow-up 2026-11-20T09:00 ortiz"], "2026-11-20T09:00", True),
]


@pytest.mark.parametrize(("rule", "has", "start", "right"), TABLE)
def test_what_is_left(rule, has, start, right):
    file = practice(rule, HOURS, booked(*has), nurses=True)
    want = wanted("procedure", NOW, providers=("chen",))
    assert [one.kind for one in reasons(file, start, want)] == ([] if right else ["cap"])
    assert (f"{dt.datetime.fromisoformat(start):%a %H:%M}" in offered(file, want, start[:10])) is right


def test_those_of_a_kind_count_together():
    file = practice(
        "At most 1 visit with a nurse at the same time.", HOURS, booked("procedure 2026-11-20T09:00 ortiz"), nurses=True
    )
    nurse = lambda at: reasons(file, f"2026-11-20T{at}", wanted("follow-up", NOW), "ortiz")  # noqa: E731
    assert "cap" in [one.kind for one in nurse("09:00")]
    assert nurse("09:30") == []


# What one patient has, whoever asks --------------------------------------------------------------------------

OWN = [
    ("At most 1 visit per day per patient.", ["procedure 2026-11-20"], "2026-11-20T15:00", False),
    ("At most 1 visit per day per patient.", ["procedure 2026-11-20"], "2026-11-21T09:00", True),
    ("At most 1 visit per day per patient.", ["procedure 2026-11-20 missed"], "2026-11-20T15:00", True),
    ("At most 1 visit per day per patient.", ["procedure 2026-11-20 canceled"], "2026-11-20T15:00", True),
    ("At most 1 visit per week per patient.", ["procedure 2026-11-16"], "2026-11-22T09:00", False),
    ("At most 1 visit per week per patient.", ["procedure 2026-11-16"], "2026-11-23T09:00", True),
    ("At most 1 visit per month per patient.", ["procedure 2026-11-30"], "2026-11-03T09:00", False),
    ("At most 1 visit per month per patient.", ["procedure 2026-11-30"], "2026-12-01T09:00", True),
    ("At most 2 visits per month per patient.", ["procedure 2026-11-30"], "2026-11-03T09:00", True),
    ("At most 1 procedure per day per patient.", ["follow-up 2026-11-20"], "2026-11-20T15:00", True),
    ("At most 1 visit with Dr. Lee per day per patient.", ["procedure 2026-11-20"], "2026-11-20T15:00", True),
]


@pytest.mark.parametrize(("rule", "has", "start", "right"), OWN)
def test_what_one_patient_may_have(rule, has, start, right):
    file = practice(rule, HOURS, had(*has))
    want = wanted("procedure", NOW, patient="p-1", providers=("chen",))
    assert [one.kind for one in reasons(file, start, want)] == ([] if right else ["cap"])
    assert (f"{dt.datetime.fromisoformat(start):%a %H:%M}" in offered(file, want, start[:10])) is right
    assert reasons(file, start, wanted("procedure", NOW, patient="p-2")) == []


@pytest.mark.parametrize(
    ("rule", "detail"),
    [
        ("At most 1 procedure per half day with Dr. Chen.", "1 booked for the morning of Fri Nov 20"),
        ("At most 1 procedure per hour.", "1 booked from 9:00 AM to 10:00 AM on Fri Nov 20"),
        ("At most 1 procedure per day.", "1 booked for Fri Nov 20"),
        ("At most 1 procedure per week.", "1 booked for the week of Mon Nov 16"),
        ("At most 1 procedure per month.", "1 booked for November 2026"),
        ("At most 50 minutes of procedures per day.", "30 minutes booked for Fri Nov 20, and this takes 30"),
        ("At most 1 procedure in a row with each provider.", "it would be one of 2 in a row"),
    ],
)
def test_what_stands_in_the_way_says_how_many_there_are(rule, detail):
    file = practice(rule, HOURS, booked(MORNING))
    (one,) = reasons(file, "2026-11-20T09:30", wanted("procedure", NOW))
    assert (one.rule, one.detail) == (rule, detail)


def test_who_has_one_already_is_told_so():
    file = practice("At most 1 visit per week per patient.", HOURS, had("procedure 2026-11-16"))
    (one,) = reasons(file, "2026-11-20T09:30", wanted("procedure", NOW, patient="p-1"))
    assert one.detail == "the patient has 1 in the week of Mon Nov 16"


@pytest.mark.parametrize(
    ("date", "left"),
    [
        ("2026-11-01", ["Sun 01:00", "Sun 01:30", "Sun 02:00", "Sun 02:30"]),
        ("2027-03-14", ["Sun 01:00", "Sun 01:30"]),
    ],
)
def test_hours_are_those_of_the_clock_when_it_is_changed(date, left):
    night = '- {at: downtown, days: [sun], from: "01:00", to: "04:00"}'
    rules = "Visits take 30 minutes. Visits start every 30 minutes. At most 1 visit per hour. "
    file = practice(rules, night, booked(f"procedure {date}T03:30"))
    want = wanted("follow-up", dt.datetime(2026, 10, 20, tzinfo=dt.UTC), providers=("chen",))
    assert offered(file, want, date) == left


WRITTEN = [
    ("At most 2 biopsies per half-day", "At most 2 biopsies per half day."),
    ("At most 360 minutes of biopsies per day with Dr. Chen.", "At most 6 hours of biopsies per day with Dr. Chen."),
    ("At most 1 hour 30 minutes of visits per day.", "At most 90 minutes of visits per day."),
    ("At most 2 biopsies in a row.", "At most 2 biopsies in a row with each provider."),
    ("At most 1 visits per day per patient.", "At most 1 visit per day per patient."),
    (
        "At most 3 visits with an MA at the same time at Downtown.",
        "At most 3 visits with a MA at the same time at Downtown.",
    ),
    ("At most 5 visits per day with a nurse.", "At most 5 visits per day with a nurse."),
]


@pytest.mark.parametrize(("written", "said"), WRITTEN)
def test_it_is_said_in_one_form(written, said):
    rule = parse(written, VOCABULARY)
    assert render(rule, VOCABULARY) == said and parse(said, VOCABULARY) == rule


def test_a_kind_of_provider_is_everybody_of_it():
    rule = parse("At most 5 visits per day with an MA.", VOCABULARY)
    assert isinstance(rule, Cap) and set(rule.scope.providers) == {"chen", "o-neil"}
    assert rule.names() == (("kind of provider", "MA"),)


@pytest.mark.parametrize(
    "written",
    [
        "At most 2 biopsies per year.",
        "At most 0 biopsies in a row.",
        "At most 2 hours of biopsies per day per patient.",
        "At most 2 visits per half day per patient.",
    ],
)
def test_what_says_nothing_is_refused(written):
    with pytest.raises(Refusal):
        parse(written, VOCABULARY)


@pytest.mark.parametrize(
    "rule", [rule for rule in dict.fromkeys(rule for rule, *_ in [*TABLE, *OWN]) if rule.count(".") < 3]
)
def test_each_has_an_effect(rule):
    before, after = practice(nurses=True).setup, practice(rule, nurses=True).setup
    assert effects(before, after)


def test_a_higher_limit_of_the_same_kind_never_decides():
    odd = lambda *rules: [one.kind for one in findings(practice(" ".join(rules)).setup, NOW.date())]  # noqa: E731
    assert odd("At most 2 procedures per half day.", "At most 3 procedures per half day.") == ["never decides"]
    assert odd("At most 2 procedures per half day.", "At most 3 procedures per day.") == []
    assert odd("At most 2 procedures per day.", "At most 3 hours of procedures per day.") == []
