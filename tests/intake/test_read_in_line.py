"""What an action writes on a patient's record it has read behind that patient's line: `tests/stale_rows.py` watches."""

import datetime as dt

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.intake.preferences import actions as wishes
from frontdesk.people import lines
from frontdesk.people.models import Patient
from frontdesk.records.deaths import actions as deaths
from frontdesk.records.known.actions import say_own_provider, say_seen_before
from frontdesk.tenancy.context import last_things_last
from tests import factory as f
from tests.stale_rows import ReadTooEarly, watched

CARER = "carer@example.org"


def names(who, desk):
    return patients.let_act(f.themselves(who), who, contact=CARER, name="Kim")


def confirms(who, desk):
    patients.confirm_proxy(desk, names(who, desk))


def ends(who, desk):
    patients.end_proxy(desk, names(who, desk))


def lets_in(who, desk):
    proxy = names(who, desk)
    patients.end_proxy(desk, proxy)
    patients.let_in(desk, proxy, reason="by mistake")


def shows_whom(who, desk):
    names(who, desk)
    assert patients.shows_whom(CARER, who.birth_date)


def proves(who, desk):
    Patient.objects.filter(pk=who.pk).update(phone="+13125557001", phone_of="typed")
    patients.proved(f.themselves(who), who, contact="+13125557001")


def dies_and_lives(who, desk):
    deaths.deceased(desk, who, on=dt.date(2026, 1, 5))
    deaths.alive(desk, who, reason="another person")


def asks(who, desk):
    answers = {"reason": "a cough", "phone": "(312) 555-0199", "insurance": "Aetna"}
    intake.submit(f.themselves(who), who, visit_type=f.visit("follow-up"), answers=answers)


def in_another_language(who, desk):
    wishes.prefer(f.themselves(who), who, language="es")
    wishes.write_in(SYSTEM, who, language="en")


@pytest.mark.parametrize(
    "acts",
    [
        names,
        confirms,
        ends,
        lets_in,
        shows_whom,
        proves,
        dies_and_lives,
        asks,
        in_another_language,
        lambda who, desk: patients.say_whose(desk, who, phone_of="parent"),
        lambda who, desk: patients.reach_only_at(desk, who, contact="safe@example.org"),
        lambda who, desk: patients.name_proxy(desk, who, contact=CARER, who="carer", name="Kim"),
        lambda who, desk: say_seen_before(desk, who, before=True),
        lambda who, desk: say_own_provider(desk, who, provider=None),
    ],
)
def test_an_action_reads_behind_the_line_what_it_writes(cedar, acts):
    desk, who = f.actor(cedar, "scheduler"), f.patient(cedar, established=True)
    with watched():
        acts(Patient.objects.select_related("practice").get(pk=who.pk), desk)


def test_the_control_a_row_that_was_read_before_is_found(cedar):
    who = f.patient(cedar)
    with watched(), last_things_last():
        early = Patient.objects.get(pk=who.pk)
        lines.wait_for_patients([who.pk])
        with pytest.raises(ReadTooEarly, match="read before"):
            early.save(update_fields=["email_of"])
        early.refresh_from_db(fields=["phone_of"])
        early.save(update_fields=["phone_of"])
        with pytest.raises(ReadTooEarly, match="email_of"):
            early.save()


def test_the_control_a_row_that_nobody_waited_for_is_found(cedar):
    who = f.patient(cedar)
    with watched(), last_things_last(), pytest.raises(ReadTooEarly, match="outside"):
        who.save(update_fields=["language"])
