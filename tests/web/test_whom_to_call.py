"""Whoever is to be called because a message did not arrive stands there with a number and a way to their page; lists go on."""

import datetime as dt
from uuid import uuid4

import pytest
from django.utils.timezone import now

from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.intake.models import Task
from frontdesk.messaging.models import Message
from frontdesk.people.models import RolePermission
from tests import factory as f
from tests.markup import as_read
from tests.web_client import as_staff, at


def failed(practice, **who):
    patient = f.patient(practice, **who)
    to = patient.email or patient.phone
    channel = "email" if "@" in to else "text"
    return Message.objects.create(practice=practice, patient=patient, state="failed", channel=channel, to=to, template="reminder", subject="s", body="x", error="refused")  # fmt: skip


def texts(cedar):
    desk = as_staff(cedar, "front_desk")
    return [desk.get(at(cedar, path)).content.decode() for path in ("console/messages/?state=exceptions", "console/exceptions/?kind=message")]  # fmt: skip


def test_the_row_says_where_it_did_not_arrive_whom_to_call_and_leads_to_them(cedar):
    one = failed(cedar, phone="+13125550142")
    open_exception_tasks()
    for text in texts(cedar):
        assert one.to in text and "(312) 555-0142" in text
        assert f'href="/cedar/console/patients/{one.patient_id}/"' in text


def test_a_confidential_number_is_the_one_to_call(cedar):
    one = failed(cedar, phone="+13125550142", confidential_contact="+13125550143")
    open_exception_tasks()
    for text in texts(cedar):
        assert (
            "(312) 555-0143" in text
            and "555-0142" not in text
            and "3125550142" not in text
            and one.patient.name in text
        )


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ({"phone": "+13125550142"}, "(312) 555-0142"),  # and an e-mail address: called before written to
        ({"phone": "+13125550142", "confidential_contact": "only@example.org"}, "only@example.org"),
        ({"email": ""}, "No phone number or email address"),
    ],
)
def test_a_list_of_patients_says_where_they_are_reached_in_the_words_of_their_own_page(cedar, who, words):
    one, desk = f.patient(cedar, **who), as_staff(cedar, "front_desk")
    for path in (f"patients/?q={one.last_name}", f"book/?q={one.last_name}"):
        text = as_read(desk.get(at(cedar, f"console/{path}")).content.decode())
        assert words in text and "555-0142" not in text.replace(words, ""), path
    page = as_read(desk.get(at(cedar, f"console/patients/{one.pk}/")).content.decode())
    heading = page.split("<h1>")[1].split("</div>")[0]
    assert words in heading and "555-0142" not in heading.replace(words, "")


def test_who_may_not_see_messages_sees_no_address_of_theirs(cedar):
    one = failed(cedar, phone="+13125550142")
    open_exception_tasks()
    RolePermission.objects.filter(role="front_desk", permission="message.view").delete()
    text = as_staff(cedar, "front_desk").get(at(cedar, "console/exceptions/?kind=message")).content.decode()
    assert one.patient.name in text and one.to not in text


def test_exceptions_have_pages_and_nothing_is_left_out(cedar):
    due = now() + dt.timedelta(hours=1)
    Task.objects.bulk_create(
        Task(
            practice=cedar,
            kind="text",
            thing_kind="inbound",
            thing_id=uuid4(),
            what=f"text {i:03}.",
            due_at=due,
            created_at=now(),
        )
        for i in range(201)
    )
    desk = as_staff(cedar, "front_desk")
    first = desk.get(at(cedar, "console/exceptions/?kind=text")).content.decode()
    assert "1–200 / 201" in first and "kind=text&amp;owner=&amp;page=2" in first
    rest = desk.get(at(cedar, "console/exceptions/?kind=text&owner=&page=2")).content.decode()
    said = [f"text {i:03}." for i in range(201)]
    assert sorted([one for one in said if one in first] + [one for one in said if one in rest]) == said
    assert "page=2" in rest.partition("data-live-url")[2][:60]
    one = Task.objects.order_by("due_at", "pk").last()
    answer = desk.post(at(cedar, f"console/exceptions/{one.pk}/done/"), {"outcome": "called", "kind": "text", "page": "2"})  # fmt: skip
    assert answer.url.endswith("?kind=text&page=2")
