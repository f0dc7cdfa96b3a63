"""The way between two visits of one provider at different places."""

import datetime as dt

import pytest

from frontdesk.availability.engine import Engine
from frontdesk.availability.findings import findings
from frontdesk.practice.file import FileFaults
from frontdesk.rules.language import parse, render
from tests.practices import kinds, offered, practice, reasons, wanted

HOURS = """
- {at: downtown, days: [mon, tue, wed, thu, fri], from: "08:00", to: "12:00"}
- {at: north, days: [mon, tue, wed, thu, fri], from: "13:00", to: "17:00"}
"""
HALF = "Visits start every 30 minutes. Visits take 30 minutes."
DOWNTOWN = wanted(providers=("chen",), locations=("downtown",))
NORTH = wanted(providers=("chen",), locations=("north",))


def booked(start, at="downtown", visit="procedure", provider="chen", minutes=30, more=""):
    return (
        f'- {{visit: {visit}, provider: {provider}, at: {at}, start: "2026-11-30T{start}", minutes: {minutes}{more}}}'
    )


def cedar(*rules, appointments="", hours=HOURS, **more):
    return practice(" ".join((HALF, *rules)), hours=hours, appointments=appointments, **more)


@pytest.mark.parametrize(
    ("way", "first"),
    [
        ("", "Mon 13:00"),
        ("Keep 90 minutes between locations.", "Mon 13:30"),  # exactly enough: offered
        ("Keep 91 minutes between locations.", "Mon 14:00"),  # a minute short
        ("Keep 2 hours between locations.", "Mon 14:00"),
        ("Keep 90 minutes between locations with Dr. Lee.", "Mon 13:00"),
        ("Keep 90 minutes between locations with Dr. Lee and Dr. Chen.", "Mon 13:30"),
        ("Keep 90 minutes between locations except on Mondays.", "Mon 13:00"),
        ("Keep 90 minutes between locations until 2026-11-29.", "Mon 13:00"),
        ("Keep 3 hours between locations. Keep 90 minutes between locations with Dr. Chen.", "Mon 13:30"),
    ],
)
def test_after_a_visit_elsewhere_there_is_time_for_the_way(way, first):
    at_noon = booked("11:30", minutes=30)  # ends at 12:00
    assert offered(cedar(way, appointments=at_noon), NORTH)[0] == first


@pytest.mark.parametrize(("way", "last"), [("", "Mon 11:30"), ("Keep 90 minutes between locations.", "Mon 11:00")])
def test_before_what_is_booked_elsewhere_for_later_too(way, last):
    assert offered(cedar(way, appointments=booked("13:00", "north")), DOWNTOWN)[-1] == last


def test_at_the_same_place_nothing_is_kept():
    file = cedar("Keep 90 minutes between locations.", appointments=booked("10:00"))
    assert offered(file, DOWNTOWN) == [
        "Mon 08:00",
        "Mon 08:30",
        "Mon 09:00",
        "Mon 09:30",
        "Mon 10:30",
        "Mon 11:00",
        "Mon 11:30",
    ]


@pytest.mark.parametrize(
    ("buffers", "first"),
    [
        (
            "Keep 30 minutes free after procedures. Keep 30 minutes free before follow-up visits.",
            "Mon 13:30",
        ),  # 60 < 90
        (
            "Keep 60 minutes free after procedures. Keep 60 minutes free before follow-up visits.",
            "Mon 14:00",
        ),  # 120 > 90
    ],
)
def test_the_larger_of_the_way_and_both_buffers_together_counts(buffers, first):
    file = cedar("Keep 90 minutes between locations.", buffers, appointments=booked("11:30"))
    assert offered(file, NORTH)[0] == first


def test_somebody_elses_visit_elsewhere_is_nothing():
    file = cedar("Keep 90 minutes between locations.", appointments=booked("11:30", provider="lee"))
    assert offered(file, NORTH)[0] == "Mon 13:00"


def test_the_reason_says_where_they_are_and_what_would_do():
    file = cedar("Keep 90 minutes between locations.", appointments=booked("11:30"))
    found = reasons(file, "2026-11-30T13:00", at="north")
    assert [(one.kind, one.rule, one.detail) for one in found] == [
        ("travel", "Keep 90 minutes between locations.", "Dr. Chen is at Downtown until 12:00 PM; earliest is 1:30 PM")
    ]
    assert not found[0].contended  # staff may decide otherwise: it is no time that somebody else has
    file = cedar("Keep 90 minutes between locations.", appointments=booked("13:00", "north"))
    found = reasons(file, "2026-11-30T11:30")
    assert [one.detail for one in found] == ["Dr. Chen is at North from 1:00 PM; it must end by 11:30 AM"]


