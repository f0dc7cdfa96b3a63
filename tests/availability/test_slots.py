"""Which times are offered."""

import datetime as dt
from itertools import islice

import pytest

from tests.practices import kinds, offered, practice, reasons, wanted

CHEN = {"providers": ("chen",)}


def test_starts_are_counted_from_the_beginning_of_each_block_that_touches_no_other():
    file = practice(
        "Visits start every 45 minutes. Visits take 45 minutes.",
        hours="""
        - {at: downtown, days: [mon], from: "08:10", to: "10:00"}
        - {at: downtown, days: [mon], from: "10:10", to: "11:00"}""",
    )
    assert offered(file) == ["Mon 08:10", "Mon 08:55", "Mon 10:10"]


def test_a_visit_must_fit_inside_one_block():
    file = practice(
        "Visits take 60 minutes. Visits start every 30 minutes.",
        hours="""
        - {at: downtown, days: [mon], from: "08:00", to: "09:30"}
        - {at: downtown, days: [mon], from: "09:35", to: "10:35"}""",
    )
    assert offered(file) == ["Mon 08:00", "Mon 08:30", "Mon 09:35"]


def test_buffers_of_neighbours_add_up():
    file = practice(
        "Keep 10 minutes free after follow-up visits. Keep 5 minutes free before follow-up visits. "
        "Visits start every 5 minutes.",
        appointments='- {visit: follow-up, provider: chen, at: downtown, start: "2026-11-30T09:00", minutes: 30}',
    )
    times = offered(file)
    assert "Mon 08:15" in times  # its end 8:45, + 10 after = 8:55 = 9:00 − 5
    assert "Mon 08:20" not in times
    assert "Mon 09:45" in times  # 9:30 + 10 = 9:40 = 9:45 − 5
    assert "Mon 09:40" not in times


def test_buffers_may_lie_outside_hours_and_inside_closures():
    file = practice("Keep 60 minutes free before visits. Dr. Chen is away on 2026-11-30 from 08:30 to 12:00.")
    assert offered(file) == ["Mon 08:00"]


@pytest.mark.parametrize(
    ("now", "first"),
    [("2026-11-29T08:00", "Mon 08:00"), ("2026-11-29T08:01", "Mon 08:15"), ("2026-11-29T08:00:30", "Mon 08:15")],
)
def test_a_lead_time_of_24_hours_hides_what_is_nearer(now, first):
    moment = dt.datetime.fromisoformat(now + "-06:00" if len(now) == 19 else now + ":00-06:00")
    file = practice("Book visits at least 24 hours ahead.")
    assert offered(file, wanted(now=moment, **CHEN))[0] == first


@pytest.mark.parametrize(("days", "first"), [(0, "Wed 10:00"), (1, "Thu 08:00"), (2, "Fri 08:00")])
def test_a_lead_time_in_days_counts_dates(days, first):
    file = practice(f"Book visits at least {days} days ahead.")
    assert offered(file, wanted(**CHEN), "2026-11-23", 7)[0] == first


def test_a_horizon_includes_its_last_date():
    file = practice("Book visits at most 2 days ahead.")
    assert {time[:3] for time in offered(file, wanted(**CHEN), "2026-11-25", 7)} == {"Wed", "Thu", "Fri"}


def test_patients_lead_time_matters_online_only():
    file = practice("Patients may book visits themselves. Patients book visits at least 2 days ahead.")
    assert offered(file, wanted(**CHEN), "2026-11-26", 1)
    assert not offered(file, wanted(channel="online", **CHEN), "2026-11-26", 1)
    assert offered(file, wanted(channel="online", **CHEN), "2026-11-27", 1)


def test_nothing_before_now_is_offered():
    assert offered(practice(), wanted(**CHEN), "2026-11-25")[0] == "Wed 10:00"


BOOKED = """
- {visit: new-patient, provider: chen, at: downtown, start: "2026-11-30T08:00", minutes: 30}
- {visit: new-patient, provider: chen, at: downtown, start: "2026-12-01T08:00", minutes: 30}"""


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("At most 1 new patient visit per day with Dr. Chen.", {"Wed", "Thu", "Fri"}),
        ("At most 2 new patient visits per day with Dr. Chen.", {"Mon", "Tue", "Wed", "Thu", "Fri"}),
        ("At most 2 new patient visits per week with each provider.", set()),
        ("At most 2 visits per week at Downtown.", set()),
        ("At most 2 visits per week at North.", {"Mon", "Tue", "Wed", "Thu", "Fri"}),
        ("At most 1 procedure per day.", {"Mon", "Tue", "Wed", "Thu", "Fri"}),
    ],
)
def test_caps_close_the_day_or_the_week(rule, days):
    file = practice(rule, appointments=BOOKED)
    assert {time[:3] for time in offered(file, wanted("new-patient", **CHEN), "2026-11-30", 7)} == days


def test_a_cap_for_each_provider_counts_each_by_itself():
    file = practice("At most 1 new patient visit per day with each provider.", appointments=BOOKED)
    assert offered(file, wanted("new-patient", providers=("lee",)))


def test_upcoming_visits_of_a_patient_are_capped():
    file = practice("At most 1 upcoming visit per patient.", appointments=BOOKED.replace("30}", "30, patient: p-1}"))
    assert not offered(file, wanted(patient="p-1", **CHEN), days=7)
    assert offered(file, wanted(patient="p-2", **CHEN), days=7)


def test_a_patient_is_in_one_place():
    file = practice(
        appointments='- {visit: follow-up, provider: lee, at: north, start: "2026-11-30T08:00", minutes: 60, patient: p-1}'
    )
    assert offered(file, wanted(patient="p-1", **CHEN))[0] == "Mon 09:00"
    assert offered(file, wanted(patient="p-2", **CHEN))[0] == "Mon 08:00"


