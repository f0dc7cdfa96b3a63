"""What a caller said for whom the wrong record was booked is off that record again when the booking is taken back."""

import pytest
from django.db import transaction

from frontdesk.audit.models import Entry
from frontdesk.booking import actions
from frontdesk.booking.calling.actions import book_caller
from frontdesk.booking.models import Appointment
from frontdesk.booking.series.actions import book_series
from frontdesk.day.correcting import actions as correcting
from frontdesk.intake import actions as intake
from frontdesk.intake.carrying import said_before
from frontdesk.intake.insurance import PAYS_ALONE
from frontdesk.intake.models import Answer, Request
from frontdesk.intake.patients import say_whose
from frontdesk.intake.states import OPEN
from frontdesk.intake.undo import actions as undo
from frontdesk.messaging.models import Message
from frontdesk.people.models import Patient
from frontdesk.practice.actors import patient_actor
from frontdesk.practice.models import Payer
from frontdesk.records.merging.actions import merge
from tests import factory as f
from tests.web.test_second_visit import value
from tests.web_client import as_staff, at

PHONE = "+13125550199"
SAID = {"reason": "a cough", "phone": "(312) 555-0199", "insurance": "Medicaid", "member-id": "IL-9"}


@pytest.fixture
def who(cedar):
    aetna = Payer.objects.get(code="aetna")
    return f.patient(cedar, established=True, email="ada@example.org", payer=aetna, member_id="W1")


def on_record(who):
    now = Patient.objects.get(pk=who.pk)
    return now.phone, now.phone_of, now.payer.code if now.payer else None, now.uninsured, now.member_id


def for_a_caller(desk, who, said=SAID, **how):
    return book_caller(desk, who, visit_type=f.visit("follow-up"), place=f.place(), answers=said, **how)


def test_the_number_lets_nobody_in_and_the_insurance_is_what_it_was(who, desk):
    before = on_record(who)
    one = for_a_caller(desk, who)
    assert on_record(who) == (PHONE, "patient", "medicaid", False, "IL-9")
    assert who.pk in patient_actor(PHONE).patients, "so it is while it stands"
    correcting.undo(desk, one)
    assert on_record(who) == before
    assert who.pk not in patient_actor(PHONE).patients
    taken = Entry.objects.get(action="patient.unsaid")
    assert (taken.actor_id, taken.changes["phone"]) == (desk.id, [PHONE, ""])
    assert not Message.objects.filter(state="queued").exists()


def test_nobody_insures_them_is_unsaid(cedar, who, desk):
    correcting.undo(desk, for_a_caller(desk, who, {"reason": "x", "insurance": PAYS_ALONE}))
    assert on_record(who) == ("", "patient", "aetna", False, "W1")


def test_no_later_form_carries_what_was_answered(who, desk):
    one = for_a_caller(desk, who)
    assert said_before(who, f.visit("follow-up"), for_the_record=True).exists()
    correcting.undo(desk, one)
    assert not said_before(who, f.visit("follow-up"), for_the_record=True).exists()
    assert not Answer.objects.exists()


def test_visits_that_were_booked_before_are_looked_at_as_they_were(who, desk):
    before = actions.book(desk, who, visit_type=f.visit("follow-up"), place=f.place("11:00"))
    one = for_a_caller(desk, who)
    before.refresh_from_db()
    assert before.payer.code == "medicaid"
    correcting.undo(desk, one)
    before.refresh_from_db()
    assert before.payer.code == "aetna"


def test_so_it_is_of_a_series(who, desk):
    before = on_record(who)
    how = {"visit_type": f.visit("follow-up"), "place": f.place(), "every_weeks": 1, "times": 3}
    correcting.undo(desk, book_series(desk, who, **how, answers=SAID))
    assert on_record(who) == before and not Answer.objects.exists()


def test_so_it_is_where_the_rules_were_overridden(cedar, desk):
    who = f.patient(cedar, established=False, phone="")
    one = book_caller(
        desk,
        who,
        visit_type=f.visit("new-patient"),
        place=f.place(),
        answers={"phone": "(312) 555-0199"},
        override=True,
        reason="they bring it",
    )
    assert one.request is None and Patient.objects.get(pk=who.pk).phone == PHONE
    correcting.undo(desk, one)
    assert Patient.objects.get(pk=who.pk).phone == "" and not Answer.objects.exists()


