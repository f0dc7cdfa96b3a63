"""Another insurance of a record: its visits to come have it, and one that the rules do not allow with it is somebody's to see to."""

import pytest

from frontdesk.booking import actions as booking
from frontdesk.booking.models import Merge
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Task
from frontdesk.practice.actors import patient_actor
from frontdesk.practice.models import Payer
from frontdesk.records.matching.actions import match
from frontdesk.records.merging import actions as merging
from tests import factory as f
from tests.web_client import as_staff, at


@pytest.fixture
def practice(cedar):
    return f.load_cedar(f.CEDAR + "  Dr. Chen does not take Medicaid.\n")


@pytest.fixture
def desk(practice):
    return f.actor(practice, "scheduler")


def payer(code):
    return Payer.objects.get(code=code)


def insured(practice, code, **more):
    return f.patient(practice, established=True, payer=payer(code) if code else None, **more)


def booked(desk, who, provider="chen", time="09:00"):
    return booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place(time, provider))


def asked_of() -> set:
    return set(Task.objects.filter(kind="broken", state="open").values_list("thing_id", flat=True))


def by_a_merge(practice, desk, one, code):
    """The other record has it, and staff say that this is right."""
    other = insured(practice, code)
    merging.merge(desk, one.patient, gone=other, reason="the same card", choices={"insurance": "gone"})


def of_the_other_record(practice, desk, one, code):
    """The record that is kept has it, and the visit comes from the other."""
    kept = insured(practice, code)
    merging.merge(desk, kept, gone=one.patient, reason="the same card", choices={"insurance": "kept"})


def by_what_they_say(practice, desk, one, code):
    said = {"reason": "a cough", "insurance": payer(code).name}
    visit = f.visit("new-patient")
    intake.submit(patient_actor(one.patient.email), one.patient, visit_type=visit, answers=said, channel="online")


CHANGES = [by_a_merge, of_the_other_record, by_what_they_say]


@pytest.mark.parametrize("change", CHANGES)
def test_a_visit_that_the_rules_do_not_allow_with_it_is_an_exception(practice, desk, change):
    who = insured(practice, "aetna")
    gold, lee = booked(desk, who), booked(desk, who, "lee", "10:00")
    change(practice, desk, gold, "medicaid")
    gold.refresh_from_db()
    lee.refresh_from_db()
    assert (gold.payer.code, lee.payer.code) == ("medicaid", "medicaid")
    assert asked_of() == {gold.pk}


@pytest.mark.parametrize("change", CHANGES)
def test_with_one_that_they_take_nothing_is_to_be_done(practice, desk, change):
    one = booked(desk, insured(practice, "aetna"))
    change(practice, desk, one, "medicare")
    one.refresh_from_db()
    assert one.payer.code == "medicare" and asked_of() == set()


def test_what_the_patient_pays_alone_stays_so(practice, desk):
    one = booked(desk, insured(practice, "aetna"))
    type(one).objects.filter(pk=one.pk).update(self_pay=True, payer=None)
    one.refresh_from_db()
    by_a_merge(practice, desk, one, "medicaid")
    one.refresh_from_db()
    assert one.payer is None and asked_of() == set()


def test_undone_each_has_their_own_again_and_the_exception_is_settled(practice, desk):
    one = booked(desk, insured(practice, "aetna"))
    by_a_merge(practice, desk, one, "medicaid")
    assert asked_of() == {one.pk}
    merging.unmerge(desk, one.patient, merge=Merge.objects.get(), reason="two people")
    one.refresh_from_db()
    assert one.payer.code == "aetna" and asked_of() == set()


def test_the_page_of_the_merge_says_it(practice, desk):
    one, other = booked(desk, insured(practice, "aetna")), insured(practice, "medicaid")
    said = {
        "other": str(other.pk),
        "reason": "the same card",
        "right-insurance": "gone",
        "right-last": "kept",
        "right-email": "kept",
    }
    page = at(practice, f"console/patients/{one.patient_id}/merge/")
    led = as_staff(practice, "scheduler").post(page, said, follow=True)
    assert b"against the rules now: see Exceptions" in led.content


def test_the_page_says_what_was_booked_in_between_and_stays(practice, desk):
    kept, gone = insured(practice, "aetna"), insured(practice, "aetna")
    before = booked(desk, kept, time="11:00")
    merging.merge(desk, kept, gone=gone, reason="the same card")
    kept.refresh_from_db()
    booked(desk, kept, "lee", "10:00")
    page = at(practice, f"console/patients/{kept.pk}/merge/{Merge.objects.get().pk}/undo/")
    said = as_staff(practice, "scheduler").post(page, {"reason": "two people"}, follow=True).content.decode()
    assert "1 thing was entered while they were one record" in said
    asked = Task.objects.get(kind="apart")
    assert "Dr. Lee" in asked.what and before.patient_id == kept.pk


def test_a_gap_that_a_match_fills_counts_too(practice, desk):
    who = insured(practice, "", first_name="Rosa", last_name="Kim")
    one = booked(desk, who)
    made = f.patient(practice, first_name="Rosa", last_name="Kim", self_registered=True, email=who.email)
    asked = intake.create_for_caller(
        desk, made, visit_type=f.visit("new-patient"), answers={"reason": "x", "insurance": "Medicaid"}
    )
    match(desk, asked, patient=who, reason="saw an ID")
    one.refresh_from_db()
    assert one.payer.code == "medicaid" and asked_of() == {one.pk}


def test_a_booked_visit_is_not_sent_back_for_approval_and_the_language_of_rules_says_so(db):
    from pathlib import Path

    practice = f.load_cedar(f.CEDAR + "  Visits need approval when the insurance is Medicaid.\n")
    desk = f.actor(practice, "scheduler")
    one = booked(desk, insured(practice, "aetna"), "lee")
    by_a_merge(practice, desk, one, "medicaid")
    one.refresh_from_db()
    assert (one.state, one.payer.code, asked_of()) == ("booked", "medicaid", set())
    rules = Path(__file__).parents[2] / "docs" / "rules.md"
    assert "does not send a booked visit back for approval" in rules.read_text()
