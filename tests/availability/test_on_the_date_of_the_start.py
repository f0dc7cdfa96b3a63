"""What changes with time is judged on the date of the start: how old somebody is, and whether they have been seen by then."""

import datetime as dt
from dataclasses import replace

import pytest

from frontdesk.availability.clock import day
from frontdesk.availability.engine import Engine
from frontdesk.availability.explain import explain
from frontdesk.availability.model import Booked, Wanted, instant_of
from frontdesk.intake.evaluation import impossible
from frontdesk.rules.facts import Facts
from tests.practices import practice

NOW = dt.datetime(2026, 11, 27, 6, tzinfo=dt.UTC)


def ready(*rules, booked=()):
    setup = practice(rules="\n".join(rules)).setup
    zone = setup.locations["downtown"].zone
    taken = [
        Booked(visit, "chen", "downtown", day(dt.date.fromisoformat(date), zone).instant(minute), 30, "p-1", **more)
        for visit, date, minute, more in booked
    ]
    return Engine(setup, taken), zone


def dates(engine, zone, visit, facts, days=40, patient="p-1"):
    wanted = Wanted(visit, NOW, facts, ("chen",), ("downtown",), patient)
    return sorted({instant_of(slot.start, zone).date() for slot in engine.slots(wanted, dt.date(2026, 11, 27), days)})


@pytest.mark.parametrize(
    ("born", "last"),
    [
        (dt.date(2008, 12, 10), dt.date(2026, 12, 9)),  # 18 on Thursday the 10th
        (dt.date(2008, 11, 27), None),  # 18 today
        (dt.date(2010, 1, 1), dt.date(2027, 1, 5)),  # 17 by the last of the dates that are looked at
    ],
)
def test_a_visit_for_those_under_18_is_not_offered_from_the_birthday_on(born, last):
    engine, zone = ready("Well-child visits are for patients under 18.")
    offered = dates(engine, zone, "well-child", Facts(born=born))
    assert max(offered, default=None) == last
    assert all(date < born.replace(year=born.year + 18) for date in offered)


@pytest.mark.parametrize(
    ("ages", "born", "last"),
    [
        ("from 3 to 24 months", dt.date(2024, 11, 5), dt.date(2026, 12, 4)),  # of the same age in years throughout
        ("under 6 weeks", dt.date(2026, 10, 25), dt.date(2026, 12, 4)),
        ("under 40 days", dt.date(2026, 10, 26), dt.date(2026, 12, 4)),
    ],
)
def test_an_age_in_months_weeks_or_days_ends_on_its_day_whatever_the_rules_conditions_say(ages, born, last):
    engine, zone = ready(f"Well-child visits are for patients {ages}.")
    assert max(dates(engine, zone, "well-child", Facts(born=born))) == last


def test_the_reason_names_the_rule_from_the_birthday_on():
    engine, zone = ready("Well-child visits are for patients under 18.")
    wanted = Wanted("well-child", NOW, Facts(born=dt.date(2008, 12, 10)), patient="p-1")
    at = lambda date: explain(engine, wanted, "chen", "downtown", day(date, zone).instant(9 * 60))  # noqa: E731
    assert not [reason for reason in at(dt.date(2026, 12, 9)) if reason.kind == "patient"]
    assert [reason.rule for reason in at(dt.date(2026, 12, 14)) if reason.kind == "patient"] == [
        "Well-child visits are for patients under 18."
    ]


def test_somebody_born_on_a_leap_day_is_a_year_older_on_march_1():
    young = Facts(born=dt.date(2008, 2, 29))
    assert (young.on(dt.date(2026, 2, 28)).age, young.on(dt.date(2026, 3, 1)).age) == (17, 18)


def test_a_length_that_depends_on_the_age_changes_on_the_birthday():
    engine, zone = ready("Visits take 30 minutes.", "Visits take 60 minutes when the patient is over 64.")
    wanted = Wanted("follow-up", NOW, Facts(born=dt.date(1961, 12, 9)), ("chen",), ("downtown",))
    lengths = {
        (instant_of(slot.start, zone).date() >= dt.date(2026, 12, 9)): slot.end - slot.start
        for slot in engine.slots(wanted, dt.date(2026, 11, 27), 20)
    }
    assert lengths == {False: 30, True: 60}


RULES = ("Follow-up visits are for established patients.", "New patient visits are for new patients.")
FIRST = ("new-patient", "2026-12-02", 9 * 60, {})


