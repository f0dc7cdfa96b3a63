"""Wherever staff read a number to call, pressing it calls: a link, and everything else of the words as it was."""

import datetime as dt

import pytest

from frontdesk.booking import actions
from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.intake.referrals import actions as referrals
from frontdesk.messaging.models import Message
from frontdesk.web.dialing import dialed
from tests import factory as f
from tests.web_client import as_staff, at

PHONE = "+13125550177"
LINK = '<a class="num" href="tel:+1-312-555-0177">(312) 555-0177</a>'


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("(312) 555-0177", LINK),
        ("(312) 555-0177 ext. 22", '<a class="num" href="tel:+1-312-555-0177;ext=22">(312) 555-0177 ext. 22</a>'),
        ("+44 20 7946 0018", '<a class="num" href="tel:+44-20-7946-0018">+44 20 7946 0018</a>'),
        ("Call <b>Ann</b> at (312) 555-0177.", f"Call &lt;b&gt;Ann&lt;/b&gt; at {LINK}."),
        ("born Feb 29, 1980 · request 1012", "born Feb 29, 1980 · request 1012"),
        ("ann@example.org", "ann@example.org"),
        ("", ""),
    ],
)
def test_only_the_numbers_of_a_text_are_links(words, shown):
    assert dialed(words) == shown


@pytest.fixture
def who(cedar):
    return f.patient(cedar, established=True, phone=PHONE, email="")


@pytest.fixture
def visit(cedar, who):
    desk = f.actor(cedar, "scheduler")
    return actions.book(desk, who, visit_type=f.visit("follow-up"), place=f.place())


def page(cedar, path, role="scheduler"):
    return as_staff(cedar, role).get(at(cedar, path)).content.decode()


@pytest.mark.parametrize(
    "path", ["console/appointments/{visit}/", "console/patients/{who}/", "console/patients/?q=Ada"]
)
def test_on_the_pages_of_a_patient_and_a_visit(cedar, who, visit, path):
    assert LINK in page(cedar, path.format(visit=visit.pk, who=who.pk))


def test_in_the_rows_of_exceptions_and_of_messages_that_failed(cedar, who, visit):
    Message.objects.filter(patient=who).update(state="failed", to=PHONE, error="no such number")
    open_exception_tasks()
    assert LINK in page(cedar, "console/exceptions/") and LINK in page(cedar, "console/messages/?state=failed")


def test_whoever_has_to_call_a_clinic_has_its_number_beside_the_task_and_on_the_referral(cedar):
    desk = f.actor(cedar, "scheduler")
    values = {"first_name": "Olga", "last_name": "Nemec", "clinic_name": "Lakeview", "clinic_phone": PHONE}
    made = referrals.receive(desk, cedar, values=values)
    referrals.follow_up(desk, made, what="Call the clinic", within=dt.timedelta(hours=2))
    assert LINK in page(cedar, "console/exceptions/") and LINK in page(cedar, f"console/referrals/{made.pk}/")
