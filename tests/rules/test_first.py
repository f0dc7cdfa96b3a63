"""A visit that comes before another: read, said again, judged by what the patient has, and told."""

import datetime as dt
from dataclasses import replace

import pytest

from frontdesk.availability.effects import effects
from frontdesk.availability.findings import findings
from frontdesk.availability.touched import touched
from frontdesk.rules.language import Refusal, parse, render
from tests.practices import offered, practice, reasons, wanted
from tests.property.test_rules_roundtrip import VOCABULARY
from tests.rules.test_distance import EVERY_DAY, NOW, had

KEPT = "Procedures need a completed new patient visit first."
BOOKED = "Procedures need a new patient visit first."
EITHER = "Procedures need a new patient visit or a follow-up visit first."
BOTH = "Procedures need a new patient visit and a follow-up visit first."

# A sentence, what the patient has, and whether a procedure on Nov 20 at 10:00 fits; now is Nov 2.
TABLE = [
    (KEPT, [], False),
    (KEPT, ["new-patient 2026-11-01 completed"], True),
    (KEPT, ["new-patient 2026-11-02 completed"], True),
    (KEPT, ["new-patient 2026-11-01"], False),  # nobody has said that it took place
    (KEPT, ["new-patient 2026-11-10"], False),
    (KEPT, ["new-patient 2026-11-01 missed"], False),
    (KEPT, ["follow-up 2026-11-01 completed"], False),
    (BOOKED, [], False),
    (BOOKED, ["new-patient 2026-11-10"], True),
    (BOOKED, ["new-patient 2026-11-20T09:00"], True),
    (BOOKED, ["new-patient 2026-11-20T10:30"], False),
    (BOOKED, ["new-patient 2026-11-21"], False),
    (BOOKED, ["new-patient 2026-11-10 canceled"], False),
    (BOOKED, ["new-patient 2026-11-01 missed"], False),
    (BOOKED, ["new-patient 2026-11-01 completed"], True),
    (EITHER, ["follow-up 2026-11-10"], True),
    (EITHER, ["procedure 2026-11-10"], False),
    (BOTH, ["follow-up 2026-11-10"], False),
    (BOTH, ["follow-up 2026-11-10", "new-patient 2026-11-11"], True),
]


@pytest.mark.parametrize(("rule", "has", "right"), TABLE)
def test_what_fits(rule, has, right):
    file = practice(rule, EVERY_DAY, had(*has))
    want = wanted("procedure", NOW, patient="p-1", providers=("chen",))
    assert [one.kind for one in reasons(file, "2026-11-20T10:00", want)] == ([] if right else ["first visit"])
    assert ("Fri 10:00" in offered(file, want, "2026-11-20")) is right


def test_other_visits_and_patients_whom_nobody_knows_are_not_asked_for_it():
    file = practice(KEPT, EVERY_DAY, had("new-patient 2026-11-01 completed"))
    assert reasons(file, "2026-11-20T10:00", wanted("follow-up", NOW, patient="p-2")) == []
    assert reasons(file, "2026-11-20T10:00", wanted("procedure", NOW)) == []
    assert reasons(file, "2026-11-20T10:00", wanted("procedure", NOW, patient="p-2"))


def test_a_date_that_is_only_told_will_do():
    file = practice(KEPT, EVERY_DAY)
    told = {"new-patient": dt.date(2026, 10, 1)}
    for who in ("p-1", None):
        assert reasons(file, "2026-11-20T10:00", wanted("procedure", NOW, patient=who, last=told)) == []
    other = {"follow-up": dt.date(2026, 10, 1)}
    assert reasons(file, "2026-11-20T10:00", wanted("procedure", NOW, patient="p-1", last=other))


def test_who_came_on_a_day_that_is_over_has_had_it():
    from frontdesk.availability.engine import Engine
    from frontdesk.availability.explain import explain
    from frontdesk.availability.model import Booked, minute_of

    setup = practice(KEPT, EVERY_DAY).setup
    start = minute_of(dt.datetime(2026, 11, 20, 16, 0, tzinfo=dt.UTC))
    for day, kinds in ((1, []), (2, ["first visit"])):
        came = minute_of(dt.datetime(2026, 11, day, 16, 0, tzinfo=dt.UTC))
        engine = Engine(setup, [Booked("new-patient", "chen", "downtown", came, 30, "p-1", state="arrived")])
        found = explain(engine, wanted("procedure", NOW, patient="p-1"), "chen", "downtown", start)
        assert [one.kind for one in found] == kinds


