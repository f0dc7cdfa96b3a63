"""A request whose appointment is not kept goes back to work; taken back, it has its time again.  The clinic that referred hears what is so."""

import datetime as dt

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.audit.models import Entry
from frontdesk.booking import actions as booking
from frontdesk.booking import requests
from frontdesk.booking.events import Booked
from frontdesk.booking.requests import looks_again, put_back_to_work, scheduled
from frontdesk.booking.series.actions import book_series, cancel_rest
from frontdesk.day.correcting import actions as correcting
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Referral, Request, Task
from frontdesk.intake.queue.queries import Filters, rows
from frontdesk.intake.referrals import actions as referrals
from frontdesk.intake.referrals.outcome import STATUS, status_of
from frontdesk.intake.states import IllegalTransition
from frontdesk.intake.tasks import actions as tasks
from frontdesk.messaging.models import Message
from frontdesk.people.models import Staff
from frontdesk.practice.models import Payer
from frontdesk.records.deaths import actions as deaths
from tests import factory as f
from tests.portion import some_of
from tests.web_client import as_patient, as_staff, at


def referred(practice, desk) -> Referral:
    """Accepted, for a record of its own."""
    known = {
        "visit_type": f.visit("new-patient"),
        "first_name": "Walter",
        "last_name": "Brandt",
        "birth_date": dt.date(1951, 3, 8),
        "email": "walter@example.org",
        "payer": Payer.objects.get(code="aetna"),
        "why": "Please see.",
        "clinic_email": "desk@lakeview.example",
    }
    made = referrals.receive(desk, practice, values=known)
    return referrals.accept(desk, made)


def insured(practice):
    return f.patient(practice, payer=Payer.objects.get(code="aetna"))


def by_phone(practice, desk) -> Request:
    return intake.create_for_caller(
        desk, insured(practice), visit_type=f.visit("new-patient"), answers={"reason": "a cough"}
    )


def online(practice, desk) -> Request:
    who = insured(practice)
    return intake.submit(
        f.themselves(who), who, visit_type=f.visit("new-patient"), answers={"reason": "a cough"}, channel="online"
    )


def by_referral(practice, desk) -> Request:
    return referred(practice, desk).request


def booked(asked, desk, time="09:00"):
    return booking.approve_and_book(desk, Request.objects.get(pk=asked.pk), place=f.place(time))


def told(referral) -> list[str]:
    """What the clinic was told, or is about to be."""
    found = Message.objects.filter(thing_kind="referral", thing_id=referral.pk).exclude(state="withdrawn")
    return [one.body.split("\n")[0].partition(", ")[2].partition(", ")[2] for one in found.order_by("created_at")]


def moves(asked) -> list[list[str]]:
    """From which state to which, as its history says it."""
    lines = Entry.objects.filter(thing_kind="request", thing_id=asked.pk).order_by("number")
    return [entry.changes["state"] for entry in lines if "state" in entry.changes]


def sent(referral) -> None:
    Message.objects.filter(thing_kind="referral", thing_id=referral.pk, state="queued").update(state="sent")


def by_staff(one, desk):
    booking.cancel(desk, one, reason="The provider is away")


def by_the_patient(one, desk):
    booking.cancel(f.themselves(one.patient), one, reason="The time doesn't work for me")


def by_the_practice(one, desk):
    booking.cancel(SYSTEM, one, reason="a rule")


def not_come(one, desk):
    booking.no_show(desk, f.its_time(one))


def left_again(one, desk):
    booking.cancel(desk, booking.arrive(desk, f.its_time(one)), reason="Could not wait")


ENDS = [by_staff, by_the_patient, by_the_practice, not_come, left_again]


@pytest.mark.parametrize("ask", [by_referral, by_phone, online])
@pytest.mark.parametrize("end", some_of(ENDS, one_in=4, torture=2))
def test_it_goes_back_to_the_queue_and_can_be_booked_again(cedar, desk, ask, end):
    asked = ask(cedar, desk)
    one = booked(asked, desk)
    end(one, desk)
    asked.refresh_from_db()
    assert asked.state == "approved"
    assert asked in rows(desk, Filters(state="approved"))
    assert looks_again(asked).pk == one.pk
    again = booked(asked, desk, "10:00")
    asked.refresh_from_db()
    assert (asked.state, again.state, looks_again(asked)) == ("scheduled", "booked", None)


