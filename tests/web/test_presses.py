"""A POST with its token changes exactly the rows that the table names: each button pressed as a browser presses it."""

import pytest
from django.db import transaction

from tests.web.forms import forms_of
from tests.web.presses import PRESSED_ELSEWHERE, PRESSES
from tests.web.test_permissions import TABLE
from tests.web.world import World, differences, rows


@pytest.fixture
def world(cedar):
    return World(cedar)


def pressed(world: World, route: str, *, token: bool = True) -> tuple[int, dict[str, str]]:
    """The status, and which rows differ; all of it undone again."""
    press = PRESSES[route]
    client = world.client(press.role, tokens=True)
    page, address = world.address(press.page), world.address(route)
    shown = client.get(page).content.decode()
    form = next(one for one in forms_of(page, shown) if one.method == "post" and one.action.split("?")[0] == address)
    sent = form.data(**press.typed, **({} if token else {"csrfmiddlewaretoken": None}))
    with transaction.atomic():
        before = rows()
        response = client.post(form.action, sent)
        found = differences(before, rows())
        transaction.set_rollback(True)
    return response.status_code, found


def test_every_button_writes_what_the_table_names_and_nothing_else(world):
    found = {}
    for route, press in PRESSES.items():
        _, written = pressed(world, route)
        written.pop("audit_head", None)
        if written != press.writes:
            found[route] = written
    assert found == {}


def test_the_same_buttons_without_their_token_write_nothing(world):
    assert {route: written for route in PRESSES if (written := pressed(world, route, token=False)[1])} == {}


def test_every_route_that_takes_a_post_is_pressed_here_or_named_as_pressed_elsewhere():
    taking = {route for route, (_, methods) in TABLE.items() if "POST" in methods}
    assert taking == set(PRESSES) | PRESSED_ELSEWHERE
    assert not set(PRESSES) & PRESSED_ELSEWHERE
