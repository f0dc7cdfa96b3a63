"""Answers of referrals from before each had its place: what can be read stands there, and the rest is shown with what the clinic wrote."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps

from frontdesk.intake.models import Referral
from frontdesk.intake.referrals import actions as referrals
from frontdesk.practice.models import Payer
from tests import factory as f
from tests.web_client import as_staff, at

places = import_module("frontdesk.intake.migrations.0017_answers_in_their_place")


@pytest.fixture
def desk(cedar):
    return f.actor(cedar, "scheduler")


def left(practice, desk, answers, **values) -> Referral:
    known = {"visit_type": f.visit("new-patient"), "first_name": "Ada", "last_name": "Moss", **values}
    made = referrals.receive(desk, practice, values=known)
    Referral.objects.filter(pk=made.pk).update(answers=answers)
    places.referrals(apps, practice)
    return Referral.objects.select_related("payer").get(pk=made.pk)


def test_what_can_be_read_goes_to_its_place_and_the_referral_can_be_accepted(cedar, desk):
    said = {
        "date-of-birth": "1980-01-02",
        "phone": "(312) 555-3109",
        "email": "Ada@Moss.example",
        "insurance": "aetna",
        "member-id": " M 1 ",
        "reason": "cough",
        "pharmacy": "on Main Street",
    }
    one = left(cedar, desk, said)
    assert (one.birth_date, one.phone, one.email) == (dt.date(1980, 1, 2), "+13125553109", "ada@moss.example")
    assert (one.payer.code, one.member_id, one.why) == ("aetna", "M 1", "cough")
    assert one.answers == {"pharmacy": "on Main Street"}
    request = referrals.accept(desk, one).request
    assert (request.patient.payer.code, request.patient.member_id) == ("aetna", "M 1")


def test_what_cannot_stays_shown_and_what_stands_there_stays(cedar, desk):
    said = {"date-of-birth": "spring 1980", "insurance": "Acme Mutual", "member-id": "M9", "name": "Moss", "reason": ""}
    one = left(cedar, desk, said, why="Please see.", member_id="M1", payer=Payer.objects.get(code="aetna"))
    assert (one.birth_date, one.payer.code, one.member_id, one.answers) == (None, "aetna", "M1", {})
    words = ["Please see.", "date of birth, as it came: spring 1980", "insurance, as it came: Acme Mutual"]
    assert one.why.splitlines() == [*words, "member id, as it came: M9"]
    shown = as_staff(cedar, "scheduler").get(at(cedar, f"console/referrals/{one.pk}/")).content.decode()
    assert "Acme Mutual" in shown and "spring 1980" in shown


def test_one_that_became_a_request_is_left_alone(cedar, desk):
    whole = {"birth_date": dt.date(1980, 1, 2), "email": "ada@moss.example", "why": "cough"}
    made = left(cedar, desk, {}, payer=Payer.objects.get(code="aetna"), **whole)
    done = referrals.accept(desk, made)
    Referral.objects.filter(pk=done.pk).update(answers={"insurance": "Acme Mutual"})
    places.referrals(apps, cedar)
    done.refresh_from_db()
    assert (done.answers, done.why) == ({"insurance": "Acme Mutual"}, "cough")
