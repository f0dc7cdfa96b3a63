"""A scheduler may book any other time against the rules: what the caller said goes along, and the place is named before the press."""

import datetime as dt
import re

import pytest

from frontdesk.booking.models import Appointment
from tests import factory as f
from tests.web.forms import forms_of
from tests.web.test_zones import LAKE, words
from tests.web_client import as_staff, at

ASKS = '  Follow-up visits need approval when the reason mentions "surgery".\n'


def late():
    return f"{f.day()}T20:00"


FORM_OF = re.compile(r'<(?:input|select|button|textarea)\b[^>]*\bname="(\w+)"[^>]*>')


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + ASKS)


def page_of(practice, who, code="follow-up"):
    return at(practice, f"console/book/{who.pk}/?visit={code}")


def of_the_callers_form(text):
    """The fields that stand outside the form of the caller and are sent with it."""
    return {tag[1] for tag in FORM_OF.finditer(text) if 'form="caller"' in tag[0]}


def test_what_the_caller_said_is_sent_with_any_other_time(practice):
    scheduler, who = as_staff(practice, "scheduler"), f.patient(practice, established=True)
    text = scheduler.get(page_of(practice, who)).content.decode()
    assert {"any_provider", "any_time", "any"} <= of_the_callers_form(text)
    form = {"reason-answer": "a cough", "any_provider": "chen", "any_time": late(), "any": "1"}
    refused = scheduler.post(page_of(practice, who), form)
    assert refused.status_code == 409 and "The rules do not allow this." in refused.content.decode()
    form = next(one for one in forms_of("/", refused.content.decode()) if "against" in one.buttons)
    assert form.fields["reason-answer"][0].strip() == "a cough"
    sent = {**form.fields, "against": form.buttons["against"][0], "reason": "agreed by phone"}
    assert scheduler.post(page_of(practice, who), sent).status_code == 302
    one = Appointment.objects.get()
    assert one.request.answers.get(field="reason").value == "a cough" and one.override_reason == "agreed by phone"


def test_what_is_not_answered_yet_costs_nothing_that_was_typed(practice):
    scheduler, who = as_staff(practice, "scheduler"), f.patient(practice, established=True)
    form = {"any_provider": "lee", "any_time": late(), "any": "1"}
    text = scheduler.post(page_of(practice, who), form).content.decode()
    assert "Answer this" in text and f'value="{late()}"' in text and 'value="lee" selected' in text


def test_a_time_that_was_typed_stands_in_nobodys_way(practice):
    scheduler, who = as_staff(practice, "scheduler"), f.patient(practice, established=True)
    free = f.place("09:00")
    form = {
        "reason-answer": "a cough",
        "any_provider": "lee",
        "any_time": late(),
        "time": f"chen|downtown|{free.start.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}",
    }
    assert scheduler.post(page_of(practice, who), form).status_code == 302
    assert Appointment.objects.get().start == free.start


def test_another_time_is_never_booked_against_the_rules_before_they_were_shown(practice):
    scheduler, who = as_staff(practice, "scheduler"), f.patient(practice, established=True)
    form = {
        "reason-answer": "a cough",
        "any_provider": "lee",
        "any_time": late(),
        "any": "1",
        "override": "1",
        "reason": "for the other one",
    }
    assert scheduler.post(page_of(practice, who), form).status_code == 409
    assert not Appointment.objects.exists()


def test_why_it_moves_goes_along_too(practice):
    scheduler, one = as_staff(practice, "scheduler"), f.booked(practice)
    text = scheduler.get(at(practice, f"console/appointments/{one.pk}/move/")).content.decode()
    assert {"any_provider", "any_time", "any"} <= of_the_callers_form(text)
    form = {
        "reason": "she asked",
        "any_provider": "chen",
        "any_time": f"{f.day()}T11:00",
        "any": "1",
        "version": one.version,
    }
    assert scheduler.post(at(practice, f"console/appointments/{one.pk}/move/"), form).status_code == 302
    one.refresh_from_db()
    assert one.successor.start == f.place("11:00").start


