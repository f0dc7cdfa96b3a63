"""One visit that takes several people or rooms in turn."""

import datetime as dt

import pytest

from frontdesk.availability.engine import Engine
from frontdesk.availability.explain import explain
from frontdesk.availability.model import Booked, Taking, Wanted, minute_of
from tests.practices import NOW, kinds, offered, practice, reasons, wanted

CHEN = {"providers": ("chen",)}
NURSE_FIRST = (
    "Visits take 60 minutes. Visits start every 30 minutes. Follow-up visits start with 20 minutes with a nurse."
)
MONDAY = dt.date(2026, 11, 30)


def minute(clock: str) -> int:
    return minute_of(dt.datetime.fromisoformat(f"2026-11-30T{clock}-06:00"))


def test_a_visit_is_offered_while_a_nurse_is_here_for_its_first_minutes():
    file = practice(NURSE_FIRST, nurses=True)  # Ortiz until 11:00; Nguyen until 12:00, on Mondays
    assert offered(file, wanted(**CHEN))[-1] == "Mon 11:00"
    assert offered(file, wanted(**CHEN), "2026-12-01")[-1] == "Tue 10:30"


def test_the_patient_is_handed_on_and_each_is_taken_for_their_part_only():
    engine = Engine(practice(NURSE_FIRST, nurses=True).setup)
    first = next(engine.slots(wanted(**CHEN), MONDAY, 1))
    assert first.steps == (Taking("provider", "ortiz", minute("08:00"), minute("08:20")),)
    assert engine.terms("follow-up", "chen", "downtown", wanted().facts).own == (20, 60)


def test_while_the_nurse_has_the_patient_the_doctor_may_see_somebody_else():
    file = practice(
        NURSE_FIRST,
        nurses=True,
        appointments='- {visit: procedure, provider: chen, at: downtown, start: "2026-11-30T09:00", minutes: 20}',
    )
    assert "Mon 09:00" in offered(file, wanted(**CHEN))  # Dr. Chen is needed from 9:20 on


def test_the_second_nurse_is_taken_when_the_first_is_not_free():
    taken = Booked("procedure", "ortiz", "downtown", minute("08:00"), 30)
    engine = Engine(practice(NURSE_FIRST, nurses=True).setup, [taken])
    assert next(engine.slots(wanted(**CHEN), MONDAY, 1)).steps[0].id == "nguyen"


def test_when_no_nurse_is_free_the_reason_names_the_rule_and_the_nurses():
    both = [Booked("procedure", who, "downtown", minute("08:00"), 60) for who in ("ortiz", "nguyen")]
    engine = Engine(practice(NURSE_FIRST, nurses=True).setup, both)
    (reason,) = explain(engine, wanted(**CHEN), "chen", "downtown", minute("08:00"))
    assert (reason.kind, reason.rule) == ("resource", "Follow-up visits start with 20 minutes with a nurse.")
    assert reason.detail == "no nurse is free from 8:00 AM to 8:20 AM (Nurse Ortiz, Nurse Nguyen)"


def test_when_no_nurse_is_here_that_is_a_matter_of_hours():
    file = practice(NURSE_FIRST + " Nurse Ortiz is away on 2026-12-01 from 08:00 to 09:00.", nurses=True)
    (reason,) = reasons(file, "2026-12-01T08:30", wanted(**CHEN))
    assert (reason.kind, reason.detail) == ("hours", "no nurse is here from 8:30 AM to 8:50 AM")
    assert reasons(file, "2026-12-01T09:00", wanted(**CHEN)) == []


def test_buffers_lie_at_the_ends_of_the_visit_with_whoever_has_that_end():
    rules = NURSE_FIRST + " Keep 10 minutes free before follow-up visits. Keep 5 minutes free after follow-up visits."
    engine = Engine(practice(rules, nurses=True).setup)
    slot = next(engine.slots(wanted(**CHEN), MONDAY, 1))
    assert slot.steps[0] == Taking("provider", "ortiz", minute("07:50"), minute("08:20"))
    assert engine.terms("follow-up", "chen", "downtown", wanted().facts).own_span == (20, 65)


