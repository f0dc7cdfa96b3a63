"""How far ahead patients book holds for the link of a due visit too: nobody at the desk is part of it, and the invitation is no exception."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client

from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment
from frontdesk.practice.file import read
from frontdesk.practice.findings import findings_in_file
from tests import factory as f
from tests.outreach.test_recalls import invited
from tests.web.test_where_they_were import words
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


# Invited before any day of the window can be booked ----------------------------------------------------------------------


def page_of(practice, path, **headers):
    return words(Client().get(at(practice, path[1:]), **headers))


def short(day: dt.date) -> str:
    return f"{day:%a, %b} {day.day}"


@pytest.mark.parametrize(
    "sentence", ["Book follow-up visits at most 8 days ahead.", FAR, "Follow-up visits open at 07:00 8 days before."]
)
def test_who_is_invited_before_they_can_book_reads_from_when_they_can(db, sentence):
    practice = practice_with(sentence)
    recall, path = invited(practice, 30, give_days=10)
    opens = recall.window[0]
    text = page_of(practice, path)
    found = re.search(r"You can choose a time from \w+, (\w+ \d+)[^.]* on\.", text)
    assert found, text
    assert "Use the link in our latest message again then." in text and "call us" in text
    for absurd in ("No times in these two weeks", "The list ends on", "waitlist", "With whom?"):
        assert absurd not in text
    said = next(f.day(days) for days in range(1, 31) if short(f.day(days)).endswith(f", {found[1]}"))
    assert opens - dt.timedelta(days=8) <= said <= opens - dt.timedelta(days=8 - 4)  # nobody works on a weekend
    for date, there in ((said - dt.timedelta(days=2), False), (said, True)):
        with time_machine.travel(dt.datetime.combine(date, dt.time(8), f.CHICAGO), tick=False):
            assert bool(days_shown(practice, path)) is there


def test_in_spanish(db):
    practice = practice_with(FAR)
    _, path = invited(practice, 30, give_days=10)
    text = page_of(practice, path, HTTP_ACCEPT_LANGUAGE="es")
    assert "Podrá elegir un horario a partir del" in text and "You can" not in text


def test_a_time_that_was_pressed_too_early_is_refused_with_the_same_words(db):
    practice = practice_with(FAR)
    _, path = invited(practice, 30, give_days=10)
    answer = press(practice, path, 27)
    assert answer.status_code == 409 and "You can choose a time from" in words(answer)


def test_where_no_day_of_it_ever_can_be_booked_they_are_to_call(db):
    """A visit that must be booked ten days ahead, and can be booked one week ahead."""
    practice = practice_with(FAR, "Book visits at least 10 days ahead.")
    _, path = invited(practice, 30, give_days=10)
    text = page_of(practice, path)
    assert "You cannot choose a time for this visit yet." in text and "call us" in text


DUE = "Follow-up visits are due every 12 months, give or take 1 week."


def odd(*sentences, recalls=""):
    text = f.CEDAR.replace("rules: |\n", f"{recalls}rules: |\n") + "".join(f"  {one}\n" for one in sentences)
    found = findings_in_file(read(text), dt.date(2026, 11, 25))
    return [(one.message, one.because, one.places[0].text) for one in found if one.kind == "plans"]


@pytest.mark.parametrize(
    "sentence", ["Patients book visits at most 20 days ahead.", "Book follow-up visits at most 20 days ahead."]
)
def test_set_up_says_that_invitations_go_out_before_anybody_can_book(sentence):
    message = "Invitations go out 28 days ahead, but patients book only 20 days ahead: the link has no times for them at first."
    assert odd(DUE, sentence) == [(message, (sentence,), DUE)]


@pytest.mark.parametrize(
    ("sentences", "recalls"),
    [
        ([DUE, "Patients book visits at most 21 days ahead."], ""),  # the first day of the window can be booked
        ([DUE], ""),
        ([DUE, "Patients book visits at most 20 days ahead."], "recalls: {invite: 3 weeks ahead}\n"),
        ([DUE, "Patients book procedures at most 2 days ahead."], ""),
        ([DUE, "Patients book visits with Dr. Chen at most 2 days ahead."], ""),  # with others they can
        (["Patients book visits at most 2 days ahead."], ""),
    ],
)
def test_set_up_says_nothing_where_they_can(sentences, recalls):
    assert odd(*sentences, recalls=recalls) == []


def test_it_counts_business_days_by_the_calendar():
    assert odd(DUE, "Patients book visits at most 15 business days ahead.") == []
    ((message, because, _),) = odd(DUE, "Patients book visits at most 14 business days ahead.")
    assert "only 20 days ahead" in message and because


def test_a_day_ahead_is_one_day():
    ((message, _, _),) = odd(DUE, "Patients book visits at most 1 day ahead.")
    assert "at most a day ahead" in message