def test_who_ended_it_owns_what_nobody_has(cedar, desk):
    asked = by_referral(cedar, desk)
    by_staff(booked(asked, desk), desk)
    asked.refresh_from_db()
    assert asked.owner_id == desk.id
    other = Request.objects.get(pk=by_phone(cedar, desk).pk)
    Request.objects.filter(pk=other.pk).update(
        owner=(owner := Staff.objects.exclude(pk=desk.id).first() or f.staff(cedar, "front_desk"))
    )
    by_staff(booked(other, desk, "10:00"), desk)
    other.refresh_from_db()
    assert other.owner_id == owner.pk


@pytest.mark.parametrize("end", [by_staff, by_the_patient, by_the_practice, left_again])
def test_the_clinic_hears_that_it_has_no_appointment_and_that_it_has_one_again(cedar, desk, end):
    one = referred(cedar, desk)
    time = booked(one.request, desk)
    sent(one)
    end(time, desk)
    assert STATUS[status_of(one)] == "had an appointment that was canceled; we are looking for another time"
    sent(one)
    booked(one.request, desk, "10:00")
    assert status_of(one) == "scheduled"
    assert told(one) == [
        "has arrived; we are looking at it.",
        "has an appointment.",
        "had an appointment that was canceled; we are looking for another time.",
        "has an appointment.",
    ]


def test_who_did_not_come_and_has_a_time_again_is_not_one_who_did_not_come(cedar, desk):
    one = referred(cedar, desk)
    not_come(booked(one.request, desk), desk)
    assert status_of(one) == "no_show"
    booked(one.request, desk, "10:00")
    assert (status_of(one), told(one)[-1]) == ("scheduled", "has an appointment.")


@pytest.mark.parametrize("ask", [by_referral, by_phone, online])
def test_who_is_somewhere_else_asks_no_more(cedar, desk, ask):
    asked = ask(cedar, desk)
    one = booked(asked, desk)
    booking.cancel(f.themselves(one.patient), one, reason="I found another clinic")
    asked.refresh_from_db()
    assert asked.state == "withdrawn"


def test_who_feels_better_asks_no_more_but_a_referral_is_looked_after(cedar, desk):
    own, sent_here = online(cedar, desk), by_referral(cedar, desk)
    for asked, time in ((own, "09:00"), (sent_here, "10:00")):
        one = booked(asked, desk, time)
        booking.cancel(f.themselves(one.patient), one, reason="I feel better")
        asked.refresh_from_db()
    assert (own.state, sent_here.state) == ("withdrawn", "approved")


def test_taken_back_it_has_its_time_and_the_clinic_hears_nothing(cedar, desk):
    one = referred(cedar, desk)
    time = booked(one.request, desk)
    sent(one)
    before = told(one)
    by_staff(time, desk)
    correcting.undo(desk, time)
    one.request.refresh_from_db()
    assert (one.request.state, status_of(one), told(one)) == ("scheduled", "scheduled", before)


@pytest.mark.parametrize("state", ["arrived", "booked"])
def test_who_came_after_all_has_their_time(cedar, desk, state):
    one = referred(cedar, desk)
    time = f.its_time(booked(one.request, desk))
    booking.no_show(desk, time)
    correcting.correct(desk, time, state=state, reason="a mistake")
    one.request.refresh_from_db()
    assert (one.request.state, status_of(one)) == ("scheduled", "scheduled")
    correcting.correct(desk, time, state="no_show", reason="they did not") if state == "arrived" else booking.no_show(
        desk, time
    )
    one.request.refresh_from_db()
    assert (one.request.state, status_of(one)) == ("approved", "no_show")


def test_a_series_asks_again_when_none_of_it_is_left(cedar, desk):
    who = f.patient(cedar, established=True)
    first = book_series(
        desk,
        who,
        visit_type=f.visit("follow-up"),
        place=f.place(),
        every_weeks=1,
        times=3,
        answers={"reason": "knee"},
    )
    asked = Request.objects.get(patient=who)
    booking.cancel(desk, first, reason="The patient asked")
    asked.refresh_from_db()
    assert asked.state == "scheduled"
    rest = who.appointments.filter(state="booked").order_by("start").first()
    cancel_rest(desk, rest, reason="The patient asked")
    asked.refresh_from_db()
    assert asked.state == "approved"


