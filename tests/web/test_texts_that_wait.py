"""A text that waits for somebody stands with its number and what it is about, and is settled in one place for all."""

import datetime as dt
import html
import re

import pytest
from django.utils.timezone import now

from frontdesk.booking import actions as booking
from frontdesk.booking.take import Place
from frontdesk.day.correcting import actions as correcting
from frontdesk.intake.models import Task
from frontdesk.messaging.models import Inbound
from tests import factory as f
from tests.messaging.test_texts import NUMBER, hook, remind, seen
from tests.web_client import as_staff, at

STRANGER = "+13125550190"


def calls(number):
    """The link that calls it (RFC 3966)."""
    return f'href="tel:+1-{number[2:5]}-{number[5:8]}-{number[8:]}"'


def desk_page(practice, path="console/exceptions/"):
    return as_staff(practice, "front_desk").get(at(practice, path)).content.decode()


def step(practice):
    """Where the one step of the one exception leads."""
    return html.unescape(re.search(r'data-row class="btn btn-primary" href="([^"]+)"', desk_page(practice))[1])


@pytest.mark.parametrize(("body", "name"), [("no puedo respirar", "Words of an emergency"), ("C", "Text nobody could read"), ("I can't come", "Wrote that they cannot come")])  # fmt: skip
def test_the_number_stands_in_the_row_of_who_is_on_no_record_and_the_step_leads_to_that_text(cedar, body, name):
    hook(cedar, "what do I bring?", "SM0", sender="+13125550191")
    Task.objects.update(state="done", done_at=now())
    hook(cedar, body, "SM1", sender=STRANGER)
    rows = desk_page(cedar)
    assert name in rows and calls(STRANGER) in rows and "Unknown number" in rows
    there = as_staff(cedar, "front_desk").get(step(cedar)).content.decode()
    assert body in html.unescape(there) and calls(STRANGER) in there


def test_the_number_it_came_from_is_to_be_called_also_of_who_is_known(cedar):
    remind(seen(cedar))
    hook(cedar, "chest pain", "SM1")
    assert calls(NUMBER) in desk_page(cedar)


def test_what_is_settled_in_exceptions_is_settled_in_messages_and_the_other_way_round(cedar):
    for body, page, outcome in (
        ("running late", "console/exceptions/", "answered"),
        ("chest pain", "console/messages/", "reached"),
    ):
        hook(cedar, body, body, sender=STRANGER)
        assert body in desk_page(cedar, "console/messages/") and body in desk_page(cedar)
        shown = desk_page(cedar, page)
        action = re.search(r'action="([^"]*/done/)"', shown)[1]
        version = re.search(r'name="version" value="(\d+)"', shown[shown.index(action) :])[1]
        as_staff(cedar, "front_desk").post(action, {"version": version, "outcome": outcome, "note": "her son"})
        done = Task.objects.get(what=body)
        assert (done.state, done.outcome, done.note) == ("done", outcome, "her son")
        assert body not in desk_page(cedar, "console/messages/") and body not in desk_page(cedar)


def test_no_text_is_settled_without_an_outcome(cedar):
    hook(cedar, "chest pain", "SM1", sender=STRANGER)
    action = re.search(r'action="([^"]*/done/)"', desk_page(cedar, "console/messages/"))[1]
    said = as_staff(cedar, "front_desk").post(action, {"version": "1", "text": "1"}, follow=True)
    assert "Enter the outcome." in said.content.decode() and Task.objects.get().state == "open"
    assert said.redirect_chain[-1][0] == at(cedar, "console/messages/")


def test_the_step_of_a_text_that_is_settled_says_that_it_is(cedar):
    hook(cedar, "running late", "SM1", sender=STRANGER)
    leads = step(cedar)
    Task.objects.update(state="done", done_at=now())
    there = as_staff(cedar, "front_desk").get(leads).content.decode()
    assert "This text is dealt with." in there and "running late" in there


def test_who_cannot_come_is_led_to_the_appointment_which_says_what_they_wrote(cedar):
    one = seen(cedar)
    remind(one)
    hook(cedar, "I can't make it", "SM1")
    assert step(cedar) == at(cedar, f"console/appointments/{one.pk}/")
    page = html.unescape(desk_page(cedar, f"console/appointments/{one.pk}/"))
    assert page.count("I can't make it") == 2  # what is to be done, and among the messages
    assert "I can't make it" in html.unescape(desk_page(cedar, f"console/patients/{one.patient_id}/"))
    booking.cancel(f.actor(cedar, "front_desk"), one, reason="cannot come")
    page = html.unescape(desk_page(cedar, f"console/appointments/{one.pk}/"))
    assert page.count("I can't make it") == 1


@pytest.mark.parametrize("way", ["cancel", "move", "patient"])
def test_the_cancellation_or_the_move_of_the_visit_settles_it(cedar, way):
    one = seen(cedar)
    remind(one)
    hook(cedar, "I can't make it", "SM1")
    desk, asked = f.actor(cedar, "front_desk"), Task.objects.get(kind="cannot")
    if way == "move":
        booking.reschedule(
            desk, one, place=Place("chen", one.location.code, one.start + dt.timedelta(hours=1)), reason=""
        )
    elif way == "cancel":
        booking.cancel(desk, one, reason="cannot come")
    else:
        booking.cancel(f.themselves(one.patient), one, reason="other plans")
    asked.refresh_from_db()
    assert (asked.state, asked.outcome) == ("done", "moved" if way == "move" else "cancelled")


def test_a_cancellation_that_is_taken_back_asks_again(cedar):
    one = seen(cedar)
    remind(one)
    hook(cedar, "I can't make it", "SM1")
    desk = f.actor(cedar, "front_desk")
    booking.cancel(desk, one, reason="cannot come")
    one.refresh_from_db()
    correcting.undo(desk, one)
    assert Task.objects.get(kind="cannot").state == "open"


def test_a_family_is_settled_with_the_last_of_their_visits(cedar):
    ada, ben = seen(cedar, first_name="Ada"), seen(cedar, "11:00", first_name="Ben")
    for one in (ada, ben):
        remind(one)
    hook(cedar, "we can't come", "SM1")
    got = Inbound.objects.get()
    assert set(got.about) == {ada.pk, ben.pk} and step(cedar) == f"{at(cedar, 'console/messages/')}?text={got.pk}"
    there = as_staff(cedar, "front_desk").get(step(cedar)).content.decode()
    assert f"console/appointments/{ada.pk}/" in there and f"console/appointments/{ben.pk}/" in there
    desk = f.actor(cedar, "front_desk")
    booking.cancel(desk, ada, reason="cannot come")
    assert Task.objects.get(kind="cannot").state == "open"
    booking.cancel(desk, ben, reason="cannot come")
    assert Task.objects.get(kind="cannot").state == "done"