def test_hours_for_only_some_visits():
    file = practice(
        hours="""
        - {at: downtown, days: [mon], from: "08:00", to: "09:00", only: [follow-up]}
        - {at: downtown, days: [mon], from: "13:00", to: "14:00"}"""
    )
    assert offered(file, wanted("procedure", **CHEN))[0] == "Mon 13:00"
    assert offered(file)[0] == "Mon 08:00"


@pytest.mark.parametrize(
    ("block", "dates"),
    [
        (
            'days: [mon], from: "08:00", to: "08:30", every: 2 weeks, starting: 2026-12-02',
            {"Nov 30", "Dec 14", "Dec 28"} - {"Nov 30"},
        ),
        ('days: [mon], from: "08:00", to: "08:30", which: [1st, 3rd]', {"Dec 07", "Dec 21"}),
        ('days: [mon], from: "08:00", to: "08:30", which: [last]', {"Nov 30", "Dec 28"}),
        ('days: [mon], from: "08:00", to: "08:30", which: [5th]', {"Nov 30"}),
        ('days: [mon], from: "08:00", to: "08:30", starting: 2026-12-07, until: 2026-12-14', {"Dec 07", "Dec 14"}),
    ],
)
def test_weekly_hours_with_dates(block, dates):
    file = practice(hours=f"- {{at: downtown, {block}}}")
    found = {
        f"{dt.date(2026, 11, 30) + dt.timedelta(days=n):%b %d}"
        for n in range(32)
        if offered(file, first=str(dt.date(2026, 11, 30) + dt.timedelta(days=n)))
    }
    assert found == dates


def test_of_several_rooms_the_first_free_one_in_the_files_order_is_taken():
    file = practice(
        "Procedures need an exam room.",
        appointments="""
        - {visit: follow-up, provider: lee, at: downtown, start: "2026-11-30T08:00", minutes: 30, resources: [exam-1]}
        - {visit: follow-up, provider: park, at: downtown, start: "2026-11-30T08:15", minutes: 15, resources: [exam-2]}""",
    )
    from frontdesk.availability.engine import Engine

    engine = Engine(file.setup, file.appointments)
    slots = list(engine.slots(wanted("procedure", **CHEN), dt.date(2026, 11, 30), 1))
    assert offered(file, wanted("procedure", **CHEN))[0] == "Mon 08:30"
    assert slots[0].resources == ("exam-1",)
    assert kinds(reasons(file, "2026-11-30T08:00", wanted("procedure"))) == ["resource"]


def test_a_location_that_has_none_of_the_kind_offers_nothing():
    file = practice("Ultrasounds need an ultrasound machine.")
    assert not offered(file, wanted("ultrasound", providers=("lee",)), days=7)
    assert kinds(reasons(file, "2026-11-30T08:00", wanted("ultrasound"), "lee", "north")) == ["resource"]


def test_slots_are_in_order_of_start_then_provider():
    from frontdesk.availability.engine import Engine

    file = practice()
    engine = Engine(file.setup)
    found = list(engine.slots(wanted(), dt.date(2026, 11, 30), 5))
    assert [(s.start, s.provider, s.location) for s in found] == sorted(
        (s.start, s.provider, s.location) for s in found
    )


MANY = """
practice: {name: Large, timezone: America/Chicago}
locations: [{id: main, name: Main}]
visit types: [{id: follow-up, name: Follow-up visit}]
providers:
""" + "\n".join(
    f'  - {{id: p{n:03}, name: Dr. N{n}, hours: [{{at: main, days: [mon, tue, wed, thu, fri], from: "08:00", to: "17:00"}}]}}'
    for n in range(300)
)


@pytest.mark.parametrize("providers", [(), ("p007",)], ids=["anybody", "one provider"])
def test_no_more_people_and_dates_are_looked_at_than_it_takes(monkeypatch, providers):
    from frontdesk.availability.engine import Engine
    from frontdesk.availability.search import FIRST_TOGETHER
    from frontdesk.practice.file import read

    engine, looked, hours = Engine(read(MANY).setup), [], Engine.by_rules
    monkeypatch.setattr(Engine, "by_rules", lambda *a: looked.append(a[2].id) or hours(*a))
    want = wanted(providers=providers)
    found = list(islice(engine.slots(want, dt.date(2026, 11, 30), 90), 10))
    assert [slot.provider for slot in found] == [providers[0] if providers else f"p{n:03}" for n in range(10)]
    assert len(looked) <= FIRST_TOGETHER
    assert len(list(engine.slots(want, dt.date(2026, 11, 30), 5))) == (1 if providers else 300) * 5 * 35


def test_places_in_different_zones_are_merged_by_instant():
    from frontdesk.availability.engine import Engine
    from frontdesk.practice.file import read

    file = read("""
practice: {name: Two coasts, timezone: America/New_York}
locations: [{id: east, name: East}, {id: west, name: West, timezone: America/Los_Angeles}]
visit types: [{id: follow-up, name: Follow-up visit}]
providers:
  - {id: a, name: Dr. A, hours: [{at: west, days: [mon], from: "20:00", to: "24:00"}]}
  - {id: b, name: Dr. B, hours: [{at: east, days: [mon, tue], from: "00:00", to: "03:00"}]}
""")
    found = list(Engine(file.setup).slots(wanted(), dt.date(2026, 11, 30), 2))
    assert [s.start for s in found] == sorted(s.start for s in found)
    assert {s.provider for s in found} == {"a", "b"}
