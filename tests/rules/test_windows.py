"""On which days and at which times a visit is offered: read, said again, judged by the start, and told to patients."""

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.availability.effects import effects
from frontdesk.availability.engine import Engine
from frontdesk.availability.explain import explain
from frontdesk.availability.model import instant_of
from frontdesk.availability.touched import touched
from frontdesk.rules.days import NTH, DayOfMonth, OnDay
from frontdesk.rules.families.windows import Offered, TimeOfDay, Window
from frontdesk.rules.language import Refusal, parse, render
from frontdesk.rules.scope import Scope
from tests.practices import kinds, offered, practice, reasons, wanted
from tests.property.test_rules_roundtrip import VOCABULARY

HOURS = """
- {at: downtown, days: [mon, tue, wed, thu, fri], from: "08:00", to: "14:00"}
"""
HOURLY = "Visits take 60 minutes. Visits start every 60 minutes. "
DAY = ["08:00", "09:00", "10:00", "11:00", "12:00", "13:00"]

# The sentence behind `Follow-up visits are`, a date, and the starts that are left on it.
LEFT = [
    ("not offered on Mondays.", "2026-11-30", []),
    ("not offered on Mondays.", "2026-12-01", DAY),
    ("only offered on Tuesdays.", "2026-11-30", []),
    ("only offered on Tuesdays.", "2026-12-01", DAY),
    ("not offered on Mondays from 12:00.", "2026-11-30", DAY[:4]),
    ("not offered on Mondays before 12:00.", "2026-11-30", DAY[4:]),
    ("not offered on Mondays after 12:00.", "2026-11-30", DAY[:5]),
    ("only offered before 10:00.", "2026-12-01", DAY[:2]),
    ("only offered from 09:00 to 11:00.", "2026-12-01", ["09:00", "10:00"]),
    ("not offered from 09:00 to 11:00.", "2026-12-01", ["08:00", "11:00", "12:00", "13:00"]),
    ("only offered from 09:30 to 11:00.", "2026-12-01", ["10:00"]),
    ("only offered on Mondays before 09:00 or on Tuesdays from 13:00.", "2026-11-30", ["08:00"]),
    ("only offered on Mondays before 09:00 or on Tuesdays from 13:00.", "2026-12-01", ["13:00"]),
    ("only offered on Mondays before 09:00 or on Tuesdays from 13:00.", "2026-12-02", []),
    ("not offered on Mondays and Tuesdays from 09:00 to 12:00.", "2026-12-01", ["08:00", "12:00", "13:00"]),
    ("only offered on the first Monday of the month.", "2026-12-07", DAY),
    ("only offered on the first Monday of the month.", "2026-12-14", []),
    ("only offered on the fifth Monday of the month.", "2026-11-30", DAY),
    ("only offered on the last Monday of the month.", "2026-12-28", DAY),
    ("only offered on the last Monday of the month.", "2026-12-21", []),
    ("only offered on weekdays before 09:00.", "2026-12-02", ["08:00"]),
    ("only offered from April 1 to October 31.", "2026-12-02", []),
    ("only offered from November 15 to January 15.", "2026-12-02", DAY),
    ("not offered on Wednesdays from 10:00 from December 1 to December 31.", "2026-12-02", DAY[:2]),
    ("not offered on Wednesdays from 10:00 from December 1 to December 31.", "2026-11-25", None),
]


@pytest.mark.parametrize(("said", "date", "left"), LEFT)
def test_what_is_left_of_a_day(said, date, left):
    file = practice(f"{HOURLY}Follow-up visits are {said}", hours=HOURS)
    found = [one[4:] for one in offered(file, first=date)]
    assert found == (left if left is not None else found)
    for hour in DAY:
        why = reasons(file, f"{date}T{hour}")
        assert (hour in found) == (not why), why
        assert left is None or hour in found or kinds(why) == ["window"]


def test_other_visits_are_offered_as_ever():
    file = practice(f"{HOURLY}Follow-up visits are not offered on Mondays.", hours=HOURS)
    assert [one[4:] for one in offered(file, wanted("procedure", providers=("chen",)))] == DAY


def test_several_sentences_about_one_visit_all_hold():
    file = practice(f"{HOURLY}Follow-up visits are only offered before 12:00. Follow-up visits are only offered from 10:00.", hours=HOURS)  # fmt: skip
    assert [one[4:] for one in offered(file)] == ["10:00", "11:00"]


