"""A time that somebody held and has no more: what happened is said, and what they have now; it is never called an appointment."""

import datetime as dt

import pytest
from django.utils.timezone import now

from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment, Proposal
from frontdesk.booking.take import Place
from frontdesk.intake import actions as intake
from frontdesk.outreach.proposals import actions as proposals
from tests import factory as f
from tests.web.forms import forms_of
from tests.web_client import as_patient, at

AS_LONG = "as long as we could"


@pytest.fixture
def one(cedar, desk):
    return f.booked(cedar, by=desk)


def confirm(practice, hold):
    return as_patient(practice, hold.patient).post(at(practice, f"holds/{hold.pk}/"), follow=True).content.decode()


def shown(practice, hold):
    path = at(practice, f"appointments/{hold.pk}/")
    return as_patient(practice, hold.patient).get(path, follow=True).content.decode()


def test_staff_who_moved_it_meanwhile_did_not_let_it_run_out(cedar, desk, one):
    hold = f.chosen(one)
    booking.reschedule(desk, one, place=f.place("11:00"))
    text = confirm(cedar, hold)
    assert AS_LONG not in text and "your appointment was set for" in text and "at 11:00 AM" in text
    assert "<h1>Your appointment</h1>" in text


def test_nor_staff_who_accepted_for_them(cedar, desk, one):
    proposal = f.proposed(one, desk)
    hold = f.chosen(one)
    proposals.accept(desk, proposal, reason="by telephone")
    text = confirm(cedar, hold)
    assert AS_LONG not in text and "your appointment was set for" in text


def test_nor_staff_who_booked_what_was_asked_for(cedar, desk):
    who = f.patient(cedar, established=True)
    asked = intake.submit(f.themselves(who), who, visit_type=f.visit("follow-up"), answers={})
    wanted = {"visit_type": asked.visit_type, "channel": "online", "request": asked}
    hold = booking.hold(f.themselves(who), who, place=f.place("08:00"), **wanted)
    booking.approve_and_book(desk, asked, place=f.place("11:00"))
    text = confirm(cedar, hold)
    assert AS_LONG not in text and "at 11:00 AM" in text


def test_who_chose_another_time_is_told_so(cedar, one):
    hold = f.chosen(one)
    f.chosen(one, "08:30")
    text = confirm(cedar, hold)
    assert AS_LONG not in text and "You chose another time after this one" in text


def test_control_what_ran_out_ran_out(cedar, one):
    hold = f.chosen(one)
    Appointment.objects.filter(pk=hold.pk).update(hold_expires_at=now() - dt.timedelta(minutes=1))
    assert AS_LONG in confirm(cedar, hold)
    booking.expire_holds()
    assert AS_LONG in confirm(cedar, hold)


@pytest.mark.parametrize("swept", [True, False])
def test_an_old_address_of_a_time_that_was_only_held_is_no_appointment(cedar, one, swept):
    hold = f.chosen(one)
    Appointment.objects.filter(pk=hold.pk).update(hold_expires_at=now() - dt.timedelta(minutes=1))
    if swept:
        booking.expire_holds()
    for path in (f"appointments/{hold.pk}/", f"holds/{hold.pk}/"):
        text = as_patient(cedar, one.patient).get(at(cedar, path), follow=True).content.decode()
        assert "You are no longer holding this time" in text and "Canceled" not in text
        assert "What you have now" in text and f"number {one.number}" in text and f"number {hold.number}" not in text


def test_a_time_that_is_held_still_is_confirmed_there(cedar, one):
    hold = f.chosen(one)
    assert "Is this right?" in shown(cedar, hold)


def test_control_what_was_booked_and_canceled_is_an_appointment(cedar, desk, one):
    booking.cancel(desk, one, reason="ill")
    text = shown(cedar, one)
    assert "<h1>Your appointment</h1>" in text and "It is canceled." in text


