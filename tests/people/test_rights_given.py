"""Whoever is given rights: somebody else hears of it at once, by the action's event."""

import pytest

from frontdesk.messaging.models import Message
from frontdesk.people.actions import new_client
from frontdesk.people.models import Role, RolePermission, Staff
from frontdesk.people.queries import permissions_of, staff_actor
from frontdesk.practice.roles import actions
from tests import factory as f
from tests.web_client import as_staff, at


@pytest.fixture
def two(cedar):
    return f.staff(cedar, "admin"), f.staff(cedar, "manager")


def told():
    return sorted(Message.objects.filter(template="rights-given").values_list("to", flat=True))


def hire(practice, by, role="front_desk"):
    return actions.hire(
        staff_actor(by), practice, name="Gus Ghost", email="ghost@example.org", role=role, password="x" * 20
    )


@pytest.mark.parametrize("role", ["front_desk", "admin", "scheduler"])
def test_who_is_hired_is_told_to_every_administrator_and_manager(cedar, two, role):
    f.staff(cedar, "billing")
    hire(cedar, two[0], role)
    assert told() == sorted(one.email for one in two)
    message = Message.objects.filter(template="rights-given").first()
    assert "Gus Ghost (ghost@example.org)" in message.body and "Ghost" not in message.subject


def test_another_role_and_access_that_is_restored_are_told_but_not_what_is_taken(cedar, two):
    admin = staff_actor(two[0])
    ghost = hire(cedar, two[0])
    for role, active, more in (
        ("scheduler", True, 2),
        ("scheduler", False, 0),
        ("scheduler", True, 2),
        ("scheduler", True, 0),
    ):
        before = len(told())
        actions.assign(admin, Staff.objects.get(pk=ghost.pk), role=role, active=active, reason="a test")
        assert len(told()) - before == more


def test_what_is_opened_to_a_role_is_told_and_what_is_closed_is_not(cedar, two):
    role = Role.objects.get(code="billing")
    now = permissions_of("billing")
    actions.edit(staff_actor(two[0]), role, permissions=frozenset({*now, "patient.view"}), reason="a test")
    assert len(told()) == 2 and "See patients' records" in Message.objects.filter(template="rights-given").first().body
    actions.edit(staff_actor(two[0]), role, permissions=now, reason="a test")
    assert len(told()) == 2


def test_another_system_with_a_token_is_told(cedar, two):
    new_client(cedar, "lab", ["patient.view"])
    assert len(told()) == 2


def test_everybody_is_led_to_a_page_that_opens_for_them_or_to_none(cedar, two):
    hire(cedar, two[0])
    for one, path in zip(two, ("/setup/staff/", "/setup/audit/"), strict=True):
        body = Message.objects.get(template="rights-given", to=one.email).body
        assert body.endswith(path)
        assert as_staff(cedar, one.role).get(at(cedar, path.lstrip("/"))).status_code == 200
    RolePermission.objects.filter(role="manager", permission="audit.view").delete()
    actions.assign(
        staff_actor(two[0]), Staff.objects.get(name="Gus Ghost"), role="scheduler", active=True, reason="a test"
    )
    last = Message.objects.filter(template="rights-given", to=two[1].email).order_by("-created_at").first()
    assert "scheduler" in last.body.lower() and "http" not in last.body


def test_control_without_listeners_nobody_hears(cedar, two, monkeypatch):
    monkeypatch.setattr(actions, "raise_event", lambda event: None)
    hire(cedar, two[0])
    assert told() == []