@pytest.mark.parametrize(("status", "left"), [("new", []), ("established", DAY), (None, DAY)])
def test_under_a_condition_it_holds_where_that_is_known(status, left):
    file = practice(f"{HOURLY}Visits are not offered on Mondays when the patient is new.", hours=HOURS)
    assert [one[4:] for one in offered(file, wanted(status=status, providers=("chen",)))] == left


def test_what_stands_in_the_way_says_what_would_do():
    file = practice(f"{HOURLY}Follow-up visits are only offered from 09:00 to 11:00.", hours=HOURS)
    (one,) = reasons(file, "2026-11-30T12:00")
    assert one.rule == "Follow-up visits are only offered from 09:00 to 11:00."
    assert one.detail == "on Mon Nov 30 it can start from 9:00 AM and before 11:00 AM"
    (other,) = reasons(practice("Visits are not offered on Mondays."), "2026-11-30T09:00")
    assert other.detail.startswith("not on")


@pytest.mark.parametrize(
    ("said", "detail"),
    [
        ("only offered before 12:00.", "it can start before 12:00 PM"),
        ("not offered after 12:00.", "it can start until 12:00 PM"),
        ("not offered from 12:00.", "it can start before 12:00 PM"),
        ("not offered from 08:00 to 13:30.", "it can start before 8:00 AM or from 1:30 PM"),
        ("only offered after 14:00.", "it can start after 2:00 PM"),
    ],
)
def test_it_is_said_as_people_set_limits(said, detail):
    (one,) = reasons(practice(f"Follow-up visits are {said}", hours=HOURS), "2026-11-30T13:00")
    assert one.detail == f"on Mon Nov 30 {detail}"


NIGHT = '- {at: downtown, days: [sun], from: "00:00", to: "05:00"}'


@pytest.mark.parametrize(
    ("date", "left"),
    [("2027-03-14", ["Sun 01:00", "Sun 03:00"]), ("2026-11-01", ["Sun 01:00", "Sun 02:00", "Sun 03:00"])],
)
def test_on_the_days_of_the_change_of_the_clock_it_is_the_clock_on_the_wall(date, left):
    file = practice(f"{HOURLY}Visits are only offered from 01:00 to 04:00.", hours=NIGHT)
    assert offered(file, wanted(now=dt.datetime(2026, 10, 20, tzinfo=dt.UTC), providers=("chen",)), date) == left


@pytest.mark.parametrize(
    ("season", "date", "inside"),
    [
        ("February 1 to February 29", "2028-02-29", True),
        ("February 29 to March 31", "2027-03-01", True),
        ("February 1 to February 28", "2028-02-29", False),
        ("December 31 to January 1", "2027-01-01", True),
        ("December 31 to January 1", "2027-01-02", False),
    ],
)
def test_a_season_has_both_its_days_and_leap_days_in_the_years_that_have_one(season, date, inside):
    rule = parse(f"Visits are only offered from {season}.", VOCABULARY)
    assert bool(rule.starts(dt.date.fromisoformat(date))) is inside


# What a manager may write, and how it is said again.
WRITTEN = [
    ("visits are not offered on Friday", "Visits are not offered on Fridays."),
    ("Visits are not offered on Fridays from noon.", "Visits are not offered on Fridays from 12:00."),
    ("Visits are only offered from 9 am to 1 pm.", "Visits are only offered from 09:00 to 13:00."),
    ("Visits are only offered on Friday and Monday.", "Visits are only offered on Mondays and Fridays."),
    (
        "Visits are only offered on the last Friday of the month.",
        "Visits are only offered on the last Friday of the month.",
    ),
]


@pytest.mark.parametrize(("written", "said"), WRITTEN)
def test_it_is_said_in_one_form(written, said):
    assert render(parse(written, VOCABULARY), VOCABULARY) == said


@pytest.mark.parametrize(
    "text",
    [
        "Visits are not offered from 12:00 to 09:00.",
        "Visits are not offered before 0:00.",
        "Visits are only offered.",
        "Visits are not offered on the sixth Monday of the month.",
        "Visits are not offered on Fridays or.",
        "Visits are only offered from February 30 to March 1.",
    ],
)
def test_what_says_nothing_is_refused(text):
    with pytest.raises(Refusal):
        parse(text, VOCABULARY)


