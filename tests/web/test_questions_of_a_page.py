"""How many questions a page asks the database, with those of the session and the transaction; and whatever is on it, no more.

What each asks is in the message of the failure, so that the one that came on top is found.
"""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frontdesk.booking import actions
from frontdesk.day.away import queries as away
from frontdesk.intake import actions as intake
from frontdesk.messaging.models import Inbound
from frontdesk.people.models import Patient, Proxy
from frontdesk.practice.drafts import actions as drafts
from frontdesk.practice.drafts import queries
from frontdesk.practice.drafts.shown import shown
from frontdesk.tenancy.context import only_reading, read_once_on_a_page
from tests import factory as f
from tests.booking.test_first_visits import TEXT, on
from tests.day.test_away import ill
from tests.web.test_console import ask, book
from tests.web_client import as_patient, as_staff, at

REQUEST = 15  # the page on which the most comes together: who asks, what of, who else they may be, what is free


def questions(client, url) -> list[str]:
    """What the page asks once what is kept from one request to the next is kept."""
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return [re.sub(r"SELECT .{200,}? FROM ", "SELECT … FROM ", one["sql"], flags=re.S)[:160] for one in asked]


def at_most(most, client, url):
    asked = questions(client, url)
    assert len(asked) <= most, f"{len(asked)} questions:\n" + "\n".join(asked)


def waits(cedar):
    """A request of a new patient that waits for approval, and others in the queue beside it."""
    asked = [ask(cedar) for _ in range(4)]
    return asked[0]