def test_what_somebody_has_written_since_stays(who, desk):
    one = for_a_caller(desk, who)
    say_whose(desk, Patient.objects.get(pk=who.pk), email_of="patient", phone_of="parent")
    correcting.undo(desk, one)
    assert on_record(who) == (PHONE, "parent", "aetna", False, "W1")


def test_what_another_press_has_written_before_stays(who, desk):
    intake.create_for_caller(desk, who, visit_type=f.visit("new-patient"), answers=SAID)
    before = on_record(who)
    correcting.undo(desk, for_a_caller(desk, who))
    assert on_record(who) == before == (PHONE, "patient", "medicaid", False, "IL-9")
    assert Answer.objects.filter(request__state__in=("requested", "approved", "awaiting_approval")).exists()


def caller_asks(desk, who, said=SAID):
    again = Patient.objects.get(pk=who.pk)
    return intake.create_for_caller(desk, again, visit_type=f.visit("new-patient"), answers=said)


def test_what_a_later_request_has_said_again_stays(who, desk):
    before = on_record(who)
    one, two = caller_asks(desk, who), caller_asks(desk, who, {**SAID, "member-id": ""})
    undo.undo(desk, one)
    assert on_record(who) == (PHONE, "patient", "medicaid", False, "IL-9")
    assert who.pk in patient_actor(PHONE).patients and before[0] == ""
    two.refresh_from_db()
    assert two.state in OPEN


def test_nothing_stays_once_that_is_taken_back_too(who, desk):
    before = on_record(who)
    one, two = caller_asks(desk, who), caller_asks(desk, who)
    undo.undo(desk, two)
    undo.undo(desk, one)
    assert on_record(who) == before


def test_what_the_later_one_has_not_said_goes(who, desk):
    one = caller_asks(desk, who)
    caller_asks(desk, who, {"reason": "x", "insurance": "Medicaid"})
    undo.undo(desk, one)
    assert on_record(who) == ("", "patient", "medicaid", False, "IL-9")


@pytest.mark.parametrize("booked", [False, True])
def test_where_the_record_was_merged_since_nothing_is_taken_back(cedar, who, desk, booked):
    """What was said stands on the kept record by then: taken off the other alone it would open the kept one."""
    gone = f.patient(cedar, established=True, email="", payer=who.payer, member_id="W1")
    made = for_a_caller(desk, gone) if booked else caller_asks(desk, gone)
    merge(
        f.actor(cedar, "front_desk"),
        who,
        gone=gone,
        reason="the same",
        use_contact=True,
        choices={"insurance": "gone"},
    )
    made = type(made).objects.get(pk=made.pk)
    assert on_record(who)[0] == PHONE
    if not booked:
        assert undo.last_of(desk, made) is None
    with pytest.raises(undo.TooLateToUndo), transaction.atomic():
        (correcting if booked else undo).undo(desk, made)
    made.refresh_from_db()
    assert made.state in ("booked", *OPEN)


def test_by_the_pages(db):
    line = next(one for one in f.CEDAR.splitlines() if "before booking" in one)
    cedar = f.load_cedar(f.CEDAR.replace(line, f"{line}\n  Follow-ups need phone before booking."))
    who = f.patient(cedar, established=True, email="ada@example.org")
    front = as_staff(cedar, "front_desk")
    url = at(cedar, f"console/book/{who.pk}/?visit=follow-up")
    assert 'name="phone-answer"' in front.get(url).content.decode()
    said = {"reason-answer": "a cough", "phone-answer": "312-555-0199"}
    front.post(url, {"time": value("09:00"), **said})
    one = Appointment.objects.get()
    assert Patient.objects.get(pk=who.pk).phone == PHONE
    front.post(at(cedar, f"console/appointments/{one.pk}/undo/"), {"version": one.version})
    assert Appointment.objects.get().state == "cancelled" and Request.objects.get().state == "withdrawn"
    assert Patient.objects.get(pk=who.pk).phone == "" and who.pk not in patient_actor(PHONE).patients
