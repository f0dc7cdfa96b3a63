"""Rooms and machines with hours of their own: they are free only then."""

import datetime as dt

import pytest

from frontdesk.availability.engine import Engine
from frontdesk.availability.findings import findings
from frontdesk.practice.file import FileFaults, read
from tests.practices import kinds, offered, practice, reasons, wanted

CHEN = wanted(providers=("chen",))


def with_room(open_, rules="Follow-up visits need an exam room. Visits start every 30 minutes.", **more):
    """Downtown has one exam room, with these hours."""
    file = practice(rules, of_exam_2=open_, **more)
    return read(file.text.replace("      - {id: exam-1, kind: exam room}\n", ""))


MORNINGS = '[{days: [mon, wed], from: "09:00", to: "10:30"}]'


@pytest.mark.parametrize(
    ("day", "starts"),
    [
        ("2026-11-30", ["Mon 09:00", "Mon 09:30", "Mon 10:00"]),  # the last ends with the room's hours
        ("2026-12-01", []),
        ("2026-12-02", ["Wed 09:00", "Wed 09:30", "Wed 10:00"]),
    ],
)
def test_a_room_is_free_in_its_hours_alone(day, starts):
    assert offered(with_room(MORNINGS), CHEN, first=day) == starts


def test_buffers_may_lie_outside_of_a_rooms_hours():
    rules = "Follow-up visits need an exam room. Visits start every 30 minutes. Keep 30 minutes free before visits. Keep 30 minutes free after visits."
    assert offered(with_room(MORNINGS, rules), CHEN) == ["Mon 09:00", "Mon 09:30", "Mon 10:00"]


@pytest.mark.parametrize(
    ("hours", "starts"),
    [
        ('[{days: [mon], from: "09:00", to: "09:30"}, {days: [mon], from: "09:30", to: "10:00"}]', ["09:00", "09:30"]),
        ('[{days: [mon], from: "09:00", to: "10:00", only: [procedure]}]', []),
        ('[{days: [mon], from: "09:00", to: "10:00", starting: 2026-12-01}]', []),
        ('[{days: [mon], from: "09:00", to: "10:00", until: 2026-11-30}]', ["09:00", "09:30"]),
        ('[{days: [mon], from: "09:00", to: "10:00", every: 2 weeks, starting: 2026-11-23}]', []),
        ('[{days: [mon], from: "09:00", to: "10:00", which: [last]}]', ["09:00", "09:30"]),
        ('[{days: [mon], from: "09:00", to: "10:00", which: [1st]}]', []),
        ('[{at: downtown, days: [sun], from: "20:00", to: "09:00"}]', ["08:00", "08:30"]),  # begun the evening before
    ],
)
def test_the_blocks_are_as_a_providers(hours, starts):
    assert offered(with_room(hours), CHEN) == [f"Mon {start}" for start in starts]


def test_a_visit_lies_across_blocks_that_touch():
    hours = '[{days: [mon], from: "09:00", to: "09:40"}, {days: [mon], from: "09:40", to: "10:30"}]'
    assert "Mon 09:30" in offered(with_room(hours), CHEN)


def test_over_midnight_a_room_is_open_till_the_next_morning():
    file = with_room(
        '[{days: [mon], from: "23:00", to: "01:00"}]', hours='- {at: downtown, days: [mon], from: "22:00", to: "02:00"}'
    )
    assert offered(file, CHEN, days=2) == ["Mon 23:00", "Mon 23:30", "Tue 00:00", "Tue 00:30"]


def test_the_first_room_that_is_open_and_free_is_taken():
    rules = "Follow-up visits need an exam room. Visits start every 30 minutes."
    file = practice(rules, of_exam_2=MORNINGS)
    taken = practice(
        rules,
        of_exam_2=MORNINGS,
        appointments='- {visit: procedure, provider: lee, at: downtown, start: "2026-11-30T08:00", minutes: 240, resources: [exam-1]}',
    )
    assert len(offered(file, CHEN)) == 8
    assert offered(taken, CHEN) == ["Mon 09:00", "Mon 09:30", "Mon 10:00"]
    slots = list(Engine(taken.setup, taken.appointments).slots(CHEN, dt.date(2026, 11, 30), 1))
    assert {slot.resources for slot in slots} == {("exam-2",)}