def pressed_by_enter(text):
    """The first button of the caller's form, in it or of it, which a browser presses for the Enter key."""
    form = re.search(r'<form\b[^>]*\bid="caller".*?</form>', text, re.S)
    within = range(*form.span())
    first = next(
        tag
        for tag in re.finditer(r"<button\b[^>]*>", text)
        if 'form="caller"' in tag[0] or ("form=" not in tag[0].replace("formaction=", "") and tag.start() in within)
    )
    return re.search(r'\bname="(\w+)"', first[0])[1]


@pytest.mark.parametrize("chosen", [False, True])
def test_enter_after_a_typed_time_is_about_that_time_and_books_no_other(practice, chosen):
    scheduler, who = as_staff(practice, "scheduler"), f.patient(practice, established=True)
    offered = f"chen|downtown|{f.place('09:00').start.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"
    text = scheduler.get(page_of(practice, who) + (f"&time={offered}" if chosen else "")).content.decode()
    assert pressed_by_enter(text) == "enter"
    sent = {
        "any_provider": "chen",
        "any_time": late(),
        "enter": "1",
        "reason-answer": "a cough",
        **({"time": offered} if chosen else {}),
    }
    answer = scheduler.post(page_of(practice, who), sent)
    assert answer.status_code == 409 and "The rules do not allow this." in answer.content.decode()
    assert f'value="{late()}"' in answer.content.decode() and not Appointment.objects.exists()


def test_enter_where_no_time_is_typed_shows_the_times(practice):
    scheduler, who = as_staff(practice, "scheduler"), f.patient(practice, established=True)
    sent = {"any_provider": "chen", "any_time": "", "enter": "1", "other": "procedure", "reason-answer": "a cough"}
    answer = scheduler.post(page_of(practice, who), sent)
    assert answer.status_code == 302 and "visit=procedure" in answer.headers["Location"]


@pytest.mark.parametrize(
    ("typed", "said"), [("", "Choose one of the times."), ("late", "The rules do not allow this.")]
)
def test_enter_moves_nothing_to_a_time_that_nobody_chose(practice, typed, said):
    scheduler, one = as_staff(practice, "scheduler"), f.booked(practice)
    url = at(practice, f"console/appointments/{one.pk}/move/")
    assert pressed_by_enter(scheduler.get(url).content.decode()) == "enter"
    sent = {
        "reason": "she asked",
        "version": one.version,
        "any_provider": "chen",
        "enter": "1",
        "any_time": late() if typed else "",
    }
    answer = scheduler.post(url, sent)
    assert answer.status_code == 409 and said in answer.content.decode() and "she asked" in answer.content.decode()
    one.refresh_from_db()
    assert one.state == "booked"


@pytest.fixture
def lake(db):
    return f.load_cedar(LAKE, "lake")


def test_the_place_is_asked_for_where_there_are_several(lake):
    scheduler, who = as_staff(lake, "scheduler"), f.patient(lake, established=True)
    text = scheduler.get(page_of(lake, who)).content.decode()
    assert "Michigan City (Central Time)" in text and "any_place" in of_the_callers_form(text)
    form = {"any_provider": "chen", "any_time": f"{f.day()}T10:00", "any": "1"}
    asked = scheduler.post(page_of(lake, who), form)
    assert asked.status_code == 409 and "Choose the location." in asked.content.decode()
    assert not Appointment.objects.exists()


def test_place_time_and_zone_are_named_before_anything_is_booked(lake):
    scheduler, who = as_staff(lake, "scheduler"), f.patient(lake, established=True)
    form = {"any_provider": "chen", "any_place": "michigan-city", "any_time": f"{f.day()}T10:00", "any": "1"}
    said = words(scheduler.post(page_of(lake, who), form).content.decode())
    assert "10:00 AM Central Time, Dr. Chen, Michigan City" in said
    assert not Appointment.objects.exists()


def test_one_place_is_not_asked_for(practice):
    scheduler, who = as_staff(practice, "scheduler"), f.patient(practice, established=True)
    assert "any_place" not in scheduler.get(page_of(practice, who)).content.decode()
