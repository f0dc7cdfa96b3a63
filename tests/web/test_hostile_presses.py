"""A press as its page sends it, with one of its fields hostile: it passes every door, and is answered, never by a failure of ours.

`test_no_failures.py` sends the same value in all fields at once, and stops at the first of them; here all the others are
as they should be, so that each is read by whoever reads it last.
"""

import inspect
import re

import pytest
from django.urls import resolve

from frontdesk.web import crossing, posted
from frontdesk.web.console import waitlist
from tests.portion import ENDURANCE, SLOW, some_of
from tests.web.test_no_failures import HOSTILE
from tests.web.test_presses import PRESSES, Pressing, _sent, pressing  # noqa: F401

READ_BY_HAND = re.compile(r"""posted\.(?:text|texts|has)\(\s*\w+,\s*["']([\w-]+)["']""")
CARRIED = ("csrfmiddlewaretoken", "as_shown", *crossing.BESIDE)  # what a form carries that opens its doors
WORST = ["a power", "a NUL"]
FORMS = [route for route, press in PRESSES.items() if press.signed is None and not press.scripted]


def fields_of(address: str, sent: dict[str, object]) -> list[str]:
    """Those of its form, and those that the module of its view reads by hand: who writes their own form sends these too."""
    path = "/" + address.partition("?")[0].split("/", 2)[2]
    module = inspect.getmodule(inspect.unwrap(resolve(path, "frontdesk.web.urls").func))
    return sorted({*sent, *READ_BY_HAND.findall(inspect.getsource(module))} - {*CARRIED})


def failures(pressing: Pressing, route: str, values: list[str], every: int = 1) -> list[tuple[str, str, int]]:  # noqa: F811
    """(field, value, status) of each press that failed; of the values each field has every so-manieth, the next one others."""
    failed = []
    with pressing.button(route) as button:
        client = pressing.clients[button.press.role]
        client.raise_request_exception = False
        sent = {
            name: value
            for name, value in {**button.fields, **button.press.said(pressing.world)}.items()
            if value is not None
        }
        for number, name in enumerate(fields_of(button.action, sent)):
            for what in values[number % every :: every]:
                with pressing._undone():
                    status = _sent(client, button.action, {**sent, name: HOSTILE[what]}, {}, "POST")
                if status >= 500:
                    failed.append((name, what, status))
        client.raise_request_exception = True
    return failed


@pytest.mark.parametrize("route", some_of(FORMS, one_in=16, torture=8))
def test_one_hostile_field_among_good_ones_makes_no_press_fail(pressing, route):  # noqa: F811
    assert failures(pressing, route, WORST) == []


@pytest.mark.parametrize("every", [pytest.param(7, marks=SLOW), pytest.param(1, marks=ENDURANCE)])
@pytest.mark.parametrize("route", some_of(FORMS, one_in=None, torture=24))
def test_nothing_hostile_among_good_fields_makes_a_press_fail(pressing, route, every):  # noqa: F811
    assert failures(pressing, route, [what for what in HOSTILE if what not in WORST], every) == []


def test_the_harness_finds_a_press_behind_a_door_that_trusts_a_number(pressing, monkeypatch):  # noqa: F811
    """The control: it answers POST alone, and its form says what it showed."""
    assert waitlist.urgent.shows is not None and waitlist.urgent.methods == ("POST",)
    read = posted.text

    def trusts(request, name, *more, **how):
        value = read(request, name, *more, **how)
        return int(value) if name == "urgent" and value else value

    monkeypatch.setattr(posted, "text", trusts)
    found = failures(pressing, "console/waitlist/<uuid:key>/urgent/", ["a power"])
    assert ("urgent", "a power", 500) in found