def test_an_ultrasound_then_the_consultation():
    file = practice(
        "Ultrasounds take 50 minutes. Visits start every 10 minutes. "
        "Ultrasounds start with 30 minutes in an ultrasound machine, then 20 minutes with Dr. Lee.",
        nurses=True,
    )
    # Nothing is left for the visit's own provider but the machine's half hour, which stays with them.
    agreed = Engine(file.setup).terms("ultrasound", "chen", "downtown", wanted().facts)
    assert agreed.obstacles and agreed.obstacles[0].kind == "hours"
    file = practice(
        "Ultrasounds take 50 minutes. Visits start every 10 minutes. Ultrasounds end with 20 minutes with Nurse Ortiz.",
        nurses=True,
    )
    assert Engine(file.setup).terms("ultrasound", "chen", "downtown", wanted().facts).own == (0, 30)
    assert offered(file, wanted("ultrasound", **CHEN))[-1] == "Mon 10:10"  # Nurse Ortiz leaves at 11:00


def test_a_step_in_a_room_only_stays_with_the_visits_own_provider():
    file = practice("Ultrasounds take 40 minutes. Ultrasounds start with 10 minutes in an ultrasound machine.")
    assert Engine(file.setup).terms("ultrasound", "chen", "downtown", wanted().facts).own == (0, 40)
    engine = Engine(file.setup)
    assert next(engine.slots(wanted("ultrasound", **CHEN), MONDAY, 1)).steps == (
        Taking("resource", "downtown/us-1", minute("08:00"), minute("08:10")),
    )


@pytest.mark.parametrize(
    ("date", "first"),
    [("2026-03-08", "Sun 00:30"), ("2026-11-01", "Sun 00:30")],
)
def test_on_both_days_of_change_the_step_counts_real_minutes(date, first):
    hours = '- {at: downtown, days: [sun], from: "00:30", to: "06:00"}'
    file = practice(NURSE_FIRST, hours=hours, nurses=True)
    now = dt.datetime.fromisoformat(f"{date}T00:00-06:00") - dt.timedelta(days=2)
    times = offered(file, wanted(now=now, **CHEN), date, 1)
    assert times[0] == first
    assert times[-1] == "Sun 03:30"  # the nurse is here until 3:50
    assert ("Sun 02:30" in times) is (date == "2026-11-01")  # the gap of March


def test_the_narrower_sentence_wins_and_two_equal_ones_are_a_fault():
    rules = NURSE_FIRST + " Visits start with 5 minutes with a nurse."
    agreed = Engine(practice(rules, nurses=True).setup).terms("follow-up", "chen", "downtown", wanted().facts)
    assert agreed.own[0] == 20
    with pytest.raises(Exception, match="contradicts"):
        practice(NURSE_FIRST + " Follow-up visits start with 5 minutes with a nurse.", nurses=True)


def test_an_unknown_kind_of_provider_is_refused_with_what_was_expected():
    with pytest.raises(Exception, match="a kind of provider, such as a nurse"):
        practice("Visits start with 5 minutes with a nurse.")


def test_an_appointment_of_the_file_may_say_who_else_had_it():
    file = practice(
        NURSE_FIRST,
        nurses=True,
        appointments='- {visit: follow-up, provider: lee, at: downtown, start: "2026-12-01T08:00", minutes: 60, also with: [ortiz]}',
    )
    assert kinds(reasons(file, "2026-12-01T08:00", wanted(**CHEN))) == ["resource"]


def test_a_length_that_somebody_chose_is_against_the_rule_that_sets_another():
    engine = Engine(practice("Follow-up visits take 20 minutes.").setup)
    want = Wanted("follow-up", NOW, providers=("chen",), minutes=45)
    (reason,) = explain(engine, want, "chen", "downtown", minute("09:00"))
    assert (reason.kind, reason.rule, reason.detail) == (
        "length",
        "Follow-up visits take 20 minutes.",
        "20 minutes, not 45",
    )
    plain = Engine(practice().setup)
    assert explain(plain, want, "chen", "downtown", minute("09:00")) == []
