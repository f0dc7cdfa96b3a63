"""Every reason that stands in the way, not just the first."""

import pytest

from frontdesk.rules.facts import NO_INSURANCE, OTHER_INSURANCE
from tests.practices import kinds, practice, reasons, wanted

APPOINTMENT = '- {visit: follow-up, provider: chen, at: downtown, start: "2026-11-30T08:00", minutes: 30, patient: p-1}'


@pytest.mark.parametrize(
    ("rule", "start", "facts", "kind"),
    [
        ("", "2026-11-30T07:45", {}, "hours"),
        ("", "2026-11-30T11:45", {}, "hours"),
        ("", "2026-11-28T09:00", {}, "hours"),
        ("Visits start every 20 minutes.", "2026-11-30T09:30", {}, "grid"),
        ("", "2026-11-30T09:05", {}, "grid"),
        ("Dr. Chen is away on 2026-11-30 from 9:15 to 10:00.", "2026-11-30T09:00", {}, "closure"),
        ("Downtown is closed from November 29 to December 1.", "2026-11-30T09:00", {}, "closure"),
        ("Book visits at least 6 days ahead.", "2026-11-30T09:00", {}, "lead time"),
        ("Book visits at most 2 days ahead.", "2026-11-30T09:00", {}, "horizon"),
        ("At most 0 follow-up visits per day.", "2026-11-30T09:00", {}, "cap"),
        ("Only Dr. Lee and Dr. Park offer follow-up visits.", "2026-11-30T09:00", {}, "offers"),
        ("Dr. Chen does not offer follow-up visits.", "2026-11-30T09:00", {}, "offers"),
        ("Follow-up visits are only offered at North.", "2026-11-30T09:00", {}, "offers"),
        ("Dr. Chen does not take Medicaid.", "2026-11-30T09:00", {"payer": "medicaid"}, "payer"),
        ("Dr. Chen only takes Medicare and Aetna.", "2026-11-30T09:00", {"payer": "medicaid"}, "payer"),
        ("Dr. Chen only takes Medicare and Aetna.", "2026-11-30T09:00", {"payer": OTHER_INSURANCE}, "payer"),
        ("Dr. Chen only takes Medicare and Aetna.", "2026-11-30T09:00", {"payer": NO_INSURANCE}, None),
        ("Dr. Chen does not take Aetna.", "2026-11-30T09:00", {"payer": OTHER_INSURANCE}, None),
        ("Dr. Chen does not take Aetna.", "2026-11-30T09:00", {"payer": NO_INSURANCE}, None),
        ("Downtown does not take Aetna.", "2026-11-30T09:00", {"payer": "aetna"}, "payer"),
        ("Follow-up visits are for established patients.", "2026-11-30T09:00", {"status": "new"}, "patient"),
        ("Follow-up visits are for patients under 18.", "2026-11-30T09:00", {"age": 18}, "patient"),
        ("Follow-up visits are for patients over 65.", "2026-11-30T09:00", {"age": 65}, "patient"),
        (
            "Follow-up visits need an ultrasound machine. Dr. Lee does not offer procedures.",
            "2026-11-30T09:00",
            {},
            None,
        ),
        ("", "2026-11-30T09:00", {"channel": "online"}, "self-scheduling"),
    ],
)
def test_each_kind_of_reason(rule, start, facts, kind):
    assert kinds(reasons(practice(rule), start, wanted(**facts))) == ([kind] if kind else [])


def test_all_reasons_at_once():
    file = practice(
        "Visits start every 20 minutes. Dr. Chen is away on 2026-11-30. Book visits at least 10 days ahead. "
        "Dr. Chen does not take Medicaid. At most 1 visit per day at Downtown. Follow-up visits are for new patients.",
        appointments=APPOINTMENT,
    )
    found = reasons(file, "2026-11-30T08:15", wanted(payer="medicaid", status="established"))
    assert kinds(found) == ["grid", "closure", "lead time", "payer", "patient", "cap", "taken"]
    assert found[2].rule == "Book visits at least 10 days ahead."
    assert found[2].detail == "earliest is Sat Dec 5"


def test_a_lead_time_in_hours_names_the_earliest_minute():
    [reason] = reasons(practice("Book follow-up visits at least 144 hours ahead."), "2026-11-30T09:00")
    assert reason.detail == "earliest is Tue Dec 1, 10:00 AM"


def test_taken_time_names_nobody():
    [reason] = reasons(practice(appointments=APPOINTMENT), "2026-11-30T08:00")
    assert (reason.kind, reason.rule) == ("taken", None)
    assert "p-1" not in reason.detail


@pytest.mark.parametrize(
    ("facts", "allowed"),
    [
        ({}, True),
        ({"answers": {"reason": "Chest pains since Monday"}}, False),
        ({"answers": {"reason": "a rash"}}, True),
    ],
)
def test_may_not_beats_may(facts, allowed):
    file = practice(
        'Patients may book follow-up visits themselves. Patients may not book visits themselves when the reason mentions "chest pain".'
    )
    assert (not reasons(file, "2026-11-30T09:00", wanted(channel="online", **facts))) is allowed
    assert not reasons(file, "2026-11-30T09:00", wanted(channel="phone", **facts))


def test_facts_that_are_not_known_stand_in_the_way_of_nothing():
    file = practice(
        "Dr. Chen only takes Aetna. Follow-up visits are for patients under 18. Follow-up visits are for new patients."
    )
    assert reasons(file, "2026-11-30T09:00") == []


def test_within_days_of_the_last_visit():
    appointment = APPOINTMENT.replace("2026-11-30", "2026-11-02")
    file = practice("Follow-up visits are within 28 days of the last visit.", appointments=appointment)
    assert reasons(file, "2026-11-30T09:00", wanted(patient="p-1")) == []
    assert kinds(reasons(file, "2026-12-01T09:00", wanted(patient="p-1"))) == ["distance"]
    assert reasons(file, "2026-12-01T09:00", wanted(patient="p-2")) == []
