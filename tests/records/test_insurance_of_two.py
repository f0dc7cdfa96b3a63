"""What a record knows of the insurance stays, whoever else says another; and a member ID is one insurance's, wherever it comes from."""

import datetime as dt

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.intake.insurance import ALONE, ELSEWHERE, NOT_KNOWN, Insurance, insurance_of
from frontdesk.intake.referrals import actions as referrals
from frontdesk.intake.standard.actions import keep_on_record
from frontdesk.messaging.models import Message
from frontdesk.practice.actors import patient_actor
from frontdesk.practice.models import Payer
from frontdesk.records.matching.actions import match
from frontdesk.records.merging import actions as merging
from tests import factory as f
from tests.intake.test_referrals import receive
from tests.web.test_portal import Asking

WHO = {"first_name": "Rosa", "last_name": "Neumann", "birth_date": dt.date(1971, 5, 6)}


@pytest.fixture
def desk(cedar):
    return f.actor(cedar, "scheduler")


def insurance(name):
    return {"alone": ALONE, "elsewhere": ELSEWHERE, "": NOT_KNOWN}.get(name) or (
        Insurance(Payer.objects.get(code=name)) if name else NOT_KNOWN
    )


def known(practice, name, member_id=""):
    return f.patient(practice, **WHO, established=True, **insurance(name).columns, member_id=member_id)


def a_stranger(practice, name, member_id=""):
    return patients.newcomer(
        SYSTEM, practice, first="Rosa", last="Neumann", birth=WHO["birth_date"], contact="rosa@example.org",
        insurance=insurance(name), member_id=member_id, language="en",
    )  # fmt: skip


def ask(made):
    return intake.submit(patient_actor(made.email), made, visit_type=f.visit("new-patient"), answers={"reason": "x"})


def stands(patient):
    patient.refresh_from_db()
    return insurance_of(patient).code, patient.member_id


@pytest.mark.parametrize(
    ("record", "said", "after"),
    [
        (("alone", ""), ("aetna", "W1"), ("none", "")),
        (("elsewhere", "H1"), ("aetna", "W1"), ("other insurance", "H1")),
        (("medicaid", "IL-9"), ("aetna", "W1"), ("medicaid", "IL-9")),
        (("medicaid", ""), ("aetna", "W1"), ("medicaid", "")),
        (("medicaid", ""), ("medicaid", "IL-9"), ("medicaid", "IL-9")),
        (("medicaid", "IL-9"), ("alone", ""), ("medicaid", "IL-9")),
        (("", ""), ("aetna", "W1"), ("aetna", "W1")),
        (("", "OLD"), ("aetna", ""), ("aetna", "")),
        (("", "OLD"), ("alone", ""), ("none", "")),
        (("", "OLD"), ("", ""), (None, "OLD")),
    ],
)
def test_after_a_match_the_record_says_what_it_knew(cedar, desk, record, said, after):
    who, made = known(cedar, *record), a_stranger(cedar, *said)
    match(desk, ask(made), patient=who, reason="saw an ID")
    assert stands(who) == after


def test_a_match_leaves_booked_visits_of_who_pays_alone_without_a_payer(cedar, desk):
    who = known(cedar, "alone")
    booked = booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place("10:00", "lee"))
    match(desk, ask(a_stranger(cedar, "aetna", "W1")), patient=who, reason="saw an ID")
    booked.refresh_from_db()
    assert booked.payer is None


def test_staff_see_with_the_request_what_was_said_otherwise(cedar, desk):
    who, asked = known(cedar, "alone"), ask(a_stranger(cedar, "aetna", "W1"))
    match(desk, asked, patient=who, reason="saw an ID")
    said = dict(asked.answers.values_list("field", "value"))
    assert (said["insurance"], said["member-id"]) == ("Aetna", "W1")


@pytest.mark.parametrize(
    ("kept", "gone", "choice", "after"),
    [
        (("alone", ""), ("aetna", "W1"), "kept", ("none", "")),
        (("alone", ""), ("aetna", "W1"), "gone", ("aetna", "W1")),
        (("aetna", "W1"), ("medicaid", ""), "gone", ("medicaid", "")),
        (("aetna", "W1"), ("alone", "LEFT"), "gone", ("none", "")),
        (("", "OLD"), ("medicaid", ""), "", ("medicaid", "")),
        (("", ""), ("alone", "LEFT"), "", ("none", "")),
        (("medicaid", ""), ("medicaid", "IL-9"), "", ("medicaid", "IL-9")),
        (("alone", ""), ("alone", "LEFT"), "", ("none", "")),
    ],
)
def test_of_two_records_that_are_merged_too(cedar, desk, kept, gone, choice, after):
    who, other = known(cedar, *kept), known(cedar, *gone)
    merging.merge(desk, who, gone=other, reason="the same", choices={"insurance": choice} if choice else {})
    assert stands(who) == after


