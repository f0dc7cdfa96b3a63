"""A request that staff wrote down, for a caller or from a referral, can be taken back until its patient is told: it was never asked for."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils.timezone import now

from frontdesk.audit.models import Entry
from frontdesk.booking import actions as booking
from frontdesk.day.exceptions import actions as exceptions
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.intake.evaluation import facts_of
from frontdesk.intake.models import Answer, Document, Referral, Request, Task
from frontdesk.intake.preferences.actions import prefer
from frontdesk.intake.referrals import actions as referrals
from frontdesk.intake.states import IllegalTransition
from frontdesk.intake.undo import actions as undoing
from frontdesk.messaging.actions import TAKE_BACK
from frontdesk.messaging.models import Message
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.people.models import Patient
from frontdesk.practice.actors import patient_actor
from frontdesk.practice.models import Payer
from frontdesk.web.console.asking_first import what_becomes_of_the_record
from tests import factory as f
from tests.intake.test_referrals import receive
from tests.web.forms import forms_of
from tests.web_client import as_staff, at

PHONE = "+13125550199"
SAID = {"reason": "a cough", "phone": "(312) 555-0199", "insurance": "Medicaid", "member-id": "IL-9"}


@pytest.fixture
def who(cedar):
    aetna = Payer.objects.get(code="aetna")
    return f.patient(cedar, established=True, email="ada@example.org", payer=aetna, member_id="W1")


def written_down(desk, who, visit="follow-up", **said) -> Request:
    return intake.create_for_caller(desk, who, visit_type=f.visit(visit), answers={"reason": "a cough", **said})


def waiting():
    return list(Message.objects.filter(state="queued").exclude(patient=None).values_list("template", flat=True))


def test_its_message_waits_and_taken_back_nothing_is_left(who, desk):
    asked = written_down(desk, who, **SAID)
    message = Message.objects.get(template="request-received")
    assert now() < message.not_before <= now() + TAKE_BACK
    assert undoing.open_until(desk, asked) == message.not_before
    assert who.pk in patient_actor(PHONE).patients, "so it is while it stands"
    undoing.undo(desk, asked)
    record = Patient.objects.get(pk=who.pk)
    assert (record.phone, record.payer.code, record.member_id) == ("", "aetna", "W1")
    assert Request.objects.get().state == "withdrawn" and not Answer.objects.exists() and waiting() == []
    assert who.pk not in patient_actor(PHONE).patients
    assert undoing.last_of(desk, asked) is None


def test_what_is_needed_of_them_is_not_asked_either(cedar, desk):
    asked = written_down(desk, f.patient(cedar, email="ada@example.org"), "new-patient")
    assert "information-needed" in waiting()
    undoing.undo(desk, asked)
    assert waiting() == []


def test_what_was_said_cannot_be_taken_back(who, desk):
    asked = written_down(desk, who)
    Message.objects.filter(template="request-received").update(state="sent")
    assert undoing.open_until(desk, asked) is None
    with pytest.raises(undoing.TooLateToUndo), transaction.atomic():
        undoing.undo(desk, asked)
    assert Request.objects.get().state == asked.state


def test_only_who_wrote_it_down_and_while_nobody_has_gone_on_with_it(cedar, who, desk):
    asked = written_down(desk, who)
    with pytest.raises(undoing.TooLateToUndo):
        undoing.undo(f.actor(cedar, "scheduler"), asked)
    booking.approve_and_book(desk, asked, place=f.place())
    with pytest.raises(undoing.TooLateToUndo):
        undoing.undo(desk, asked)


def test_a_patients_own_request_is_answered_at_once(who):
    intake.submit(f.themselves(who), who, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    assert Message.objects.get(template="request-received").not_before is None


# Of a referral ---------------------------------------------------------------------------------------------------


@pytest.fixture
def scheduler(cedar):
    return f.actor(cedar, "scheduler")


def test_an_accepted_referral_waits_as_it_did(cedar, scheduler):
    known = f.patient(cedar, first_name="Walter", last_name="Brandt", birth_date=dt.date(1951, 3, 8), member_id="W1")
    one = receive(cedar, payer=Payer.objects.get(code="medicaid"), member_id="IL-9")
    paper = Document.objects.create(practice=cedar, referral=one, field="referral", size=1, created_at=now())
    asked = referrals.accept(scheduler, one, patient=known).request
    assert Message.objects.get(template="request-received").not_before is not None
    clinic = Message.objects.filter(patient=None).count()
    undoing.undo(scheduler, asked)
    one, paper = Referral.objects.get(pk=one.pk), Document.objects.get(pk=paper.pk)
    assert (one.state, one.request, paper.request, paper.patient) == ("open", None, None, None)
    assert Request.objects.get().state == "withdrawn" and waiting() == []
    record = Patient.objects.get(pk=known.pk)
    assert (record.payer, record.member_id) == (None, "W1"), "what it said of the insurance is off the record"
    assert Message.objects.filter(patient=None).count() == clinic, "its clinic hears of neither"
    assert referrals.accept(scheduler, one, patient=known).request.state == asked.state


def test_nothing_else_opens_an_accepted_one(cedar, scheduler):
    one = referrals.accept(scheduler, receive(cedar))
    with pytest.raises(IllegalTransition):
        referrals.reopen(scheduler, one)


def test_by_the_pages_it_leads_back_to_the_referral_and_asks_later(cedar, scheduler):
    client, one = as_staff(cedar, "scheduler"), receive(cedar)
    page = at(cedar, f"console/referrals/{one.pk}/")
    accept = next(x for x in forms_of(page, client.get(page).content.decode()) if x.action.endswith("/accept/"))
    answer = client.post(accept.action, accept.data(), follow=True)
    undo = next(x for x in forms_of(page, answer.content.decode()) if "/undo/" in x.action)
    with pytest.MonkeyPatch.context() as later:
        later.setattr("frontdesk.web.console.asking_first.now", lambda: now() + dt.timedelta(seconds=30))
        asks = client.post(undo.action, undo.fields).content.decode()
    assert "the referral waits to be accepted again" in asks and "The new record of" in asks and "is removed" in asks
    answer = client.post(undo.action, {**undo.fields, "sure": "1"})
    assert answer["Location"] == page
    assert Referral.objects.get(pk=one.pk).state == "open"


def test_a_record_that_accepting_made_goes_with_it(cedar, scheduler):
    one = receive(cedar)
    asked = referrals.accept(scheduler, one).request
    made = asked.patient
    undoing.undo(scheduler, asked)
    assert not Patient.objects.filter(pk=made.pk).exists() and not Request.objects.filter(pk=asked.pk).exists()
    assert Entry.objects.filter(action="patient.unmade", thing_id=made.pk).exists()
    assert Referral.objects.get(pk=one.pk).state == "open"
    again = referrals.accept(scheduler, one).request.patient
    assert list(Patient.objects.filter(last_name=made.last_name)) == [again]


def test_what_the_program_finds_by_itself_keeps_no_record(cedar, scheduler):
    """Nobody asked them about messages, and somebody else has a name like theirs: both are before staff within a minute."""
    f.patient(cedar, first_name="Walter", last_name="Brandt", birth_date=dt.date(1951, 3, 8), email="")
    asked = referrals.accept(scheduler, receive(cedar)).request
    Message.objects.filter(patient=asked.patient).update(state="failed", to="", error="nowhere")
    exceptions.open_exception_tasks()
    kinds = set(Task.objects.filter(patient=asked.patient, state="open").values_list("kind", flat=True))
    assert kinds == {"message", "duplicate"}
    last = undoing.last_of(scheduler, asked)
    assert "is removed" in what_becomes_of_the_record(asked, last)
    undoing.undo(scheduler, asked)
    assert (
        not Patient.objects.filter(pk=asked.patient_id).exists()
        and not Task.objects.filter(thing_id=asked.patient_id).exists()
    )


@pytest.mark.parametrize(
    "since", ["a second request", "a recall", "somebody who acts for them", "preferences", "a file"]
)
def test_a_record_on_which_something_else_hangs_by_then_stays(cedar, scheduler, since):
    asked = referrals.accept(scheduler, receive(cedar)).request
    made = asked.patient
    if since == "a second request":
        intake.create_for_caller(scheduler, made, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    elif since == "a recall":
        recalls.order(scheduler, made, visit_type=f.visit("follow-up"), due_on=f.day(40), give_days=7)
    elif since == "somebody who acts for them":
        patients.name_proxy(scheduler, made, contact="jo@example.org", who="carer", name="Jo")
    elif since == "preferences":
        prefer(scheduler, made, language="es")
    else:
        Document.objects.create(practice=cedar, patient=made, field="card", size=1, created_at=now())
    undoing.undo(scheduler, asked)
    assert Patient.objects.filter(pk=made.pk).exists() and Request.objects.get(pk=asked.pk).state == "withdrawn"


def test_a_known_record_stays_when_the_referral_was_of_it(cedar, scheduler):
    known = f.patient(cedar, first_name="Walter", last_name="Brandt", birth_date=dt.date(1951, 3, 8))
    undoing.undo(scheduler, referrals.accept(scheduler, receive(cedar), patient=known).request)
    assert Patient.objects.filter(pk=known.pk).exists()


# What two referrals say alike -----------------------------------------------------------------------------------


@pytest.fixture
def alone(cedar):
    who = {"first_name": "Walter", "last_name": "Brandt", "birth_date": dt.date(1951, 3, 8)}
    return f.patient(cedar, **who, uninsured=True)


def accepted(scheduler, practice, known, **values):
    one = receive(practice, **{"member_id": "", **values})
    return referrals.accept(scheduler, one, patient=Patient.objects.get(pk=known.pk)).request


def insured(known):
    now_ = Patient.objects.get(pk=known.pk)
    return now_.payer.code if now_.payer else None, now_.uninsured, now_.member_id


def test_what_a_later_referral_says_as_well_stays(cedar, scheduler, alone):
    first = accepted(scheduler, cedar, alone)
    later = accepted(scheduler, cedar, alone, visit="follow-up")
    undoing.undo(scheduler, first)
    assert insured(alone) == ("aetna", False, ""), "the later one, still accepted, says so too"
    assert facts_of(Request.objects.get(pk=later.pk)).payer == "aetna"


def test_so_does_the_member_id_that_both_say(cedar, scheduler, alone):
    both = {"payer": Payer.objects.get(code="medicaid"), "member_id": "IL-9"}
    first, _later = (
        referrals.accept(scheduler, receive(cedar, visit, **both), patient=Patient.objects.get(pk=alone.pk)).request
        for visit in ("new-patient", "follow-up")
    )
    undoing.undo(scheduler, first)
    assert insured(alone) == ("medicaid", False, "IL-9")


def test_so_does_what_somebody_kept_on_the_record_for_a_later_one(cedar, scheduler, alone):
    first = accepted(scheduler, cedar, alone)
    other = receive(cedar, "follow-up", payer=Payer.objects.get(code="medicaid"), member_id="IL-9")
    known = Patient.objects.get(pk=alone.pk)
    later = referrals.accept(scheduler, other, patient=known, keep_insurance=True).request
    assert insured(alone)[0] == "aetna"
    undoing.undo(scheduler, first)
    assert facts_of(Request.objects.get(pk=later.pk)).payer == "aetna"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_once_both_are_undone_the_record_is_as_it_was(cedar, scheduler, alone, order):
    both = [accepted(scheduler, cedar, alone), accepted(scheduler, cedar, alone, visit="follow-up")]
    for number in order:
        undoing.undo(scheduler, both[number])
    assert insured(alone) == (None, True, "")


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_so_it_is_where_the_later_one_says_another(cedar, scheduler, alone, order):
    other = Payer.objects.get(code="medicaid")
    both = [accepted(scheduler, cedar, alone), accepted(scheduler, cedar, alone, visit="follow-up", payer=other)]
    for number in order:
        undoing.undo(scheduler, both[number])
    assert insured(alone) == (None, True, "")


def test_what_was_said_with_one_that_its_patient_withdrew_is_so_still(cedar, scheduler, alone):
    intake.withdraw(f.themselves(alone), accepted(scheduler, cedar, alone), reason="I feel better")
    undoing.undo(scheduler, accepted(scheduler, cedar, alone, visit="follow-up"))
    assert insured(alone) == ("aetna", False, "")


def test_an_only_one_that_is_undone_takes_it_along(cedar, scheduler, alone):
    undoing.undo(scheduler, accepted(scheduler, cedar, alone))
    assert insured(alone) == (None, True, "")


# What the patient did with it since ---------------------------------------------------------------------------


def joins_its_waitlist(who, asked):
    return waitlist.join(f.themselves(who), who, visit_type=asked.visit_type, first_on=f.day(0), request=asked)


def keeps_a_time(who, asked):
    place = f.place("09:00")
    return booking.hold(
        f.themselves(who), who, visit_type=asked.visit_type, place=place, channel="online", request=asked
    )


@pytest.mark.parametrize("acts", [joins_its_waitlist, keeps_a_time])
def test_what_the_patient_has_gone_on_with_is_not_undone(cedar, acts):
    desk, who = f.actor(cedar, "scheduler"), f.patient(cedar, established=True)
    asked = intake.create_for_caller(desk, who, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    assert undoing.open_until(desk, asked) is not None
    row = acts(who, asked)
    was = row.state
    assert undoing.open_until(desk, asked) is None
    with pytest.raises(undoing.TooLateToUndo):
        undoing.undo(desk, asked)
    row.refresh_from_db()
    assert row.state == was