def test_a_hidden_visit_does_not_give_itself_away():
    file = practice(BOOKED, EVERY_DAY, had("new-patient 2026-11-10"))
    want = wanted("procedure", NOW, patient="p-1")
    assert reasons(file, "2026-11-20T10:00", want) == []
    assert reasons(file, "2026-11-20T10:00", replace(want, seen=frozenset(["procedure"])))


@pytest.mark.parametrize(
    ("rule", "has", "detail"),
    [
        (KEPT, [], "no new patient visit has taken place"),
        (KEPT, ["new-patient 2026-11-10"], "the new patient visit of Tue Nov 10 2026 is not completed"),
        (BOOKED, [], "no new patient visit has taken place or is booked before it"),
        (BOOKED, ["new-patient 2026-11-21"], "the new patient visit is on Sat Nov 21 2026; it has to be before this"),
    ],
)
def test_what_stands_in_the_way_says_what_is_missing(rule, has, detail):
    file = practice(rule, EVERY_DAY, had(*has))
    (one,) = reasons(file, "2026-11-20T10:00", wanted("procedure", NOW, patient="p-1"))
    assert (one.detail, one.rule) == (detail, rule)


def test_all_visits_do_not_wait_for_the_first_one_itself():
    file = practice("Visits need a new patient visit first.", EVERY_DAY)
    assert reasons(file, "2026-11-20T10:00", wanted("new-patient", NOW, patient="p-1")) == []
    assert reasons(file, "2026-11-20T10:00", wanted("follow-up", NOW, patient="p-1"))


WRITTEN = [
    ("biopsies need an MRI scan first", "Biopsies need a MRI scan first."),
    ("Biopsies need a completed annual physical first.", "Biopsies need a completed annual physical first."),
    (
        "Biopsies need a completed check-up or biopsy first.",
        "Biopsies need a completed check-up or a completed biopsy first.",
    ),
    (
        "Biopsies need an eye exam, a check-up and an annual physical first.",
        "Biopsies need an eye exam, a check-up and an annual physical first.",
    ),
    (
        "Biopsies need completed substance use counseling first.",
        "Biopsies need completed substance use counseling first.",
    ),
    ("Biopsies need a visit with Dr. Chen first.", "Biopsies need a visit with Dr. Chen first."),
]


@pytest.mark.parametrize(("written", "said"), WRITTEN)
def test_it_is_said_in_one_form(written, said):
    rule = parse(written, VOCABULARY)
    assert render(rule, VOCABULARY) == said and parse(said, VOCABULARY) == rule


@pytest.mark.parametrize(
    "written",
    [
        "Biopsies need a referral first.",
        "Biopsies need a check-up or a completed biopsy first.",
        "Biopsies need first.",
    ],
)
def test_what_says_nothing_is_refused(written):
    with pytest.raises(Refusal):
        parse(written, VOCABULARY)


def test_one_that_waits_for_itself_is_odd_and_what_is_booked_stays_agreed():
    setup = practice("Procedures need a procedure first.").setup
    assert [one.kind for one in findings(setup, NOW.date())] == ["nobody can book"]
    before, after = practice().setup, practice(KEPT).setup
    assert findings(after, NOW.date()) == [] and effects(before, after) and touched(before, after) == ()


def test_one_visit_is_with_one_of_several_and_says_so():
    vocabulary = practice("").setup.book.vocabulary
    rule = "Procedures need a new patient visit with Dr. Chen or Dr. Lee first."
    assert render(parse(rule, vocabulary), vocabulary) == rule
    with pytest.raises(Refusal, match="“,”, “or”, “at” or “first”"):  # each of them, or one of them?
        parse(rule.replace(" or ", " and "), vocabulary)
    near = "Procedures are at least 2 days after the last follow-up visit with Dr. Chen and Dr. Lee."
    assert render(parse(near, vocabulary), vocabulary) == near.replace(" and Dr. Lee", " or Dr. Lee")