@pytest.mark.parametrize("answer", ["take", "other"])
def test_a_proposal_that_is_answered_after_another_time_was_confirmed_elsewhere(cedar, desk, one, answer):
    proposal = f.proposed(one, desk)
    booking.confirm(f.themselves(one.patient), f.chosen(one, "11:00"))
    path = at(cedar, f"appointments/{one.pk}/proposal/")
    said = {"answer": answer, "proposal": proposal.pk}
    press = as_patient(cedar, one.patient).post(path, said, follow=True)
    text = press.content.decode()
    assert press.status_code == 200 and "your appointment was set for" in text and "It has moved:" in text


@pytest.mark.parametrize("sweep", [booking.expire_holds, proposals.pass_on])
def test_one_that_has_passed_is_said_to_have(cedar, desk, one, sweep):
    proposal = f.proposed(one, desk)
    over = now() - dt.timedelta(minutes=1)
    Appointment.objects.filter(pk=proposal.hold_id).update(hold_expires_at=over)
    Proposal.objects.filter(pk=proposal.pk).update(expires_at=over)
    sweep()
    path = at(cedar, f"appointments/{one.pk}/proposal/")
    said = {"answer": "take", "proposal": proposal.pk}
    press = as_patient(cedar, one.patient).post(path, said, follow=True)
    assert press.status_code == 200 and AS_LONG in press.content.decode()


def test_what_they_gave_up_themselves_has_changed_nothing(cedar, desk, one):
    proposal = f.proposed(one, desk)
    proposals.decline(f.themselves(one.patient), proposal)
    path = at(cedar, f"appointments/{one.pk}/proposal/")
    said = {"answer": "take", "proposal": proposal.pk}
    page = as_patient(cedar, one.patient).post(path, said, follow=True).content.decode()
    assert "We no longer keep this time for you." in page and "has changed since" not in page


def test_an_appointment_that_nothing_was_proposed_for_has_no_answer(cedar, one):
    path = at(cedar, f"appointments/{one.pk}/proposal/")
    assert as_patient(cedar, one.patient).post(path, {"answer": "take"}).status_code == 404


def test_what_was_proposed_and_ran_out_is_held_anew_when_it_is_chosen(cedar, desk, one):
    proposed = f.proposed(one, desk).hold
    Appointment.objects.filter(pk=proposed.pk).update(hold_expires_at=now() - dt.timedelta(minutes=1))
    hold = f.chosen(one, Place(proposed.provider.code, proposed.location.code, proposed.start))
    assert hold.pk != proposed.pk and hold.hold_expires_at > now()
    assert booking.confirm(f.themselves(one.patient), hold).state == "booked"


@pytest.mark.parametrize("over", [True, False])
@pytest.mark.parametrize("press", ["cancel/", "appointment.ics"])
def test_what_was_never_booked_is_neither_canceled_nor_downloaded(cedar, one, press, over):
    hold = f.chosen(one)
    if over:
        Appointment.objects.filter(pk=hold.pk).update(hold_expires_at=now() - dt.timedelta(minutes=1))
        booking.expire_holds()
    before = Appointment.objects.get(pk=hold.pk).state
    me, path = as_patient(cedar, one.patient), at(cedar, f"appointments/{hold.pk}/{press}")
    said = "You are no longer holding this time" if over else "Is this right?"
    answer = me.get(path, follow=True)
    assert said in answer.content.decode() and "text/html" in answer["Content-Type"]
    if press == "cancel/":
        assert said in me.post(path, {"reason": "I feel better"}, follow=True).content.decode()
    assert Appointment.objects.get(pk=hold.pk).state == before


def test_control_what_was_booked_is_canceled_and_downloaded(cedar, one):
    me = as_patient(cedar, one.patient)
    assert me.get(at(cedar, f"appointments/{one.pk}/appointment.ics"))["Content-Type"].startswith("text/calendar")
    page = at(cedar, f"appointments/{one.pk}/cancel/")
    form = next(one for one in forms_of(page, me.get(page).content.decode()) if "row_shown" in one.fields)
    me.post(page, form.data(reason="I feel better"))
    assert Appointment.objects.get(pk=one.pk).state == "cancelled"
    assert b"CANCELLED" in me.get(at(cedar, f"appointments/{one.pk}/appointment.ics")).content
