"""Whom staff call depends on the patient and on the visit: a parent is not called about a visit that is hidden from them.

Every page of staff that shows a number beside something that is about a visit, with each way in which the only number is a parent's.
"""

import datetime as dt
import html
import re

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.booking.models import TimeAway
from frontdesk.day.away import actions as away
from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.intake.models import Task
from frontdesk.messaging import ways as reach
from frontdesk.messaging.models import Consent
from frontdesk.messaging.ways import to_call
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.practice.models import Provider
from tests import factory as f
from tests.markup import as_read
from tests.web_client import as_staff, at

PARENT, SAID = "+13125550177", "(312) 555-0177"  # as it is stored, and as pages say it
NOBODY = "Nobody may be called about this visit but the patient themselves; there is no number of theirs."
TABLE = """
proxies:
  - {who: parent, under age: 12, may: [see, book, cancel]}
  - {who: parent, from age: 12, under age: 18, visits: [follow-up], may: [see, book]}
  - {who: carer, from age: 18, visits: [follow-up], may: [see]}
"""


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + TABLE)


def born(years):
    return dt.date(f.day(0).year - years, 1, 1)


def acts(who, contact=PARENT, as_="parent"):
    patients.confirm_proxy(SYSTEM, patients.name_proxy(SYSTEM, who, contact=contact, who=as_, name="Pat Sample"))


def number_on_record(practice):
    return f.patient(practice, birth_date=born(15), established=True, email="", phone=PARENT, phone_of="parent")


def number_of_the_proxy(practice):
    teen = f.patient(practice, birth_date=born(15), established=True, email="")
    acts(teen)
    return teen


TEENS = {"on the record": number_on_record, "of the proxy": number_of_the_proxy}


@pytest.fixture(params=TEENS.values(), ids=TEENS)
def teen(practice, request):
    made = request.param(practice)
    Consent.objects.create(
        practice=practice, contact=PARENT, channel="text", given=False, how="text STOP"
    )  # so staff call
    return made


def pages(practice, teen, visit):
    """Everything that staff see of a visit of that kind: booked, asked for, due, waited for, in the way of time away, canceled."""
    desk, client = f.actor(practice, "scheduler"), as_staff(practice, "scheduler")
    one = booking.book(desk, teen, visit_type=f.visit(visit), place=f.place("09:00"))
    asked = intake.create_for_caller(desk, teen, visit_type=f.visit(visit), answers={"reason": "x"})
    recalls.order(desk, teen, visit_type=f.visit(visit), due_on=f.day(20))
    waitlist.join(desk, teen, visit_type=f.visit(visit), first_on=f.day(1), appointment=one, notice_hours=1)
    slot = f"{f.day(5)}T09:00"
    text = client.get(at(practice, f"console/calendar/at/?any_provider=chen&any_time={slot}")).content.decode()
    away.at_once(desk, Provider.objects.get(code="chen"), first_on=f.day(), last_on=f.day(), from_minute=0, to_minute=1440, note="ill")  # fmt: skip
    open_exception_tasks()
    gone = TimeAway.objects.get()
    paths = (
        f"appointments/{one.pk}/", f"appointments/{one.pk}/move/", f"requests/{asked.pk}/", "queue/", "exceptions/", "waitlist/",
        "recalls/", "messages/", f"calendar/day-sheet/?date={f.day()}", f"calendar/?date={f.day()}", f"away/{gone.pk}/", f"away/{gone.pk}/propose/",
    )  # fmt: skip
    text += "".join(client.get(at(practice, f"console/{path}")).content.decode() for path in paths)
    cancelled = client.post(at(practice, f"console/appointments/{one.pk}/cancel/"), {"reason": "closed"}, follow=True)
    text += cancelled.content.decode()
    open_exception_tasks()
    text += client.get(at(practice, "console/exceptions/")).content.decode()
    return html.unescape(text)


def test_no_page_shows_a_parents_number_beside_a_visit_that_is_hidden_from_them(practice, teen):
    text = pages(practice, teen, "procedure")
    assert PARENT not in text and SAID not in text
    assert f"No message can be sent. {NOBODY}" in text, "the drawers say so before the press"
    assert f"Nobody could be told. {NOBODY}" in text, "and the page says so after it"
    row = re.search(r"<strong>Could not be told</strong>.*?</tr>", text, re.S)
    assert row and NOBODY in row[0], "and so does the exception"


