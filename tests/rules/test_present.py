"""Somebody else who must be there: taken for the visit, in the house, or one of several who see the patient together."""

import datetime as dt
from dataclasses import replace

import pytest

from frontdesk.availability.effects import effects
from frontdesk.availability.engine import Engine
from frontdesk.availability.explain import explain
from frontdesk.availability.findings import findings
from frontdesk.availability.model import Booked, Taking, minute_of
from frontdesk.availability.touched import Area, stand, touched
from frontdesk.rules.language import Refusal, parse, render
from tests.practices import kinds, offered, practice, reasons, wanted
from tests.property.test_rules_roundtrip import VOCABULARY

CHEN = {"providers": ("chen",)}
ORTIZ = {"providers": ("ortiz",)}
MONDAY = dt.date(2026, 11, 30)
HOURLY = "Visits take 60 minutes. Visits start every 60 minutes. "
NEEDS = HOURLY + "Follow-up visits need a nurse."
THERE = HOURLY + "Follow-up visits are only offered while a nurse is there."
BOTH = HOURLY + "Follow-up visits are with Dr. Chen and Nurse Ortiz together."


def minute(clock: str) -> int:
    return minute_of(dt.datetime.fromisoformat(f"2026-11-30T{clock}-06:00"))


def hours_of(file, day="2026-11-30", visit="follow-up", who=CHEN):
    return [one[4:] for one in offered(file, wanted(visit, **who), day) if one[4:] >= "08:00"]


# Dr. Chen is here from 8 to 12; Nurse Ortiz until 11, Nurse Nguyen on Mondays until 12 (for some visits only).
@pytest.mark.parametrize(
    ("rules", "day", "left"),
    [
        (NEEDS, "2026-11-30", ["08:00", "09:00", "10:00", "11:00"]),
        (NEEDS, "2026-12-01", ["08:00", "09:00", "10:00"]),
        (NEEDS + " Nurse Ortiz is away on 2026-12-01 from 09:30 to 10:00.", "2026-12-01", ["08:00", "10:00"]),
        (THERE, "2026-11-30", ["08:00", "09:00", "10:00", "11:00"]),
        (THERE, "2026-12-01", ["08:00", "09:00", "10:00"]),
        (THERE + " Nurse Ortiz is away on 2026-12-01 from 09:30 to 10:00.", "2026-12-01", ["08:00", "10:00"]),
        (BOTH, "2026-12-01", ["08:00", "09:00", "10:00"]),
        (BOTH + " Nurse Ortiz is away on 2026-12-01.", "2026-12-01", []),
    ],
)
def test_a_time_needs_somebody_from_its_start_to_its_end(rules, day, left):
    file = practice(rules, nurses=True)
    assert hours_of(file, day) == left
    for hour in ("08:00", "09:00", "10:00", "11:00"):
        why = reasons(file, f"{day}T{hour}", wanted(**CHEN))
        assert (hour in left) == (not why) and set(kinds(why)) <= {"staff"}, why
    assert hours_of(file, day, "same-day") == ["08:00", "09:00", "10:00", "11:00"]  # another visit needs nobody


def test_who_is_needed_is_taken_for_all_of_it_with_its_buffers():
    file = practice(NEEDS + " Keep 10 minutes free before follow-up visits.", nurses=True)
    engine = Engine(file.setup)
    slot = next(engine.slots(wanted(**CHEN), MONDAY, 1))
    assert slot.steps == (Taking("provider", "ortiz", minute("07:50"), minute("09:00")),)
    assert engine.terms("follow-up", "chen", "downtown", wanted().facts).own_span == (-10, 60)


@pytest.mark.parametrize(("rules", "left"), [(NEEDS, []), (THERE, ["08:00", "09:00", "10:00", "11:00"]), (BOTH, [])])
def test_busy_counts_as_there_and_not_as_free(rules, left):
    busy = [Booked("same-day", who, "downtown", minute("08:00"), 240) for who in ("ortiz", "nguyen")]
    engine = Engine(practice(rules, nurses=True).setup, busy)
    found = [slot.start for slot in engine.slots(wanted(**CHEN), MONDAY, 1)]
    assert found == [minute(hour) for hour in left]
    why = explain(engine, wanted(**CHEN), "chen", "downtown", minute("09:00"))
    assert bool(why) == (not left) and all((one.kind, one.contended) == ("staff", True) for one in why)


