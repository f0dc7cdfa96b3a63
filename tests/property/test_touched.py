"""What a change cannot touch it does not break: the areas leave out no appointment whose verdict changes."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontdesk.availability.clock import local_date
from frontdesk.availability.engine import Engine
from frontdesk.availability.explain import explain
from frontdesk.availability.model import Booked, Taking, Wanted, minute_of
from frontdesk.availability.touched import Area, stand, touched
from frontdesk.rules.facts import Facts
from tests.practices import practice
from tests.property.test_engine import BEGIN, HOURS, RULES, booked, facts

RELEVANT = [
    rule
    for rule in RULES
    if any(
        words in rule
        for words in (
            " away ",
            " closed ",
            "offer",
            " need ",
            " start with ",
            " end with ",
            "Keep ",
            "seats",
            "take",
            " for ",
        )
    )
]
LINES = HOURS.strip().splitlines()


def set_up(rules, hours, nurses):
    sayable = [rule for rule in rules if nurses or "nurse" not in rule.lower()]
    return practice(" ".join(sayable), hours="\n".join(hours), nurses=nurses).setup


def as_it_stands(one):
    """What an appointment in the database takes is written down with it, whatever the rules say later."""
    own = Taking("provider", one.provider, one.start, one.end)
    rooms = (Taking("resource", f"{one.location}/{room}", one.start, one.end) for room in one.resources)
    return replace(one, before=0, after=0, taking=(own, *rooms), also_with=())


def verdict(setup, one, others, known):
    if one.provider not in setup.providers:
        return ["gone"]
    wanted = Wanted(one.visit, BEGIN, known, patient=one.patient, minutes=one.minutes)
    engine = Engine(setup, others)
    said = explain(engine, wanted, one.provider, one.location, one.start)
    agreed = engine.agreed(wanted, one.provider, one.location, one.start)
    return sorted((reason.kind, reason.rule or "", reason.detail) for reason in stand(said, agreed))


def inside(area, one, setup):
    date = local_date(one.start, setup.locations[one.location].zone)
    return (
        area.visit in (None, one.visit)
        and area.provider in (None, one.provider)
        and area.location in (None, one.location)
        and ((area.first is None or area.first <= date) and (area.last is None or date <= area.last))
    )


def missed(before, after, areas, taken, known):
    """The appointments that lie in no area although something else stands in their way now."""
    found = []
    for at, one in enumerate(taken):
        others = taken[:at] + taken[at + 1 :]
        outside = not any(inside(area, one, before) for area in areas)
        if outside and verdict(before, one, others, known) != verdict(after, one, others, known):
            found.append(one)
    return found


# In hours, mostly: what is out of them before and after says nothing.
begun = st.tuples(st.integers(0, 1), st.one_of(st.integers(6, 42), st.integers(96, 140))).map(
    lambda at: minute_of(BEGIN) + 300 + at[0] * 1440 + 5 * at[1]
)
appointment = st.builds(
    replace,
    booked.map(as_it_stands),
    provider=st.sampled_from(["chen", "chen", "lee"]),
    location=st.sampled_from(["downtown", "downtown", "north"]),
    start=begun,
    minutes=st.sampled_from([20, 25, 90]),
).map(as_it_stands)
subset = st.lists(st.sampled_from(RELEVANT), unique=True, max_size=8)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    subset,
    st.lists(st.sampled_from(RELEVANT), unique=True, max_size=2),
    st.one_of(st.just(LINES), st.lists(st.sampled_from(LINES), unique=True, min_size=4)),
    st.one_of(st.just(True), st.booleans()),
    st.lists(appointment, max_size=10),
    facts,
)
def test_an_appointment_outside_of_what_is_touched_has_the_same_against_it(rules, other, hours, nurses, taken, known):
    before = set_up(rules, LINES, True)
    after = set_up(
        [*(one for one in rules if one not in other), *(one for one in other if one not in rules)], hours, nurses
    )
    assert missed(before, after, touched(before, after), taken, known) == []


MONDAY_8 = minute_of(BEGIN) + 13 * 60  # 8:00 in Chicago


def visit(minute=30, visit="follow-up", provider="chen", **more):
    return as_it_stands(Booked(visit, provider, "downtown", MONDAY_8 + minute, 20, **more))


@pytest.mark.parametrize(
    ("before", "after", "taken"),
    [
        ([], ["Dr. Chen is away on 2026-10-26."], [visit()]),
        ([], ["Downtown is closed from October 25 to October 26."], [visit()]),
        ([], ["Only Dr. Lee offers follow-up visits."], [visit()]),
        ([], ["Dr. Chen does not offer follow-up visits."], [visit()]),
        ([], ["Follow-up visits are only offered at North."], [visit()]),
        ([], ["Follow-up visits need an ultrasound machine."], [visit(), visit(provider="lee", resources=("us-1",))]),
        (
            ["Follow-up visits need an ultrasound machine."],
            ["Follow-up visits need an ultrasound machine.", "Keep 30 minutes free after follow-up visits."],
            [visit(), visit(minute=60, provider="lee", resources=("us-1",))],
        ),
        ([], ["Visits start with 20 minutes with a nurse."], [visit()]),
        ([], ["Follow-up visits start with 5 minutes with Dr. Park."], [visit()]),
        (
            ["Visits start with 5 minutes with a nurse."],
            [
                "Visits start with 5 minutes with a nurse.",
                "Nurse Ortiz is away on 2026-10-26.",
                "Nurse Nguyen is away on 2026-10-26.",
            ],
            [visit()],
        ),
    ],
)
def test_each_of_these_changes_breaks_what_is_booked_and_is_looked_for(before, after, taken):
    """Positive control: the same comparison finds the appointment where the areas are forgotten."""
    before, after = set_up(before, LINES, True), set_up(after, LINES, True)
    assert taken[0] in missed(before, after, (), taken, Facts())
    assert missed(before, after, touched(before, after), taken, Facts()) == []


@pytest.mark.parametrize("which", ["hours", "a nurse is gone"])
def test_changed_people_are_looked_for(which):
    rules = ["Visits start with 5 minutes with a nurse."] if "nurse" in which else []
    before = set_up(rules, LINES, True)
    after = set_up(rules, LINES[:1] if which == "hours" else LINES, True)
    if "nurse" in which:
        after = replace(after, providers={id_: one for id_, one in after.providers.items() if one.kind != "nurse"})
    taken = [visit()]
    assert missed(before, after, (), taken, Facts()) == taken
    assert missed(before, after, touched(before, after), taken, Facts()) == []


def test_what_speaks_of_booking_alone_touches_nothing_that_is_booked():
    booking = [
        "Book visits at least 2 days ahead.",
        "Visits start every 20 minutes.",
        "Visits need approval.",
        "At most 1 visit per day with each provider.",
    ]
    assert touched(set_up([], LINES, True), set_up(booking, LINES, True)) == ()


def test_an_area_is_no_larger_than_the_change():
    away = touched(set_up([], LINES, True), set_up(["Dr. Chen is away on 2026-10-26."], LINES, True))
    assert away == (Area(provider="chen", first=dt.date(2026, 10, 26), last=dt.date(2026, 10, 26)),)