def test_a_time_that_was_moved_is_its_time(cedar, desk):
    asked = by_referral(cedar, desk)
    one = booked(asked, desk)
    new = booking.reschedule(desk, one, place=f.place("10:00"))
    asked.refresh_from_db()
    assert asked.state == "scheduled"
    booking.cancel(desk, new, reason="The provider is away")
    asked.refresh_from_db()
    assert asked.state == "approved"


def test_a_time_found_another_way_is_the_one_it_waits_for(cedar, desk):
    """Such as on the calendar, where nobody is asked anything."""
    asked = intake.create_for_caller(desk, insured(cedar), visit_type=f.visit("procedure"), answers={})
    one = booked(asked, desk)
    by_staff(one, desk)
    new = booking.book(desk, one.patient, visit_type=one.visit_type, place=f.place("10:00"))
    asked.refresh_from_db()
    assert (asked.state, new.request_id) == ("scheduled", asked.pk)


def test_who_books_from_the_patients_page_is_led_to_the_request(cedar, desk):
    asked = by_referral(cedar, desk)
    by_staff(booked(asked, desk), desk)
    page = at(cedar, f"console/book/{asked.patient_id}/?visit=new-patient")
    led = as_staff(cedar, "scheduler").get(page, follow=True)
    assert led.request["PATH_INFO"].endswith(f"/requests/{asked.pk}/") and b"Book it here" in led.content


def test_a_visit_of_another_kind_is_not_the_one_it_waits_for(cedar, desk):
    asked = by_referral(cedar, desk)
    one = booked(asked, desk)
    by_staff(one, desk)
    booking.book(desk, one.patient, visit_type=f.visit("procedure"), place=f.place("10:00"))
    asked.refresh_from_db()
    assert asked.state == "approved"


def test_what_a_rule_wants_approved_by_now_waits_for_it(cedar, desk):
    """Twice missed: the practice wants to look at who asks again."""
    f.load_cedar(f.CEDAR + "  New patient visits need approval when the patient has 1 or more no-shows.\n")
    asked = Request.objects.get(pk=by_phone(cedar, desk).pk)
    assert asked.state == "approved"
    one = booking.book(
        desk, asked.patient, visit_type=asked.visit_type, place=f.place(), channel="phone", request=asked
    )
    not_come(one, desk)
    asked.refresh_from_db()
    assert asked.state == "awaiting_approval"


@pytest.mark.parametrize("outcome", ["not_coming", "not_wanted"])
def test_who_was_called_and_wants_no_other_time_asks_no_more(cedar, desk, outcome):
    one = referred(cedar, desk)
    not_come(booked(one.request, desk), desk)
    tasks.done(desk, Task.objects.get(kind="no_show", state="open"), outcome=outcome)
    one.request.refresh_from_db()
    assert (one.request.state, told(one)[-1]) == ("withdrawn", "is over: the patient does not want it.")


def test_a_death_is_told_to_no_clinic_as_a_wish(cedar, desk):
    """Neither of one who only asked, nor of one who had an appointment."""
    one = referred(cedar, desk)
    time = booked(one.request, desk)
    sent(one)
    deaths.deceased(desk, time.patient, on=f.day(-1))
    one.request.refresh_from_db()
    assert (one.request.state, told(one)[-1]) == ("withdrawn", "is closed.")


@pytest.mark.parametrize("had_a_time", [True, False])
@pytest.mark.parametrize("heard", [True, False])
def test_a_death_that_was_a_mistake_is_called_back(cedar, desk, had_a_time, heard):
    one = referred(cedar, desk)
    if had_a_time:
        booked(one.request, desk)
    sent(one)
    before, stood = told(one), status_of(one)
    deaths.deceased(desk, one.request.patient, on=f.day(-1))
    assert told(one)[-1] == "is closed."
    if heard:
        sent(one)
    deaths.alive(desk, one.request.patient, reason="another Brandt")
    one.request.refresh_from_db()
    assert status_of(one) == stood
    assert one.request.state == ("scheduled" if had_a_time else "approved")
    corrected = f"{STATUS[stood]}."
    assert told(one) == (before if not heard else [*before, "is closed.", corrected])


def test_its_history_says_all_of_it(cedar, desk):
    """Withdrawn by a death, taken up again, and booked: the last line is where it stands."""
    asked = by_phone(cedar, desk)
    who = asked.patient
    deaths.deceased(desk, who, on=f.day(-1))
    deaths.alive(desk, who, reason="a mistake")
    booked(asked, desk)
    assert moves(asked)[-3:] == [["approved", "withdrawn"], ["withdrawn", "approved"], ["approved", "scheduled"]]


