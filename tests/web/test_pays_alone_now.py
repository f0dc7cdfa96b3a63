"""Who pays alone by now has no insurance card to bring and no member ID to show, whatever was kept before."""

import re

import pytest
from django.test import Client

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.booking.rules import told_before
from frontdesk.intake import actions as intake
from frontdesk.intake.evaluation import facts
from frontdesk.intake.models import Referral
from frontdesk.messaging.models import Message
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.people.models import Patient
from frontdesk.practice.models import Payer
from tests import factory as f
from tests.web.test_second_visit import value
from tests.web_client import as_patient, as_staff, at

OLD = "W123456789"
CARD = '  Before visits patients are told: "Bring your card." when the insurance is Aetna.\n'
ALONE = "You pay for this visit yourself."


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + CARD)


def insured(practice, **more):
    return f.patient(practice, established=True, payer=Payer.objects.get(code="aetna"), member_id=OLD, **more)


def now_alone(who):
    """As rows from before member IDs went with the insurance: the number is there still."""
    Patient.objects.filter(pk=who.pk).update(payer=None, uninsured=True)
    return Patient.objects.get(pk=who.pk)


def booked(practice, who, time="09:00"):
    return booking.book(f.actor(practice, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place(time))


def asked(who, **answers):
    return intake.submit(SYSTEM, who, visit_type=f.visit("follow-up"), answers={"reason": "a cough", **answers})


PAGES = {
    "record": lambda who: f"console/patients/{who.pk}/",
    "request": lambda who: f"console/requests/{who.requests.get().pk}/",
    "billing": lambda who: f"console/billing/?date={f.day(7)}",
    "billing as a file": lambda who: f"console/billing/?date={f.day(7)}&format=csv",
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("alone", [False, True])
def test_an_old_member_id_is_on_no_page(practice, name, alone):
    who = insured(practice)
    asked(who)
    if alone:
        who = now_alone(who)
    booked(practice, who)
    role = "billing" if "billing" in name else "scheduler"
    page = as_staff(practice, role).get(at(practice, PAGES[name](who))).content.decode()
    assert (OLD in page) != alone


@pytest.mark.parametrize("alone", [False, True])
def test_nor_beside_a_visit_that_is_paid_alone(practice, alone):
    who = insured(practice)
    one = booked(practice, who)
    type(one).objects.filter(pk=one.pk).update(self_pay=alone)
    page = as_staff(practice, "billing").get(at(practice, PAGES["billing"](who))).content.decode()
    assert (OLD in page) != alone


@pytest.mark.parametrize("alone", [False, True])
def test_nor_of_a_referral(practice, alone):
    row = Referral.objects.create(
        practice=practice, first_name="Ada", last_name="Ng", clinic_name="Elm", member_id=OLD, uninsured=alone,
        received_at="2026-11-01T00:00Z", number=9001, payer=None if alone else Payer.objects.get(code="aetna"),
    )  # fmt: skip
    Referral.objects.filter(pk=row.pk).update(state="declined", reason="full")
    page = as_staff(practice, "scheduler").get(at(practice, f"console/referrals/{row.pk}/")).content.decode()
    assert (OLD in page) != alone


def test_rules_know_no_number_of_them(practice):
    who = insured(practice)
    assert facts(who, {}, "online").answers["member-id"] == OLD
    assert "member-id" not in facts(now_alone(who), {}, "online").answers


@pytest.mark.parametrize("alone", [False, True])
def test_what_they_said_they_would_bring_is_the_card_only_where_it_is_used(practice, alone):
    who = insured(practice)
    asked(who, **{"insurance-card": "will bring"})
    one = booked(practice, who)
    type(one).objects.filter(pk=one.pk).update(self_pay=alone)
    page = as_staff(practice, "scheduler").get(at(practice, f"console/appointments/{one.pk}/")).content.decode()
    assert ("To bring to the visit:" in page) != alone


@pytest.mark.parametrize("alone", [False, True])
def test_what_the_rules_tell_goes_by_who_pays_for_that_visit(practice, alone):
    one = booked(practice, insured(practice))
    type(one).objects.filter(pk=one.pk).update(self_pay=alone)
    one.refresh_from_db()
    assert (told_before(one, seen=None) == ["Bring your card."]) != alone


# Behind the link of a visit that is due ------------------------------------------------------------------------


@pytest.mark.parametrize("alone", [False, True])
def test_each_page_behind_the_link_of_a_due_visit_says_who_pays(practice, alone):
    who = now_alone(insured(practice)) if alone else insured(practice)
    recall = recalls.order(SYSTEM, who, visit_type=f.visit("follow-up"), due_on=f.day(10), give_days=30)
    recalls.invite(SYSTEM, recall)
    path = re.search(r"/due/([\w-]+/)", Message.objects.get(thing_id=recall.pk).body)[1]
    client, where = Client(), at(practice, f"due/{path}")
    times = client.get(where).content.decode()
    assert (ALONE in times) == alone
    confirm = client.post(where, {"time": value("10:00")}, follow=True).content.decode()
    assert (ALONE in confirm) == alone
    kept = re.search(r'name="hold" value="([^"]+)"', confirm)[1]
    done = client.post(f"{where}confirm/", {"hold": kept}).content.decode()
    assert "We have written to you" in done and (ALONE in done) == alone


@pytest.mark.parametrize("alone", [False, True])
def test_so_does_the_page_of_what_the_waitlist_offers(practice, alone):
    who = now_alone(insured(practice)) if alone else insured(practice)
    given = f.offered(who, f.place("10:00"))
    page = as_patient(practice, who).get(at(practice, f"waitlist/offers/{given.pk}/")).content.decode()
    assert "Take this time" in page and (ALONE in page) == alone
