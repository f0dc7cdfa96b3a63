"""A start is among the slots if and only if `explain` has no reason against it, on every minute of every day."""

import datetime as dt
from dataclasses import replace
from textwrap import dedent

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontdesk.availability.clock import day
from frontdesk.availability.engine import Engine
from frontdesk.availability.explain import explain
from frontdesk.availability.model import Booked, Wanted, minute_of
from frontdesk.rules.facts import NO_INSURANCE, OTHER_INSURANCE, Facts, NotKept
from tests.portion import tried_with
from tests.practices import practice

HOURS = dedent("""
    - {at: downtown, days: [mon, tue, sun], from: "00:30", to: "04:10"}
    - {at: downtown, days: [mon, tue, wed], from: "08:00", to: "12:00"}
    - {at: downtown, days: [mon, wed, sun], from: "13:05", to: "16:00", only: [follow-up]}
    - {at: north, days: [tue], from: "13:00", to: "24:00", every: 2 weeks, starting: 2026-10-05}
    - {at: north, days: [mon], from: "18:00", to: "20:00", which: [1st, last]}
    - {at: downtown, days: [29th, last day], from: "05:00", to: "07:00", starting: 2026-10-20}
    - {at: downtown, days: [tue, wed], from: "12:00", to: "12:50", only: [follow-up]}
    - {at: downtown, days: [sat], from: "22:10", to: "00:30"}
    - {at: north, days: [wed], from: "19:20", to: "02:45"}
    - {at: north, days: [thu], from: "02:45", to: "03:30", only: [procedure]}
""")
ROOM = """[{days: [mon, wed], from: "08:00", to: "09:00"}, {days: [mon, tue, sun], from: "09:00", to: "14:00", only: [follow-up]},
  {days: [mon], from: "14:00", to: "16:00", only: [procedure], until: 2026-10-26}, {days: [tue, sat], from: "22:00", to: "03:00"}]"""
