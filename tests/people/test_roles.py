"""Roles are the practice's own: changed with what opens and closes said first, never so that nobody can change them back; and looked at with made-up data."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from frontdesk.access.may import NotAllowed, may_open
from frontdesk.audit.action import ReasonMissing
from frontdesk.audit.models import Entry
from frontdesk.people.models import Patient, Role, RolePermission, Staff
from frontdesk.people.queries import staff_actor
from frontdesk.practice.roles import actions, queries
from frontdesk.tenancy.context import enter
from frontdesk.tenancy.models import Practice
from tests import factory as f
from tests.web_client import as_staff, at


@pytest.fixture
def admin(cedar):
    return f.actor(cedar, "admin")


def role(code):
    return Role.objects.get(code=code)


def test_what_is_saved_is_in_force_from_the_next_request_on(cedar, admin):
    clerk = f.staff(cedar, "billing")
    assert not may_open(staff_actor(clerk), "patient.view")
    actions.edit(
        admin, role("billing"), permissions=frozenset({"billing.view", "patient.view"}), reason="They call patients"
    )
    assert may_open(staff_actor(clerk), "patient.view")
    entry = Entry.objects.get(action="role.edit")
    assert (entry.reason, entry.rule) == ("They call patients", "opens: See patients' records; closes: –")


def test_a_change_says_what_opens_and_closes_and_for_how_many(cedar, admin):
    f.staff(cedar, "manager")
    wanted = (queries.allowed(role("manager")) | {"document.view"}) - {"audit.view"}
    change = queries.change_of(role("manager"), wanted)
    assert (change.opens, change.closes, change.people) == (("document.view",), ("audit.view",), 1)


def test_nothing_that_no_staff_may_have_can_be_given(cedar, admin):
    actions.edit(
        admin,
        role("billing"),
        permissions=frozenset({"billing.view", "made.up", "home.view", "request.submit"}),
        reason="x",
    )
    assert queries.allowed(role("billing")) == {"billing.view"}


def test_somebody_can_always_change_roles(cedar, admin):
    rest = queries.allowed(role("admin")) - {"role.edit"}
    with pytest.raises(actions.NobodyLeft):
        actions.edit(admin, role("admin"), permissions=rest, reason="x")
    me = Staff.objects.get(pk=admin.id)
    for how in ({"role": "billing", "active": True}, {"role": "admin", "active": False}):
        with pytest.raises(actions.NobodyLeft), transaction.atomic():
            actions.assign(admin, me, **how, reason="a test")
    manager = queries.allowed(role("manager")) | {"role.edit"}
    f.staff(cedar, "manager")
    actions.edit(admin, role("manager"), permissions=manager, reason="x")
    actions.edit(admin, role("admin"), permissions=rest, reason="now somebody else can")


def test_a_reason_is_needed_and_only_an_administrator_may(cedar, admin):
    with pytest.raises(ReasonMissing):
        actions.edit(admin, role("billing"), permissions=frozenset(), reason=" ")
    with pytest.raises(NotAllowed):
        actions.edit(f.actor(cedar, "manager"), role("billing"), permissions=frozenset(), reason="x")


def test_a_practice_makes_a_role_of_its_own_gives_it_and_takes_it_out(cedar, admin):
    made = actions.create(admin, cedar, name="Triage nurse", like="front_desk")
    assert (made.code, queries.allowed(made)) == ("triage_nurse", queries.allowed(role("front_desk")))
    somebody = f.staff(cedar, "billing")
    actions.assign(admin, somebody, role="triage_nurse", active=True, reason="a test")
    somebody.refresh_from_db()
    assert may_open(staff_actor(somebody), "queue.view")
    with pytest.raises(actions.CannotRemove):
        actions.remove(admin, made)
    actions.assign(admin, somebody, role="billing", active=True, reason="a test")
    actions.remove(admin, made)
    assert not Role.objects.filter(code="triage_nurse").exists()
    with pytest.raises(actions.CannotRemove):
        actions.remove(admin, role("billing"))


@pytest.mark.parametrize("name", ["", "  ", "!!", "Billing", "front desk"])
def test_a_role_has_a_name_that_no_other_has(cedar, admin, name):
    with pytest.raises(actions.WrongName):
        actions.create(admin, cedar, name=name)


def test_nobody_has_a_role_that_there_is_not_whatever_the_code_does(cedar):
    somebody = f.staff(cedar, "billing")
    with pytest.raises(IntegrityError), transaction.atomic():
        Staff.objects.filter(pk=somebody.pk).update(role="wizard")
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


# Pages ------------------------------------------------------------------------------------------------------


def test_the_page_says_what_it_would_do_before_it_is_saved(cedar):
    client = as_staff(cedar, "admin")
    address = at(cedar, "setup/roles/billing/")
    page = client.post(address, {"billing.view": "all", "document.view": "all", "do": "check"}).content.decode()
    assert "Opens" in page and "See documents" in page and "patients&#x27; data" in page.replace("'", "&#x27;")
    assert not RolePermission.objects.filter(role="billing", permission="document.view").exists()
    page = client.post(address, {"billing.view": "all", "document.view": "all", "do": "save"}).content.decode()
    assert "Say why" in page and "selected>all" in page
    client.post(address, {"billing.view": "all", "document.view": "all", "do": "save", "reason": "Claims"})
    assert RolePermission.objects.filter(role="billing", permission="document.view").exists()


def test_staff_are_given_a_role_and_their_access_is_ended(cedar):
    client, somebody = as_staff(cedar, "admin"), f.staff(cedar, "billing")
    client.post(at(cedar, f"setup/staff/{somebody.pk}/"), {"role": "scheduler", "active": "on", "reason": "x"})
    somebody.refresh_from_db()
    assert (somebody.role, somebody.is_active) == ("scheduler", True)
    client.post(at(cedar, f"setup/staff/{somebody.pk}/"), {"role": "scheduler", "reason": "x"})
    somebody.refresh_from_db()
    assert not somebody.is_active
    assert (
        "Choose a role."
        in client.post(at(cedar, f"setup/staff/{somebody.pk}/"), {"role": "wizard"}, follow=True).content.decode()
    )


def test_viewing_as_a_role_shows_its_pages_with_made_up_people_and_nobodys_records(cedar):
    f.patient(cedar, first_name="Canary", last_name="Real", established=True)
    client = as_staff(cedar, "admin")
    assert client.get(at(cedar, "console/queue/")).status_code == 403
    answer = client.post(at(cedar, "setup/roles/front_desk/view-as/"))
    assert answer["Location"] == "/cedar-sample/console/"
    page = client.get("/cedar-sample/console/queue/").content.decode()
    assert "Everybody here is made up." in page and "Canary" not in page
    assert "Made-Up" in client.get("/cedar-sample/console/patients/?q=casey").content.decode()
    assert "Canary" not in client.get("/cedar-sample/console/patients/?q=canary").content.decode()
    assert client.get("/cedar-sample/setup/roles/").status_code == 403, "as that role, not as an administrator"
    enter(cedar)
    assert Entry.objects.get(action="role.view_as").actor_name == "Some admin"
    assert Patient.objects.filter(first_name="Canary").count() == 1
    back = client.post("/cedar-sample/console/view-as/end/")
    assert back["Location"] == "/cedar/setup/roles/"
    assert client.get("/cedar-sample/console/").status_code == 404


def test_a_sample_is_there_for_nobody_else_and_no_worker_serves_it(cedar):
    from frontdesk.server.chores import served

    as_staff(cedar, "admin").post(at(cedar, "setup/roles/billing/view-as/"))
    assert Practice.objects.filter(slug="cedar-sample").exists()
    for path in ("", "sign-in/", "console/", "console/sign-in/", "ask/who/"):
        assert Client().get(f"/cedar-sample/{path}").status_code == 404
    assert "cedar-sample" not in Client().get("/").content.decode()
    assert [one.slug for one in served()] == ["cedar"]


def test_a_role_of_ones_own_can_be_looked_at_too(cedar):
    client = as_staff(cedar, "admin")
    client.post(at(cedar, "setup/new-role/"), {"name": "Triage nurse", "like": "clinician"})
    client.post(at(cedar, "setup/roles/triage_nurse/view-as/"))
    page = client.get("/cedar-sample/console/", follow=True).content.decode()
    assert "You see what this role sees: Triage nurse." in page