def test_both_sides_are_reasons():
    file = cedar("Keep 3 hours between locations.", appointments=f"{booked('11:30')}\n{booked('16:30')}")
    assert kinds(reasons(file, "2026-11-30T14:00", at="north")) == ["travel", "travel"]


def test_it_hides_times_on_every_channel():
    file = cedar(
        "Keep 90 minutes between locations. Patients may book visits themselves.", appointments=booked("11:30")
    )
    for channel in ("staff", "online", "phone", "referral"):
        want = wanted(providers=("chen",), locations=("north",), channel=channel)
        assert offered(file, want)[0] == "Mon 13:30"


def test_who_has_a_step_needs_time_for_the_way_too():
    """Nurse Ortiz is at North until 8:30; at Downtown she can begin at 9:00 and not before."""
    rules = "Keep 30 minutes between locations. Procedures start with 10 minutes with Nurse Ortiz."
    there = booked("08:00", "north", "follow-up", "ortiz")
    file = cedar(rules, appointments=there, nurses=True)
    want = wanted("procedure", providers=("chen",), locations=("downtown",))
    assert offered(file, want)[0] == "Mon 09:00"
    found = reasons(file, "2026-11-30T08:30", want)
    assert kinds(found) == ["travel"] and "Nurse Ortiz is at North until 8:30 AM" in found[0].detail


def test_a_part_of_a_visit_elsewhere_is_where_the_way_begins():
    """Dr. Chen has the last 10 minutes of the procedure at Downtown, until noon."""
    rules = "Keep 90 minutes between locations. Procedures end with 20 minutes with Nurse Ortiz."
    file = cedar(rules, appointments=booked("11:30", more=", also with: [ortiz]"), nurses=True)
    assert offered(file, NORTH)[0] == "Mon 13:30"  # until 11:40, and 90 minutes: the next start
    file = cedar(rules.replace("90", "80"), appointments=booked("11:30", more=", also with: [ortiz]"), nurses=True)
    assert offered(file, NORTH)[0] == "Mon 13:00"


def test_who_joins_others_comes_as_they_do():
    rules = "Keep 90 minutes between locations. Follow-up visits have 2 seats."
    there = booked("13:00", "north", "follow-up")
    assert "Mon 13:00" in offered(cedar(rules, appointments=there), NORTH)
    both = f"{there}\n{booked('11:30')}"
    assert "Mon 13:00" not in offered(cedar(rules, appointments=both), NORTH)
    assert kinds(reasons(cedar(rules, appointments=both), "2026-11-30T13:00", at="north")) == ["travel"]


def test_two_sentences_for_the_same_provider_contradict():
    with pytest.raises(FileFaults, match="contradicts"):
        cedar("Keep 90 minutes between locations.", "Keep 60 minutes between locations.")


def test_of_who_works_at_one_place_it_says_nothing():
    rules = "Keep 30 minutes between locations with Dr. Lee."
    found = [one.message for one in findings(cedar(rules).setup, dt.date(2026, 11, 30)) if one.line]
    assert found == ["Nobody it speaks of works at two locations."]
    assert not [
        one for one in findings(cedar("Keep 30 minutes between locations.").setup, dt.date(2026, 11, 30)) if one.line
    ]


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("keep 30 minutes between locations", "Keep 30 minutes between locations."),
        ("Keep 1 hours between different places with dr. chen.", "Keep 60 minutes between locations with Dr. Chen."),
    ],
)
def test_the_sentence(typed, canonical):
    vocabulary = cedar().setup.book.vocabulary
    rule = parse(typed if typed.endswith(".") else f"{typed}.", vocabulary)
    assert render(rule, vocabulary) == canonical and parse(canonical, vocabulary) == rule


def test_times_are_found_without_rows_where_nobody_has_any():
    """Only of who is taken around a start is it asked what they have."""
    asked = []
    file = cedar("Keep 90 minutes between locations.", appointments=booked("11:30"))
    engine = Engine(file.setup, file.appointments)
    meeting = engine.taken.meeting
    engine.taken.meeting = lambda key, *more: asked.append(key) or meeting(key, *more)  # type: ignore[method-assign]
    list(engine.slots(wanted(), dt.date(2026, 11, 30), 1))
    assert set(asked) == {("provider", "chen")}
