"""A password that somebody else made opens nothing but the page on which another one is chosen."""

import pytest

from frontdesk.people.models import Staff
from frontdesk.people.queries import staff_actor
from frontdesk.practice.roles import actions
from tests import factory as f
from tests.web_client import as_staff, at


@pytest.mark.parametrize("path", ["console/", "console/queue/", "console/keys/", "console/live/"])
def test_nothing_opens_before_one_is_chosen(cedar, path):
    client = as_staff(cedar, "front_desk")
    assert client.get(at(cedar, path)).status_code in (200, 302)
    Staff.objects.filter(role="front_desk").update(first_password=True)
    assert client.get(at(cedar, path)).headers["Location"] == at(cedar, "console/password/")


def test_ones_own_password_is_changed_with_the_current_one(cedar):
    staff = f.staff(cedar, "front_desk")
    staff.set_password("the old goose on a pier")
    staff.save(update_fields=["password"])
    client = as_staff(cedar, "front_desk")
    new = {"password": "another goose on a pier", "again": "another goose on a pier"}
    address = at(cedar, "console/password/")
    assert "not your current password" in client.post(address, {"current": "wrong", **new}).content.decode()
    own = Staff.objects.get(pk=staff.pk)
    assert own.check_password("the old goose on a pier")


def test_a_reset_asks_for_one_of_their_own(cedar):
    staff = actions.renew_password(f.actor(cedar, "admin"), f.staff(cedar, "front_desk"), password="x" * 16)
    assert staff.first_password
    chosen = actions.choose_password(staff_actor(staff), staff, password="y" * 16)
    assert not chosen.first_password and chosen.check_password("y" * 16)
