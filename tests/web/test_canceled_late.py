"""Where canceling too late counts as a missed visit, whoever may cancel reads it before: when they book, afterwards, and on the page that cancels."""

import html

import pytest

from frontdesk.booking import actions as booking
from frontdesk.messaging.models import Message
from tests import factory as f
from tests.web_client import as_patient, as_staff, at

RULE = "  Canceling follow-up visits less than 48 hours ahead counts as a no-show.\n"
SAID = "If you cancel less than 48 hours ahead, we count it as a missed visit."
SPANISH = "Si cancela con menos de 48 horas de anticipación, cuenta como una visita a la que no se presentó."


def visit(cedar, **who):
    known = f.patient(cedar, established=True, **who)
    return booking.book(f.actor(cedar, "scheduler"), known, visit_type=f.visit("follow-up"), place=f.place("09:00"))


def page(cedar, one, path=""):
    return html.unescape(
        as_patient(cedar, one.patient).get(at(cedar, f"appointments/{one.pk}/{path}")).content.decode()
    )


@pytest.mark.parametrize("path", ["", "cancel/"])
def test_it_stands_on_the_page_of_the_visit_and_on_the_one_that_cancels_it(db, path):
    cedar = f.load_cedar(f.CEDAR + RULE)
    assert SAID in page(cedar, visit(cedar), path)


def test_it_stands_where_the_patient_says_yes_to_a_time(db):
    cedar = f.load_cedar(f.CEDAR + RULE)
    known = f.patient(cedar, established=True)
    wanted = {"visit_type": f.visit("follow-up"), "place": f.place("09:00"), "channel": "phone"}
    held = booking.hold(f.actor(cedar, "scheduler"), known, **wanted)
    text = as_patient(cedar, known).get(at(cedar, f"holds/{held.pk}/")).content.decode()
    assert SAID in html.unescape(text)


def test_the_message_says_it_in_the_language_of_the_patient(db):
    cedar = f.load_cedar(f.CEDAR + RULE)
    visit(cedar, language="es")
    assert SPANISH in Message.objects.get(template="booked").body


def test_staff_read_what_the_patient_is_told(db):
    cedar = f.load_cedar(f.CEDAR + RULE)
    one = visit(cedar)
    text = as_staff(cedar, "front_desk").get(at(cedar, f"console/appointments/{one.pk}/")).content.decode()
    assert SAID in html.unescape(text)


@pytest.mark.parametrize("path", ["", "cancel/"])
def test_without_such_a_rule_nothing_is_said(cedar, path):
    assert "missed visit" not in page(cedar, visit(cedar), path)


def test_of_another_kind_of_visit_nothing_is_said(db):
    cedar = f.load_cedar(f.CEDAR + RULE.replace("follow-up visits", "procedures"))
    assert "missed visit" not in page(cedar, visit(cedar), "cancel/")