def test_an_earlier_booked_visit_makes_somebody_established_for_the_later_one():
    engine, zone = ready(*RULES, booked=[FIRST])
    new = Facts(patient="new")
    wanted = Wanted("follow-up", NOW, new, ("chen",), ("downtown",), "p-1")
    starts = [instant_of(slot.start, zone) for slot in engine.slots(wanted, dt.date(2026, 11, 27), 14)]
    assert min(starts) == dt.datetime(2026, 12, 2, 9, 30, tzinfo=zone)
    assert max(dates(engine, zone, "new-patient", new)) <= dt.date(2026, 12, 2)


@pytest.mark.parametrize("booked", [[], [(*FIRST[:3], {"counts_as_seen": False})]])
def test_without_one_or_with_a_hold_or_a_missed_one_alone_they_stay_new(booked):
    engine, zone = ready(*RULES, booked=booked)
    assert dates(engine, zone, "follow-up", Facts(patient="new")) == []


def test_a_visit_of_somebody_else_makes_nobody_established():
    engine, zone = ready(*RULES, booked=[FIRST])
    assert dates(engine, zone, "follow-up", Facts(patient="new"), patient="p-2") == []


@pytest.mark.parametrize("minute", [8 * 60, 9 * 60, 9 * 60 + 30, 11 * 60])
def test_slots_and_explain_agree_around_the_first_visit(minute):
    engine, zone = ready(*RULES, booked=[FIRST])
    for visit in ("follow-up", "new-patient"):
        wanted = Wanted(visit, NOW, Facts(patient="new"), ("chen",), ("downtown",), "p-1")
        start = day(dt.date(2026, 12, 2), zone).instant(minute)
        offered = start in {slot.start for slot in engine.slots(wanted, dt.date(2026, 12, 2), 1)}
        assert offered is not bool(explain(engine, wanted, "chen", "downtown", start))


def test_what_is_judged_today_is_judged_by_today():
    engine, _ = ready("Visits need guardian name before booking when the patient is under 18.")
    wanted = Wanted("follow-up", NOW, Facts(born=dt.date(2008, 12, 10)))
    assert engine.needs(wanted).information == ("guardian-name",)
    assert engine.needs(replace(wanted, now=NOW + dt.timedelta(days=30))).information == ()


def test_online_a_hidden_visit_does_not_show_in_which_times_are_on_offer():
    hidden = ("counseling", "2026-12-02", 9 * 60, {})
    engine, zone = ready(*RULES, booked=[hidden])
    assert dates(engine, zone, "follow-up", Facts(patient="new", channel="online")) == []
    assert dates(engine, zone, "follow-up", Facts(patient="new", channel="staff"))


# Days that a rule takes out of itself, however late they come ------------------------------------------------


@pytest.mark.parametrize(
    ("days", "offered"),
    [
        ("2027-02-10", [dt.date(2027, 2, 10)]),
        ("the first Monday of the month", [dt.date(2026, 12, 7), dt.date(2027, 1, 4), dt.date(2027, 2, 1)]),
        ("the fifth Tuesday of the month", [dt.date(2026, 12, 29)]),
        ("the fifth Wednesday of the month", [dt.date(2026, 12, 30)]),
        ("2027-01-18 and 2027-02-15", [dt.date(2027, 1, 18), dt.date(2027, 2, 15)]),
    ],
)
def test_what_is_except_on_a_later_day_is_possible_as_that_day_is_on_offer(days, offered):
    engine, zone = ready(f"Dr. Chen does not offer procedures except on {days}.", "Only Dr. Chen offers procedures.")
    assert dates(engine, zone, "procedure", Facts(), 90) == offered
    assert impossible(engine, Wanted("procedure", NOW, Facts(), patient="p-1")) == ()
    online, _ = ready(
        "Patients may book procedures themselves.", f"Patients may not book procedures themselves except on {days}."
    )
    asked = Wanted("procedure", NOW, Facts(channel="online"), patient="p-1")
    assert online.self_schedulable(asked)
    assert {instant_of(slot.start, zone).date() for slot in online.slots(asked, dt.date(2026, 11, 27), 90)} == {
        *offered
    }


def test_what_comes_back_every_week_is_one_moment_for_each_set_of_rules():
    engine, _ = ready(
        "Dr. Chen does not offer procedures except on Fridays.", "Dr. Lee does not offer procedures until 2027-02-01."
    )
    assert len(engine.moments(Wanted("procedure", NOW, Facts(), patient="p-1"))) <= 5
