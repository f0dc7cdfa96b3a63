"""What a page shows of a patient was read through a query, which asks whether its reader may."""

import importlib

import pytest

from frontdesk.access import query
from frontdesk.access.may import SYSTEM, Actor, NotAllowed
from frontdesk.access.roles import STAFF_ROLES
from frontdesk.booking import queries as booking
from frontdesk.people.models import Patient
from tests.web.every_page import every_page
from tests.web.test_console import book
from tests.web.world import World, of_cedar


@pytest.fixture
def world(db) -> World:
    return of_cedar(World)


def past_the_queries(world: World, seen: query.Seen, who=STAFF_ROLES) -> dict[str, list[str]]:
    """By route the patients who are named there, and of whom no query gave a row."""
    names = [name_apart(one, number) for number, one in enumerate(Patient.objects.order_by("pk"))]
    people = {name: one.pk for one in Patient.objects.all() for name in (one.first_name, one.last_name)}
    assert len(people) == 2 * len(names) > 4
    found = {}
    for route, _path, text in every_page(world, who=who):
        shown = [name for name, key in people.items() if name in text and key not in seen.patients]
        if shown and route != "gallery/":  # the parts of pages, with people of its own
            found[route] = shown
        seen.by_query.clear()
    return found


def name_apart(one: Patient, number: int) -> None:
    """Patients of the world are called alike; here each has a first name of their own."""
    Patient.objects.filter(pk=one.pk).update(first_name=f"Samplefirst{'abcdefgh'[number]}")


PORTAL = ("patient", "nobody")


@pytest.mark.parametrize("who", [STAFF_ROLES, PORTAL])
def test_no_page_shows_a_patient_past_the_queries(world, who):
    with query.watching() as seen:
        assert past_the_queries(world, seen, who) == {}


@pytest.mark.parametrize(("who", "at_least"), [(STAFF_ROLES, 10), (PORTAL, 4)])
def test_control_pages_that_show_patients_are_found_where_nothing_is_noted(world, who, at_least):
    with query.watching():
        assert len(past_the_queries(world, query.Seen(), who)) > at_least


@pytest.mark.parametrize("name", sorted(query.QUERIES))
def test_a_query_answers_nobody_without_its_permission(name):
    module, _, function = name.rpartition(".")
    asked = getattr(importlib.import_module(f"frontdesk.{module}"), function)
    with pytest.raises(NotAllowed) as no:
        asked(Actor("staff", role="nobody"))
    assert no.value.action == query.QUERIES[name]


def test_a_row_is_noted_when_it_is_read_and_not_before(cedar):
    one, other = book(cedar, "09:00"), book(cedar, "10:00")
    with query.watching() as seen:
        rows = booking.visible(SYSTEM).filter(pk=one.pk)
        assert seen.by_query == {}
        assert rows.get() == one and seen.by_query == {"booking.queries.visible": {one.patient_id}}
    assert other.patient_id not in seen.patients