def test_the_visits_own_provider_does_not_assist_themselves_but_is_there():
    assert hours_of(practice(NEEDS, nurses=True), "2026-12-01", who=ORTIZ) == []  # Nurse Nguyen is not here on Tuesdays
    assert hours_of(practice(NEEDS, nurses=True), who=ORTIZ) == ["08:00", "09:00", "10:00"]
    assert hours_of(practice(THERE, nurses=True), "2026-12-01", who=ORTIZ) == ["08:00", "09:00", "10:00"]
    (why,) = reasons(practice(NEEDS, nurses=True), "2026-12-01T09:00", wanted(), "ortiz")
    assert why.detail == "no other nurse is here from 9:00 AM to 10:00 AM"


def test_who_has_a_step_is_not_there_all_the_time_too():
    rules = NEEDS + " Follow-up visits start with 20 minutes with a nurse."
    file = practice(rules, nurses=True)
    assert hours_of(file, "2026-11-30") == ["08:00", "09:00", "10:00"]  # both nurses are here until 11
    slot = next(Engine(file.setup).slots(wanted(**CHEN), MONDAY, 1))
    assert [(one.id, one.end) for one in slot.steps] == [("nguyen", minute("08:20")), ("ortiz", minute("09:00"))]
    (why,) = reasons(file, "2026-12-01T08:00", wanted(**CHEN))
    assert (why.kind, why.detail) == ("staff", "the same person would be needed twice")


def test_together_is_booked_with_any_one_of_them_and_with_nobody_else():
    file = practice(BOTH, nurses=True)
    assert hours_of(file, who=ORTIZ) == ["08:00", "09:00", "10:00"]
    (why,) = reasons(file, "2026-11-30T09:00", wanted(), "nguyen")
    assert (why.kind, why.detail) == ("staff", "only with Dr. Chen and Nurse Ortiz together")


def test_what_is_booked_together_takes_both_and_who_was_named_is_taken():
    booked = [Booked("follow-up", "chen", "downtown", minute("09:00"), 60)]
    assert [s.start for s in Engine(practice(BOTH, nurses=True).setup, booked).slots(wanted("same-day", **ORTIZ), MONDAY, 1)] == [minute(h) for h in ("00:30", "01:30", "02:30", "08:00", "10:00")]  # fmt: skip
    for also, free in (((), True), (("ortiz",), False)):
        booked = [Booked("follow-up", "chen", "downtown", minute("09:00"), 60, also_with=also)]
        found = Engine(practice(NEEDS, nurses=True).setup, booked).slots(wanted("same-day", **ORTIZ), MONDAY, 1)
        assert (minute("09:00") in [s.start for s in found]) is free


def test_one_after_another_is_not_there_from_start_to_end_but_hours_that_touch_are():
    two = practice(THERE + " Nurse Nguyen is away on 2026-11-30 from 08:00 to 09:30. Nurse Ortiz is away on 2026-11-30 from 09:30 to 12:00.", nurses=True)  # fmt: skip
    assert hours_of(two) == ["08:00", "10:00", "11:00"]
    night = '- {at: downtown, days: [mon, tue, wed, thu, fri, sat, sun], from: "00:00", to: "24:00"}'
    file = practice(THERE.replace("a nurse", "Dr. Chen"), hours=night, nurses=True)
    assert len(hours_of(file)) == 16


def test_who_began_the_day_before_is_away_after_midnight_all_the_same():
    night = '- {at: downtown, days: [mon, tue, wed, thu, fri, sat, sun], from: "00:00", to: "04:00"}'
    for away, there in (("", True), (" Nurse Ortiz is away on 2026-12-01.", False)):
        rules = THERE.replace("a nurse", "Nurse Ortiz") + away
        setup = practice(rules, hours=night, nurses=True).setup
        block = replace(setup.providers["ortiz"].blocks[0], weekdays=frozenset([0]), from_=20 * 60, to=28 * 60)
        ortiz = replace(setup.providers["ortiz"], blocks=(block,))
        engine = Engine(replace(setup, providers={**setup.providers, "ortiz": ortiz}))
        assert bool(list(engine.slots(wanted(**CHEN), dt.date(2026, 12, 1), 1))) is there


