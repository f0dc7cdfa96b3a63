"""From asked to approved, each step with the sentence that decided."""

import datetime as dt

import pytest

from frontdesk.access.may import NotAllowed
from frontdesk.audit.action import ReasonMissing
from frontdesk.booking import actions as booking
from frontdesk.intake import actions, service_levels
from frontdesk.intake.models import Request
from frontdesk.intake.queue import actions as queue
from frontdesk.intake.states import IllegalTransition
from frontdesk.messaging.models import Message
from frontdesk.people.lines import Stale
from frontdesk.practice.models import Payer
from tests import factory as f


def ask(cedar, payer: str = "aetna", answers=None, **more) -> Request:
    who = f.patient(cedar, payer=Payer.objects.get(code=payer), **more)
    said = {"reason": "a cough"} if answers is None else answers
    return actions.submit(f.themselves(who), who, visit_type=f.visit("new-patient"), answers=said)


@pytest.mark.parametrize(
    ("payer", "answers", "state", "sentence"),
    [
        ("aetna", {}, "awaiting_info", "New patient visits need reason before booking."),
        (
            "medicaid",
            {"reason": "a cough"},
            "awaiting_approval",
            "New patient visits need approval when the insurance is Medicaid.",
        ),
        ("aetna", {"reason": "a cough"}, "approved", "No rule asks for approval, and nothing is missing."),
    ],
)
def test_the_rules_decide_at_once_and_say_by_which_sentence(cedar, payer, answers, state, sentence):
    asked = ask(cedar, payer, answers)
    assert (asked.state, asked.deciding) == (state, [sentence])


def test_what_is_missing_arrives_and_the_rules_decide_anew(cedar):
    asked = ask(cedar, "medicaid", {})
    asked = actions.answer(f.themselves(asked.patient), asked, answers={"reason": "a cough"})
    assert (asked.state, asked.missing) == ("awaiting_approval", [])


def test_staff_ask_for_what_no_rule_asks_and_it_stays_missing_until_it_is_there(cedar):
    asked = ask(cedar)
    asked = actions.ask(f.actor(cedar, "front_desk"), asked, fields=["insurance-card"])
    assert Message.objects.filter(template="information-needed").exists()
    asked = actions.answer(f.themselves(asked.patient), asked, answers={"reason": "still a cough"})
    assert (asked.state, asked.missing) == ("awaiting_info", ["insurance-card"])
    asked = actions.answer(f.themselves(asked.patient), asked, answers={"insurance-card": "Aetna 123"})
    assert asked.state == "approved"


def test_approval_is_a_schedulers_and_names_the_sentence(cedar):
    asked = ask(cedar, "medicaid")
    with pytest.raises(NotAllowed):
        actions.approve(f.actor(cedar, "front_desk"), asked)
    assert actions.approve(f.actor(cedar, "scheduler"), asked).state == "approved"


def test_a_clinician_approves_what_waits_for_a_clinician_and_nothing_else(cedar):
    asked = ask(cedar, "medicaid")
    doctor = f.actor(cedar, "clinician", provider="chen")
    with pytest.raises(NotAllowed):
        actions.approve(doctor, asked)
    asked.waits_for_clinician = True
    asked.save()
    assert actions.approve(doctor, asked).state == "approved"


def test_declining_needs_a_reason_and_tells_the_patient(cedar):
    asked = ask(cedar, "medicaid")
    with pytest.raises(ReasonMissing):
        actions.decline(f.actor(cedar, "scheduler"), asked, reason=" ")
    assert actions.decline(f.actor(cedar, "scheduler"), asked, reason="We do not take this").state == "declined"
    assert Message.objects.filter(template="request-declined").exists()


def test_what_is_declined_stays_declined(cedar):
    asked = ask(cedar, "medicaid")
    actions.decline(f.actor(cedar, "scheduler"), asked, reason="no")
    with pytest.raises(IllegalTransition):
        actions.approve(f.actor(cedar, "scheduler"), asked)


def test_two_people_on_the_same_request_overwrite_nothing(cedar):
    asked = ask(cedar, "medicaid")
    seen = asked.version
    queue.take(f.actor(cedar, "front_desk"), asked, version=seen)
    with pytest.raises(Stale):
        actions.approve(f.actor(cedar, "scheduler"), asked, version=seen)


def test_a_patient_chooses_a_time_only_after_approval_and_the_request_is_then_scheduled(cedar):
    asked = ask(cedar, "medicaid")
    me = f.themselves(asked.patient)
    with pytest.raises(booking.NotReady):
        booking.hold(me, asked.patient, visit_type=asked.visit_type, place=f.place(), channel="online", request=asked)
    asked = actions.approve(f.actor(cedar, "scheduler"), asked)
    held = booking.hold(
        me, asked.patient, visit_type=asked.visit_type, place=f.place(), channel="online", request=asked
    )
    booking.confirm(me, held)
    asked.refresh_from_db()
    assert asked.state == "scheduled"