RULES = [
    "Follow-up visits are not offered on Mondays after 10:00.",
    "Procedures are only offered on weekdays before 11:00 or on Sundays.",
    "Visits start every 15 minutes.",
    "Visits at North start every 7 minutes.",
    "Follow-up visits take 25 minutes.",
    "Procedures with Dr. Chen take 90 minutes.",
    "Keep 10 minutes free after visits.",
    "Keep 5 minutes free before procedures.",
    "Keep 75 minutes between locations.",
    "Keep 200 minutes between locations with Dr. Chen until 2026-10-28.",
    "Keep 20 minutes between locations with Nurse Ortiz and Dr. Lee.",
    "Keep 45 minutes free after procedures at North.",
    "Book visits at least 20 hours ahead.",
    "Book procedures at least 2 days ahead.",
    "Book visits at most 6 days ahead.",
    "Patients book visits at least 1 days ahead.",
    "At most 2 visits per day with each provider.",
    "At most 1 procedure per week with Dr. Chen.",
    "At most 3 visits per day at Downtown.",
    "At most 2 upcoming visits per patient.",
    "At most 1 visit per day per patient.",
    "At most 2 visits with Dr. Chen per week per patient.",
    "At most 1 procedure per month per patient until 2026-11-01.",
    "At most 2 visits per half day with Dr. Chen.",
    "At most 1 visit per hour at Downtown.",
    "At most 3 procedures per month with each provider.",
    "At most 2 hours of visits per day with each provider.",
    "At most 45 minutes of procedures per half day at each location.",
    "At most 3 visits per day with Dr. Chen and Dr. Lee.",
    "At most 1 procedure in a row with each provider.",
    "At most 2 visits in a row with Dr. Chen at Downtown.",
    "At most 1 visit at the same time at Downtown.",
    "At most 2 visits with a nurse at the same time.",
    "At most 2 visits at the same time at each location.",
    "The practice is closed on November 2.",
    "Dr. Chen is away from 2026-10-27 to 2026-10-28.",
    "Dr. Chen is away on 2026-11-01 from 01:00 to 02:30.",
    "North is closed on 2026-11-03 from 14:00 to 15:00.",
    "North is closed on the day after the first Sunday of November.",
    "Procedures are only offered at Downtown.",
    "Dr. Chen does not offer procedures at North.",
    "Downtown does not take Aetna.",
    "Dr. Chen only takes Medicare and Aetna.",
    "Follow-up visits are for established patients.",
    "Visits are for patients under 65.",
    "Patients may book follow-up visits themselves.",
    "Procedures need an exam room.",
    "Follow-up visits at Downtown need an exam room and an ultrasound machine.",
    "Visits take 50 minutes when the patient is new.",
    "Follow-up visits are within 8 days of the last visit.",
    "Procedures are at least 2 days after the last procedure.",
    "Follow-up visits are 1 to 3 days after the last procedure or follow-up visit with Dr. Chen.",
    "Procedures are within 1 month of the last follow-up visit from 2026-10-28.",
    "Procedures are within 2 days of the last follow-up visit.",
    "At least 2 days between follow-up visits and procedures when the patient is established.",
    "At least 3 days between procedures with Dr. Chen and Nurse Ortiz until 2026-10-30.",
    "Procedures need a completed follow-up visit first.",
    "Follow-up visits need a procedure or a new patient visit at Downtown first.",
    "Follow-up visits need a procedure and a follow-up visit first when the insurance is Aetna.",
    "Visits are 1 to 4 days after the referral.",
    "Procedures need a referral within the last 3 days.",
    "Follow-up visits are at least 3 days before the referral unless the insurance is Aetna.",
    "Visits start with 5 minutes with a nurse.",
    "Procedures end with 10 minutes with a nurse in an exam room.",
    "Follow-up visits start with 5 minutes in an exam room, then 10 minutes with a nurse, then 5 minutes in an ultrasound machine.",
    "Follow-up visits at Downtown end with 5 minutes with Dr. Lee.",
    "Nurse Ortiz is away on 2026-10-27 from 08:30 to 10:00.",
    "Keep Mondays and Sundays from 00:30 to 02:00 with Dr. Chen for procedures until 2 days before.",
    "Keep every day from 08:40 to 10:10 at Downtown for follow-up visits until 6 hours before.",
    "Keep Tuesdays for procedures and well-child visits until 12:00 the day before.",
    "Keep Mondays from 13:00 to 14:00 for follow-up visits.",
    "Keep 3 times a day with each provider for procedures until 09:00 that day.",
    "Keep every day from 09:00 to 10:30 with Nurse Ortiz for well-child visits until 3 hours before.",
    "Keep 12 times a day with Nurse Nguyen for well-child visits.",
    "Keep 4 times a day with Dr. Chen at Downtown for follow-up visits until 12:00 the day before.",
    "Keep 2 times a day with Dr. Chen for procedures until 3 hours before.",
    "Procedures have 2 seats.",
    "Follow-up visits with Dr. Chen have 3 seats.",
    "Follow-up visits and procedures with Dr. Chen and Dr. Lee take 35 minutes from 2026-10-28 to 2026-10-30.",
    "Visits are not offered on Wednesdays except with Dr. Lee.",
    "Keep 15 minutes free after procedures until 2026-10-27.",
    "Procedures take 20 minutes when the insurance is Medicaid or Aetna unless the patient is under 18.",
    "At most 1 follow-up visits and procedures per day at Downtown and North from 2026-10-29.",
    "At most 2 visits per week with Dr. Chen and Dr. Lee except for follow-up visits.",
    "Dr. Chen is away every Tuesday from 09:00 to 10:00 except on 2026-11-03.",
    "The practice is closed on the first Monday of the month from 08:00 to 09:00.",
    "Follow-up visits are for patients 65 or older or from 3 to 24 months when the patient is new or the insurance is Aetna.",
    "Procedures are only offered from 2026-10-27 to 2026-10-30.",
    "Patients may book procedures themselves from 2026-10-28 unless the insurance is Medicaid.",
    "Book visits at least 1 days ahead until 2026-10-28.",
    "Procedures start with 10 minutes with a nurse from 2026-10-28 except on Thursdays.",
    "Visits start every 20 minutes when the patient is under 25 months.",
    "Visits are not offered on Mondays when the patient has 2 or more no-shows in 2 months.",
    "Visits are not offered on Tuesdays when the patient has 2 or more no-shows or cancellations in a row.",
    "Procedures are not offered on Fridays when the patient has 1 or more no-shows of procedures since September 1.",
    "Procedures at North take 40 minutes when the patient has 1 or more late cancellations of procedures.",
    "Follow-up visits start every 30 minutes unless the patient has 2 or more no-shows of follow-up visits in 40 days.",
    "Book follow-up visits at least 2 business days ahead.",
    "Book procedures at most 4 business days ahead.",
    "Follow-up visits open at 17:00 on the day before.",
    "Procedures at Downtown open at 09:30 2 business days before.",
    "Follow-up visits close at 09:00 on that day.",
    "Procedures at North close at 16:00 on the business day before.",
    "The practice is closed on October 29.",
    "Dr. Chen is away on the 28th of the month from 09:00 to 10:00 except on the first Monday of the month.",
    "North is closed on the last day of the month.",
    "Procedures are not offered on Mondays and the 1st of the month except on the 2nd of the month.",
    "Follow-up visits are with the patient's own provider or their care team.",
    "Procedures are with the patient's own provider from 2026-10-28.",
    "Visits at North are with the patient's own provider or anybody when they have nothing within 2 business days.",
    "Procedures need a nurse.",
    "Visits need a nurse when the patient is new.",
    "Procedures are with Dr. Chen and Nurse Ortiz together until 2026-10-30.",
    "Follow-up visits are only offered while a nurse is there.",
    "Visits at Downtown are only offered while Nurse Ortiz or Dr. Lee is there except on Mondays.",
]
WHOLE = [
    rule for rule in RULES if not any(words in rule for words in (" start with ", " end with ", " seats"))
]  # one provider from start to end, and one patient
BEGIN = dt.datetime(2026, 10, 26, tzinfo=dt.UTC)