def with_everything(cedar):
    """One that is open again, of somebody with visits, a second record, a carer and a text."""
    desk, patient = f.actor(cedar, "front_desk"), f.patient(cedar, established=True, phone="+13125550177")
    names = {"first_name": patient.first_name, "last_name": patient.last_name}
    f.patient(cedar, established=True, birth_date=patient.birth_date, **names)
    actions.book(desk, patient, visit_type=f.visit("follow-up"), place=f.place("08:00"))
    asked = intake.create_for_caller(desk, patient, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    one = actions.approve_and_book(f.actor(cedar, "scheduler"), asked, place=f.place("10:00"), only=False)
    actions.cancel(desk, one, reason="ill")
    Proxy.objects.create(
        practice=cedar, patient=patient, contact="kim@example.org", name="Kim", who="carer", state="confirmed"
    )
    Inbound.objects.create(
        practice=cedar, sender=patient.phone, body="Hello", provider_key="p1", meaning="confirm", patient=patient
    )
    return asked


@pytest.mark.parametrize("which", [waits, with_everything])
def test_the_page_of_a_request(cedar, which):
    asked = which(cedar)
    at_most(REQUEST, as_staff(cedar, "scheduler"), at(cedar, f"console/requests/{asked.pk}/"))


def test_the_page_of_a_request_of_somebody_who_typed_it_themselves_however_many_records_are_like_theirs(cedar):
    asked, desk = with_everything(cedar), as_staff(cedar, "scheduler")
    Patient.objects.filter(pk=asked.patient_id).update(self_registered=True)
    url = at(cedar, f"console/requests/{asked.pk}/")
    at_most(REQUEST, desk, url)
    few, who = len(questions(desk, url)), asked.patient
    for _ in range(3):
        f.patient(cedar, first_name=who.first_name, last_name=who.last_name, birth_date=who.birth_date)
    assert len(questions(desk, url)) == few


@pytest.mark.parametrize(
    ("most", "path"), [(15, "console/queue/"), (14, "console/calendar/?date={day}"), (28, "console/patients/{who}/")]
)
def test_pages_of_staff(cedar, most, path):
    waits(cedar)
    one = book(cedar)
    at_most(most, as_staff(cedar, "scheduler"), at(cedar, path.format(day=f.day(), who=one.patient_id)))


def test_the_page_of_a_patient_however_many_of_their_requests_need_a_time(cedar):
    asked, desk = with_everything(cedar), as_staff(cedar, "scheduler")
    url = at(cedar, f"console/patients/{asked.patient_id}/")
    few = len(questions(desk, url))
    maria = f.actor(cedar, "scheduler")
    for time in ("11:00", "09:30"):
        again = intake.create_for_caller(maria, asked.patient, visit_type=f.visit("follow-up"), answers={"reason": "x"})
        one = actions.approve_and_book(maria, again, place=f.place(time), only=False)
        actions.cancel(maria, one, reason="ill")
    assert len(questions(desk, url)) == few


SET_UP = ("practice/", "parts/visits/procedure/", "hours/chen/", "rules/")


@pytest.mark.parametrize("path", SET_UP)
@pytest.mark.parametrize("drafted", [False, True])
def test_pages_of_set_up_ask_for_the_draft_once(cedar, path, drafted):
    if drafted:
        drafts.start(f.actor(cedar, "manager"), cedar)
    url, manager = at(cedar, f"setup/{path}"), as_staff(cedar, "manager")
    at_most(10, manager, url)
    with CaptureQueriesContext(connection) as asked:
        manager.get(url)
    assert sum("'draft'" in one["sql"] and "held_back" not in one["sql"].partition("WHERE")[2] for one in asked) == 1


def test_a_press_that_is_refused_asks_for_the_draft_once_more(cedar):
    """And not for each part of the page that it is shown on again."""
    url, manager = at(cedar, "setup/parts/visits/procedure/"), as_staff(cedar, "manager")
    as_shown = {"as_shown": str(shown(queries.in_force()))}
    manager.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert (
            Client.post(manager, url, {**as_shown, "name": "x\x07"}).status_code == 422
        )  # nothing put in by the tests
    assert sum("'draft'" in one["sql"] and "held_back" not in one["sql"].partition("WHERE")[2] for one in asked) == 1


@pytest.mark.parametrize(("most", "path"), [(22, "home/"), (15, "requests/{asked}/times/")])
def test_pages_of_patients(cedar, most, path):
    patient = f.patient(cedar, established=True)
    desk = f.actor(cedar, "front_desk")
    asked = intake.create_for_caller(desk, patient, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    book(cedar)
    at_most(most, as_patient(cedar, patient), at(cedar, path.format(asked=asked.pk)))


TIMES = ("08:00", "08:30", "09:00", "09:30", "10:00")


@pytest.mark.parametrize("asked", [False, True])
def test_the_page_of_a_time_away_however_many_have_to_move(cedar, asked):
    def page(practice, times) -> int:
        maria = f.actor(practice, "scheduler")
        for time in times:
            book(practice, time)
        row = ill(practice)
        there = away.affected(row)
        assert len(there) == len(times)
        if asked:
            f.proposed_each(maria, there, reason="x")
            mine = f.its_time(there[0])
            actions.reschedule(maria, mine, place=f.place(times[0], date=f.day(9)), reason="by telephone")
        return len(questions(as_staff(practice, "scheduler"), at(practice, f"console/away/{row.pk}/")))

    few = page(cedar, TIMES[:2])
    other = f.load_cedar(slug="birch")
    assert page(other, TIMES) == few <= 20


def test_the_pages_of_a_visit_however_many_come_after_it(cedar):
    f.load_cedar(TEXT)
    desk, who = f.actor(cedar, "scheduler"), f.patient(cedar)
    first = actions.book(desk, who, visit_type=f.visit("new-patient"), place=on(5))
    staff, own = as_staff(cedar, "scheduler"), as_patient(cedar, who)
    pages = [(staff, "console/appointments/{}/"), (staff, "console/appointments/{}/move/"), (own, "appointments/{}/move/"), (own, "appointments/{}/cancel/")]  # fmt: skip

    def asked(days) -> list[int]:
        for one in days:
            actions.book(desk, who, visit_type=f.visit("follow-up"), place=on(one))
        return [len(questions(client, at(cedar, path.format(first.pk)))) for client, path in pages]

    assert asked([8]) == asked([9, 10, 11])


# Nothing that was read is kept where it may change ------------------------------------------------------------


def test_what_a_page_reads_is_read_once_and_what_a_press_reads_each_time(cedar):
    read = iter(range(9)).__next__
    from frontdesk.tenancy.context import inside_practice

    with inside_practice(cedar):
        assert [read_once_on_a_page("x", read), read_once_on_a_page("x", read)] == [0, 1]
    with inside_practice(cedar), only_reading():
        assert [read_once_on_a_page("x", read), read_once_on_a_page("x", read)] == [2, 2]
    with inside_practice(cedar), only_reading():
        assert read_once_on_a_page("x", read) == 3  # nor from one request to the next
