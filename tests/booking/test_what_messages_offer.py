"""A message about a visit offers what the page of the visit does: to move it, only to cancel it, or to call."""

import datetime as dt

import pytest
from django.utils.timezone import now

from frontdesk.booking import actions
from frontdesk.booking.messages import about, tell_of
from frontdesk.messaging.models import Message
from tests import factory as f
from tests.web_client import as_patient, at

MOVABLE = ""
ONLY_CANCEL = "  Follow-up visits are booked by staff.\n"
TOO_LATE = "  Patients may cancel visits up to 30 days ahead.\n"
ALONE = "  Patients may book follow-up visits themselves.\n"


def booked(rule, language="en", **contact):
    text = f.CEDAR.replace(ALONE, "") if rule == ONLY_CANCEL else f.CEDAR + rule
    practice = f.load_cedar(text)
    who = f.patient(practice, established=True, language=language, **contact)
    return practice, actions.book(f.actor(practice, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place())


def said(one, template):
    Message.objects.all().delete()
    tell_of(one, template, about(one))
    return Message.objects.get(template=template).body


CASES = [
    (MOVABLE, "See it, move it or cancel it: ", ""),
    (ONLY_CANCEL, "See it or cancel it: ", "To move it, call us at "),
    (TOO_LATE, "See it: ", "If you can't come, call us at "),
]


@pytest.mark.parametrize(("rule", "offers", "calls"), CASES)
@pytest.mark.parametrize("template", ["booked", "reminder-confirmed", "time-stays"])
def test_it_offers_what_may_be_done(db, template, rule, offers, calls):
    _, one = booked(rule)
    body = said(one, template)
    assert offers in body and calls in body
    assert ("call us" in body) == bool(calls)


@pytest.mark.parametrize(
    ("rule", "offers"),
    [(MOVABLE, "Confirm, move or cancel it: "), (ONLY_CANCEL, "Confirm or cancel it: "), (TOO_LATE, "Confirm it: ")],
)
def test_a_reminder_asks_to_confirm_and_offers_what_may_be_done(db, rule, offers):
    _, one = booked(rule)
    assert offers in said(one, "reminder")


@pytest.mark.parametrize(
    ("rule", "offers"), [(MOVABLE, "Véala, cámbiela o"), (ONLY_CANCEL, "Véala o cancélela"), (TOO_LATE, "Véala: ")]
)
def test_in_spanish_too(db, rule, offers):
    _, one = booked(rule, "es")
    assert offers in said(one, "booked")


@pytest.mark.parametrize(("rule", "moves"), [(MOVABLE, True), (ONLY_CANCEL, False)])
def test_a_text_says_r_only_to_who_may_move_it(db, rule, moves):
    _, one = booked(rule, email="", phone="+13125550144")
    body = said(one, "reminder")
    assert "Reply C to confirm" in body and ("R to reschedule" in body) == moves


@pytest.mark.parametrize(("rule", "offers", "calls"), CASES)
def test_the_page_and_the_message_say_the_same(db, rule, offers, calls):
    practice, one = booked(rule)
    page = as_patient(practice, one.patient).get(at(practice, f"appointments/{one.pk}/")).content.decode()
    assert ("You can move or cancel it here" in page) == ("move it or cancel" in offers)
    assert ("You can cancel it here" in page) == (offers == "See it or cancel it: ")
    assert ("You can " in page) == (offers != "See it: ")


def test_what_may_be_done_is_asked_when_it_is_written(db):
    _, one = booked("  Patients may cancel visits up to 24 hours ahead.\n")
    assert "move it" in said(one, "booked")
    begins = now() + dt.timedelta(hours=3)
    type(one).objects.filter(pk=one.pk).update(start=begins, end=begins + dt.timedelta(minutes=30))
    one.refresh_from_db()
    assert "See it: " in said(one, "booked")
