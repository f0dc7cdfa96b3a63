"""Whatever staff press that tells a patient something can be taken back on the page that follows, and then nothing is said.

Every press of `presses.py` that writes a message is pressed here.
"""

from __future__ import annotations

import pytest

from frontdesk.access.roles import STAFF_ROLES
from frontdesk.day.correcting import actions as correcting
from frontdesk.messaging.models import Message
from frontdesk.tenancy.context import enter
from frontdesk.web.console import appointments
from tests.web.forms import forms_of
from tests.web.test_presses import PRESSES, pressing  # noqa: F401  (the fixture)

TELLING = sorted(
    route
    for route, press in PRESSES.items()
    if press.role in STAFF_ROLES and press.signed is None and "new" in press.writes.get("messaging_message", "")
)


def said_and_left(pressing, route):  # noqa: F811
    """What patients were told by this press, and what of it is still to be said once its Undo was pressed (None: there is none)."""
    with pressing.button(route) as button, pressing._undone():
        client = pressing.clients[button.press.role]
        typed = {**button.fields, **button.press.said(pressing.world)}
        before = list(Message.objects.values_list("pk", flat=True))
        answer = client.post(
            button.action, {name: value for name, value in typed.items() if value is not None}, follow=True
        )
        enter(pressing.world.practice)
        told = Message.objects.exclude(pk__in=before).exclude(patient=None)
        written = sorted(told.values_list("template", flat=True))
        undo = next(
            (form for form in forms_of(button.action, answer.content.decode()) if "/undo/" in form.action), None
        )
        if undo is None:
            return written, None
        client.post(undo.action, undo.fields)
        enter(pressing.world.practice)
        return written, sorted(told.exclude(state="withdrawn").values_list("template", flat=True))


@pytest.mark.parametrize("route", TELLING)
def test_what_a_patient_is_told_can_be_taken_back(pressing, route):  # noqa: F811
    written, left = said_and_left(pressing, route)
    if not written:
        return  # a colleague is told
    assert left == [], written


def test_what_is_pressed_is_many():
    assert len(TELLING) > 15


# The controls --------------------------------------------------------------------------------------------------

CANCEL = "console/appointments/<uuid:key>/cancel/"


def test_a_press_without_its_undo_is_found(pressing, monkeypatch):  # noqa: F811
    monkeypatch.setattr(appointments, "way_to_undo", lambda request, one: "")
    assert said_and_left(pressing, CANCEL) == (["cancelled"], None)


def test_an_undo_that_leaves_the_message_on_its_way_is_found(pressing, monkeypatch):  # noqa: F811
    monkeypatch.setattr(correcting, "take_back", lambda one, *templates: True)
    assert said_and_left(pressing, CANCEL) == (["cancelled"], ["cancelled"])
