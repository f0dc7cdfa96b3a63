"""Time that is kept for some visits, and visits that several have together."""

import datetime as dt

import pytest

from frontdesk.availability.engine import Engine
from frontdesk.availability.keeping import KeptOfOthers
from tests.practices import NOW, offered, practice, reasons, wanted

MONDAY = "2026-11-30"
KEEP = "Visits start every 60 minutes. Keep Mondays from 09:00 to 11:00 with Dr. Chen for follow-up visits{}."


def at(text):
    """A wall-clock time in Chicago as UTC (standard time)."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC) + dt.timedelta(hours=6)


def others(file, now=NOW, **more):
    return offered(file, wanted("procedure", now, providers=("chen",), **more), MONDAY)


def test_kept_time_is_offered_to_those_it_is_kept_for_and_to_nobody_else():
    file = practice(KEEP.format(""))
    assert offered(file, wanted("follow-up", providers=("chen",)), MONDAY) == [
        "Mon 08:00",
        "Mon 09:00",
        "Mon 10:00",
        "Mon 11:00",
    ]
    assert others(file) == ["Mon 08:00", "Mon 11:00"]


@pytest.mark.parametrize(
    ("until", "now", "given"),
    [
        (" until 2 days before", "2026-11-27T23:59", False),
        (" until 2 days before", "2026-11-28T00:00", True),
        (" until 0 days before", "2026-11-29T23:59", False),
        (" until 0 days before", "2026-11-30T00:00", True),
        (" until 08:00 that day", "2026-11-30T07:59", False),
        (" until 08:00 that day", "2026-11-30T08:00", True),
        (" until 12:00 the day before", "2026-11-29T11:59", False),
        (" until 12:00 the day before", "2026-11-29T12:00", True),
        ("", "2026-11-30T07:59", False),
    ],
)
def test_kept_time_is_given_to_everybody_at_its_moment(until, now, given):
    found = others(practice(KEEP.format(until)), at(now))
    assert ("Mon 09:00" in found) is given


def test_hours_before_count_back_from_the_start_that_is_wanted():
    file = practice(KEEP.format(" until 3 hours before"))
    assert others(file, at("2026-11-30T06:30")) == ["Mon 08:00", "Mon 09:00", "Mon 11:00"]
    assert others(file, at("2026-11-30T07:00")) == ["Mon 08:00", "Mon 09:00", "Mon 10:00", "Mon 11:00"]


@pytest.mark.parametrize(
    ("day", "midnight"),
    [
        ("2026-11-02", dt.datetime(2026, 11, 1, 5, 0, tzinfo=dt.UTC)),  # the Sunday of 25 hours begins in summer time
        ("2027-03-15", dt.datetime(2027, 3, 14, 6, 0, tzinfo=dt.UTC)),  # that of 23 hours in winter time
        ("2028-02-28", dt.datetime(2028, 2, 27, 6, 0, tzinfo=dt.UTC)),
    ],
    ids=["autumn", "spring", "leap year"],
)
def test_a_day_before_begins_at_its_midnight_also_when_the_clock_is_changed(day, midnight):
    file = practice(KEEP.format(" until 1 days before"))
    before = wanted("procedure", midnight - dt.timedelta(minutes=1), providers=("chen",))
    assert "Mon 09:00" not in offered(file, before, day)
    assert "Mon 09:00" in offered(file, wanted("procedure", midnight, providers=("chen",)), day)


def test_explain_says_what_time_is_kept_for_and_until_when():
    file = practice(KEEP.format(" until 2 days before"))
    (found,) = reasons(file, "2026-11-30T09:00", wanted("procedure"))
    assert (found.kind, found.rule) == (
        "reserved",
        "Keep Mondays from 09:00 to 11:00 with Dr. Chen for follow-up visits until 2 days before.",
    )
    assert found.detail == "kept until Sat Nov 28, 12:00 AM"


# So many times a day ----------------------------------------------------------------------------------------

COUNT = "Visits start every 60 minutes. Visits take 60 minutes. Keep 2 times a day with each provider for same-day visits until 08:00 that day."


def booked(*starts, visit="follow-up", patient="p-9"):
    return "\n".join(
        f'- {{visit: {visit}, provider: chen, at: downtown, start: "2026-11-30T{start}", minutes: 60, patient: {patient}}}'
        for start in starts
    )


def test_other_visits_may_have_any_times_but_the_last_that_are_kept():
    assert len(others(practice(COUNT))) == 4, "four hours: after one of them three are left"
    assert len(others(practice(COUNT, appointments=booked("08:00")))) == 3
    assert others(practice(COUNT, appointments=booked("08:00", "09:00"))) == []


SEVERAL = COUNT.replace("same-day visits", "same-day visits and ultrasounds")


def test_of_several_kept_visits_any_may_have_the_times_and_each_counts():
    assert others(practice(SEVERAL, appointments=booked("08:00", "09:00"))) == []
    for visit in ("same-day", "ultrasound"):
        assert offered(practice(SEVERAL, appointments=booked("08:00", "09:00")), wanted(visit, providers=("chen",)))
        both = booked("08:00") + "\n" + booked("09:00", "10:00", visit=visit)
        assert others(practice(SEVERAL, appointments=both)) == ["Mon 11:00"]
    one_of_each = booked("09:00", visit="same-day") + "\n" + booked("10:00", visit="ultrasound")
    assert others(practice(SEVERAL, appointments=booked("08:00") + "\n" + one_of_each)) == ["Mon 11:00"]


def test_of_several_kept_visits_so_many_of_the_longest_have_to_fit():
    """Of four hours one is gone: two visits of an hour would fit beside another, and not two of 90 minutes."""
    longer = "Ultrasounds take 90 minutes. Ultrasounds start every 30 minutes."
    gone = booked("08:00")
    assert others(practice(COUNT, appointments=gone)) == ["Mon 09:00", "Mon 10:00", "Mon 11:00"]
    assert others(practice(f"{SEVERAL} {longer}", appointments=gone)) == []


def test_what_is_booked_of_the_kept_visit_counts():
    taken = booked("08:00", "09:00") + "\n" + booked("10:00", visit="same-day")
    assert others(practice(COUNT, appointments=taken)) == []
    both = booked("08:00") + "\n" + booked("09:00", "10:00", visit="same-day")
    assert others(practice(COUNT, appointments=both)) == ["Mon 11:00"]


def test_the_kept_visit_itself_is_never_kept_out_and_at_its_moment_everybody_has_the_rest():
    file = practice(COUNT, appointments=booked("08:00", "09:00"))
    same_day = wanted("same-day", providers=("chen",))
    assert offered(file, same_day, MONDAY) == ["Mon 10:00", "Mon 11:00"]
    assert others(file, at("2026-11-30T08:00")) == ["Mon 10:00", "Mon 11:00"]


def test_explain_says_how_many_are_kept():
    file = practice(COUNT, appointments=booked("08:00", "09:00"))
    (found,) = reasons(file, "2026-11-30T10:00", wanted("procedure"))
    assert found.kind == "reserved" and "2 times on Mon Nov 30 kept until Mon Nov 30, 8:00 AM" in found.detail


# Seats ------------------------------------------------------------------------------------------------------

SEATS = "Visits start every 60 minutes. Visits take 60 minutes. Diabetes classes have 3 seats. Diabetes classes need an exam room."


def classes(count, start="09:00"):
    return "\n".join(
        f'- {{visit: class, provider: chen, at: downtown, start: "2026-11-30T{start}", minutes: 60, patient: p-{n}, resources: [exam-2]}}'
        for n in range(count)
    )


def a_class(**more):
    return wanted("class", providers=("chen",), **more)


@pytest.mark.parametrize(("count", "open_"), [(0, True), (1, True), (2, True), (3, False)])
def test_a_start_that_is_booked_is_offered_until_it_is_full(count, open_):
    file = practice(SEATS, appointments=classes(count) if count else "")
    assert ("Mon 09:00" in offered(file, a_class(), MONDAY)) is open_
    assert ("Mon 09:00" in others(file)) is (count == 0), "for other visits the provider is taken"


def test_who_joins_gets_the_room_that_the_others_have():
    from frontdesk.availability.engine import Engine

    file = practice(SEATS, appointments=classes(1))
    slots = Engine(file.setup, file.appointments).slots(a_class(), dt.date(2026, 11, 30), 1)
    rooms = {slot.start: slot.resources for slot in slots}
    assert [room for room in rooms.values() if room == ("exam-2",)] == [("exam-2",)]


def test_explain_says_that_all_seats_are_taken():
    file = practice(SEATS, appointments=classes(3))
    found = reasons(file, "2026-11-30T09:00", a_class())
    assert ("taken", "Diabetes classes have 3 seats.", "all 3 seats are taken") in [
        (one.kind, one.rule, one.detail) for one in found
    ]


def test_nobody_has_two_seats_of_one_class():
    file = practice(SEATS, appointments=classes(1))
    found = reasons(file, "2026-11-30T09:00", a_class(patient="p-0"))
    assert [one.detail for one in found] == ["the patient has an appointment 9:00 AM to 10:00 AM"]


def test_every_seat_counts_for_a_limit():
    file = practice(SEATS + " At most 2 diabetes classes per day.", appointments=classes(2))
    assert offered(file, a_class(), MONDAY) == []


# Of who has another part of the visit than its own provider --------------------------------------------------

BOTH_AT_NORTH = '- {at: north, days: [mon, tue, wed, thu, fri], from: "08:00", to: "12:00"}'
TOGETHER = "Visits start every 60 minutes. Procedures are with Dr. Chen and Dr. Lee together. "
KEPT = "Keep every day from 08:00 to 10:00 with Dr. Lee for follow-up visits"


@pytest.mark.parametrize("who", ["chen", "lee"])
@pytest.mark.parametrize(
    ("kept", "left"),
    [
        (f"{KEPT}.", ["Mon 10:00", "Mon 11:00"]),
        (f"{KEPT} until 20 days before.", ["Mon 08:00", "Mon 09:00", "Mon 10:00", "Mon 11:00"]),
        (f"{KEPT.replace('follow-up visits', 'procedures')}.", ["Mon 08:00", "Mon 09:00", "Mon 10:00", "Mon 11:00"]),
        ("Visits take 60 minutes. Keep 4 times a day with Dr. Lee for follow-up visits.", []),
        (
            "Visits take 60 minutes. Keep 3 times a day with Dr. Lee for follow-up visits.",
            ["Mon 08:00", "Mon 09:00", "Mon 10:00", "Mon 11:00"],
        ),
    ],
)
def test_what_is_kept_of_one_of_two_is_kept_whoever_the_visit_is_booked_with(who, kept, left):
    file = practice(TOGETHER + kept, hours=BOTH_AT_NORTH)
    assert offered(file, wanted("procedure", providers=(who,)), MONDAY) == left
    for hour in ("08:00", "09:00", "10:00", "11:00"):
        said = reasons(file, f"{MONDAY}T{hour}", wanted("procedure", providers=(who,)), who, "north")
        assert [one.kind for one in said] == ([] if f"Mon {hour}" in left else ["reserved"])


@pytest.mark.parametrize("rule", ["need a nurse", "start with 10 minutes with a nurse"])
def test_another_nurse_comes_where_the_time_of_one_is_kept(rule):
    text = f"Visits start every 60 minutes. Visits take 60 minutes. New patient visits {rule}. "
    kept = "Keep Mondays from 08:00 to 12:00 with Nurse {} for follow-up visits. "
    want = wanted("new-patient", providers=("chen",))

    def nurses(*some):
        setup = practice(text + "".join(kept.format(who) for who in some), nurses=True).setup
        return {taking.id for slot in Engine(setup).slots(want, dt.date(2026, 11, 30), 1) for taking in slot.steps}

    assert (nurses(), nurses("Ortiz"), nurses("Ortiz", "Nguyen")) == ({"ortiz", "nguyen"}, {"nguyen"}, set())


BY_BOTH = (
    "Visits start every 30 minutes. Visits take 60 minutes. New patient visits take 90 minutes. "
    "New patient visits start with 10 minutes with {0}. New patient visits end with 10 minutes with {0}. "
    "Keep {1} times a day with Nurse Ortiz for follow-up visits."
)


@pytest.mark.parametrize(
    ("who", "times", "refused"),
    [
        ("Nurse Ortiz", 4, False),  # of six times that she has, the first and the last step take two
        ("Nurse Ortiz", 5, True),  # each of the two alone would leave five
        ("a nurse", 5, False),  # on Mondays another nurse has one of the two
    ],
)
def test_what_one_person_takes_of_kept_times_by_several_steps_counts_together(who, times, refused):
    file = practice(BY_BOTH.format(who, times), nurses=True)
    want = wanted("new-patient", providers=("chen",))
    found = reasons(file, f"{MONDAY}T08:00", want, "chen", "downtown")
    assert [one.kind for one in found] == (["reserved"] if refused else [])
    assert ("Mon 08:00" in offered(file, want, MONDAY)) is not refused
    slots = list(Engine(file.setup).slots(want, dt.date.fromisoformat(MONDAY), 1))
    if who == "a nurse":
        assert {taking.id for taking in slots[0].steps} == {"ortiz", "nguyen"}


def test_what_is_kept_of_somebody_is_read_once_for_each_date_however_many_starts_there_are(monkeypatch):
    read, asked = [], KeptOfOthers._read
    monkeypatch.setattr(KeptOfOthers, "_read", lambda self, *what: read.append(what) or asked(self, *what))
    engine = Engine(practice(BY_BOTH.format("a nurse", 5), nurses=True).setup)
    want = wanted("new-patient", providers=("chen",))
    assert len(list(engine.slots(want, dt.date.fromisoformat(MONDAY), 5))) > 5
    assert 0 < len(read) == len({(id_, local.date) for id_, local in read})