def test_a_patient_may_do_nothing_with_somebody_elses(cedar):
    asked, other = ask(cedar), f.themselves(f.patient(cedar))
    with pytest.raises(NotAllowed):
        actions.withdraw(other, asked)
    with pytest.raises(NotAllowed):
        actions.answer(other, asked, answers={"reason": "x"})


def test_approve_and_book_is_one_decision(cedar):
    asked = ask(cedar, "medicaid")
    done = booking.approve_and_book(f.actor(cedar, "scheduler"), asked, place=f.place(), version=asked.version)
    asked.refresh_from_db()
    assert (done.state, asked.state, asked.approved_by) == ("booked", "scheduled", "Some scheduler")


@pytest.mark.parametrize("payer", ["medicaid", "aetna"])
def test_pressed_twice_it_is_one_appointment_whatever_the_state_was(cedar, payer):
    asked, boss = ask(cedar, payer), f.actor(cedar, "scheduler")
    one = booking.approve_and_book.once("k", boss, asked, place=f.place(), version=asked.version)
    asked.refresh_from_db()
    assert booking.approve_and_book.once("k", boss, asked, place=f.place(), version=1) == one


def test_the_front_desk_books_what_is_approved_and_approves_nothing(cedar):
    desk = f.actor(cedar, "front_desk")
    with pytest.raises(NotAllowed):
        booking.approve_and_book(desk, ask(cedar, "medicaid"), place=f.place())
    assert booking.approve_and_book(desk, ask(cedar, "aetna"), place=f.place()).state == "booked"


def test_when_the_time_is_taken_the_approval_is_not_half_done(cedar):
    from frontdesk.booking.errors import JustTaken

    booking.book(
        f.actor(cedar, "front_desk"),
        f.patient(cedar, established=True),
        visit_type=f.visit("follow-up"),
        place=f.place(),
    )
    asked = ask(cedar, "medicaid")
    with pytest.raises(JustTaken):
        booking.approve_and_book(f.actor(cedar, "scheduler"), asked, place=f.place())
    asked.refresh_from_db()
    assert asked.state == "awaiting_approval"


@pytest.mark.parametrize(
    ("today", "days", "expected"),
    [("2026-11-25", 2, "2026-11-30"), ("2026-11-27", 1, "2026-11-30"), ("2026-12-31", 2, "2027-01-04")],
)
def test_the_answer_is_promised_in_business_days(db, monkeypatch, today, days, expected):
    """Neither a weekend nor a day on which the practice is closed is one: here Thanksgiving."""
    practice = f.load_cedar(f.CEDAR + "  The practice is closed on 2026-11-26.\n")
    practice.reply_days = days
    noon = dt.datetime.fromisoformat(f"{today}T18:00:00+00:00")
    monkeypatch.setattr(service_levels, "now", lambda: noon)
    assert str(service_levels.reply_by(practice)) == expected


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [("2008-02-29", "2026-02-28", 17), ("2008-02-29", "2026-03-01", 18), ("2008-11-25", "2026-11-25", 18)],
)
def test_ages_on_leap_days(birth, day, age):
    from frontdesk.rules.facts import age_on

    assert age_on(dt.date.fromisoformat(birth), dt.date.fromisoformat(day)) == age


def test_another_payer_asks_for_the_member_id_again(cedar):
    from frontdesk.intake.actions import keep_said
    from frontdesk.practice.models import Payer

    first, second = Payer.objects.filter(active=True).order_by("name")[:2]
    who = f.patient(cedar, payer=first, member_id="OLD-1")
    asked = actions.create_for_caller(f.actor(cedar, "front_desk"), who, visit_type=f.visit("follow-up"), answers={})
    keep_said(f.actor(cedar, "front_desk"), asked, {"insurance": first.name}, [])
    assert asked.patient.member_id == "OLD-1"
    keep_said(f.actor(cedar, "front_desk"), asked, {"insurance": ""}, [])
    assert (asked.patient.payer, asked.patient.member_id) == (first, "OLD-1")
    keep_said(f.actor(cedar, "front_desk"), asked, {"insurance": second.name}, [])
    asked.patient.refresh_from_db()
    assert (asked.patient.payer, asked.patient.member_id) == (second, "")
    keep_said(f.actor(cedar, "front_desk"), asked, {"member-id": "NEW-2", "insurance": first.name}, [])
    asked.patient.refresh_from_db()
    assert (asked.patient.payer, asked.patient.member_id) == (first, "NEW-2")


def test_approving_and_booking_in_one_press_is_told_once(cedar):
    asked = ask(cedar, "medicaid", email="zoe@example.com")
    Message.objects.update(state="sent")  # that it was received
    booking.approve_and_book(f.actor(cedar, "scheduler"), asked, place=f.place())
    assert list(Message.objects.filter(state="queued").values_list("template", flat=True)) == ["booked"]