@pytest.mark.parametrize("end", some_of(ENDS, one_in=3))
def test_each_step_back_and_forth_stands_in_its_history(cedar, desk, end):
    asked = by_referral(cedar, desk)
    end(booked(asked, desk), desk)
    booked(asked, desk, "10:00")
    assert moves(asked)[-3:] == [["approved", "scheduled"], ["scheduled", "approved"], ["approved", "scheduled"]]
    asked.refresh_from_db()
    assert moves(asked)[-1][1] == asked.state


def test_the_page_says_what_it_had_and_offers_times_or_an_end(cedar, desk):
    asked = by_referral(cedar, desk)
    one = booked(asked, desk)
    by_staff(one, desk)
    asked.refresh_from_db()
    dana = as_staff(cedar, "scheduler")
    page = at(cedar, f"console/requests/{asked.pk}/")
    shown = dana.get(page).content.decode()
    assert "Times that fit" in shown and "needs another time" in shown
    on_the_patient = dana.get(at(cedar, f"console/patients/{asked.patient_id}/")).content.decode()
    assert "needs another time" in on_the_patient
    dana.post(f"{page}give-up/", {"version": asked.version})
    asked.refresh_from_db()
    assert asked.state == "withdrawn"


# While it has its appointment nobody ends the request beside it ----------------------------------------------------


def by_the_page_of_the_patient(asked, one, practice, desk):
    as_patient(practice, one.patient).post(at(practice, f"requests/{asked.pk}/withdraw/"), {"reason": "I feel better"})


def by_the_page_of_staff(asked, one, practice, desk):
    as_staff(practice, "scheduler").post(
        at(practice, f"console/requests/{asked.pk}/give-up/"), {"version": asked.version}
    )


def approved_once_more(asked, one, practice, desk):
    with pytest.raises(IllegalTransition):
        intake.approve(desk, asked)


def looked_at_again(asked, one, practice, desk):
    with pytest.raises(IllegalTransition):
        intake.look_again(SYSTEM, asked)


def withdrawn_as_if_it_had_ended(asked, one, practice, desk):
    with pytest.raises(IllegalTransition):
        intake.withdraw_unkept(SYSTEM, asked)


WAYS_OUT = [
    by_the_page_of_the_patient,
    by_the_page_of_staff,
    approved_once_more,
    looked_at_again,
    withdrawn_as_if_it_had_ended,
]


@pytest.mark.parametrize("press", WAYS_OUT)
def test_a_request_that_has_its_appointment_does_not_end_beside_it(cedar, desk, press):
    asked = by_phone(cedar, desk)
    one = booked(asked, desk)
    asked.refresh_from_db()
    press(asked, one, cedar, desk)
    asked.refresh_from_db()
    one.refresh_from_db()
    assert (asked.state, one.state) == ("scheduled", "booked")


def test_none_is_given_up_that_never_had_a_time(cedar, desk):
    """That would be a decline, by who may not decline, and without a word to the patient."""
    asked = by_phone(cedar, desk)
    page = at(cedar, f"console/requests/{asked.pk}/give-up/")
    as_staff(cedar, "front_desk").post(page, {"version": asked.version})
    asked.refresh_from_db()
    assert asked.state == "approved"


def waiting_words(asked) -> set[str]:
    found = Message.objects.filter(thing_kind="request", thing_id=asked.pk, state="queued")
    return set(found.values_list("template", flat=True))


def test_what_is_given_up_has_a_reason_and_nothing_more_is_said_about_it(cedar, desk):
    asked = by_phone(cedar, desk)
    by_staff(booked(asked, desk), desk)
    asked = intake.ask(desk, Request.objects.get(pk=asked.pk), fields=["reason"])
    assert "information-needed" in waiting_words(asked)
    as_staff(cedar, "front_desk").post(at(cedar, f"console/requests/{asked.pk}/give-up/"), {"version": asked.version})
    asked.refresh_from_db()
    last = Entry.objects.filter(thing_kind="request", thing_id=asked.pk).last()
    assert (asked.state, last.reason) == ("withdrawn", "The patient wants no other time")
    assert waiting_words(asked) == set()


def test_of_a_request_that_is_withdrawn_nothing_more_is_said(cedar, desk):
    asked = online(cedar, desk)
    assert waiting_words(asked)
    intake.withdraw(f.themselves(asked.patient), asked)
    assert waiting_words(asked) == set()