def classes(taken: list[Booked], more: int) -> list[Booked]:
    """Some of what is booked, booked by others too: people who have a visit together."""
    together = [replace(one, patient=f"p-{9 + n}") for n, one in enumerate(taken[:more])]
    return [*taken, *together, *(replace(one, patient=None) for one in together[:1])]


booked = st.builds(
    Booked,
    visit=st.sampled_from(["follow-up", "procedure"]),
    provider=st.sampled_from(["chen", "lee", "ortiz"]),
    location=st.sampled_from(["downtown", "north"]),
    start=st.integers(0, 11 * 288).map(lambda n: minute_of(BEGIN) + 5 * n),
    minutes=st.integers(1, 120),
    patient=st.sampled_from([None, "p-1", "p-2"]),
    resources=st.sampled_from([(), ("exam-1",), ("exam-2", "us-1")]),
    also_with=st.sampled_from([(), ("ortiz",), ("nguyen",)]),
    state=st.sampled_from(["booked", "booked", "held", "arrived", "completed", "no_show"]),
)
BIRTHDAYS = [  # 65 within the days that are looked at
    *((BEGIN.date() + dt.timedelta(days=days)).replace(year=BEGIN.year - 65) for days in (2, 6)),
    dt.date(2024, 9, 29),  # 25 months within these days
]
NOT_KEPT = [
    NotKept("follow-up", BEGIN.date() - dt.timedelta(days=5)),
    NotKept("follow-up", BEGIN.date() - dt.timedelta(days=40)),
    NotKept("procedure", BEGIN.date() - dt.timedelta(days=61)),  # two months ago
    NotKept("procedure", BEGIN.date() - dt.timedelta(days=62)),
    NotKept("procedure", BEGIN.date(), "late cancellation"),
]
facts = st.builds(
    Facts,
    no_shows=st.sampled_from([None, 0, 3]),
    not_kept=st.one_of(st.none(), st.lists(st.sampled_from(NOT_KEPT), max_size=4).map(tuple)),
    today=st.just(BEGIN.date()),
    patient=st.sampled_from([None, "new", "established"]),
    age=st.sampled_from([None, 17, 70]),
    payer=st.sampled_from([None, "medicaid", "aetna", NO_INSURANCE, OTHER_INSURANCE]),
    channel=st.sampled_from(["staff", "online"]),
    born=st.sampled_from([None, None, *BIRTHDAYS]),
    answers=st.sampled_from([{}, {}, {"referral": "2026-10-27"}, {"referral": "2026-10-30"}, {"referral": "yes"}]),
    own_provider=st.sampled_from([None, "chen", "lee", "gone"]),
    last=st.sampled_from([{}, {}, {"procedure": dt.date(2026, 10, 25)}, {"follow-up": dt.date(2026, 9, 28)}]),
)


