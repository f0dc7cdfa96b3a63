"""How far ahead patients book holds for the link of a due visit too: nobody at the desk is part of it, and the invitation is no exception."""

import datetime as dt
import re

import pytest
from django.test import Client

from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment
from tests import factory as f
from tests.outreach.test_recalls import invited
from tests.web_client import at

NEAR = "Patients book visits at least 4 days ahead."
FAR = "Patients book visits at most 8 days ahead."


def practice_with(*sentences):
    return f.load_cedar(f.CEDAR + "".join(f"  {sentence}\n" for sentence in sentences))


def days_shown(practice, path) -> set[dt.date]:
    page = Client().get(at(practice, path[1:])).content.decode()
    return {dt.date.fromisoformat(one[:10]) for one in re.findall(r'name="time" value="[^|]+\|[^|]+\|([^"]+)"', page)}


def press(practice, path, days: int):
    moment = f.place("09:00", date=f.day(days)).start.astimezone(dt.UTC)
    return Client().post(at(practice, path[1:]), {"time": f"chen|downtown|{moment:%Y-%m-%dT%H:%MZ}"})


@pytest.mark.parametrize(
    ("sentences", "offered", "refused"),
    [((NEAR,), 5, 2), ((FAR,), 7, 10), (("Patients book visits at least 96 hours ahead.",), 5, 2)],
)
def test_the_link_offers_and_books_nothing_nearer_or_farther(db, sentences, offered, refused):
    practice = practice_with(*sentences)
    _, path = invited(practice, 6, give_days=6)
    shown = days_shown(practice, path)
    assert f.day(offered) in shown and f.day(refused) not in shown
    assert press(practice, path, refused).status_code == 409 and not Appointment.objects.exists()
    assert press(practice, path, offered).status_code == 302


def test_control_without_such_a_sentence_the_whole_window_is_theirs(db):
    practice = practice_with()
    _, path = invited(practice, 6, give_days=6)
    assert {f.day(2), f.day(10)} <= days_shown(practice, path)
    assert press(practice, path, 2).status_code == 302


def test_control_staff_book_it_nearer(db):
    practice = practice_with(NEAR)
    recall, _ = invited(practice, 6, give_days=6)
    where = f.place("09:00", date=f.day(2))
    made = booking.book(f.actor(practice, "front_desk"), recall.patient, visit_type=recall.visit_type, place=where)
    assert made.state == "booked"


def test_that_patients_may_book_it_themselves_needs_no_sentence(db):
    text = f.CEDAR.replace("  Patients may book follow-up visits themselves.\n", "")
    practice = f.load_cedar(f"{text}  {NEAR}\n")
    _, path = invited(practice, 6, give_days=6)
    assert press(practice, path, 5).status_code == 302
