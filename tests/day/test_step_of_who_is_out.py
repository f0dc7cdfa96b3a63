"""Whoever is out and was to have a step of a visit alone: another who is free takes it, and nothing moves."""

import re

import pytest

from frontdesk.booking.models import Appointment
from frontdesk.day.away import actions as away
from frontdesk.day.away import queries
from frontdesk.practice.models import Provider
from tests import factory as f
from tests.booking.test_steps import STEPPED, book, spans
from tests.web_client import as_staff, at

BAUER = '  - {id: bauer, name: Nurse Bauer, kind: nurse, hours: [{at: downtown, days: [mon, tue, wed, thu, fri, sat, sun], from: "08:00", to: "12:00"}]}\n'


def ill(practice, code="ortiz"):
    provider = Provider.objects.select_related("practice").get(code=code)
    how = {"first_on": f.day(), "last_on": f.day(), "from_minute": 0, "to_minute": 1440, "note": ""}
    return away.at_once(f.actor(practice, "scheduler"), provider, **how)


@pytest.fixture
def practice(db):
    return f.load_cedar(STEPPED.replace("intake:", BAUER + "intake:", 1))


def pressed(practice, path, one):
    """The page that offers it, and what the press on it answers."""
    desk = as_staff(practice, "scheduler")
    page = desk.get(at(practice, path)).content.decode()
    form = page.partition(f'action="{at(practice, f"console/appointments/{one.pk}/length/")}"')[2].partition("</form>")[
        0
    ]
    said = dict(re.findall(r'name="(version|minutes)"\s+value="(\d+)"', form))
    return page, desk.post(at(practice, f"console/appointments/{one.pk}/length/"), said, follow=True)


@pytest.mark.parametrize("path", ["console/away/{}/", "console/away/{}/propose/"])
def test_one_press_gives_the_step_to_another_who_is_free_and_the_time_stays(practice, path):
    one = book(practice)
    assert spans(one) == [("ortiz", 0, 10), ("chen", 10, 30)]
    made = ill(practice)
    assert queries.affected(made) == [one]
    page, answer = pressed(practice, path.format(made.pk), one)
    assert "The time stays as it is" in answer.content.decode()
    assert "In 1 appointment Nurse Ortiz has only a step." in " ".join(page.split())
    again = Appointment.objects.get(pk=one.pk)
    assert spans(again) == [("bauer", 0, 10), ("chen", 10, 30)] and again.start == one.start
    assert queries.affected(made) == []


def test_where_nobody_else_is_free_it_says_so_and_nothing_changes(practice):
    one = book(practice)
    made = ill(practice)
    ill(practice, "bauer")
    _page, answer = pressed(practice, f"console/away/{made.pk}/", one)
    assert "nurse is here" in answer.content.decode() and spans(one) == [("ortiz", 0, 10), ("chen", 10, 30)]


def test_whose_own_visit_it_is_has_no_such_step(practice):
    one = book(practice)
    made = ill(practice, "chen")
    assert queries.affected(made) == [one] and queries.only_a_step(made, [one]) == []