@tried_with(20, many=30)
def test_slots_and_explain_agree_on_every_minute(examples):
    settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))(ANYTHING(both_agree))()


ANYTHING = given(
    st.lists(st.sampled_from(RULES), unique=True, max_size=10),
    st.lists(booked, max_size=8),
    facts,
    st.sampled_from(["follow-up", "procedure"]),
    st.sampled_from([None, "p-1"]),
    st.integers(0, 5 * 1440),
    st.sampled_from([0, 1, 2, 5, 6, 7, 8]),
    st.integers(0, 3),
)


def both_agree(rules, taken, known, visit, patient, now, offset, more):
    setup = practice(" ".join(rules), hours=HOURS, nurses=True, of_exam_2=ROOM).setup
    engine = Engine(setup, classes(taken, more))
    want = Wanted(visit, BEGIN + dt.timedelta(minutes=now, seconds=now % 60), known, ("chen",), (), patient)
    date = BEGIN.date() + dt.timedelta(days=offset)
    slots = list(engine.slots(want, date, 1))
    for location in ("downtown", "north"):
        local = day(date, setup.locations[location].zone)
        free = {m for m in range(local.begin, local.end) if not explain(engine, want, "chen", location, m)}
        assert {slot.start for slot in slots if slot.location == location} == free
    for slot in slots:
        assert engine.assign(engine.terms(visit, "chen", slot.location, known), slot.start) == slot.resources


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.sampled_from(WHOLE), unique=True, max_size=8),
    st.lists(booked, max_size=6),
)
def test_no_offered_time_overlaps_what_is_taken(rules, taken):
    setup = practice(" ".join(rules), hours=HOURS, nurses=True, of_exam_2=ROOM).setup
    engine = Engine(setup, taken)
    want = Wanted("follow-up", BEGIN, Facts(), ("chen",))
    for slot in engine.slots(want, BEGIN.date(), 9):
        terms = engine.terms("follow-up", "chen", slot.location, Facts())
        for one in taken:
            if one.provider == "chen":
                before, after = engine.taken.buffers(one)
                assert slot.start - terms.before >= one.end + after or slot.end + terms.after <= one.start - before


def test_the_check_can_fail():
    """Positive control: with taken time forgotten, the same comparison finds offers that overlap."""
    setup = practice(hours=HOURS, nurses=True, of_exam_2=ROOM).setup
    taken = [Booked("follow-up", "chen", "downtown", minute_of(BEGIN) + 14 * 60, 30)]
    blind = list(Engine(setup).slots(Wanted("follow-up", BEGIN, Facts(), ("chen",)), BEGIN.date(), 1))
    assert any(slot.start < taken[0].end and taken[0].start < slot.end for slot in blind)
