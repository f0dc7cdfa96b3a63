"""What was typed into a referral's own form, and not saved, is not lost where Accept is pressed beside it: it comes along."""

import datetime as dt

import pytest

from frontdesk.intake.models import Referral, Request
from frontdesk.intake.referrals import actions
from frontdesk.practice.models import Payer
from tests import factory as f
from tests.web_client import as_staff, at

KNOWN = {
    "first_name": "Casimir",
    "last_name": "Brandt",
    "birth_date": dt.date(1951, 3, 8),
    "phone": "+13125553101",
    "why": "Please see.",
}
TYPED = {
    "urgency": "soon",
    "first_name": "Casimir",
    "last_name": "Brand",
    "birth_date_month": "3",
    "birth_date_day": "8",
    "birth_date_year": "1951",
    "phone": "+13125553101",
    "why": "Please see, short of breath.",
}


@pytest.fixture
def one(cedar):
    values = {**KNOWN, "visit_type": f.visit("new-patient"), "payer": Payer.objects.get(code="aetna")}
    return actions.receive(f.actor(cedar, "scheduler"), cedar, values=values)


@pytest.fixture
def press(cedar, one):
    def send(**more):
        data = {**TYPED, "visit_type": str(one.visit_type_id), "payer": str(one.payer_id), "version": one.version}
        return as_staff(cedar, "scheduler").post(at(cedar, f"console/referrals/{one.pk}/accept/"), {**data, **more})

    return send


def test_it_is_saved_and_accepted_by_one_press(press, one):
    assert press().status_code == 302
    one = Referral.objects.get(pk=one.pk)
    assert (one.state, one.last_name, one.why, one.urgency) == ("accepted", "Brand", TYPED["why"], "soon")
    assert Request.objects.get(pk=one.request_id).patient.last_name == "Brand"


def test_what_cannot_be_read_is_given_back_and_nothing_is_accepted(press, one):
    answer = press(birth_date_month="13")
    assert answer.status_code == 422 and TYPED["why"] in answer.content.decode()
    assert Referral.objects.get(pk=one.pk).state == "open"


def test_whom_it_may_be_by_what_was_typed_is_shown_before_a_new_record_is_made(cedar, press, one):
    f.patient(cedar, first_name="Casimir", last_name="Brand", birth_date=KNOWN["birth_date"])
    Referral.objects.filter(pk=one.pk).update(birth_date=dt.date(1960, 1, 1), last_name="Else")
    answer = press()
    assert answer.status_code == 409 and "look before you accept" in answer.content.decode()
    one = Referral.objects.get(pk=one.pk)
    assert (one.state, one.last_name) == ("open", "Brand"), "what was typed is kept"


def test_what_somebody_else_has_saved_meanwhile_is_not_overwritten(cedar, press, one):
    Referral.objects.filter(pk=one.pk).update(version=one.version + 1, why="Changed by another")
    answer = press()
    assert answer.status_code == 409
    assert Referral.objects.get(pk=one.pk).why == "Changed by another"


def test_accept_alone_changes_nothing_else(cedar, one):
    as_staff(cedar, "scheduler").post(at(cedar, f"console/referrals/{one.pk}/accept/"), {"version": one.version})
    one = Referral.objects.get(pk=one.pk)
    assert (one.state, one.last_name) == ("accepted", "Brandt")
