"""Somebody who goes: sessions end for good, their work is anybody's, the trail says who, whom, from what to what; and no page overwrites what it did not show."""

from django.utils.timezone import now

from frontdesk.audit.models import Entry
from frontdesk.intake.models import Task
from frontdesk.people.models import Role, Staff
from frontdesk.practice.roles import actions, queries
from tests import factory as f
from tests.web_client import as_staff, at


def test_an_old_session_stays_ended_when_access_begins_again(cedar):
    admin, client = f.actor(cedar, "admin"), as_staff(cedar, "front_desk")
    somebody = Staff.objects.get(role="front_desk")
    assert client.get(at(cedar, "console/queue/")).status_code == 200
    actions.assign(admin, somebody, role="front_desk", active=False, reason="a test")
    assert client.get(at(cedar, "console/queue/")).status_code == 302
    actions.assign(admin, somebody, role="front_desk", active=True, reason="a test")
    assert client.get(at(cedar, "console/queue/")).status_code == 302


def test_another_role_ends_no_session(cedar):
    client = as_staff(cedar, "front_desk")
    actions.assign(
        f.actor(cedar, "admin"), Staff.objects.get(role="front_desk"), role="scheduler", active=True, reason="a test"
    )
    assert client.get(at(cedar, "console/queue/")).status_code == 200


def test_their_work_is_anybodys_again(cedar):
    somebody = f.staff(cedar, "front_desk")
    task = Task.objects.create(
        practice=cedar,
        kind="no_show",
        thing_kind="x",
        thing_id=somebody.pk,
        owner=somebody,
        due_at=now(),
        created_at=now(),
    )
    actions.assign(f.actor(cedar, "admin"), somebody, role="front_desk", active=False, reason="a test")
    task.refresh_from_db()
    assert (task.owner_id, task.version) == (None, 2)


def test_the_trail_says_who_whom_and_from_what_to_what(cedar):
    somebody = f.staff(cedar, "front_desk")
    actions.assign(f.actor(cedar, "admin"), somebody, role="scheduler", active=False, reason="on leave")
    entry = Entry.objects.get(action="staff.assign")
    assert (entry.actor_name, entry.reason) == ("Some admin", "on leave")
    assert entry.rule == f"{somebody.name}: Front desk → Scheduler, no access"


def test_a_stale_page_of_staff_changes_nothing(cedar):
    client, somebody = as_staff(cedar, "admin"), f.staff(cedar, "billing")
    actions.assign(f.actor(cedar, "admin"), somebody, role="scheduler", active=True, reason="a test")
    page = client.post(
        at(cedar, f"setup/staff/{somebody.pk}/"),
        {"role": "manager", "active": "on", "was": "billing|active", "reason": "moved"},
        follow=True,
    )
    assert "nothing was saved" in page.content.decode()
    somebody.refresh_from_db()
    assert somebody.role == "scheduler"


def test_a_stale_page_of_a_role_changes_nothing(cedar):
    client, billing = as_staff(cedar, "admin"), Role.objects.get(code="billing")
    shown = " ".join(sorted(queries.allowed(billing)))
    both = queries.allowed(billing) | {"patient.view"}
    actions.edit(f.actor(cedar, "admin"), billing, permissions=both, reason="x")
    said = {"billing.view": "all", "document.view": "all", "do": "save", "reason": "y", "was": shown}
    page = client.post(at(cedar, "setup/roles/billing/"), said).content.decode()
    assert "nothing was saved" in page and queries.allowed(billing) == both


def test_nobodys_role_or_access_is_changed_without_a_reason_and_what_was_chosen_stays(cedar):
    client, somebody = as_staff(cedar, "admin"), f.staff(cedar, "billing")
    said = {"role": "manager", "was": "billing|active", "reason": "  "}
    page = client.post(at(cedar, f"setup/staff/{somebody.pk}/"), said)
    assert page.status_code == 422 and "Say why" in page.content.decode()
    assert (
        f'value="{somebody.role}" selected'
        not in page.content.decode().split(f"person-{somebody.pk}")[1].split("</tr>")[0]
    )
    somebody.refresh_from_db()
    assert somebody.role == "billing"


def test_the_page_of_the_trail_says_whom_why_and_opens_the_person(cedar):
    client, somebody = as_staff(cedar, "admin"), f.staff(cedar, "billing")
    said = {"role": "scheduler", "active": "on", "was": "billing|active", "reason": "moved upstairs"}
    client.post(at(cedar, f"setup/staff/{somebody.pk}/"), said)
    trail = client.get(at(cedar, "setup/audit/")).content.decode()
    assert f"{somebody.name}: Billing → Scheduler" in trail and "moved upstairs" in trail
    assert f"#person-{somebody.pk}" in trail
    assert f'id="person-{somebody.pk}"' in client.get(at(cedar, "setup/staff/")).content.decode()