@pytest.mark.parametrize("date", ["2027-03-14", "2026-11-01"])
def test_on_both_days_of_change_hours_are_those_of_the_clock_on_the_wall(date):
    hours = '- {at: downtown, days: [sun], from: "00:30", to: "06:00"}'
    rules = "Visits take 30 minutes. Visits start every 20 minutes. Follow-up visits {}."
    now = dt.datetime.fromisoformat(f"{date}T00:00-06:00") - dt.timedelta(days=2)
    last = [
        offered(practice(rules.format(said), hours=hours, nurses=True), wanted(now=now, **CHEN), date)[-1]
        for said in ("need a nurse", "are only offered while a nurse is there")
    ]
    assert last == ["Sun 03:10", "Sun 03:10"]  # the nurse is here until 3:50


def test_the_reason_says_when_somebody_is_there():
    (why,) = reasons(practice(THERE, nurses=True), "2026-12-01T11:00", wanted(**CHEN))
    assert why.rule == "Follow-up visits are only offered while a nurse is there."
    assert why.detail == "on Tue Dec 1 a nurse is there from 12:30 AM to 3:50 AM and from 8:00 AM to 11:00 AM"
    (why,) = reasons(practice(THERE + " Nurse Ortiz is away on 2026-12-01.", nurses=True), "2026-12-01T09:00")
    assert why.detail == "a nurse is not there on Tue Dec 1"


WRITTEN = [
    ("Biopsies need nurse", "Biopsies need a nurse."),
    ("A biopsy needs a nurse.", None),
    ("Biopsies need an MA and a nurse.", "Biopsies need a MA and a nurse."),
    ("Biopsies need nurses.", "Biopsies need a nurse."),
    ("Biopsies are only offered while nurses are there.", "Biopsies are only offered while a nurse is there."),
    (
        "Biopsies at downtown are only offered while Dr. Chen or a nurse is there.",
        "Biopsies at Downtown are only offered while Dr. Chen or a nurse is there.",
    ),
    (
        "Biopsies are with dr. chen and nurse jones together.",
        "Biopsies are with Dr. Chen and Nurse Jones together.",
    ),
    ("Biopsies are with Dr. Chen together.", None),
    ("Biopsies are only offered while a plumber is there.", None),
    (
        "Biopsies need a nurse except with Dr. Chen from 2027-01-01 when the patient is new.",
        "Biopsies need a nurse except with Dr. Chen from 2027-01-01 when the patient is new.",
    ),
]


@pytest.mark.parametrize(("written", "said"), WRITTEN)
def test_it_is_said_in_one_form_or_refused(written, said):
    if said is None:
        with pytest.raises(Refusal):
            parse(written, VOCABULARY)
    else:
        assert render(parse(written, VOCABULARY), VOCABULARY) == said


def test_a_visit_that_needs_somebody_who_never_works_there_is_found():
    for said in (
        "need a nurse",
        "are only offered while a nurse is there",
        "are with Dr. Chen and Nurse Ortiz together",
    ):
        file = practice(f"Procedures are only offered at North. Procedures {said}.", hours='- {at: north, days: [mon], from: "08:00", to: "12:00"}', nurses=True)  # fmt: skip
        setup = file.setup
        odd = [one for one in findings(setup, MONDAY) if one.entry == ("visit types", "procedure")]
        nobody = said != "need a nurse" and "while" not in said  # Nurse Nguyen works at North
        assert bool(odd) is nobody
        assert not nobody or odd[0].because
    file = practice("Procedures need a nurse.", nurses=True)
    mine = [one for one in findings(file.setup, MONDAY) if one.entry == ("providers", "ortiz")]
    assert not mine


@pytest.mark.parametrize("rules", [NEEDS, THERE, BOTH])
def test_other_hours_of_whoever_is_needed_may_break_what_is_booked(rules):
    before, after = practice(rules, nurses=True), practice(rules + " Nurse Ortiz is away on 2026-12-01.", nurses=True)
    assert Area(visit="follow-up") in touched(before.setup, after.setup)
    engine = Engine(after.setup)
    why = explain(engine, wanted(**CHEN), "chen", "downtown", minute("09:00") + 1440)
    assert stand(why, engine.agreed(wanted(), "chen", "downtown", minute("09:00") + 1440)) == why != []


def test_publishing_says_the_sentence():
    (one,) = effects(practice(HOURLY, nurses=True).setup, practice(NEEDS, nurses=True).setup)
    assert one.after == "Follow-up visits need a nurse."