# Taken back, all of it is as it was -------------------------------------------------------------------------------


def declined(asked, desk):
    intake.decline(desk, asked, reason="We do not see this here")


def given_up(asked, desk):
    intake.give_up(desk, asked, reason="The patient wants no other time")


def run_out(asked, desk):
    intake.expire(SYSTEM, asked)


@pytest.mark.parametrize("end", [declined, given_up, run_out])
def test_who_came_after_their_request_had_ended_has_their_time(cedar, desk, end):
    one = referred(cedar, desk)
    time = f.its_time(booked(one.request, desk))
    sent(one)
    booking.no_show(desk, time)
    end(Request.objects.get(pk=one.request_id), desk)
    correcting.correct(desk, time, state="arrived", reason="they came")
    one.request.refresh_from_db()
    assert (one.request.state, status_of(one)) == ("scheduled", "scheduled")
    assert told(one)[-1] == "has an appointment." and "request-declined" not in waiting_words(one.request)


@pytest.mark.parametrize("had", [True, False])
def test_taken_back_it_is_the_work_of_whom_it_was(cedar, desk, had):
    asked = by_phone(cedar, desk)
    owner = f.staff(cedar, "front_desk") if had else None
    Request.objects.filter(pk=asked.pk).update(owner=owner)
    one = booked(asked, desk)
    by_staff(one, desk)
    correcting.undo(desk, one)
    asked.refresh_from_db()
    assert (asked.state, asked.owner_id) == ("scheduled", owner and owner.pk)


def test_a_visit_that_did_not_take_place_yet_is_not_done(cedar, desk):
    """Completed by mistake: the clinic hears what is so."""
    one = referred(cedar, desk)
    time = booking.arrive(desk, f.its_time(booked(one.request, desk)))
    time = booking.complete(desk, time)
    sent(one)
    assert told(one)[-1].startswith("is done")
    correcting.correct(desk, time, state="arrived", reason="not yet")
    assert (status_of(one), told(one)[-1]) == ("scheduled", "has an appointment.")


# A request that waits for a time, and a visit that is booked beside it ----------------------------------------------


def pays_alone(practice, desk) -> Request:
    asked = intake.create_for_caller(
        desk,
        f.patient(practice, payer=Payer.objects.get(code="aetna"), established=True),
        visit_type=f.visit("follow-up"),
        answers={"reason": "x"},
        self_pay=True,
    )
    assert asked.state == "approved"
    return asked


def test_a_visit_that_the_patient_wants_to_pay_for_is_theirs_whichever_way_it_is_booked(cedar, desk):
    asked = pays_alone(cedar, desk)
    one = booking.book(desk, asked.patient, visit_type=asked.visit_type, place=f.place())
    asked.refresh_from_db()
    assert (asked.state, one.request_id, one.self_pay, one.payer) == ("scheduled", asked.pk, True, None)


def test_a_visit_that_somebody_else_pays_is_not_the_one_they_wanted_to_pay_for(cedar, desk):
    """Such as one that was due, and is booked from its invitation."""
    who = f.patient(cedar, payer=Payer.objects.get(code="aetna"), established=True)
    one = booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place())
    asked = intake.create_for_caller(desk, who, visit_type=one.visit_type, answers={"reason": "x"}, self_pay=True)
    scheduled(Booked(desk, one))
    asked.refresh_from_db()
    one.refresh_from_db()
    assert (asked.state, one.request, one.payer.code) == ("approved", None, "aetna")


# As rows were left before the end of an appointment was the request's own -----------------------------------------


def test_what_was_left_as_booked_is_work_again_and_the_clinic_hears_it(cedar, desk, monkeypatch):
    for follows in ("_without_its_time", "outcome_of"):
        monkeypatch.setattr(requests, follows, lambda *more: None)
    one, lives = referred(cedar, desk), by_phone(cedar, desk)
    by_staff(booked(one.request, desk), desk)
    booked(lives, desk, "10:00")
    monkeypatch.undo()
    sent(one)
    before = told(one)
    assert status_of(one) == "again", "whatever its row says: there is no appointment"
    assert put_back_to_work(cedar) == 1
    one.request.refresh_from_db()
    lives.refresh_from_db()
    assert (one.request.state, one.request.owner_id, lives.state) == ("approved", desk.id, "scheduled")
    assert told(one) == [*before, "had an appointment that was canceled; we are looking for another time."]
    assert put_back_to_work(cedar) == 0