def test_a_parent_is_called_about_a_visit_that_they_may_know_and_it_is_said_whose_number_it_is(practice, teen):
    text = pages(practice, teen, "follow-up")
    assert f"{SAID} (a parent" in text and NOBODY not in text
    assert f"call {teen.name} at {SAID} (a parent" in text


def test_control_without_looking_at_the_visit_the_same_pages_show_the_number(practice, teen, monkeypatch):
    monkeypatch.setattr(reach, "_opens", lambda *args: True)
    assert SAID in pages(practice, teen, "procedure")


def test_one_task_about_two_visits_is_called_about_only_by_who_may_know_both(practice):
    teen = number_of_the_proxy(practice)
    assert to_call(teen, "follow-up").to == PARENT
    assert to_call(teen, "follow-up", "procedure") is None
    assert to_call(teen, None) is None and to_call(teen) is None, (
        "of what is not known only who sees everything is told"
    )


def test_their_own_number_comes_first_and_serves_for_every_visit(practice):
    teen = f.patient(practice, birth_date=born(15), email="", phone="+13125550188", phone_of="patient")
    acts(teen)
    for visit in ("follow-up", "procedure", None):
        assert (to_call(teen, visit).to, to_call(teen, visit).whose) == ("+13125550188", "patient")


def test_a_confidential_number_is_the_only_one_and_a_confidential_address_is_no_number(practice):
    who = f.patient(practice, phone="+13125550188", confidential_contact="+13125550199")
    acts(who, as_="carer")
    assert to_call(who, "follow-up").to == "+13125550199"
    who.confidential_contact = "safe@example.org"
    assert to_call(who, "follow-up") is None


def test_who_said_stop_to_texts_can_be_called_all_the_same(practice):
    who = f.patient(practice, email="", phone="+13125550188")
    Consent.objects.create(practice=practice, contact=who.phone, channel="text", given=False, how="text STOP")
    assert not reach.ways(who, "follow-up") and to_call(who, "follow-up").to == who.phone


def test_a_text_is_answered_where_it_came_from(practice):
    from frontdesk.messaging.models import Inbound

    teen = number_of_the_proxy(practice)
    got = Inbound.objects.create(practice=practice, sender=PARENT, body="?", provider_key="k", meaning="unclear")
    Task.objects.create(practice=practice, kind="text", thing_kind="inbound", thing_id=got.pk, patient=teen, due_at=got.at, created_at=got.at)  # fmt: skip
    assert SAID in as_staff(practice, "scheduler").get(at(practice, "console/exceptions/")).content.decode()


def test_a_list_of_many_asks_the_database_no_more_often_than_one_of_few(practice):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from frontdesk.people.models import Patient
    from frontdesk.web.who_was_told import reached_each

    def asked(many):
        for _ in range(many):
            number_of_the_proxy(practice)
            number_on_record(practice)
        rows = [(one, ["follow-up"]) for one in Patient.objects.all()]
        with CaptureQueriesContext(connection) as taken:
            reached_each(rows)
        return len(taken)

    few = asked(2)
    assert asked(20) <= few


def test_the_head_of_the_record_says_who_may_be_reached_for_which_visits(practice, teen):
    page = as_read(as_staff(practice, "front_desk").get(at(practice, f"console/patients/{teen.pk}/")).content.decode())
    head = " ".join(html.unescape(page[page.index("<h1") : page.index("<h1") + 3000]).split())
    assert NOBODY not in page
    assert f"{SAID} (a parent" in head and "only about: Follow-up visit" in head


def test_where_nobody_may_be_reached_the_head_of_the_record_speaks_of_no_visit(practice, teen, monkeypatch):
    monkeypatch.setattr(reach, "_opens", lambda *args: False)
    page = as_read(as_staff(practice, "front_desk").get(at(practice, f"console/patients/{teen.pk}/")).content.decode())
    assert "Nobody may be called but the patient themselves" in page and NOBODY not in page