days = st.one_of(
    st.builds(OnDay, st.integers(0, 6), st.one_of(st.none(), st.integers(1, len(NTH)))),
    st.builds(DayOfMonth, st.integers(1, 32)),
)
spans = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda pair: pair[0] < pair[1])
times = st.one_of(
    st.builds(lambda pair: TimeOfDay("from", *pair), spans),
    st.builds(TimeOfDay, st.just("from"), st.integers(0, 1439)),
    st.builds(TimeOfDay, st.just("before"), st.integers(1, 1440)),
    st.builds(TimeOfDay, st.just("after"), st.integers(0, 1438)),
)
month_days = st.dates(dt.date(2024, 1, 1), dt.date(2024, 12, 31)).map(lambda day: (day.month, day.day))
windows = st.builds(
    Window,
    st.lists(days, max_size=3, unique=True).map(lambda got: tuple(sorted(got, key=lambda d: d.order))),
    st.one_of(st.none(), times),
    st.one_of(st.none(), st.tuples(month_days, month_days)),
).filter(lambda one: one.days or one.time or one.season)
offers = st.builds(Offered, st.just(Scope()), st.booleans(), st.lists(windows, min_size=1, max_size=2, unique=True).map(tuple))  # fmt: skip


@given(offers)
def test_every_such_rule_is_read_back_from_its_own_sentence(rule):
    assert parse(render(rule, VOCABULARY), VOCABULARY) == rule


def plainly(rule: Offered, start: dt.datetime) -> bool:
    """The same judgement in the plainest words, about one start."""

    def inside(one: Window) -> bool:
        month = [day for week in calendar.Calendar().monthdatescalendar(start.year, start.month) for day in week]
        same = [d for d in month if d.month == start.month and d.weekday() == start.weekday()]
        at = start.hour * 60 + start.minute
        last = max(d for d in month if d.month == start.month)
        on_day = not one.days or any(
            (start.date() == last if day.day == 32 else start.day == day.day)
            if isinstance(day, DayOfMonth)
            else day.weekday == start.weekday()
            and (
                day.nth is None or start.date() == (same[-1] if day.nth == 6 else dict(enumerate(same, 1)).get(day.nth))
            )
            for day in one.days
        )
        match one.time:
            case None:
                on_time = True
            case TimeOfDay("before", minute):
                on_time = at < minute
            case TimeOfDay("after", minute):
                on_time = at > minute
            case TimeOfDay("from", minute, None):
                on_time = at >= minute
            case TimeOfDay("from", minute, to):
                on_time = minute <= at < to
        in_season = True
        if one.season is not None:
            (first, last), now = one.season, (start.month, start.day)
            in_season = first <= now <= last if first <= last else not last < now < first
        dated = (one.dates.first or start.date()) <= start.date() <= (one.dates.last or start.date())
        return on_day and on_time and in_season and dated

    return any(map(inside, rule.windows)) is rule.only


@given(offers, st.dates(dt.date(2026, 11, 26), dt.date(2027, 12, 31)))
def test_times_on_offer_and_reasons_are_those_of_the_plain_words(rule, date):
    every_day = '- {at: downtown, days: [mon, tue, wed, thu, fri, sat, sun], from: "04:00", to: "23:00"}'
    sentence = render(rule, VOCABULARY)
    file = practice(f"Visits start every 30 minutes. Book visits at most 500 days ahead. {sentence}", hours=every_day)
    want = wanted(providers=("chen",))
    engine = Engine(file.setup)
    zone = file.setup.locations["downtown"].zone
    found = {instant_of(slot.start, zone) for slot in engine.slots(want, date, 1)}
    begin = dt.datetime.combine(date, dt.time(4), zone)
    for minutes in range(0, 18 * 60 + 31, 30):
        start = begin + dt.timedelta(minutes=minutes)
        assert (start in found) == plainly(rule, start), (sentence, start)
        why = explain(engine, want, "chen", "downtown", int(start.timestamp()) // 60)
        assert bool(why) != (start in found)


def test_publishing_one_says_what_it_changes_and_looks_at_what_it_may_break():
    before, after = practice(HOURLY), practice(f"{HOURLY}Follow-up visits are not offered on Mondays.")
    (one,) = effects(before.setup, after.setup)
    assert one.after == "Follow-up visits are not offered on Mondays." and ("Follow-up visit", "Dr. Chen", "Downtown") in one.where  # fmt: skip
    assert {area.visit for area in touched(before.setup, after.setup)} == {"follow-up"}


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_patient_never_reads_the_practices_own_sentence(language):
    rule = parse("Visits are not offered on Mondays.", VOCABULARY)
    assert "Monday" not in rule.for_patient(language) and rule.for_patient(language)