def test_the_reason_says_when_it_is_open():
    found = reasons(with_room(MORNINGS), "2026-11-30T08:00")
    assert [(one.kind, one.rule, one.detail) for one in found] == [
        ("resource", "Follow-up visits need an exam room.", "exam-2 is open from 9:00 AM to 10:30 AM on Mon Nov 30")
    ]
    assert not found[0].contended  # nobody has taken it: another try does not help
    assert (
        reasons(with_room(MORNINGS), "2026-12-01T08:00")[0].detail == "exam-2 is not open for this visit on Tue Dec 1"
    )


def test_the_reason_tells_the_closed_from_the_taken():
    file = practice(
        "Follow-up visits need an exam room.",
        of_exam_2=MORNINGS,
        appointments='- {visit: procedure, provider: lee, at: downtown, start: "2026-11-30T08:00", minutes: 240, resources: [exam-1]}',
    )
    found = reasons(file, "2026-11-30T08:00")
    assert [one.detail for one in found] == [
        "exam-2 is open from 9:00 AM to 10:30 AM on Mon Nov 30; every other exam room at Downtown is taken (exam-1)"
    ]
    assert found[0].contended


def test_a_steps_room_is_open_for_the_step():
    rules = (
        "Follow-up visits end with 10 minutes in an exam room. Visits start every 10 minutes. Visits take 30 minutes."
    )
    hours = '[{days: [mon], from: "09:00", to: "09:30"}]'
    assert offered(with_room(hours, rules), CHEN) == ["Mon 08:40", "Mon 08:50", "Mon 09:00"]
    found = reasons(with_room(hours, rules), "2026-11-30T08:30")
    assert kinds(found) == ["resource"] and "exam-2 is open from 9:00 AM to 9:30 AM" in found[0].detail


def test_a_room_is_closed_in_the_hour_that_does_not_exist_and_after_it_is_open():
    file = with_room(
        '[{days: [sun], from: "01:00", to: "03:30"}]', hours='- {at: downtown, days: [sun], from: "00:00", to: "05:00"}'
    )
    want = wanted(now=dt.datetime(2027, 3, 10, tzinfo=dt.UTC), providers=("chen",))
    assert offered(file, want, first="2027-03-14") == ["Sun 01:00", "Sun 01:30", "Sun 03:00"]


def test_a_visit_whose_room_is_never_open_while_anybody_is_there_is_found():
    evenings = '[{days: [mon], from: "18:00", to: "20:00"}]'
    rules = "Only Dr. Chen offers follow-up visits. Follow-up visits need an exam room."
    today = dt.date(2026, 11, 30)

    def found(hours):
        return [
            one for one in findings(with_room(hours, rules).setup, today) if one.entry == ("visit types", "follow-up")
        ]

    assert "Follow-up visits need an exam room." in found(evenings)[0].because
    assert found(MORNINGS) == []


@pytest.mark.parametrize(
    ("hours", "says"),
    [
        ("[]", "'hours' of a room is empty; say when it can be had, or leave it out: at any time"),
        ('[{at: north, days: [mon], from: "08:00", to: "12:00"}]', "this stands at 'downtown', not at 'north'"),
        ('[{days: [mon], from: "08:00"}]', "has no 'to'"),
        ('[{days: [xyz], from: "08:00", to: "12:00"}]', "no weekday 'xyz'"),
        ('[{days: [mon], from: "08:00", to: "12:00", only: [folow-up]}]', "did you mean 'follow-up'?"),
        (
            '[{days: [mon], from: "08:00", to: "12:00"}, {days: [mon], from: "11:00", to: "13:00"}]',
            "these hours overlap",
        ),
        ('[{days: [mon], from: "08:00", to: "12:00", rooms: 2}]', "unknown key 'rooms'"),
    ],
)
def test_what_is_wrong_with_them_is_said(hours, says):
    with pytest.raises(FileFaults) as wrong:
        practice("", of_exam_2=hours)
    assert says in str(wrong.value)


def test_the_hours_are_read_where_ids_stand_twice_or_are_missing():
    """Each of these is a fault, and none a traceback."""
    text = practice("", of_exam_2=MORNINGS).text
    for wrong in (text.replace("id: north", "id: downtown"), text.replace("{id: exam-2, ", "{")):
        with pytest.raises(FileFaults):
            read(wrong)
