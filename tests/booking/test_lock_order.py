"""What takes several locks takes them in the one order of `people/lines.py`."""

import pytest

from frontdesk.booking import actions as booking
from frontdesk.booking.models import TimeAway
from frontdesk.day.away import actions as away
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Request
from frontdesk.people import lines
from frontdesk.people.models import Patient
from frontdesk.practice.models import Provider
from frontdesk.records.deaths import actions as deaths
from frontdesk.tenancy.context import last_things_last
from frontdesk.tenancy.today import today_at
from tests import factory as f
from tests.lock_order import WrongOrder, watched


def booked(practice):
    who = f.patient(practice, established=True)
    return booking.book(f.actor(practice, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place("09:00"))


def asked_by_phone(practice):
    who, desk = f.patient(practice), f.actor(practice, "scheduler")
    return intake.create_for_caller(desk, who, visit_type=f.visit("new-patient"), answers={})


HOW = {"FOR UPDATE": {}, "FOR NO KEY UPDATE": {"no_key": True}}  # as the trail holds a row before it is saved


@pytest.mark.parametrize("how", HOW)
def test_the_control_a_line_after_a_row_is_found(cedar, how):
    who = f.patient(cedar)
    with watched(), last_things_last(), pytest.raises(WrongOrder, match="a patient"):
        Patient.objects.select_for_update(**HOW[how]).get(pk=who.pk)
        lines.wait([f"patient {who.pk}"])


@pytest.mark.parametrize("how", ["FOR SHARE", "FOR KEY SHARE"])
def test_the_control_so_is_one_after_a_row_that_others_may_hold_too(cedar, how):
    who = f.patient(cedar)
    with watched(), last_things_last(), pytest.raises(WrongOrder, match="a patient"):
        list(Patient.objects.raw(f'SELECT * FROM "people_patient" WHERE id = %s {how}', [who.pk]))
        lines.wait([f"patient {who.pk}"])


@pytest.mark.parametrize("how", HOW)
def test_the_control_a_request_of_another_patient_is_found_however_it_is_held(cedar, how):
    asked, other = asked_by_phone(cedar), f.patient(cedar, email="other@example.org")
    with watched(), last_things_last(), pytest.raises(WrongOrder, match="whose it is"):
        lines.wait_for_patients([other.pk])
        Request.objects.select_for_update(**HOW[how]).get(pk=asked.pk)


def test_the_control_a_request_that_is_held_outside_its_patients_line_is_found(cedar):
    with watched(), last_things_last(), pytest.raises(WrongOrder, match="outside the line"):
        Request.objects.select_for_update().first()


def test_the_control_a_request_in_its_own_patients_line_is_none(cedar):
    asked = asked_by_phone(cedar)
    with watched(), last_things_last():
        lines.wait_for_patients([asked.patient_id])
        Request.objects.select_for_update(of=("self",)).select_related("patient", "practice").get(pk=asked.pk)


def test_whoever_is_alone_with_what_is_in_force_waits_for_nobody(cedar):
    who = f.patient(cedar)
    with watched(), last_things_last():
        lines.wait_to_publish()
        Patient.objects.select_for_update().get(pk=who.pk)
        lines.wait_for_patients([who.pk])


def test_the_control_the_rules_after_a_patient_are_found(cedar):
    with watched(), last_things_last(), pytest.raises(WrongOrder, match="the rules"):
        lines.wait_for_patients([f.patient(cedar).pk])
        lines.wait_for_rules()


def test_time_away_that_is_decided_and_taken_back(cedar):
    one, maria = booked(cedar), f.actor(cedar, "scheduler")
    chen = Provider.objects.select_related("practice").get(code="chen")
    on = one.start.astimezone(f.CHICAGO).date()
    with watched():
        asked = away.write_down(maria, chen, first_on=on, last_on=on)
        away.decide_time_away(maria, asked, yes=True)
        away.take_back(maria, TimeAway.objects.get(pk=asked.pk), reason="well again")


def test_a_death_and_its_taking_back(cedar):
    one, maria = booked(cedar), f.actor(cedar, "front_desk")
    with watched():
        deaths.deceased(maria, one.patient, on=today_at(cedar))
        deaths.alive(maria, one.patient, reason="a mistake")
    assert one.patient.appointments.filter(state="booked").exists()
