"""Only a POST with its token changes anything: every route, by every method, as every role, against one of everything."""

import pytest

from frontdesk.web import page as declaring
from tests import factory as f
from tests.portion import some_of
from tests.web.test_permissions import TABLE
from tests.web.world import ROLES, World, of_cedar, written

METHODS = ("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "POST")  # the last without a token
ELSE = ("GET", "HEAD", "POST")  # by whom the page is not opened at all


@pytest.fixture
def world(db):
    return of_cedar(World)


def tried(world: World, routes) -> dict[tuple[str, str, str], dict]:
    """What each request wrote, for those that wrote anything."""
    found = {}
    clients = {role: world.client(role, tokens=True) for role in ROLES}
    for route in routes:
        address = world.address(route)
        for role, client in clients.items():
            for method in METHODS if role in TABLE[route][0] else ELSE:
                before = written()
                client.generic(method, address)
                if (after := written()) != before:
                    found[route, role, method] = {t: n for t, n in after.items() if before.get(t) != n}
    return found


@pytest.mark.parametrize("part", some_of(range(20), one_in=20, torture=10))
def test_without_a_token_or_by_any_other_method_no_row_differs(world, part):
    routes = [route for route in TABLE if route not in ("console/live/",)][part::20]
    assert tried(world, routes) == {}


CONFIRMED = "appointments/<uuid:key>/confirm/"  # carries nothing but its token


def test_the_harness_finds_a_view_that_runs_on_head(world, monkeypatch):
    """The control: with HEAD let through to what expects a POST, the same harness sees the appointment change."""
    monkeypatch.setattr(declaring, "answered_by", lambda allowed: {*allowed, "HEAD"})
    found = tried(world, [CONFIRMED])
    assert (CONFIRMED, "patient", "HEAD") in found
    assert "booking_appointment" in found[CONFIRMED, "patient", "HEAD"]


def test_the_harness_finds_a_form_that_asks_for_no_token(world):
    """The control for tokens: without the check, the same POST changes the appointment."""
    before = written()
    world.client("patient", tokens=False).post(world.address(CONFIRMED))
    assert "booking_appointment" in {table for table, counts in written().items() if before.get(table) != counts}


def test_the_harness_finds_a_page_that_writes_on_get(world, monkeypatch):
    """The control: what is written while a page is opened is found, by whoever opens it."""
    real = declaring.answered_by

    def writing(allowed):
        f.patient(world.practice, email="")
        return real(allowed)

    monkeypatch.setattr(declaring, "answered_by", writing)
    found = tried(world, ["home/"])
    assert "people_patient" in found["home/", "patient", "GET"]
