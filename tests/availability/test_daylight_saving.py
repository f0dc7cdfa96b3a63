"""The two days on which the clock is changed, in Chicago: 2027-03-14 (2:00 → 3:00) and 2026-11-01 (2:00 → 1:00)."""

import datetime as dt

import pytest

from frontdesk.availability.clock import Day, day
from frontdesk.availability.engine import Engine
from frontdesk.availability.explain import explain
from frontdesk.availability.model import instant_of
from tests.practices import offered, practice, wanted

NIGHT = '- {at: downtown, days: [sun], from: "00:30", to: "04:00"}'
SPRING, AUTUMN = "2027-03-14", "2026-11-01"
EARLY = {"now": dt.datetime(2026, 10, 20, tzinfo=dt.UTC), "providers": ("chen",)}


def test_a_start_inside_the_spring_gap_does_not_exist():
    times = offered(
        practice("Visits start every 30 minutes. Visits take 30 minutes.", hours=NIGHT), wanted(**EARLY), SPRING
    )
    assert times == ["Sun 00:30", "Sun 01:00", "Sun 01:30", "Sun 03:00", "Sun 03:30"]


def test_in_the_repeated_hour_the_first_is_meant_and_a_visit_lasts_real_minutes():
    file = practice("Visits start every 30 minutes. Visits take 30 minutes.", hours=NIGHT)
    slots = list(Engine(file.setup).slots(wanted(**EARLY), dt.date(2026, 11, 1), 1))
    local = [instant_of(s.start, file.setup.locations["downtown"].zone) for s in slots]
    assert [f"{t:%H:%M%z}" for t in local] == [
        "00:30-0500",
        "01:00-0500",
        "01:30-0500",
        "02:00-0600",
        "02:30-0600",
        "03:00-0600",
        "03:30-0600",
    ]
    assert all(s.end - s.start == 30 for s in slots)


def test_a_long_visit_over_the_change_is_measured_in_real_time():
    long = practice("Visits start every 30 minutes. Visits take 120 minutes.", hours=NIGHT)
    # spring: the block has 2.5 real hours, so only starts that end by 4:00 fit
    assert offered(long, wanted(**EARLY), SPRING) == ["Sun 00:30", "Sun 01:00"]
    assert offered(long, wanted(**EARLY), AUTUMN) == ["Sun 00:30", "Sun 01:00", "Sun 01:30", "Sun 02:00"]


def test_hours_that_end_inside_the_gap_end_at_the_change():
    file = practice("Visits take 30 minutes.", hours='- {at: downtown, days: [sun], from: "01:00", to: "02:30"}')
    assert offered(file, wanted(**EARLY), SPRING)[-1] == "Sun 01:30"


@pytest.mark.parametrize("date", [SPRING, AUTUMN])
def test_slots_and_explain_agree_on_every_minute_of_a_day_of_change(date):
    file = practice(
        "Visits start every 10 minutes. Visits take 25 minutes. Keep 7 minutes free after visits.", hours=NIGHT
    )
    engine = Engine(file.setup)
    want = wanted(**EARLY)
    local = day(dt.date.fromisoformat(date), file.setup.locations["downtown"].zone)
    starts = {s.start for s in engine.slots(want, local.date, 1)}
    free = {m for m in range(local.begin, local.end) if not explain(engine, want, "chen", "downtown", m)}
    assert starts == free
    assert starts


def test_a_day_has_23_24_or_25_hours():
    zone = practice().setup.zone
    assert [
        Day(dt.date.fromisoformat(d), zone).end - Day(dt.date.fromisoformat(d), zone).begin
        for d in (SPRING, "2027-03-15", AUTUMN)
    ] == [1380, 1440, 1500]


def test_a_closure_over_the_night_of_change_ends_where_it_says():
    file = practice("Dr. Chen is away on 2027-03-14 from 01:00 to 03:00. Visits start every 30 minutes.", hours=NIGHT)
    assert offered(file, wanted(**EARLY), SPRING) == ["Sun 00:30", "Sun 03:00", "Sun 03:30"]


def test_lead_times_in_days_count_local_dates_over_a_change():
    file = practice("Book visits at least 1 days ahead.", hours=NIGHT)
    evening = dt.datetime(2027, 3, 14, 5, 30, tzinfo=dt.UTC)  # 23:30 on the 13th in Chicago
    assert offered(file, wanted(now=evening, providers=("chen",)), SPRING)[0] == "Sun 00:30"


def test_leap_days_and_month_ends():
    file = practice(
        "The practice is closed on February 29.",
        hours='- {at: downtown, days: [mon, tue, wed], from: "08:00", to: "09:00"}',
    )
    now = dt.datetime(2028, 2, 1, tzinfo=dt.UTC)
    assert offered(file, wanted(now=now, providers=("chen",)), "2028-02-28", 3) == [
        "Mon 08:00",
        "Mon 08:15",
        "Mon 08:30",
        "Wed 08:00",
        "Wed 08:15",
        "Wed 08:30",
    ]