@pytest.mark.parametrize(
    ("record", "said", "after"),
    [
        (("aetna", "W1"), {"insurance": "I'll pay myself", "member-id": "W1"}, ("none", "")),
        (("aetna", "W1"), {"insurance": "Medicaid"}, ("medicaid", "")),
        (("aetna", "W1"), {"insurance": "Medicaid", "member-id": "IL-9"}, ("medicaid", "IL-9")),
        (("aetna", "W1"), {"member-id": "W2"}, ("aetna", "W2")),
        (("alone", ""), {"member-id": "W2"}, ("none", "")),
        (("alone", "LEFT"), {"insurance": "Self pay"}, ("none", "")),
        (("", "OLD"), {"insurance": "Aetna"}, ("aetna", "")),
    ],
)
def test_what_is_answered_or_told_by_telephone(cedar, desk, record, said, after):
    who = known(cedar, *record)
    asked = intake.submit(patient_actor(who.email), who, visit_type=f.visit("new-patient"), answers={"reason": "x"})
    for actor in (patient_actor(who.email), desk):
        keep_on_record(actor, asked, said)
        assert stands(who) == after


def test_a_member_id_that_is_said_alone_of_who_pays_alone_stays_with_the_request(cedar, desk):
    asked = ask(known(cedar, "alone"))
    assert keep_on_record(desk, asked, {"member-id": "W2"}) == {"member-id": "W2"}


@pytest.mark.parametrize(
    ("record", "sent", "said"),
    [
        (("aetna", "W1"), {"payer": ALONE, "member_id": "W2"}, {"insurance": "I'll pay myself"}),
        (("alone", ""), {"member_id": "IL-9"}, {}),
        (("aetna", ""), {"member_id": "W9"}, {"member-id": "W9"}),
    ],
)
def test_of_a_referral_the_record_takes_no_number_that_is_of_no_insurance(cedar, record, sent, said):
    one = receive(cedar, **{**WHO, "member_id": "", "payer": None, **sent})
    assert referrals.insurance_said(one, known(cedar, *record)) == said


def test_a_number_of_a_payer_that_is_not_taken_any_more_is_not_the_records(cedar):
    who, former = known(cedar, "aetna", "W1"), Payer.objects.get(code="medicaid")
    one = receive(cedar, **WHO, payer=former, member_id="IL-9")
    Payer.objects.filter(pk=former.pk).update(active=False)
    one.refresh_from_db()
    assert referrals.insurance_said(one, who) == {}


def test_a_new_record_of_who_pays_alone_has_no_member_id(cedar):
    assert a_stranger(cedar, "alone", "W1").member_id == ""


def test_nor_has_who_chooses_it_on_the_page_after_a_number_was_typed(cedar):
    asking = Asking(cedar)
    asking.answer(first="Nora", last="Comer", birth_month="3", birth_day="27", birth_year="1946")
    asking.answer(contact="newcomer@example.org")
    asking.answer(payer="none", member_id="M-4471")
    asking.answer(answer="a cough")
    assert "M-4471" not in asking.page()


def of_somebody_with_medicaid(desk, practice):
    """Waits for a yes since they have Medicaid."""
    who = f.patient(practice, established=True, payer=Payer.objects.get(code="medicaid"))
    said = {"reason": "a cough", "insurance": "Medicaid"}
    asked = intake.create_for_caller(desk, who, visit_type=f.visit("new-patient"), answers=said)
    assert asked.state == "awaiting_approval"
    return who, asked


def told_of(request, template):
    return Message.objects.filter(thing_id=request.pk, template=template).count()


def test_what_waits_is_decided_by_the_insurance_that_was_chosen_in_a_merge_and_by_its_own_once_apart(cedar, desk):
    kept, (gone, asked) = known(cedar, "alone"), of_somebody_with_medicaid(desk, cedar)
    merging.merge(desk, kept, gone=gone, choices={"insurance": "kept"}, reason="The same person")
    asked.refresh_from_db()
    assert (asked.patient, asked.state) == (kept, "approved") and told_of(asked, "request-approved") == 1
    merging.unmerge(desk, kept, merge=merging.merges_of(kept)[0], reason="Two people")
    asked.refresh_from_db()
    assert (asked.patient, asked.state) == (gone, "awaiting_approval")


def test_what_somebody_approved_stays_so_once_apart(cedar, desk):
    kept, (gone, asked) = known(cedar, "alone"), of_somebody_with_medicaid(desk, cedar)
    intake.approve(desk, asked)
    merging.merge(desk, kept, gone=gone, choices={"insurance": "kept"}, reason="The same person")
    merging.unmerge(desk, kept, merge=merging.merges_of(kept)[0], reason="Two people")
    asked.refresh_from_db()
    assert asked.state == "approved"


@pytest.mark.parametrize("note", ["Which pharmacy do you use?", ""])
def test_what_staff_asked_for_stays_missing_over_a_merge_and_is_not_asked_twice(cedar, desk, note):
    kept, gone = known(cedar, "alone"), f.patient(cedar, established=True)
    asked = intake.create_for_caller(desk, gone, visit_type=f.visit("follow-up"), answers={"reason": "a cough"})
    asked = intake.ask(desk, asked, fields=["pharmacy"], note=note)
    since, told = asked.state_since, told_of(asked, "information-needed")
    merging.merge(desk, kept, gone=gone, reason="The same person")
    asked.refresh_from_db()
    assert (asked.state, asked.missing, asked.state_since) == ("awaiting_info", ["pharmacy"], since)
    assert told_of(asked, "information-needed") == told
